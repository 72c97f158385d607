package visitor

import "regexp"

// ownToken matches the addresses at which an app gets a token for itself: that
// changes nothing there, where nothing of the visitor is sent along.
var ownToken = regexp.MustCompile(`(?i)/oauth2?/(v\d/)?token\b`)

// verifiesAt is the path at which PayPal says whether it signed a delivery.
const verifiesAt = "/notifications/verify-webhook-signature"

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
