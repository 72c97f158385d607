package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
)

// A MiddlewareVerdict says what the middleware does with a request.
type MiddlewareVerdict string

// The verdicts about the middleware. Denies means that no request of a
// signed-out visitor to that URL gets past it.
const (
	NotRun            MiddlewareVerdict = "not-run"
	Passes            MiddlewareVerdict = "passes"
	Denies            MiddlewareVerdict = "denies"
	MiddlewareUnknown MiddlewareVerdict = "unknown"
	NotApplicable     MiddlewareVerdict = "n/a"
)

// A MiddlewareAnswer is what the middleware does with one URL, and why.
type MiddlewareAnswer struct {
	URL     string // as asked for: with the base path
	Verdict MiddlewareVerdict
	Runs    bool
	Trail   []Step
	// TurnsAway is set if Clerk turns the visitor away on some way, whatever others do.
	TurnsAway bool
	// Evaded is set if it turns the visitor away on some way, having asked who he is, and
	// lets him pass on another.
	Evaded    bool
	FailsOpen []string // variables without which it passes what it denies with them
	// Unset are the variables that are not set on each way on which it then passes.
	Unset [][]string
	// OpensWith are the variables that switch its check off: set to what the code
	// expects, it passes what it denies without them. Where production may have one
	// set, that is the verdict.
	OpensWith []string
	Events    []*Event
	// Locale is set if the visitor is only sent to the same page under another
	// path, with or without a language: that protects nothing.
	Locale bool

	rewrites []string // the paths that it shows in place of the one asked for
}

// At runs the middleware for a URL path, given as on the wire: with the base
// path, before decoding, without a query.
func (m *Machine) At(url string) MiddlewareAnswer {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := m.hire()
	defer m.release(w)
	return w.middlewareAt(url)
}

func (w *worker) middlewareAt(url string) MiddlewareAnswer {
	a := MiddlewareAnswer{URL: url, Verdict: NotRun}
	mw := w.app.Middleware
	if mw != nil && mw.Unread {
		a.Verdict, a.Trail = MiddlewareUnknown, []Step{{Message: mw.Config.Problem, At: mw.Config.At}}
		return a
	}
	if mw == nil || mw.Export == "" || mw.Config.Fails {
		return a
	}
	runs := true
	if mw.Config.Matcher != nil {
		ok, _, err := mw.Config.Matcher.Runs(pathmatch.Request{Path: url})
		if err != nil {
			a.Verdict = MiddlewareUnknown
			return a
		}
		runs = ok
	}
	if !runs {
		return a
	}
	a.Runs = true
	w.runMiddlewareAt(&a, strings.TrimPrefix(url, w.basePath()))
	return a
}

func (w *worker) basePath() string {
	if w.app.Config == nil {
		return ""
	}
	return w.app.Config.BasePath
}

func (w *worker) runMiddlewareAt(a *MiddlewareAnswer, at string) {
	if at == "" {
		at = "/"
	}
	mw := w.app.Middleware
	paths := w.askGate(func(m *run) value {
		f := m.force(m.exportOf(mw.Module, mw.Export))
		return m.await(m.call(&call{fn: f, args: []value{m.requestObject(at), fresh(0, "the event")}, direct: true}), js.Node{})
	}, at)
	all := w.gatesOf(paths, at)
	a.Events = allEvents(paths)
	usual := slices.DeleteFunc(slices.Clone(all), func(g gate) bool {
		return g.skipsCheck(all) || g.aside(all) || slices.ContainsFunc(g.opensBy(all), w.isTrial)
	})
	g := worst(usual)
	a.Verdict, a.Trail, a.Locale = g.verdict, g.trail, g.locale
	a.rewrites = rewritten(paths)
	a.TurnsAway = slices.ContainsFunc(all, func(g gate) bool { return g.byClerk })
	a.Evaded = a.Verdict == Passes && slices.ContainsFunc(all, func(g gate) bool { return g.verdict == Denies && g.asked > 0 && !g.locale })
	if worst(slices.DeleteFunc(usual, func(g gate) bool { return len(g.opensBy(all)) > 0 })).verdict == Denies {
		a.openedBy(all)
	}
	forget(a.Events, map[*call]*call{})
	w.share(a.Events)
}

