package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
)

// needsProvider are the hooks and components that read the session from
// <ClerkProvider> in the browser. What renders on the server too (Show,
// SignedIn, SignedOut, Protect) is left out.
var needsProvider = []string{
	"useAuth", "useUser", "useClerk", "useSession", "useSessionList", "useSignIn", "useSignUp",
	"useOrganization", "useOrganizationList", "useReverification", "UserButton", "UserProfile",
	"OrganizationSwitcher", "OrganizationProfile", "OrganizationList", "CreateOrganization",
	"SignIn", "SignUp", "SignInButton", "SignUpButton", "SignOutButton", "PricingTable", "Waitlist", "GoogleOneTap",
}

// providers are the components that give the session: Clerk's own, and the one
// of Convex that takes it from Clerk and needs Clerk's above it all the same.
var providerComponents = []string{"ClerkProvider", "MultisessionAppSupport"}

// ProviderGap tells where Clerk is used in the browser without a provider.
// none is true when the app has no <ClerkProvider> at all; otherwise routes are
// the pages of the app router that use Clerk and have none above them.
func (a *App) ProviderGap() (none bool, first Use, routes []*next.Route) {
	uses := a.Uses(needsProvider...)
	if len(uses) == 0 {
		return false, Use{}, nil
	}
	providers := modulesOf(a.Uses(providerComponents...))
	if len(providers) == 0 {
		return true, uses[0], nil
	}
	users := modulesOf(uses)
	for _, r := range a.Next.Routes {
		if r.AppRouter && r.Kind == next.PageRoute && r.Module != nil && shows(r, users) && !a.provided(r, providers) {
			routes = append(routes, r)
		}
	}
	return false, uses[0], routes
}

// shows reports whether the page or a layout above it uses Clerk, by itself or by a
// component that it imports from where that is written: what is imported through a
// barrel may not be rendered.
func shows(r *next.Route, users []*next.Module) bool {
	around := []*next.Module{r.Module}
	for _, s := range r.Segments {
		if m := s.Files["layout"]; m != nil {
			around = append(around, m)
		}
	}
	for i, m := range around {
		if i == 0 && slices.Contains(users, m) {
			return true
		}
		for _, e := range m.Edges {
			if e.To != nil && !e.Import.TypeOnly && isTSX(e.To) && slices.Contains(users, e.To) {
				return true
			}
		}
	}
	return false
}

// isTSX reports whether a module holds components rather than hooks.
func isTSX(m *next.Module) bool { return strings.HasSuffix(m.Path, "x") }

func modulesOf(uses []Use) []*next.Module {
	var out []*next.Module
	for _, u := range uses {
		if !slices.Contains(out, u.Module) {
			out = append(out, u.Module)
		}
	}
	return out
}

// RunsOn reports whether Clerk may start in the browser on a page: whether the page or
// what is around it has a provider.
func (a *App) RunsOn(r *next.Route) bool {
	providers := modulesOf(a.Uses(providerComponents...))
	if r.Module == nil || a.provided(r, providers) {
		return true
	}
	m := a.pagesFile("_app")
	return !r.AppRouter && m != nil && slices.ContainsFunc(reach(m), func(x *next.Module) bool { return slices.Contains(providers, x) })
}

// provided reports whether the page, or a layout or template above it, renders
// a provider, by itself or by what it imports.
func (a *App) provided(r *next.Route, providers []*next.Module) bool {
	above := []*next.Module{r.Module}
	for _, s := range r.Segments {
		for _, name := range []string{"layout", "template"} {
			if m := s.Files[name]; m != nil {
				above = append(above, m)
			}
		}
	}
	for _, m := range above {
		if slices.ContainsFunc(reach(m), func(x *next.Module) bool { return slices.Contains(providers, x) }) {
			return true
		}
	}
	return false
}
