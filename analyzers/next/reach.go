package next

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// Client returns the modules that reach the browser of the app, by path, each
// with its shortest chain from an entry (facts.md F8.10, F8.11).
//
// Entries are the "use client" modules that the app router's files import,
// directly or through server code, the pages of the pages router, and the
// client instrumentation. A "use client" module that nothing of the app imports
// is in no bundle and not listed. What only getServerSideProps, getStaticProps
// and getStaticPaths of a page use does not count, nor do imports of which only
// types are used. Chains end at "use server" modules, which the browser gets as
// references, and at modules that import "server-only", which fail the build.
func (a *App) Client() []Reached {
	a.clientOnce.Do(func() { a.client = newReach(a).modules() })
	return a.client
}

// Reachable returns the modules that the app's entries reach at all, on either
// side, by path.
func (a *App) Reachable() []*Module {
	a.reachableOnce.Do(func() {
		var roots []*Module
		for _, e := range a.Entries() {
			roots = append(roots, e.Module)
		}
		seen := reachedFrom(roots...)
		for _, m := range a.Project.Graph.Modules() {
			if seen[m] {
				a.reachable = append(a.reachable, m)
			}
		}
	})
	return a.reachable
}

// A reach works out what gets to the browser. Server code is walked first, for
// the "use client" modules that it imports; then the browser's side; then the
// server code behind the "use server" modules that this meets, and so on.
type reach struct {
	app     *App
	dead    map[*Module]*deadCode // of pages
	server  map[*Module]bool
	waiting []*Module // server code to walk
	entries map[*Module]string

	queue  []want
	doubts []doubt
	ahead  int          // doubts at the front whose importers were parsed
	from   map[want]hop // how a want was reached first
	first  map[*Module]want
	barrel map[*Module]bool // reached in the second pass only
}

// A doubt is an edge that may be of types only. It is looked into where no
// other edge leads to the same.
type doubt struct {
	from want
	edge *Edge
}

// A hop is the step that leads to a want; the zero hop is an entry.
type hop struct {
	from want
	edge *Edge
}

func newReach(a *App) *reach {
	r := &reach{app: a, dead: map[*Module]*deadCode{}, server: map[*Module]bool{}, entries: map[*Module]string{}}
	for _, e := range a.Entries() {
		switch e.Kind {
		case PagesPage:
			r.dead[e.Module] = newDeadCode(e.Module)
			r.entries[e.Module] = string(PagesPage)
		case ClientSetup, SentryClient:
			r.entries[e.Module] = string(e.Kind)
		case PagesAPI, PagesDocument, MiddlewareEntry, Instrumentation, SentryServer, ConfigEntry: // never rendered
		default:
			r.waiting = append(r.waiting, e.Module)
		}
	}
	return r
}

// modules walks until no further entry turns up.
func (r *reach) modules() []Reached {
	for known := -1; known != len(r.entries); {
		r.walkServer()
		known = len(r.entries)
		r.walkClient()
		r.walkServer()
	}
	out := make([]Reached, 0, len(r.first))
	for m := range r.first {
		out = append(out, r.reached(m))
	}
	slices.SortFunc(out, func(a, b Reached) int { return strings.Compare(a.Module.Path, b.Module.Path) })
	return out
}

func (r *reach) walkServer() {
	var doubts []doubt
	for len(r.waiting) > 0 || len(doubts) > 0 {
		for len(r.waiting) > 0 {
			m := r.waiting[0]
			r.waiting = r.waiting[1:]
			doubts = append(doubts, r.visitServer(m)...)
		}
		r.settle(doubts)
		doubts = nil
	}
}

// settle goes where edges in doubt lead, if an entry may be behind them.
func (r *reach) settle(doubts []doubt) {
	matters := r.leadToEntries()
	doubts = slices.DeleteFunc(doubts, func(d doubt) bool { return !matters[d.edge.To] || r.server[d.edge.To] })
	modules := make([]*Module, len(doubts))
	for i, d := range doubts {
		modules[i] = d.from.module
	}
	Prefetch(modules)
	for _, d := range doubts {
		if len(d.edge.live(d.from.module)) > 0 {
			r.waiting = append(r.waiting, d.edge.To)
		}
	}
}

// visitServer walks on from a module of the server's side. It returns the edges
// that may be of types only.
func (r *reach) visitServer(m *Module) (doubts []doubt) {
	switch {
	case r.server[m]:
		return nil
	case m.HasDirective("use client"):
		if r.entries[m] == "" {
			r.entries[m] = `"use client"`
		}
		return nil
	}
	r.server[m] = true
	for i := range m.Edges {
		e := &m.Edges[i]
		switch {
		case e.To == nil || e.Import.TypeOnly || r.server[e.To] || declares(e.To.Path):
		case len(e.plain(m)) > 0:
			r.waiting = append(r.waiting, e.To)
		default:
			doubts = append(doubts, doubt{want{module: m}, e})
		}
	}
	return doubts
}

// leadToEntries returns the modules that lead to a "use client" module which is
// no entry yet: only for them it matters whether server code imports them.
func (r *reach) leadToEntries() map[*Module]bool {
	var queue []*Module
	for _, m := range r.app.Project.Graph.Modules() {
		if m.HasDirective("use client") && r.entries[m] == "" {
			queue = append(queue, m)
		}
	}
	leads := map[*Module]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		if leads[queue[0]] {
			continue
		}
		leads[queue[0]] = true
		for _, by := range queue[0].Importers {
			queue = append(queue, by.From)
		}
	}
	return leads
}

