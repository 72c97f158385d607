package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// verifiers are functions that check a signature, by name.
var verifiers = regexp.MustCompile(`^(verifyWebhook|constructEvent|constructEventAsync|timingSafeEqual|(secure|safe|timingSafe|constantTime)\w*(Compare|Equal)|validateWebhookSignature|validateRequest|verifyWebhookSignature|unwrap)$`)

// verifierNames are names of helpers that check something: enough to doubt, not
// to trust.
var verifierNames = regexp.MustCompile(`(?i)(verif|validat|authenticat|authoriz|check|assert|require).*(webhook|signature|hmac|svix|hook|secret|payload|notification|auth|request|event)|(webhook|signature|hmac).*(verif|valid|check)|^verif|createHmac`)

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
		if answer == No && verifierNames.MatchString(calledName(call)) {
			answer = Maybe
		}
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

// calledName returns the last name of what is called: constructEvent of
// getStripe().webhooks.constructEvent().
func calledName(call js.Node) string {
	callee := call.Callee()
	if callee.Is(js.MemberExpression) {
		return callee.Field(js.FieldProperty).Text()
	}
	return callee.Text()
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
	name := calledName(call)
	if verifiers.MatchString(name) || takesSignature(call) {
		return true
	}
	made := strings.HasPrefix(call.Callee().Field(js.FieldObject).Unwrap().Text(), "new Webhook")
	return name == "verify" && (webhook || made)
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
