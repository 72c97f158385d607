package visitor

import (
	"slices"
	"strings"
)

// Services that say whether a key or a signature is somebody's.

func keyVerifiers() map[string]summary {
	f := map[string]summary{}
	for _, path := range strings.Fields("@unkey/api#verifyKey @unkey/api#Unkey().keys.verify @unkey/api#Unkey().keys.verifyKey") {
		f[path] = (*run).verifiesKey
	}
	for _, path := range strings.Fields("viem#verifyMessage viem#verifyTypedData viem/utils#verifyMessage viem/actions#verifyMessage viem#createPublicClient().verifyMessage viem#createPublicClient().verifyTypedData") {
		f[path] = (*run).verifiesSigner
	}
	for _, client := range []string{"jwks-rsa#default", "jwks-rsa#JwksClient"} {
		f[client], f[client+"().getSigningKey"] = (*run).jwksClient, (*run).signingKey
	}
	return f
}

// verifiesKey asks Unkey whether a key is valid: that of a visitor is not.
func (m *run) verifiesKey(c *call) value {
	key := m.force(c.arg(0))
	if key.is(plainShape) {
		key = m.option(key, "key")
	}
	if m.visitor != SignedOut || slices.ContainsFunc(optionsOf(key), ofTheApp) {
		v := fresh(FromRecord|originOf(key), c.name())
		v.sym.truth = truthy
		return resolved(v)
	}
	m.check(c, APIKeyCheck, c.name()+"()")
	says := func() value {
		return objectOf(m.made(newObject(map[string]value{"valid": no, "code": text("NOT_FOUND"), "enabled": no})))
	}
	return resolved(objectOf(m.made(newObject(map[string]value{"result": says(), "data": says(), "error": undefined}))))
}

// ofTheApp reports whether a key is none that a visitor sends: one of the app's own may be
// valid.
func ofTheApp(key value) bool {
	return !key.nullish() && !(key.kind == stringKind && key.str == "") && !originOf(key).Has(Visitor)
}

// verifiesSigner asks whether somebody signed a message. Who says himself whose signature
// it is signs with a key of his own.
func (m *run) verifiesSigner(c *call) value {
	options := m.force(c.arg(0))
	if c.arg(1) != undefined && isObject(m.force(c.arg(1))) { // the client comes first
		options = m.force(c.arg(1))
	}
	address := m.force(m.option(options, "address"))
	if !options.is(plainShape) || originOf(address).Has(Visitor) || m.visitor != SignedOut {
		return resolved(fresh(originOf(options), comparison))
	}
	m.check(c, SignatureCheck, c.name()+"()")
	return resolved(no)
}
