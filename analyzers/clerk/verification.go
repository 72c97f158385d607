package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// verifiers are functions that check a signature, by name.
var verifiers = regexp.MustCompile(`^(verifyWebhook|constructEvent|constructEventAsync|validateWebhookSignature|validateRequest|verifyWebhookSignature|unwrap)$`)

// comparers compare in constant time, whoever wrote them.
var comparers = regexp.MustCompile(`^(timingSafeEqual|(secure|safe|timingSafe|constantTime)\w*(Compare|Equal))$`)

// verifierNames are names of helpers that check something: enough to doubt, not
// to trust.
var verifierNames = regexp.MustCompile(`(?i)(verif|validat|authenticat|authoriz|check|assert|require).*(webhook|signature|hmac|svix|hook|secret|payload|notification|auth|request|event)|(webhook|signature|hmac).*(verif|valid|check)|^verif|createHmac`)

// helperDepth is how many functions a check may lie away from the handler.
const helperDepth = 3

// A checkSearch looks for a signature check along the calls of a handler.
type checkSearch struct {
	graph   *next.Graph
	seen    map[source.Span]bool
	unknown source.Span // the first call that may check and cannot be read
}

// verified reports whether the module, or a helper that it calls, checks a
// signature. A helper that cannot be read leaves it unknown.
func (a *App) verified(m *next.Module, h handler) (Answer, source.Span) {
	s := checkSearch{graph: a.Next.Project.Graph, seen: map[source.Span]bool{}}
	at := s.in(m, m.Root(), 0)
	switch {
	case !at.IsZero():
		return Yes, at
	case !s.unknown.IsZero():
		return Maybe, s.unknown
	}
	return No, h.payload
}

// in returns the check below the node, or in what it calls. Farther than one
// call away a comparison with something secret is no longer taken for one.
func (s *checkSearch) in(m *next.Module, n js.Node, depth int) source.Span {
	if n.IsZero() || s.seen[n.Span()] {
		return source.Span{}
	}
	s.seen[n.Span()] = true
	if at := s.checkIn(m, n, depth <= 1); !at.IsZero() || depth == helperDepth {
		return at
	}
	for call := range n.Descendants() {
		if !call.Is(js.CallExpression) {
			continue
		}
		if at := s.called(m, call, depth); !at.IsZero() {
			return at
		}
		if depth == 0 && s.unknown.IsZero() && verifierNames.MatchString(calledName(call)) {
			s.unknown = call.Span()
		}
	}
	return source.Span{}
}

// called looks into the function that a call names: one of the same module, or
// one that it imports.
func (s *checkSearch) called(m *next.Module, call js.Node, depth int) source.Span {
	name, _, _ := strings.Cut(call.Field(js.FieldFunction).CalleePath(), ".")
	names := call.Syntax().Names()
	binding, imported := names.Imports[name]
	if !imported {
		return s.in(m, names.Top[name], depth+1)
	}
	def := s.graph.Binding(m, binding)
	switch {
	case def.Module != nil && def.Node.IsZero():
		return s.in(def.Module, def.Module.Root(), depth+1)
	case def.Module != nil:
		return s.in(def.Module, def.Node, depth+1)
	case verifiers.MatchString(binding.Name):
		return call.Span() // under another name
	case s.unknown.IsZero() && (verifierNames.MatchString(name) || verifiers.MatchString(name)):
		s.unknown = call.Span()
	}
	return source.Span{}
}

// calledName returns the last name of what is called: constructEvent of
// getStripe().webhooks.constructEvent().
func calledName(call js.Node) string {
	callee := call.Callee()
	if callee.Is(js.MemberExpression) {
		return callee.Field(js.FieldProperty).Text()
	}
	return callee.Text()
}

// checkIn returns the first call below n that checks a signature or, where
// comparisons count, compares something with a secret.
func (s *checkSearch) checkIn(m *next.Module, n js.Node, comparisons bool) source.Span {
	webhook := false
	for d := range n.Descendants() {
		switch d.Kind() {
		case js.NewExpression:
			webhook = webhook || d.Field(js.FieldConstructor).Text() == "Webhook"
		case js.CallExpression:
			if callChecks(d, webhook) && (comparers.MatchString(calledName(d)) || !s.own(m, d)) {
				return d.Span()
			}
		case js.BinaryExpression:
			if comparisons && comparesSecret(d) {
				return d.Span()
			}
		}
	}
	return source.Span{}
}

// own reports whether a plain name is called that the repository defines: what
// it does is read, whatever its name promises.
func (s *checkSearch) own(m *next.Module, call js.Node) bool {
	name := call.Callee().Text()
	names := call.Syntax().Names()
	if b, ok := names.Imports[name]; ok {
		return s.graph.Binding(m, b).Module != nil
	}
	return !names.Top[name].IsZero()
}

func callChecks(call js.Node, webhook bool) bool {
	name := calledName(call)
	if verifiers.MatchString(name) || comparers.MatchString(name) || takesSignature(call) {
		return true
	}
	made := strings.HasPrefix(call.Callee().Field(js.FieldObject).Unwrap().Text(), "new Webhook")
	return name == "verify" && (webhook || made || strings.HasSuffix(call.CalleePath(), "subtle.verify"))
}

// takesSignature reports whether a call is given both a signature and a secret.
func takesSignature(call js.Node) bool {
	signature, secret := false, false
	for _, arg := range call.Arguments() {
		if !arg.Is(js.Identifier, js.MemberExpression, js.NonNullExpression, js.AsExpression) {
			continue
		}
		text := strings.ToLower(arg.Text())
		signature = signature || strings.Contains(text, "signature") || text == "sig"
		secret = secret || strings.Contains(text, "secret")
	}
	return signature && secret
}

var proof = regexp.MustCompile(`(?i)(secret|token|signature|api_?key|hmac|digest|expected)`)

// comparesSecret reports whether an equality compares two values of which one
// is a secret, a signature or what was expected.
func comparesSecret(n js.Node) bool {
	op := n.Field(js.FieldOperator).Text()
	if op != "===" && op != "!==" && op != "==" && op != "!=" {
		return false
	}
	left, right := n.Field(js.FieldLeft).Unwrap(), n.Field(js.FieldRight).Unwrap()
	return !constant(left) && !constant(right) && (proof.MatchString(left.Text()) || proof.MatchString(right.Text()))
}

// constant reports whether the node is a value that no secret is compared with.
func constant(n js.Node) bool {
	return n.Is(js.String, js.Number, js.Null, js.Undefined, js.True, js.False, js.UnaryExpression)
}