// openedBy notes which variables open what the middleware denies: by their absence, or
// set to what the code expects.
func (a *MiddlewareAnswer) openedBy(all []gate) {
	for _, g := range all {
		switch on := g.opensBy(all); {
		case g.verdict != Passes || g.aside(all):
		case len(on) > 0:
			for _, e := range on {
				a.OpensWith = append(a.OpensWith, e.Name)
			}
		default:
			if a.Unset == nil {
				a.FailsOpen = g.unset
			}
			a.Unset = append(a.Unset, g.unset)
		}
	}
	slices.Sort(a.OpensWith)
	a.OpensWith = slices.Compact(a.OpensWith)
}

// share puts one event in the place of those that say the same of what was asked: a
// middleware that compares each path with many constants says so of each URL.
func (w *worker) share(events []*Event) {
	for i, e := range events {
		if e.Kind != Asked {
			continue
		}
		key := eventKey{kind: e.Kind, name: e.Name, method: e.Method, at: e.At}
		if w.shared[key] == nil {
			w.shared[key] = e
		}
		events[i] = w.shared[key]
	}
}

// A gate is how the middleware ends on one path.
type gate struct {
	verdict MiddlewareVerdict
	trail   []Step
	unset   []string // variables that are not set on the path
	on      []*Event // the switches that are on there
	asked   int      // how many checks asked who the visitor is
	byClerk bool     // one of Clerk's refusals ends it
	locale  bool
	// elsewhere is set if the way shows a page of its own, whatever was asked for.
	elsewhere bool
}

// skipsCheck reports whether the path only passes because of variables that are
// not set: with some of them, the visitor is asked who he is. A switch that closes
// the site for everybody is no check that its absence skips.
func (g gate) skipsCheck(all []gate) bool {
	return g.verdict != Denies && slices.ContainsFunc(all, func(with gate) bool {
		fewer := len(with.unset) < len(g.unset) && !slices.ContainsFunc(with.unset, func(name string) bool { return !slices.Contains(g.unset, name) })
		return fewer && (with.verdict == MiddlewareUnknown || with.verdict == Denies && (with.asked > g.asked || with.byClerk))
	})
}

// aside reports whether the way shows another page than the one that others ask the
// visitor for: that a site is down opens nothing.
func (g gate) aside(all []gate) bool {
	return g.elsewhere && g.verdict == Passes && slices.ContainsFunc(all, func(g gate) bool { return g.verdict == Denies && g.asked > 0 })
}

func (w *worker) gatesOf(paths []path, url string) (all []gate) {
	for i := range paths {
		all = append(all, w.gateOf(&paths[i], url))
	}
	return all
}

func worst(gates []gate) gate {
	for _, g := range gates {
		if g.verdict == Denies && g.locale {
			return g
		}
	}
	for _, v := range []MiddlewareVerdict{Passes, MiddlewareUnknown, Denies} {
		for _, g := range gates {
			if g.verdict == v {
				return g
			}
		}
	}
	return gate{verdict: MiddlewareUnknown}
}

func (w *worker) gateOf(p *path, url string) gate {
	g := gate{verdict: MiddlewareUnknown, on: p.switchedOn()}
	for _, e := range p.events {
		switch {
		case e.Kind == Assumption && !e.Holds && !slices.Contains(g.unset, e.Name):
			g.unset = append(g.unset, e.Name)
		case e.Kind == Check && !e.Quiet:
			g.asked++
			g.trail = append(g.trail, Step{Message: checkText(e), At: e.At})
		}
	}
	if p.failed != "" {
		g.trail = append(g.trail, Step{Message: p.failed})
		return g
	}
	if t := p.thrown; t != nil {
		g.verdict, g.byClerk = Denies, t.denial != ""
		g.trail = append(g.trail, Step{Message: orText(t.denial, "throws an error"), At: t.at})
		return g
	}
	v := p.v
	switch {
	case v.nullish():
		g.verdict = Passes
		g.trail = append(g.trail, Step{Message: "lets the request pass"})
	case v.is(responseShape):
		g.response(v.ref, p.goesOn(v.ref), func(shown string) bool { return w.sameResource(shown, url) })
	case v.kind == unknownKind:
		g.trail = append(g.trail, Step{Message: "answers with something that cannot be read: " + v.sym.name, At: v.sym.at})
	}
	return g
}

func orText(a, b string) string {
	if a == "" {
		return b
	}
	return a
}

