package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/headers"
	"clerkvet/rules"
)

var cspBlocksClerk = &rules.Rule{
	ID: "csp-blocks-clerk", Level: rules.Error, Checklist: []string{"3.6"},
	Check: func(p *rules.Pass) {
		set, app := p.App().Headers(), p.App().Clerk
		if len(app.Uses("ClerkProvider")) == 0 {
			p.NotApplicable("Clerk does not run in the browser")
			return
		}
		if len(set.Policies()) == 0 {
			if unreadPolicy(p, set) {
				return
			}
			p.NotApplicable("no policy is set that can be read")
			return
		}
		hosts := frontendHosts(p)
		seen := map[string]bool{}
		for _, h := range set.Policies() {
			if !seen[h.Text()] && slices.ContainsFunc(set.Pages(h), app.RunsOn) {
				seen[h.Text()] = true
				if h.Unread() {
					p.Unknown(h.At, "the policy that is set here cannot be read")
				}
				reportBlocked(p, h, set.Blocked(app, h, hosts))
			}
		}
	},
}

// unreadPolicy ends the rule as unknown where a policy is set by what is not read: a
// file of the host or the server, or a library.
func unreadPolicy(p *rules.Pass, set *headers.Set) bool {
	for _, name := range set.Elsewhere {
		if file, err := set.App.Project.Tree.Read(name); err == nil {
			p.Unknown(file.Span(0, 0), "the policy that %s sets is not read", name)
			return true
		}
	}
	for _, l := range set.Libraries {
		if !l.Off {
			p.Unknown(l.At, "the policy that %s sets is not read", l.Package)
			return true
		}
	}
	return false
}

func reportBlocked(p *rules.Pass, h headers.Header, blocked []headers.Blocked) {
	if len(blocked) == 0 {
		return
	}
	level := rules.Warning
	var lacks []string
	for _, b := range blocked {
		if b.Breaks {
			level = rules.Error
		}
		lacks = append(lacks, b.Source+" in "+b.Directive+" ("+b.For+")")
	}
	f := p.Report(h.At, "the policy lacks what Clerk needs: %s", strings.Join(lacks, ", ")).As(level)
	if slices.ContainsFunc(blocked, func(b headers.Blocked) bool { return b.Guess || strings.Contains(b.Source, "challenges.") }) { // the bot check is a setting

		f.With(rules.Medium)
	}
}

// frontendHosts returns the Frontend API of each live publishable key that
// production would use.
func frontendHosts(p *rules.Pass) (out []string) {
	for _, d := range p.Facts().Env.In(p.App().Next.Dir) {
		k := clerk.KeyOf(d.Name, d.Value)
		if k.Kind == clerk.PublishableKey && k.Live && !k.Placeholder && k.Malformed == "" && k.Host != "" && !slices.Contains(out, k.Host) {
			out = append(out, k.Host)
		}
	}
	return out
}
