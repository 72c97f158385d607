package clerk

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A SecretName is the variable with which a Clerk webhook is verified.
type SecretName struct {
	Name     string
	At       source.Span
	Implicit bool // verifyWebhook() reads it by itself (facts.md F5.2)

	calls []js.Node // that do not say otherwise
}

// Pass returns what makes the calls that read a variable by themselves read
// another one: none where one of them cannot be edited.
func (s SecretName) Pass(variable string) (out []Insertion) {
	option := "signingSecret: process.env." + variable
	for _, call := range s.calls {
		file, options, request := call.Syntax().File, call.Argument(1).Unwrap(), call.Argument(0)
		switch {
		case request.IsZero() || request.Is(js.SpreadElement):
			return nil
		case options.IsZero():
			out = append(out, insertion(file, request.Span().End, ", { "+option+" }"))
		case options.First().IsZero():
			out = append(out, insertion(file, options.Span().Start+1, " "+option+" "))
		default:
			out = append(out, insertion(file, options.Span().Start+1, " "+option+","))
		}
	}
	return out
}

// WebhookSecrets returns the variables with which the app verifies Clerk's
// webhooks, each once, by module: verifyWebhook(), and new Webhook(secret) of
// svix in a module that speaks of Clerk.
func (a *App) WebhookSecrets() []SecretName {
	var out []SecretName
	for _, m := range a.Next.Reachable() {
		if !importsVerifier(m) {
			continue
		}
		for n := range m.Root().Descendants() {
			s, ok := secretName(n)
			known := slices.IndexFunc(out, func(o SecretName) bool { return o.Name == s.Name })
			switch {
			case !ok:
			case known < 0:
				out = append(out, s)
			default:
				out[known].calls = append(out[known].calls, s.calls...)
			}
		}
	}
	return out
}

var clerkText = source.Pattern(`(?i)clerk|email_addresses`)

// importsVerifier reports whether the module can verify a webhook of Clerk.
func importsVerifier(m *next.Module) bool {
	for _, e := range m.Edges {
		switch {
		case e.Package == SDK && e.Subpath == "webhooks", e.Package == "@clerk/backend" && e.Subpath == "webhooks":
			return true
		case e.Package == "svix" || e.Package == "standardwebhooks":
			return clerkText().Match(m.File.Text)
		}
	}
	return false
}

func secretName(n js.Node) (SecretName, bool) {
	switch {
	case n.Is(js.CallExpression) && calledName(n) == "verifyWebhook" && !writtenHere(n.Callee()):
		options := n.Argument(1)
		if options.IsZero() || lacksSecret(options) {
			return SecretName{"CLERK_WEBHOOK_SIGNING_SECRET", n.Callee().Span(), true, []js.Node{n}}, true
		}
		name := variableOf(options.Unwrap().Property("signingSecret"), 0)
		return SecretName{Name: name, At: options.Span()}, name != ""
	case n.Is(js.NewExpression) && calledName(n) == "Webhook":
		name := variableOf(n.Argument(0), 0)
		return SecretName{Name: name, At: n.Argument(0).Span()}, name != ""
	}
	return SecretName{}, false
}

// writtenHere reports whether a name is that of a function of the same module.
func writtenHere(callee js.Node) bool {
	d := callee.Syntax().Resolve(callee)
	if d.Is(js.VariableDeclarator) {
		d = d.Field(js.FieldValue).Unwrap()
	}
	return d.Is(js.FunctionDeclaration, js.FunctionExpression, js.ArrowFunction)
}

// lacksSecret reports whether options are written out and name no secret.
func lacksSecret(options js.Node) bool {
	options = options.Unwrap()
	if !options.Is(js.Object) || !options.Property("signingSecret").IsZero() {
		return false
	}
	for member := range options.Named() {
		if member.Is(js.SpreadElement) {
			return false
		}
	}
	return true
}

// Reads reports whether a module of the app reads the variable by its name,
// schemas of the environment left out.
func (a *App) Reads(name string) bool {
	for _, m := range a.Next.Reachable() {
		if !schema(m) && slices.ContainsFunc(m.EnvReads, func(e js.EnvRead) bool { return e.Name == name }) {
			return true
		}
	}
	return false
}

// variablePath matches the reads of one variable: process.env.X, env.X.
var variablePath = source.Pattern(`^(?:process\.env|env|serverEnv|ENV)\.([A-Z][A-Z0-9_]*)$`)

// variableOf returns the environment variable that an expression reads,
// through constants of the module and defaults, or "".
func variableOf(n js.Node, depth int) string {
	n = n.Unwrap()
	if m := variablePath().FindStringSubmatch(n.CalleePath()); m != nil {
		return m[1]
	}
	if depth > 5 {
		return ""
	}
	switch n.Kind() {
	case js.BinaryExpression:
		return variableOf(n.Field(js.FieldLeft), depth+1)
	case js.Identifier:
		if d := n.Syntax().Resolve(n); d.Is(js.VariableDeclarator) {
			return variableOf(d.Field(js.FieldValue), depth+1)
		}
	}
	return ""
}
