package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var authFailsOpen = &rules.Rule{
	ID: "auth-fails-open", Level: rules.Error, Precision: rules.Medium, CWE: 636, Checklist: []string{"3.1", "3.2"},
	Check: func(p *rules.Pass) {
		all := p.App().Visitor().Resources()
		var unknown undecided
		defer func() { unknown.report(p, len(all), "pages, handlers and actions") }()
		for _, r := range all {
			if r.Code.Verdict == visitor.Unknown {
				unknown.add(r)
			}
		}
		order, open := byNames(all, func(r *visitor.Resource) []string {
			if names := failing(r); len(names) > 0 && !cannotLack(p, r) {
				return names
			}
			return nil
		})
		for _, key := range order {
			reportFailing(p, key, open[key])
		}
		reportForgeable(p, all, order)
		reportSwitches(p, all)
		reportEverybody(p, all)
	},
}

// byNames sorts resources by the variables that open them, in the order in which these
// first do. What none opens is left out.
func byNames(all []*visitor.Resource, names func(r *visitor.Resource) []string) (order []string, open map[string][]*visitor.Resource) {
	open = map[string][]*visitor.Resource{}
	for _, r := range all {
		key := strings.Join(names(r), " and ")
		if key == "" {
			continue
		}
		if open[key] == nil {
			order = append(order, key)
		}
		open[key] = append(open[key], r)
	}
	return order, open
}

// failing names the variables without which nothing stops a visitor from a
// resource that something stops with them.
func failing(r *visitor.Resource) []string {
	if r.Code.Verdict != visitor.Reached {
		return nil
	}
	if len(r.Code.FailsOpen) > 0 {
		if len(r.Code.Refusals) > 0 && r.Protection != visitor.ByMiddleware && r.Protection != visitor.ByLayout {
			return r.Code.FailsOpen
		}
		return nil
	}
	if r.Kind == visitor.Action {
		return nil
	}
	return r.Middleware.FailsOpen
}

// cannotLack reports whether the app does not start without the variables that a
// resource is open without: one of them on each way.
func cannotLack(p *rules.Pass, r *visitor.Resource) bool {
	if len(r.Code.FailsOpen) > 0 {
		return slices.ContainsFunc(r.Code.FailsOpen, func(name string) bool { return ensured(p, r, r.Code.Events, name) })
	}
	return !slices.ContainsFunc(r.Middleware.Unset, func(way []string) bool {
		return !slices.ContainsFunc(way, func(name string) bool { return ensured(p, r, r.Middleware.Events, name) })
	})
}

// ensured reports whether nothing runs without a variable: neither the file of the
// resource, nor one in which it was asked for.
func ensured(p *rules.Pass, r *visitor.Resource, events []*visitor.Event, name string) bool {
	if name == "CLERK_SECRET_KEY" && needsKey(p) {
		return true
	}
	files := []string{r.File}
	for _, e := range events {
		if (e.Kind == visitor.Assumption && e.Name == name || e.Kind == visitor.Forgeable) && !e.At.IsZero() {
			files = append(files, e.At.Path())
		}
	}
	return slices.ContainsFunc(files, func(file string) bool {
		return p.Facts().Ensured(p.App(), p.Facts().Project.Graph.Module(file), name)
	})
}

// needsKey reports whether the middleware runs Clerk whatever the variables hold:
// without its secret key every request fails.
func needsKey(p *rules.Pass) bool {
	answer, _ := p.App().Clerk.CallsClerk()
	asks := func(e *visitor.Event) bool { return e.Kind == visitor.Assumption }
	return p.App().Next.Middleware != nil && answer == clerk.Yes && !slices.ContainsFunc(p.App().Visitor().At("/").Events, asks)
}

// entryPage matches the pages on which somebody signs in or up.
var entryPage = source.Pattern(`(?i)(^|/)(sign-?(in|up)|log-?in|register)(/|$)`)

