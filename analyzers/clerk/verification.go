package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// verifiers are calls that check a signature, by the end of the callee.
var verifiers = regexp.MustCompile(`(^|\.)(verifyWebhook|constructEvent|constructEventAsync|timingSafeEqual|validateWebhookSignature|validateRequest|verifyWebhookSignature|webhooks\.unwrap|webhooks\.verify)$`)

// verifierNames are names of helpers that check a signature.
var verifierNames = regexp.MustCompile(`(?i)(verif|validat|authenticat|check).*(webhook|signature|hmac|svix|hook|secret)|(webhook|signature|hmac).*(verif|valid|check)`)

// verified reports whether the module, or a helper one import away, checks a
// signature. A helper that cannot be read leaves it unknown.
func (a *App) verified(m *next.Module, h handler) (Answer, source.Span) {
	if at := checkIn(m.Root()); !at.IsZero() {
		return Yes, at
	}
	unknown := source.Span{}
	for call := range m.Root().Descendants() {
		if !call.Is(js.CallExpression) {
			continue
		}
		answer, at := a.helper(m, call)
		if answer == Yes {
			return Yes, at
		}
		if answer == Maybe && unknown.IsZero() {
			unknown = call.Span()
		}
	}
	if !unknown.IsZero() {
		return Maybe, unknown
	}
	return No, h.payload
}

// helper looks into the module that a called name comes from.
func (a *App) helper(m *next.Module, call js.Node) (Answer, source.Span) {
	name, _, _ := strings.Cut(call.Field(js.FieldFunction).CalleePath(), ".")
	syntax := call.Syntax()
	binding, imported := syntax.Names().Imports[name]
	if !imported {
		return No, source.Span{}
	}
	def := a.Next.Project.Graph.Binding(m, binding)
	switch {
	case def.Module != nil:
		root := def.Node
		if root.IsZero() {
			root = def.Module.Root()
		}
		if at := checkIn(root); !at.IsZero() {
			return Yes, at
		}
		// The helper may keep its check in a function beside it.
		if verifierNames.MatchString(name) {
			if at := checkIn(def.Module.Root()); !at.IsZero() {
				return Yes, at
			}
			return Maybe, call.Span()
		}
	case verifierNames.MatchString(name) || verifiers.MatchString(name):
		return Maybe, call.Span()
	}
	return No, source.Span{}
}

// checkIn returns the first call below n that checks a signature or compares
// something with a secret of the environment.
func checkIn(n js.Node) source.Span {
	webhook := false
	for d := range n.Descendants() {
		switch d.Kind() {
		case js.NewExpression:
			webhook = webhook || d.Field(js.FieldConstructor).Text() == "Webhook"
		case js.CallExpression:
			if callChecks(d, webhook) {
				return d.Span()
			}
		case js.BinaryExpression:
			if comparesSecret(d) {
				return d.Span()
			}
		}
	}
	return source.Span{}
}

func callChecks(call js.Node, webhook bool) bool {
	callee := call.Field(js.FieldFunction).CalleePath()
	if callee == "" { // new Webhook(secret).verify(…)
		fn := call.Field(js.FieldFunction)
		property := fn.Field(js.FieldProperty).Text()
		return property == "verify" && strings.HasPrefix(fn.Field(js.FieldObject).Unwrap().Text(), "new Webhook")
	}
	if verifiers.MatchString(callee) {
		return true
	}
	return webhook && strings.HasSuffix(callee, ".verify")
}

var secretVariable = regexp.MustCompile(`(?i)(secret|token|signature|api_?key|hmac|digest)`)

// comparesSecret reports whether an equality compares a request's value with a
// secret variable or a computed signature.
func comparesSecret(n js.Node) bool {
	op := n.Field(js.FieldOperator).Text()
	if op != "===" && op != "!==" && op != "==" && op != "!=" {
		return false
	}
	left, right := n.Field(js.FieldLeft).Text(), n.Field(js.FieldRight).Text()
	return right != "null" && right != "undefined" && secretVariable.MatchString(left) && secretVariable.MatchString(right)
}
