package clerk

import (
	"bytes"
	"slices"
	"strings"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Vulnerable is an advisory that an installed version falls under.
type Vulnerable struct {
	Hit
	Applies bool        // the app does what the advisory needs
	At      source.Span // the package.json or lockfile entry
}

// Vulnerable returns the advisories that the app's packages fall under. Only
// locked versions, and ranges that name one version, count. gates says whether
// the middleware turns visitors away; it is asked only where an advisory is
// about that.
func (a *App) Vulnerable(gates func() bool) []Vulnerable {
	var out []Vulnerable
	for _, hit := range Advisories(func(name string) *semver.Version { return installed(a.Next.Version(name)) }) {
		at := a.Next.Version(hit.Package).From
		if at.IsZero() {
			at = a.Next.Anchor
		}
		out = append(out, Vulnerable{hit, a.meets(hit.Condition, gates), at})
	}
	return out
}

// installed returns the locked version, or the one that an exact range names.
func installed(v next.Version) *semver.Version {
	if v.Locked != nil {
		return v.Locked
	}
	exact, err := semver.StrictNewVersion(v.Range)
	if err != nil {
		return nil
	}
	return exact
}

// conditions decide whether an app does what an advisory needs. What the
// repository cannot show (a cache in front, a production that is none) is
// taken not to hold.
var conditions = map[Condition]func(a *App, gates func() bool) bool{
	Always:                     func(*App, func() bool) bool { return true },
	IfAuthCall:                 func(a *App, _ func() bool) bool { return len(a.Uses("auth", "getAuth", "currentUser")) > 0 },
	IfVerifyWebhook:            func(a *App, _ func() bool) bool { return len(a.Uses("verifyWebhook")) > 0 },
	IfFrontendAPIProxy:         func(a *App, _ func() bool) bool { return a.proxiesFrontendAPI() },
	IfRouteMatcherListsPrivate: func(a *App, _ func() bool) bool { return a.listsPrivate() },
	IfCombinedAuthorization:    func(a *App, _ func() bool) bool { return a.combinesAuthorization() },
	IfDevelopment:              func(*App, func() bool) bool { return false },
	IfMiddlewareGates:          func(_ *App, gates func() bool) bool { return gates() },
	IfAppRouter:                func(a *App, _ func() bool) bool { return a.hasAppRouter() },
	IfAppRouterMiddleware:      func(a *App, gates func() bool) bool { return a.hasAppRouter() && gates() },
	IfPagesI18n: func(a *App, gates func() bool) bool {
		return a.Next.PagesDir != "" && len(a.Next.Config.Locales) > 0 && gates()
	},
	IfSingleLocale: func(a *App, gates func() bool) bool {
		return len(a.Next.Config.Locales) == 1 && a.hasAppRouter() && gates()
	},
	IfDynamicRoutes: func(a *App, gates func() bool) bool { return slices.ContainsFunc(a.Next.Routes, isDynamic) && gates() },
	IfServerActions: func(a *App, _ func() bool) bool { return a.hasActions() },
	IfRewrites:      func(a *App, _ func() bool) bool { return a.rewritesToAnyHost() },
	IfSharedCache:   func(*App, func() bool) bool { return false },
	IfSelfHosted:    func(a *App, _ func() bool) bool { return a.looksSelfHosted() },
	IfCSPNonce: func(a *App, _ func() bool) bool {
		return a.hasMiddleware() && bytes.Contains(a.Next.Middleware.Module.File.Text, []byte("nonce"))
	},
}

// meets reports whether the condition holds; an unknown one does.
func (a *App) meets(c Condition, gates func() bool) bool {
	holds, known := conditions[c]
	return !known || holds(a, gates)
}

func (a *App) hasMiddleware() bool { return a.Next.Middleware != nil }

// publicName matches names of matchers that list what is open: what gets past
// such a list is still protected.
var publicName = source.Pattern(`(?i)public|ignore|open|unprotected|unauth|skip|bypass|allow`)

// listsPrivate reports whether a route matcher may list what is protected.
func (a *App) listsPrivate() bool {
	for _, m := range modulesOf(a.Uses("createRouteMatcher")) {
		for n := range m.Root().Descendants() {
			if n.Is(js.CallExpression) && calledName(n) == "createRouteMatcher" && !publicName().MatchString(n.Parent().Field(js.FieldName).Text()) {
				return true
			}
		}
	}
	return false
}

func (a *App) hasAppRouter() bool { return a.Next.AppDir != "" }

func isDynamic(r *next.Route) bool { return strings.Contains(r.Path, "[") }

func (a *App) hasActions() bool {
	return slices.ContainsFunc(a.Next.Reachable(), func(m *next.Module) bool {
		return m.HasDirective("use server") || bytes.Contains(m.File.Text, []byte("use server"))
	})
}

func (a *App) proxiesFrontendAPI() bool {
	return len(a.Uses("clerkFrontendApiProxy", "createFrontendApiProxyHandlers")) > 0 ||
		a.hasMiddleware() && bytes.Contains(a.Next.Middleware.Module.File.Text, []byte("frontendApiProxy"))
}

// looksSelfHosted reports whether a Dockerfile stands in the app or at the root.
func (a *App) looksSelfHosted() bool {
	tree := a.Next.Project.Tree
	return tree.First(a.Next.Dir, "Dockerfile", "") != "" || tree.Has("Dockerfile")
}

// rewritesToAnyHost reports whether a rewrite takes the host of its destination
// from the request, or may do so.
func (a *App) rewritesToAnyHost() bool {
	for _, r := range a.Next.Config.Rewrites {
		_, rest, absolute := strings.Cut(r.Destination.Value, "://")
		host, _, _ := strings.Cut(rest, "/")
		if !r.Destination.Known || absolute && strings.Contains(host, ":") {
			return true
		}
	}
	return false
}

// combinesAuthorization reports whether has() or protect() is given two
// conditions, or one and a URL, in one object (facts.md F4.12).
func (a *App) combinesAuthorization() bool {
	for _, m := range modulesOf(a.Uses("auth", "getAuth", "clerkMiddleware")) {
		for n := range m.Root().Descendants() {
			if !n.Is(js.CallExpression) || calledName(n) != "protect" && calledName(n) != "has" {
				continue
			}
			named := 0
			for name := range n.Argument(0).Unwrap().Properties() {
				if slices.Contains(authorizationOptions, name) {
					named++
				}
			}
			if named > 1 {
				return true
			}
		}
	}
	return false
}

var authorizationOptions = []string{
	"role", "permission", "feature", "plan", "reverification", "unauthorizedUrl", "unauthenticatedUrl", "token",
}
