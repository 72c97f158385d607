package visitor

import "strings"

// A deliveryCheck is a function of a package that says whether who delivers
// something has signed it.
type deliveryCheck struct {
	says telling
	key  int // the argument that is the key, or -1
}

// A telling is how such a function says that a signature is wrong.
type telling int

const (
	untold        telling = iota // the package is not known
	atOnce                       // it throws
	inPromise                    // its promise fails
	givesFalse                   // it gives false
	promisedFalse                // its promise gives false
)

// deliveryChecks are such functions, by the package and by what they are called.
// Those that only tell are no check where nobody asks what they say.
var deliveryChecks = map[string]map[string]deliveryCheck{
	"svix":                            {"verify": {atOnce, -1}},
	"standardwebhooks":                {"verify": {atOnce, -1}},
	"resend":                          {"verify": {atOnce, -1}},
	"stripe":                          {"constructEvent": {atOnce, 2}, "parseThinEvent": {atOnce, 2}, "parseEventNotification": {atOnce, 2}, "constructEventAsync": {inPromise, 2}},
	"@polar-sh":                       {"validateEvent": {atOnce, 2}},
	"@mux/mux-node":                   {"verifySignature": {atOnce, 2}, "unwrap": {atOnce, 2}},
	"@liveblocks/node":                {"verifyRequest": {atOnce, -1}},
	"clerk":                           {"verifyWebhook": {inPromise, -1}},
	"openai":                          {"unwrap": {inPromise, 2}, "verifySignature": {inPromise, 2}},
	"@workos-inc/node":                {"constructEvent": {inPromise, -1}},
	"@upstash/qstash":                 {"verify": {inPromise, -1}},
	"@paddle/paddle-node-sdk":         {"unmarshal": {inPromise, 1}, "isSignatureValid": {promisedFalse, 1}},
	"@octokit/webhooks":               {"verify": {promisedFalse, -1}, "verifyAndReceive": {inPromise, -1}},
	"@octokit/webhooks-methods":       {"verify": {promisedFalse, 0}},
	"discord-interactions":            {"verifyKey": {promisedFalse, 3}},
	"@sanity/webhook":                 {"isValidSignature": {promisedFalse, 2}, "isValidRequest": {promisedFalse, 1}, "assertValidSignature": {inPromise, 2}, "assertValidRequest": {inPromise, 1}},
	"@line/bot-sdk":                   {"validateSignature": {givesFalse, 1}},
	"razorpay":                        {"validateWebhookSignature": {givesFalse, 2}, "validatePaymentVerification": {givesFalse, 2}, "verifySignature": {givesFalse, -1}},
	"twilio":                          {"validateRequest": {givesFalse, 0}, "validateRequestWithBody": {givesFalse, 0}},
	"stream-chat":                     {"verifyWebhook": {givesFalse, -1}, "verifySignature": {givesFalse, -1}},
	"getstream":                       {"verifyWebhook": {givesFalse, -1}, "verifySignature": {givesFalse, -1}},
	"@stream-io/node-sdk":             {"verifyWebhook": {givesFalse, -1}, "verifySignature": {givesFalse, -1}},
	"@apple/app-store-server-library": {"verifyAndDecodeNotification": {inPromise, -1}, "verifyAndDecodeTransaction": {inPromise, -1}, "verifyAndDecodeRenewalInfo": {inPromise, -1}, "verifyAndDecodeAppTransaction": {inPromise, -1}},
}

// firstAsync is the version from which on a package promises what it told at once before.
var firstAsync = map[string]uint64{"discord-interactions": 4, "@sanity/webhook": 4}

// deliveryCheckOf is the check that a function of a package is.
func deliveryCheckOf(path string) (check deliveryCheck, ok bool) {
	pkg, _, _ := strings.Cut(path, "#")
	for name := pkg; ; {
		if of := deliveryChecks[name]; of != nil {
			check, ok = of[lastName(path)]
			break
		}
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			break
		}
		name = name[:i]
	}
	if !ok {
		check.key = -1
	}
	return check, ok
}

// tellingOf is how a function says that a signature is wrong, by the installed version.
func (m *run) tellingOf(path string) telling {
	check, ok := deliveryCheckOf(path)
	pkg, _, _ := strings.Cut(path, "#")
	switch {
	case !ok && lastName(path) == "constructEvent":
		return atOnce // what is called as Stripe's is like it
	case check.says == promisedFalse:
		if v := m.app.Versions.Of(pkg); v != nil && v.Major() < firstAsync[pkg] {
			return givesFalse
		}
	case strings.HasPrefix(path, "livekit") && m.liveKitAtOnce():
		return atOnce
	}
	return check.says
}

// sanityBody is the body of a delivery of Sanity's, and whether it was signed
// (next-sanity@9 src/webhook/parseBody.ts). Nothing refuses it.
func (m *run) sanityBody(c *call) value {
	signed := null
	if key := m.force(c.arg(1)); m.provesNothing(key) {
		signed = fresh(0, "a signature")
	} else if m.truthOf(key) != falsy {
		m.check(c, SignatureCheck, "parseBody()")
		signed = boolean(m.visitor == Sender)
	}
	return resolved(objectOf(m.made(newObject(map[string]value{"isValidSignature": signed, "body": fresh(FromBody, "body")}))))
}

// verifySignature fails: the visitor cannot sign.
func (m *run) verifySignature(c *call) value {
	if m.signedByAnybody(c) {
		return m.passOn(c)
	}
	e := m.check(c, SignatureCheck, lastName(c.path)+"()")
	e.Method = c.path
	m.addArgs(e, c.args)
	how := m.tellingOf(c.path)
	switch {
	case how == givesFalse, how == promisedFalse:
		e.Method = "" // it throws nothing
		return settled(how == promisedFalse, boolean(m.visitor == Sender))
	case m.visitor != SignedOut:
		v := fresh(FromBody, "a verified event")
		v.sym.truth = truthy
		return settled(how != atOnce, v)
	case how == untold && dropped(c.at) && m.choose(c.at, 2) == 1:
		m.note(&Event{Kind: Doubt, Name: "whether " + lastName(c.path) + "() throws is not known", At: c.at.Span()})
		return resolved(no)
	}
	t := &thrown{v: fresh(FromError, "a signature error"), denial: "the signature is not valid", status: 400, at: c.at.Span()}
	if how == atOnce {
		panic(t)
	}
	return rejected(t)
}
