package visitor

import (
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A record that is found by a credential is found for nobody else: the visitor
// holds none that is valid. That is so only where the record has to hold what the
// visitor sent, in a column that is one for credentials, and where sending nothing,
// or something else than a text, does not find another one.

var (
	// isSecretColumn matches the columns that hold what only those have who were given
	// it, whatever the value is called that they are compared with. Romance languages
	// say the purpose of a token last: tokenConfirmacao.
	isSecretColumn = source.Names(`(?i)(token|secret|api_?key|(key|token|secret)_?(hash|digest)|hashed_?(key|token|secret)|(oauth|authori[sz]ation|auth)\w*code|` +
		`token_?(confirm|cancel|reset|invite|convite|access|acess?o|acceso|(confirm|cancel|invit|valid|verific|activ|ativ|recuper)(ation|acao|acion)|cancelamento))$`)
	// isKeyColumn matches those that hold a credential if they are compared with one.
	isKeyColumn = source.Names(`(?i)(key|token|secret|hash|digest|hashed|password|credential|signature|session|bearer|sha256)s?$`)
	// isOpenColumn matches the columns with such names that hold no secret.
	isOpenColumn = source.Names(`(?i)publi|anon|client_?id|push|device|fcm|expo_?|page|next|cursor|csrf|xsrf|idempoten|primary|foreign|sort|partition|storage|object|file|image|video|media|s3|cache|content|commit|block|tx|transaction|site_?key|ip_?hash|email`)
)

// holdsSecret reports whether only somebody who was given a credential can say what
// a column holds.
var holdsSecret = source.Remembered(func(column string) bool {
	return isSecretColumn(column) && !isOpenColumn(column)
})

// proves reports whether a column that has to hold a value keeps out who has no
// credential.
func (m *run) proves(column string, v value) bool {
	column = column[strings.LastIndexByte(column, '.')+1:]
	sent := false
	for _, o := range optionsOf(v) {
		from := o.origin()
		switch {
		case o.kind == stringKind && o.str == "" && from.Has(Visitor), o.nullish():
		case !from.Has(Visitor) || from.Has(FromClerk) || from.Has(FromRecord) && !from.Has(FromHeader|FromCookie) || o.kind != unknownKind || isOpenColumn(column):
			return false
		case !(from.Has(FromCredential) && isKeyColumn(column)) && !isSecretColumn(column):
			return false
		default:
			sent = true
		}
	}
	return sent
}

// sendsText reports whether the visitor can only send a text for a value: neither
// nothing, nor an object that a database takes for a filter.
func (m *run) sendsText(v value) bool {
	return !slices.ContainsFunc(optionsOf(v), func(o value) bool {
		return o.nullish() || o.kind == unknownKind && (m.maySendNothing(o) || m.maySendObject(o.sym))
	})
}

func (m *run) maySendNothing(v value) bool {
	if m.truthOf(v) == truthy || v.origin()&Visitor == FromParams || v.sym.checked() {
		return false
	}
	if v.sym.isSomething() {
		return false
	}
	return !m.isString(v.sym) && (v.sym.missing || strings.HasPrefix(v.sym.op, ".") || m.ofRequest(v.sym))
}

// maySendObject reports whether a value is a part of the body, or of an argument of
// an action, as the visitor sent it.
func (m *run) maySendObject(s *symbol) bool {
	for ; s != nil; s = s.parent {
		switch {
		case s.field || m.isString(s):
			return false
		case s.parent == nil || s.parent == m.request:
			return s.name == "the body" && s.op != "body:formData" && s.op != "body:text" || s.from.Has(FromArgument) && s.name == anArgument
		}
	}
	return false
}

// isString reports whether the path asked for the type of a value, and found a text.
func (m *run) isString(s *symbol) bool {
	of := s.children["typeof"]
	if of == nil {
		return false
	}
	asked := of.children["==="+strconv.Itoa(int(stringKind))+"string"]
	return asked != nil && asked.truth == truthy
}

// checked reports whether a value is a part of what a schema let pass.
func (s *symbol) checked() bool {
	for ; s != nil; s = s.parent {
		if s.name == checkedInput || s.name == "the input" {
			return true
		}
	}
	return false
}

// heldSecret answers where a secret that a record holds is compared with what the
// visitor sent, which is another text. If he may send nothing the record may hold
// nothing too.
func (m *run) heldSecret(a, b value, at js.Node) (value, bool) {
	if m.visitor != SignedOut {
		return value{}, false
	}
	for _, p := range [][2]value{{a, b}, {b, a}} {
		column := m.heldIn(p[0])
		if column == "" || !m.proves(column, p[1]) || m.maySendNothing(p[1]) && m.truthOf(p[0]) != truthy || m.askedWhereTold() {
			continue
		}
		m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: column, At: at.Span(), From: originOf(a, b)})
		return no, true
	}
	return value{}, false
}

// heldIn is the column of a record that a value was read from; "" if it was not.
func (m *run) heldIn(v value) string {
	if v.kind != unknownKind || !v.sym.from.Has(FromRecord) || v.sym.from.Has(Visitor|FromClerk|FromError) {
		return ""
	}
	s := v.sym
	for s.parent != nil && !strings.HasPrefix(s.op, ".") {
		s = s.parent
	}
	return strings.TrimPrefix(s.op, ".")
}
