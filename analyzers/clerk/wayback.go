package clerk

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// authStates tell in the browser whether somebody is signed in.
var authStates = []string{"useAuth", "useUser", "useSession", "useClerk", "SignedOut", "SignedIn", "Show", "Protect", "AuthenticateWithRedirectCallback"}

// waysBack are Clerk's own ways to the sign-in form.
var waysBack = source.Pattern(`^(SignInButton|RedirectToSignIn|SignIn|openSignIn|redirectToSignIn|Unauthenticated)$`)

// signInPath matches the path of a sign-in page, whatever comes before it.
var signInPath = source.Pattern(`(?i)(^|/)(sign-?in|log-?in|auth)([/?#]|$)`)

// WayBack returns a place where somebody whose session has ended is offered to
// sign in again: an error file that knows the state of the session and links to
// the form, or code in the browser that does so in a layout, or that sends a
// signed-out visitor there from anywhere. It is zero without one.
func (a *App) WayBack() source.Span {
	for _, m := range a.framing() {
		for x := range m.Chains() {
			if at := a.offers(x); !at.IsZero() {
				return at
			}
		}
	}
	for _, r := range a.Next.Client() {
		if at := a.sends(r.Module); !at.IsZero() {
			return at
		}
	}
	return source.Span{}
}

// framing returns the modules around pages: error files, layouts, templates.
func (a *App) framing() []*next.Module {
	out := a.Next.Boundaries()
	for _, name := range []string{"_app", "_error", "500"} {
		if m := a.pagesFile(name); m != nil {
			out = append(out, m)
		}
	}
	return append(out, layoutsOf(a.Next.Segments)...)
}

// offers returns the way to the sign-in form in a module that knows whether
// somebody is signed in.
func (a *App) offers(m *next.Module) source.Span {
	if !a.knowsState(m) {
		return source.Span{}
	}
	for n := range m.Root().Descendants() {
		switch {
		case n.Is(js.JSXOpeningElement, js.JSXSelfClosingElement) && waysBack().MatchString(n.Field(js.FieldName).Text()),
			n.Is(js.CallExpression) && waysBack().MatchString(calledName(n)),
			n.Is(js.String, js.TemplateString) && a.leadsToSignIn(n):
			return n.Span()
		}
	}
	return source.Span{}
}

// knowsState reports whether the module asks Clerk for the state, or for an
// answer of its own server that refuses.
func (a *App) knowsState(m *next.Module) bool {
	return slices.ContainsFunc(a.Uses(authStates...), func(u Use) bool { return u.Module == m })
}

// leadsToSignIn reports whether a literal is the path of the sign-in form.
func (a *App) leadsToSignIn(n js.Node) bool {
	text, ok := n.StringValue()
	if !ok {
		text = n.Text()
	}
	text = strings.Trim(text, "`")
	if !strings.HasPrefix(text, "/") && !strings.HasPrefix(text, "http") && !strings.HasPrefix(text, "${") {
		return false
	}
	if signInPath().MatchString(text) {
		return true
	}
	return slices.ContainsFunc(a.SignInPages(), func(p SignPage) bool {
		return p.Kind == SignIn && strings.HasPrefix(text, staticPart(p.Path))
	})
}

// staticPart is a URL pattern up to its first parameter.
func staticPart(path string) string {
	if i := strings.Index(path, "/["); i > 0 {
		return path[:i]
	}
	return path
}

// navigations are calls that send the browser to a path.
var navigations = source.Pattern(`(^|\.)(push|replace|redirect|permanentRedirect|assign|navigate)$`)

// sends returns the place where a module of the browser sends a visitor to the
// sign-in form who is signed out, or whose request was refused.
func (a *App) sends(m *next.Module) source.Span {
	knows := bytes.Contains(m.File.Text, []byte("401")) || a.knowsState(m)
	if !knows && !bytes.Contains(m.File.Text, []byte("RedirectToSignIn")) {
		return source.Span{} // most modules, which need not be parsed
	}
	for n := range m.Root().Descendants() {
		if n.Is(js.JSXOpeningElement, js.JSXSelfClosingElement) && n.Field(js.FieldName).Text() == "RedirectToSignIn" {
			return n.Span()
		}
		if knows && a.navigates(n) {
			return n.Span()
		}
	}
	return source.Span{}
}

// navigates reports whether a node sends the browser to the sign-in form.
func (a *App) navigates(n js.Node) bool {
	switch n.Kind() {
	case js.CallExpression:
		name := calledName(n)
		return name == "openSignIn" || name == "redirectToSignIn" || navigations().MatchString(name) && a.leadsToSignIn(n.Argument(0))
	case js.AssignmentExpression:
		return strings.Contains(n.Field(js.FieldLeft).Text(), "location") && a.leadsToSignIn(n.Field(js.FieldRight))
	}
	return false
}
