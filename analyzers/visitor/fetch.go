package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// fetch asks another host. Only a request that may change something there is an
// effect that a later denial does not make good.
func (m *run) fetch(c *call) value {
	to := c.at.Argument(0).Text() + c.arg(0).str
	if (telemetry.MatchString(to) || captures(to, c.at)) && dropped(c.at) {
		e := m.note(&Event{Kind: Tracker, Name: "fetch", Method: c.path, At: c.at.Span()})
		m.addArgs(e, c.args)
		return resolved(fresh(FromRecord, "an answer of another host"))
	}
	e := m.note(&Event{Kind: Effect, Verb: Network, Name: "fetch", Method: c.path, At: c.at.Span()})
	if o := m.force(c.arg(1)); o.ref != nil && o.ref.own("method") != nil {
		method := m.force(m.read(o.ref.own("method")))
		e.Hard = method.kind == stringKind && !strings.EqualFold(method.str, "GET") && !strings.EqualFold(method.str, "HEAD")
	}
	m.addArgs(e, c.args)
	if ownToken.MatchString(to) && !e.From.Has(Visitor) {
		e.Hard = false
	}
	e.goesTo(c)
	if t := m.fault(e, c.at); t != nil {
		t.outside = true
		return rejected(t)
	}
	if strings.Contains(to, verifiesAt) && e.From.Has(FromHeader) && !originOf(c.arg(0)).Has(Visitor) && !m.namesWebhook(c.arg(1)) {
		return resolved(m.verified(e))
	}
	answer := fresh(FromRecord, "an answer of another host")
	if m.visitor == SignedOut && e.From.Has(FromCredential) && !captcha.MatchString(to) && !anyAccount(e, c.at) {
		// another service is asked about a credential that is not valid
		e.Hard, e.Verb, e.Host = false, Network, ""
		m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: "a credential that another service checks", At: e.At})
		answer.sym.hollow = true
	}
	return answer
}

// telemetry matches the addresses at which services count events and take
// errors, which is nobody's work.
var telemetry = regexp.MustCompile(`(?i)posthog\.com|plausible\.io|segment\.(io|com)|mixpanel\.com|amplitude\.com|google-analytics\.com|sentry\.io|datadoghq\.|logtail\.com|betterstack\.com|axiom\.co\b|logflare\.app|logsnag\.com`)

// captures reports whether an address is the one at which PostHog takes events,
// behind a host that is not known. A payment is captured at such an address, too.
func captures(to string, call js.Node) bool {
	return strings.HasSuffix(strings.TrimRight(to, "/`\"'"), "/capture") && strings.Contains(strings.ToLower(call.Syntax().Root().Text()), "posthog")
}

// dropped reports whether nobody looks at what a call gives, but for its failure.
func dropped(call js.Node) bool {
	at := call.Parent()
	for at.Is(js.AwaitExpression, js.UnaryExpression, js.ParenthesizedExpression, js.CallExpression) ||
		at.Is(js.MemberExpression) && at.Field(js.FieldProperty).Text() == "catch" {
		at = at.Parent()
	}
	return at.Is(js.ExpressionStatement)
}

// captcha matches the addresses of services that ask whether somebody is human,
// whoever that is.
var captcha = regexp.MustCompile(`(?i)captcha|turnstile|siteverify`)

// ownToken matches the addresses at which an app gets a token for itself: that
// changes nothing there, where nothing of the visitor is sent along.
var ownToken = regexp.MustCompile(`(?i)/oauth2?/(v\d/)?token\b`)

// verifiesAt is the path at which PayPal says whether it signed a delivery.
const verifiesAt = "/notifications/verify-webhook-signature"

// namesWebhook reports whether the visitor says of which webhook a delivery is: of one
// of his own PayPal signs it.
func (m *run) namesWebhook(options value) bool {
	if options = m.force(options); options.ref == nil || options.ref.own("body") == nil {
		return false
	}
	body := m.force(m.read(options.ref.own("body")))
	if body.kind != unknownKind {
		return false
	}
	s := body.sym
	for s.text == nil && strings.HasPrefix(s.op, "from:") {
		s = s.parent
	}
	if s.text == nil || s.text.ref == nil {
		return false
	}
	if id := s.text.ref.own("webhook_id"); id != nil {
		return originOf(m.read(id)).Has(Visitor)
	}
	return s.text.ref.open
}

// verified is PayPal's answer to that: always with status 200, and only its text tells.
func (m *run) verified(e *Event) value {
	e.Hard = false
	m.note(&Event{Kind: Check, Check: SignatureCheck, Name: "PayPal's signature", Method: e.Method, At: e.At, From: e.From &^ FromReserialized}) // it takes the parsed body
	says := "FAILURE"
	if m.visitor != SignedOut {
		says = "SUCCESS"
	}
	told := objectOf(newObject(map[string]value{"verification_status": text(says)}))
	return objectOf(newObject(map[string]value{"ok": yes, "status": number(200),
		"json": nativeFunc("json", func(*run, *call) value { return resolved(told) })}))
}
