package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Need is a source that a policy has to allow for Clerk to work in the
// browser. The table follows facts.md F10.1.
type Need struct {
	Directive string
	URL       string // an origin, a scheme or a keyword; "" for the Frontend API
	For       string // what fails without it
	Breaks    bool   // sign-in fails without it; otherwise a part of Clerk does
	Since     string // version of @clerk/nextjs
}

// FrontendAPI as the URL of a Need stands for the host that the publishable key
// names.
const FrontendAPIHost = ""

var needs = []Need{
	{"script-src-elem", FrontendAPIHost, "Clerk's script does not load", true, "4.0.0"},
	{"connect-src", FrontendAPIHost, "Clerk cannot reach its API", true, "4.0.0"},
	{"script-src-elem", "https://challenges.cloudflare.com", "the bot check of sign-up does not load", true, "4.0.0"},
	{"frame-src", "https://challenges.cloudflare.com", "the bot check of sign-up cannot be shown", true, "4.0.0"},
	{"style-src-elem", "'unsafe-inline'", "Clerk's components have no styles", true, "4.0.0"},
	{"worker-src", "blob:", "Clerk's session refresh runs without its worker", false, "4.0.0"},
	{"img-src", "https://img.clerk.com", "pictures of users do not load", false, "4.0.0"},
	{"script-src-elem", "https://*.protect.clerk.com", "Clerk's protection does not load", false, "7.5.21"},
	{"frame-src", "https://*.protect.clerk.com", "Clerk's protection cannot be shown", false, "7.5.21"},
	{"connect-src", "https://*.protect.clerk.com:*", "Clerk's protection cannot answer", false, "7.7.8"},
}

// Needs returns what the installed version needs of a policy.
func (a *App) Needs() []Need {
	return slices.DeleteFunc(slices.Clone(needs), func(n Need) bool { return a.Version() != nil && !a.AtLeast(n.Since) })
}

// A PolicyOption is the option contentSecurityPolicy of clerkMiddleware.
type PolicyOption struct {
	At         source.Span
	Strict     bool
	ReportOnly bool
	// Ignored says that the installed version does not know the option
	// (before 6.14.0, facts.md F10.2).
	Ignored bool

	directives next.Static
	given      bool
}

// PolicyOptions returns where the app gives clerkMiddleware the option, ignored
// ones left out.
func (a *App) PolicyOptions() (out []PolicyOption) {
	if a.Next.Middleware == nil || a.Version() != nil && !a.AtLeast("6.14.0") {
		return nil
	}
	for _, m := range reach(a.Next.Middleware.Module) {
		if !strings.Contains(string(m.File.Text), "contentSecurityPolicy") {
			continue
		}
		syntax, err := m.Syntax()
		if err != nil || !usesMiddleware(m) {
			continue
		}
		for n := range syntax.Root().Descendants() {
			name, ok := n.PropertyName()
			if n.Kind() != js.Pair || !ok || name != "contentSecurityPolicy" {
				continue
			}
			out = append(out, a.policyOption(n))
		}
	}
	return out
}

func usesMiddleware(m *next.Module) bool {
	return slices.ContainsFunc(usesOf(m), func(u Use) bool { return u.Name == "clerkMiddleware" })
}

func (a *App) policyOption(n js.Node) PolicyOption {
	v := a.Next.Project.Graph.Evaluate(n.Field(js.FieldValue))
	strict, _ := v.Property("strict")
	only, _ := v.Property("reportOnly")
	o := PolicyOption{At: n.Span(), Strict: strict.IsTrue(), ReportOnly: only.IsTrue()}
	o.directives, o.given = v.Property("directives")
	return o
}

// policyDefaults are the directives that clerkMiddleware starts from
// (@clerk/nextjs 7.9 server/content-security-policy). Hosts that only an older
// or newer version lists do not matter to what Needs asks for.
var policyDefaults = []struct{ name, sources string }{
	{"connect-src", "'self' https://clerk-telemetry.com https://*.clerk-telemetry.com https://api.stripe.com https://maps.googleapis.com https://img.clerk.com https://*.protect.clerk.com:* " + next.Hole},
	{"default-src", "'self'"},
	{"form-action", "'self'"},
	{"frame-src", "'self' https://challenges.cloudflare.com https://*.js.stripe.com https://js.stripe.com https://hooks.stripe.com https://*.protect.clerk.com"},
	{"img-src", "'self' https://img.clerk.com"},
	{"script-src", "'self' 'unsafe-inline' https: http: https://*.protect.clerk.com"},
	{"style-src", "'self' 'unsafe-inline'"},
	{"worker-src", "'self' blob:"},
}

// Policy returns the policy that clerkMiddleware sends for the option: the
// given directives are added to its own, and 'none' replaces them.
func (o PolicyOption) Policy(a *App) string {
	var out []string
	own := map[string]bool{}
	for _, d := range policyDefaults {
		own[d.name] = true
		sources := d.sources
		if d.name == "script-src" && o.Strict {
			sources = "'self' 'unsafe-inline' https://*.protect.clerk.com 'strict-dynamic' 'nonce-" + next.Hole + "'"
		}
		if given, ok := o.directives.Property(d.name); ok {
			sources = merged(sources, given)
		}
		out = append(out, d.name+" "+sources)
	}
	names, complete := o.directives.Names()
	for _, name := range names {
		if given, _ := o.directives.Property(name); !own[name] {
			out = append(out, name+" "+merged("", given))
		}
	}
	if o.given && !complete {
		out = append(out, next.Hole)
	}
	return strings.Join(out, "; ")
}

func merged(sources string, given next.Static) string {
	items, complete := given.Items()
	for _, item := range items {
		text, _ := item.Text()
		text = strings.Trim(text, "'")
		if text == "none" {
			return "'none'"
		}
		if slices.Contains([]string{"self", "strict-dynamic", "unsafe-eval", "unsafe-hashes", "unsafe-inline"}, text) || strings.HasPrefix(text, "nonce-") {
			text = "'" + text + "'"
		}
		sources += " " + text
	}
	if !complete {
		if text, known := given.Text(); known {
			return sources + " " + text
		}
		sources += " " + next.Hole
	}
	return strings.TrimSpace(sources)
}
