package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A SignKind is sign-in or sign-up.
type SignKind string

// The two kinds, with the component, variable and option of each.
const (
	SignIn SignKind = "sign-in"
	SignUp SignKind = "sign-up"
)

var (
	signComponent = map[SignKind]string{SignIn: "SignIn", SignUp: "SignUp"}
	signVariable  = map[SignKind]string{SignIn: "NEXT_PUBLIC_CLERK_SIGN_IN_URL", SignUp: "NEXT_PUBLIC_CLERK_SIGN_UP_URL"}
	signOption    = map[SignKind]string{SignIn: "signInUrl", SignUp: "signUpUrl"}
)

// A SignPage is a page of the app that renders <SignIn> or <SignUp>.
type SignPage struct {
	Kind SignKind
	Path string
	At   source.Span // the component in the page
}

// SignInPages returns the pages that render the component themselves, or by a
// component that they import.
func (a *App) SignInPages() []SignPage {
	var out []SignPage
	for _, kind := range []SignKind{SignIn, SignUp} {
		for _, u := range a.Uses(signComponent[kind]) {
			if u.Kind == js.ReExport { // whoever imports it there has a use of his own
				continue
			}
			if r := a.pageOf(u.Module); r != nil {
				out = append(out, SignPage{kind, r.Path, u.Span})
			}
		}
	}
	return out
}

// pageOf returns the page that is the module, or that imports it directly.
func (a *App) pageOf(m *next.Module) *next.Route {
	for _, r := range a.Next.Routes {
		if r.Kind != next.PageRoute || r.Module == nil || r.Intercepts {
			continue
		}
		if r.Module == m || slices.ContainsFunc(r.Module.Edges, func(e next.Edge) bool { return e.To == m }) {
			return r
		}
	}
	return nil
}

// A ConfiguredURL is a place that tells Clerk where sign-in or sign-up is.
type ConfiguredURL struct {
	Kind SignKind
	Path string // "" where it cannot be read
	At   source.Span
}

// ConfiguredURLs returns the places that configure the URL: variables, props of
// the provider, options of the middleware and of functions.
func (a *App) ConfiguredURLs(env *dotenv.Env, kind SignKind) []ConfiguredURL {
	var out []ConfiguredURL
	for _, d := range env.DeclaredIn(a.Next.Dir, signVariable[kind]) {
		u := ConfiguredURL{Kind: kind, At: d.At}
		if !d.Reference && d.Kind != dotenv.Docs { // prose is not to be held to its letters
			d.Value.Reveal(func(v string) { u.Path = v })
		}
		out = append(out, u)
	}
	for _, m := range a.Next.Reachable() {
		for _, e := range m.EnvReads {
			if e.Name == signVariable[kind] {
				out = append(out, ConfiguredURL{Kind: kind, At: e.Span})
			}
		}
	}
	return append(out, a.options(kind)...)
}

// options returns the props and options of the name in modules that use Clerk.
func (a *App) options(kind SignKind) []ConfiguredURL {
	var out []ConfiguredURL
	seen := map[*next.Module]bool{}
	for _, u := range a.Uses() {
		if seen[u.Module] {
			continue
		}
		seen[u.Module] = true
		for n := range u.Module.Root().Descendants() {
			if value, ok := optionValue(n, signOption[kind]); ok && inProvider(n) {
				text, _ := value.StringValue()
				out = append(out, ConfiguredURL{kind, text, n.Span()})
			}
		}
	}
	return out
}

// optionValue returns the value of a JSX attribute or object property of the
// name.
func optionValue(n js.Node, name string) (js.Node, bool) {
	switch n.Kind() {
	case js.JSXAttribute:
		children := slices.Collect(n.Named())
		if len(children) == 0 || children[0].Text() != name {
			return js.Node{}, false
		}
		value := children[len(children)-1]
		if value.Is(js.JSXExpression) {
			value = value.First()
		}
		return value, true
	case js.Pair:
		key, ok := n.PropertyName()
		return n.Field(js.FieldValue), ok && key == name
	}
	return js.Node{}, false
}

// inProvider reports whether an attribute is one of <ClerkProvider>: others,
// such as <SignUp signInUrl>, are links of one component.
func inProvider(n js.Node) bool {
	if !n.Is(js.JSXAttribute) {
		return true
	}
	return n.Parent().Field(js.FieldName).Text() == "ClerkProvider"
}

// localePackages are libraries whose middleware puts a locale before the path.
var localePackages = []string{"next-intl", "next-i18n-router", "next-international", "@inlang/paraglide-next", "next-i18next", "languine"}

// Localised reports whether the path, which is no route, is one below a first
// segment such as [locale] that the middleware puts before it.
func (a *App) Localised(path string) bool {
	if a.Next.Middleware == nil || a.Next.Middleware.Module == nil {
		return false
	}
	r := a.Next.Match("/en" + path)
	if r == nil || !strings.HasPrefix(r.Path, "/[") || strings.HasPrefix(r.Path, "/[...") || strings.HasPrefix(r.Path, "/[[") {
		return false
	}
	return slices.ContainsFunc(reach(a.Next.Middleware.Module), forwards)
}

// forwards reports whether the module sends requests on to another path.
func forwards(m *next.Module) bool {
	if slices.ContainsFunc(m.Edges, func(e next.Edge) bool { return slices.Contains(localePackages, e.Package) }) {
		return true
	}
	for n := range m.Root().Descendants() {
		if n.Is(js.CallExpression) && (n.CalleePath() == "NextResponse.rewrite" || n.CalleePath() == "NextResponse.redirect") {
			return true
		}
	}
	return false
}
