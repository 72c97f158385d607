package clerk

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A Prop is one that a component of Clerk is given.
type Prop struct {
	Component string
	Name      string
	Now       string // what replaces it
	At        source.Span
}

// goneProps are the props that Clerk's components read until 6, by component, and what
// replaces them (F4.13): the provider still takes afterSignOutUrl.
var goneProps = func() map[string]map[string]string {
	signIn := map[string]string{"afterSignInUrl": "fallbackRedirectUrl", "afterSignUpUrl": "signUpFallbackRedirectUrl"}
	signUp := map[string]string{"afterSignUpUrl": "fallbackRedirectUrl", "afterSignInUrl": "signInFallbackRedirectUrl"}
	both := map[string]string{"afterSignInUrl": "signInFallbackRedirectUrl", "afterSignUpUrl": "signUpFallbackRedirectUrl"}
	provider := "afterSignOutUrl of <ClerkProvider>"
	return map[string]map[string]string{
		"ClerkProvider": both, "RedirectToSignIn": both, "RedirectToSignUp": both,
		"SignIn": signIn, "SignInButton": signIn, "SignUp": signUp, "SignUpButton": signUp,
		"UserButton": {"afterSignOutUrl": provider, "afterMultiSessionSingleSignOutUrl": provider},
	}
}()

// GoneProps returns the props that the installed Clerk reads no more, by place.
func (a *App) GoneProps() (out []Prop) {
	if v := a.Version(); v == nil || v.Major() < 7 {
		return nil
	}
	for _, u := range a.Uses() {
		gone := goneProps[u.Name]
		if gone == nil || u.Kind == js.ReExport {
			continue
		}
		for n := range u.Module.Root().Descendants() {
			if n.Is(js.JSXAttribute) && n.Parent().Field(js.FieldName).Text() == u.Local {
				if name := n.First().Text(); gone[name] != "" {
					out = append(out, Prop{u.Name, name, gone[name], n.First().Span()})
				}
			}
		}
	}
	return out
}
