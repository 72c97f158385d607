package clerk

import (
	"cmp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A ConfigSecret is a secret that next.config hands to the browser's bundle.
type ConfigSecret struct {
	Name string // of the variable
	Key  string // env, publicRuntimeConfig, compiler.define, DefinePlugin
	At   source.Span
}

// SecretsInConfig returns the secrets under env, publicRuntimeConfig and
// compiler.define of next.config, in a webpack DefinePlugin and an EnvironmentPlugin, by place.
func (a *App) SecretsInConfig() []ConfigSecret {
	c := a.Next.Config
	out := append(secretEntries(c.Env, "env"), secretEntries(c.PublicRuntimeConfig, "publicRuntimeConfig")...)
	out = append(out, secretEntries(c.Defined, "compiler.define")...)
	out = append(out, defined(c.Webpack)...)
	slices.SortFunc(out, func(x, y ConfigSecret) int {
		return cmp.Or(source.Compare(x.At, y.At), cmp.Compare(x.Name, y.Name))
	})
	return slices.CompactFunc(out, func(x, y ConfigSecret) bool { return x.At == y.At })
}

// secretEntries returns the entries whose name or value, or the variable that
// they are read from, is a secret.
func secretEntries(entries map[string]next.Entry, key string) []ConfigSecret {
	var out []ConfigSecret
	for name, e := range entries {
		read := variableOf(e.Node, 0)
		switch {
		case isPrivateName(read):
			out = append(out, ConfigSecret{read, key, e.Span})
		case e.Known && Classify(e.Value).IsSecret():
			out = append(out, ConfigSecret{name, key, e.Span})
		case read == "" && isPrivateName(name) && !isPublicValue(e):
			out = append(out, ConfigSecret{name, key, e.Span})
		}
	}
	return out
}

func isPrivateName(name string) bool {
	return name != "" && !strings.HasPrefix(name, "NEXT_PUBLIC_") && holdsSecret(name)
}

// isPublicValue reports whether an entry is set to something that is no secret:
// an empty text, a placeholder or a publishable key.
func isPublicValue(e next.Entry) bool {
	if !e.Known {
		return false
	}
	k := Classify(e.Value)
	return e.Value == "" || k.Placeholder || k.Kind == PublishableKey
}

// defined returns the secrets that a DefinePlugin or an EnvironmentPlugin of the
// webpack function inlines.
func defined(webpack js.Node) []ConfigSecret {
	var out []ConfigSecret
	for n := range webpack.Descendants() {
		if n.Is(js.NewExpression) && strings.HasSuffix(n.Callee().Text(), "EnvironmentPlugin") {
			out = append(out, namedIn(n.Argument(0).Unwrap())...)
		}
		if !n.Is(js.NewExpression) || !strings.HasSuffix(n.Callee().Text(), "DefinePlugin") {
			continue
		}
		for d := range n.Descendants() {
			if name, ok := strings.CutPrefix(d.CalleePath(), "process.env."); ok && d.Is(js.MemberExpression) && isPrivateName(name) {
				out = append(out, ConfigSecret{name, "DefinePlugin", d.Span()})
			}
		}
	}
	return out
}

// namedIn returns the secrets that the argument of an EnvironmentPlugin names: a list
// of variables, or a table of them with defaults.
func namedIn(argument js.Node) (out []ConfigSecret) {
	add := func(name string, at js.Node) {
		if isPrivateName(name) {
			out = append(out, ConfigSecret{name, "EnvironmentPlugin", at.Span()})
		}
	}
	for _, e := range argument.Elements() {
		name, _ := e.StringValue()
		add(name, e)
	}
	for member := range argument.Named() {
		if name, ok := member.PropertyName(); ok && argument.Kind() == js.Object {
			add(name, member)
		}
	}
	return out
}