// gate reports whether what stops a visitor with the variables stops him from
// signing in as well: it keeps a site shut, and decides about nobody. Which pages
// are for whom is then what the app says without it. What is no page is left.
func gate(of []*visitor.Resource) (shut bool, rest []*visitor.Resource) {
	shut = slices.ContainsFunc(of, func(r *visitor.Resource) bool {
		return r.Kind == visitor.Page && len(r.Code.FailsOpen) == 0 && entryPage().MatchString(r.Path)
	})
	return shut, slices.DeleteFunc(slices.Clone(of), func(r *visitor.Resource) bool { return !r.Called() })
}

func reportFailing(p *rules.Pass, names string, of []*visitor.Resource) {
	shut, rest := gate(of)
	if shut && len(rest) > 0 {
		of, shut = rest, false
	}
	first := of[0]
	what := title(first)
	if len(of) > 1 {
		what += " and others"
	}
	message := "without %s the check is skipped rather than the visitor refused: %s then answers anyone"
	at := standsIn(first, names)
	if !at.IsZero() {
		message = "without %s a text of the code takes its place, and whoever knows it passes: %s answers him"
	}
	f := p.Report(first.Span, message, names, what)
	if !slices.ContainsFunc(of, func(r *visitor.Resource) bool {
		return !harmlessPath().MatchString(r.Path) && !delivered().MatchString(r.Path)
	}) {
		f.As(rules.Warning)
	}
	if shut {
		f.As(rules.Note)
	}
	if storeAddress().MatchString(names) {
		f.With(rules.Low)
	}
	if !at.IsZero() {
		f.Via(at, "the text")
	}
	for _, no := range first.Code.Refusals {
		if !no.At.IsZero() {
			f.Via(no.At, "with it set, the visitor is turned away here")
		}
	}
	for _, r := range of {
		f.Via(r.Span, "%s is open then", title(r))
	}
}

// storeAddress matches the variables that say where a database is: without one
// nothing is found in it either, more often than not.
var storeAddress = source.Pattern(`^(\w+_)?(REDIS|DATABASE|DB|POSTGRES\w*|MONGO\w*|MYSQL|KV|UPSTASH\w*|TURSO)_(\w+_)?(URL|URI|HOST)$`)

// standsIn is the place of a text that stands in for one of the variables where a
// resource is open, or none.
func standsIn(r *visitor.Resource, names string) source.Span {
	for _, e := range slices.Concat(r.Code.Events, r.Middleware.Events) {
		if e.Kind == visitor.Assumption && e.Stands && slices.Contains(strings.Split(names, " and "), e.Name) {
			return e.At
		}
	}
	return source.Span{}
}

// reportForgeable reports what is signed with a text of the code where a variable
// is not set, once a variable, unless an open resource shows it already.
func reportForgeable(p *rules.Pass, all []*visitor.Resource, reported []string) {
	seen := map[string]bool{}
	for _, names := range reported {
		for _, name := range strings.Split(names, " and ") {
			seen[name] = true
		}
	}
	for _, r := range all {
		for _, e := range forgeable(p, r) {
			name := e.Args[0].Name
			if seen[name] || !proofNames().MatchString(name) || ensured(p, r, []*visitor.Event{e}, name) {
				continue
			}
			seen[name] = true
			f := p.Report(e.At, "without %s what %s() makes is signed with a text of the code: whoever knows it makes his own", name, strings.TrimSuffix(e.Name, "()"))
			f.With(rules.Medium).Via(r.Span, "%s signs that way", title(r))
		}
	}
}

// forgeable is what a resource signs with a text of the code for somebody who is
// signed in.
func forgeable(p *rules.Pass, r *visitor.Resource) (out []*visitor.Event) {
	if !r.Called() {
		return nil
	}
	for _, way := range p.App().Visitor().Ways(r, visitor.Stranger) {
		for _, e := range way.Events {
			if e.Kind == visitor.Forgeable {
				out = append(out, e)
			}
		}
	}
	return out
}

// proofNames match the variables that hold what proves who somebody is, or what
// he may open; of others, as of a salt, nobody is the wiser.
var proofNames = source.Pattern(`(?i)jwt|sign|token|session|auth|cookie|url`)