// response judges a response. goes is what its headers say in place of what it is;
// same reports whether a path leads to what was asked for.
func (g *gate) response(r *object, goes string, same func(path string) bool) {
	at := r.at.Span()
	kind := r.native.path
	if goes != "" && kind != "redirect" {
		kind = goes
	}
	switch kind {
	case "next":
		g.verdict = Passes
		g.trail = append(g.trail, Step{Message: "lets the request pass", At: at})
	case "rewrite":
		shown := fixedPage(r.at)
		g.elsewhere = goes == "" && shown != "" && !same(shown)
		if g.elsewhere && g.asked > 0 {
			g.verdict = Denies
			g.trail = append(g.trail, Step{Message: "shows " + shown + " in its place", At: at})
			return
		}
		g.verdict = Passes
		g.trail = append(g.trail, Step{Message: "rewrites the request", At: at})
	case "locale":
		g.verdict, g.locale = Denies, true
		g.trail = append(g.trail, Step{Message: "redirects to the page under another language's path", At: at})
	case "denied":
		g.verdict, g.byClerk = Denies, true
		if t := r.native.thrown; t != nil {
			g.trail = append(g.trail, Step{Message: t.denial, At: t.at})
			return
		}
		g.trail = append(g.trail, Step{Message: "turns the visitor away", At: at})
	default:
		g.verdict = Denies
		g.trail = append(g.trail, Step{Message: "answers by itself", At: at})
	}
}

// answerMiddleware runs the middleware for the sample URLs of every resource.
func (m *Machine) answerMiddleware() {
	samples := map[string]bool{}
	for _, r := range m.resources {
		for _, s := range m.samples(r) {
			samples[s.url] = true
			samples[withoutLocale(s.url)] = true
		}
	}
	urls := sortedKeys(samples)
	answers := make([]MiddlewareAnswer, len(urls))
	answered := make([]bool, len(urls))
	first, vague := m.pilot(urls, func(w *worker, i int) { answers[i], answered[i] = w.middlewareAt(urls[i]), true })
	m.each(len(urls), func(w *worker, i int) {
		if !answered[i] {
			w.gates, w.vague = first, vague
			answers[i] = w.middlewareAt(urls[i])
			w.gates, w.vague = startExactly, false // what it is asked next may be something else
		}
	})
	byURL := map[string]MiddlewareAnswer{}
	for i, u := range urls {
		byURL[u] = answers[i]
	}
	for _, r := range m.resources {
		m.attach(r, byURL)
	}
	m.reachRewritten(urls, answers)
	m.reachByConfig()
}

// withoutLocale is a sample URL without the language that it starts with.
func withoutLocale(url string) string {
	if rest, ok := strings.CutPrefix(url, "/en"); ok && (rest == "" || rest[0] == '/') {
		return "/" + strings.TrimPrefix(rest, "/")
	}
	return url
}

func (m *Machine) attach(r *Resource, byURL map[string]MiddlewareAnswer) {
	samples := m.samples(r)
	if len(samples) == 0 {
		r.Middleware = MiddlewareAnswer{Verdict: NotApplicable}
		return
	}
	r.Middleware = byURL[samples[0].url]
	r.gate = r.Middleware.Verdict
	if r.Middleware.Locale {
		r.gate = byURL[withoutLocale(samples[0].url)].Verdict
	}
	for _, s := range samples[1:] {
		if a := byURL[s.url]; a.Runs != r.Middleware.Runs || a.Verdict != r.Middleware.Verdict {
			r.Variants = append(r.Variants, Variant{URL: s.url, When: s.when, Runs: a.Runs, Middleware: a.Verdict})
			if s.other() && r.gate == Denies && (!a.Runs || a.Verdict == Passes) {
				r.gate = Passes
			}
		}
	}
}

// closedPolicy reports whether the middleware denies a page that nobody
// thought of: it protects everything but what it makes public.
func (m *Machine) closedPolicy() bool {
	return m.At(m.basePathOf()+"/clerkvet-no-such-page").Verdict == Denies
}

func (m *Machine) basePathOf() string { return m.worker().basePath() }

// BuildError says why Next.js refuses to build the app because of its
// middleware, or is empty.
func (m *Machine) BuildError() string {
	if m.app.ConflictFails {
		return "the app has both a middleware and a proxy file"
	}
	mw := m.app.Middleware
	switch {
	case mw == nil:
		return ""
	case mw.Config.Fails:
		return mw.Config.Problem
	case mw.Export == "" && mw.Proxy:
		return mw.ExportProblem
	}
	return ""
}
