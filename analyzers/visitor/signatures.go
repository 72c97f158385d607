package visitor

import (
	"slices"
	"strings"
)

// verifiers give whether a signature is right, asyncVerifiers a promise of that;
// the number is the argument that is the key.
var (
	verifiers = map[string]int{
		"crypto#createVerify().verify":   0,
		"crypto#verify":                  2,
		"tweetnacl#sign.detached.verify": 2,
	}
	asyncVerifiers = map[string]int{
		"global#crypto.subtle.verify":    1,
		"crypto#subtle.verify":           1,
		"crypto#webcrypto.subtle.verify": 1,
	}
	// signers compute something with a key.
	signers = map[string]int{
		"crypto#createHmac":             1,
		"create-hmac#default":           1,
		"crypto-js#HmacSHA1":            1,
		"crypto-js#HmacSHA256":          1,
		"crypto-js#HmacSHA512":          1,
		"crypto-js/hmac-sha1#default":   1,
		"crypto-js/hmac-sha256#default": 1,
		"crypto-js/hmac-sha512#default": 1,
		"@noble/hashes/hmac#hmac":       1,
		"global#crypto.subtle.sign":     1,
		"crypto#subtle.sign":            1,
		"crypto#webcrypto.subtle.sign":  1,
	}
)

// signatureFunctions check or make signatures. A key that the visitor sends
// along proves nothing.
func signatureFunctions() map[string]summary {
	f := map[string]summary{
		"crypto#createVerify":          (*run).instance,
		"crypto#createVerify().update": (*run).this,
		"crypto#createVerify().write":  (*run).this,
		"crypto#createVerify().end":    (*run).this,

		"next-sanity/webhook#parseBody":                      (*run).sanityBody,
		"@apple/app-store-server-library#SignedDataVerifier": (*run).instance,
	}
	for path, key := range verifiers {
		f[path] = func(m *run, c *call) value { return m.verifiesWith(c, key) }
	}
	for path, key := range asyncVerifiers {
		f[path] = func(m *run, c *call) value { return resolved(m.verifiesWith(c, key)) }
	}
	for path, key := range signers {
		f[path] = func(m *run, c *call) value { return m.signsWith(c, key) }
	}
	return f
}

func (m *run) verifiesWith(c *call, key int) value {
	name := strings.NewReplacer("global#", "", "()", "").Replace(c.path)
	if m.provesNothing(c.arg(key)) || madeOnTheWay(c.arg(key)) {
		return m.passOn(c)
	}
	if from := originOf(c.arg(key)); from.Has(FromRecord) && !from.Has(FromEnv|FromSecret) && m.askedWhereTold() {
		m.note(&Event{Kind: Doubt, Name: "the key of the signature comes from where the request says", At: c.at.Span()})
		return m.passOn(c)
	}
	e := m.check(c, SignatureCheck, name[strings.IndexByte(name, '#')+1:]+"()")
	e.From = originOf(c.args...)
	return boolean(m.visitor == Sender)
}

// madeOnTheWay reports whether a key is one of a pair that the program makes anew: what it
// signed itself says nothing of who asks.
func madeOnTheWay(key value) bool {
	return key.kind == unknownKind && strings.Contains(key.sym.name, "generateKeyPair")
}

// signsWith computes with a secret that the visitor does not have.
func (m *run) signsWith(c *call, key int) value {
	if !ownKey(c, key) {
		return m.passOn(c)
	}
	v := nativeObject(c.path + "()")
	v.ref.from = originOf(c.args...) &^ Visitor
	m.noteKey(c, c.arg(key))
	if of := c.arg(key); inBrowser(of) {
		v.ref.from &^= FromEnv | FromSecret
	} else if !m.passesBy(of) && !(m.visitor == SignedOut && of.kind == stringKind && of.str == "") {
		v.ref.from |= FromSecret
	}
	return v
}

// askedWhereTold reports whether another host was asked that the visitor named.
func (m *run) askedWhereTold() bool {
	return slices.ContainsFunc(m.events, func(e *Event) bool {
		return e.Kind == Effect && e.Verb == Network && !(len(e.args) > 0 && hostAllowed(e.args[0])) && slices.ContainsFunc(e.Args, func(a Arg) bool {
			return strings.HasPrefix(a.Path, "0") && a.From.Has(FromBody|FromHeader|FromQuery)
		})
	})
}

// ownKey reports whether a key is not the visitor's.
func ownKey(c *call, i int) bool { return !sentAlong(c.arg(i)) }

// sentAlong reports whether a key is one that the visitor sends, or may be on some way.
func sentAlong(key value) bool {
	from := originOf(key)
	if key.kind == unknownKind && (key.sym.name == several || key.sym.name == mixed) && from.Has(Visitor) {
		return true
	}
	return from.Has(Visitor) && !from.Has(FromEnv|FromSecret|FromRecord) || key.is(nativeShape) && key.ref.native.path == "jose#EmbeddedJWK"
}