// walkClient walks the browser's side from all entries. Barrels are passed by
// name first; what only their other re-exports lead to comes in a second pass.
func (r *reach) walkClient() {
	r.queue, r.from, r.first, r.barrel = nil, map[want]hop{}, map[*Module]want{}, map[*Module]bool{}
	for _, m := range r.app.Project.Graph.Modules() {
		if r.entries[m] != "" {
			r.push(want{m, "*"}, hop{})
		}
	}
	r.drain()
	direct := len(r.first)
	passed := make([]want, 0)
	for _, m := range r.app.Project.Graph.Modules() {
		if w, ok := r.first[m]; ok && m.isBarrel() && w.name != "*" {
			passed = append(passed, w)
		}
	}
	if len(passed) == 0 {
		return
	}
	known := make(map[*Module]bool, direct)
	for m := range r.first {
		known[m] = true
	}
	for _, w := range passed {
		r.all(w.module, w)
	}
	r.drain()
	for m := range r.first {
		r.barrel[m] = !known[m]
	}
}

// push takes up a want unless it was met before, or its module stays on the
// server.
func (r *reach) push(w want, h hop) {
	if _, met := r.from[w]; met {
		return
	}
	switch {
	case h.edge != nil && w.module.HasDirective("use server"):
		if !r.server[w.module] {
			r.waiting = append(r.waiting, w.module)
		}
		return
	case h.edge != nil && w.module.serverOnly():
		return
	}
	r.from[w] = h
	if _, ok := r.first[w.module]; !ok {
		r.first[w.module] = w
	}
	r.queue = append(r.queue, w)
}

// drain walks all that waits, edges in doubt last.
func (r *reach) drain() {
	for len(r.queue) > 0 || len(r.doubts) > 0 {
		if len(r.queue) == 0 {
			r.lookAhead()
			d := r.doubts[0]
			r.doubts = r.doubts[1:]
			r.ahead--
			r.look(d)
			continue
		}
		w := r.queue[0]
		r.queue = r.queue[1:]
		if w.name == "*" || !w.module.isBarrel() {
			r.all(w.module, w)
			continue
		}
		for _, s := range w.module.passes(w.name) {
			r.push(s.edge.wants(s.name), hop{w, s.edge})
		}
	}
}

// all follows every edge of a module that surely counts.
func (r *reach) all(m *Module, from want) {
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.To == nil || e.Import.TypeOnly || declares(e.To.Path) {
			continue
		}
		names := e.plain(m)
		r.follow(e, from, names)
		if e.Import.Kind == js.StaticImport && len(names) < len(e.Import.Names) {
			r.doubts = append(r.doubts, doubt{from, e})
		}
	}
}

func (r *reach) follow(e *Edge, from want, names []string) {
	for _, name := range r.dead[from.module].living(e.Import, names) {
		r.push(e.wants(name), hop{from, e})
	}
}

// look parses the importer of a doubtful edge, if that can add anything.
func (r *reach) look(d doubt) {
	if r.open(d) {
		r.follow(d.edge, d.from, d.edge.live(d.from.module))
	}
}

// open reports whether an edge in doubt can lead to anything that was not met.
func (r *reach) open(d doubt) bool {
	return !d.edge.To.typesOnly() && slices.ContainsFunc(d.edge.Import.Names, func(n js.ImportedName) bool {
		_, met := r.from[d.edge.wants(n.Name)]
		return !met && !n.TypeOnly
	})
}

// lookAhead parses the importers of all doubts at once: looks come one by one,
// as each may settle later ones, but few do.
func (r *reach) lookAhead() {
	if r.ahead > 0 {
		return
	}
	var modules []*Module
	for _, d := range r.doubts {
		if r.open(d) {
			modules = append(modules, d.from.module)
		}
	}
	Prefetch(modules)
	r.ahead = len(r.doubts)
}

// wants is what an edge asks for by a name: only barrels are passed by name.
func (e *Edge) wants(name string) want {
	if !e.To.isBarrel() {
		name = "*"
	}
	return want{e.To, name}
}

// declares reports whether a file holds declarations only.
func declares(name string) bool {
	return strings.HasSuffix(name, ".d.ts") || strings.HasSuffix(name, ".d.mts") || strings.HasSuffix(name, ".d.cts")
}

// serverOnly reports whether the module says that it fails in the browser.
func (m *Module) serverOnly() bool {
	for i := range m.Imports {
		if m.Imports[i].Specifier.Value == "server-only" && m.Imports[i].Kind != js.ReExport {
			return true
		}
	}
	return false
}

func (r *reach) reached(m *Module) Reached {
	out := Reached{Module: m, ViaBarrel: r.barrel[m]}
	w := r.first[m]
	for h := r.from[w]; h.edge != nil; h = r.from[w] {
		out.Chain = append(out.Chain, Importer{From: h.from.module, Edge: h.edge})
		w = h.from
	}
	slices.Reverse(out.Chain)
	out.Entry = r.entries[w.module]
	return out
}
