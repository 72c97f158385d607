package visitor

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A ResourceKind says what a resource is.
type ResourceKind string

// The kinds of resources.
const (
	Page     ResourceKind = "page"
	Handler  ResourceKind = "handler"
	Action   ResourceKind = "action"
	Layout   ResourceKind = "layout"
	Metadata ResourceKind = "metadata"
	// Procedure is something behind an adapter in a handler: a procedure of tRPC,
	// a route of Hono, an endpoint of uploadthing.
	Procedure ResourceKind = "procedure"
)

// A Resource is something of the app that a visitor can ask for.
type Resource struct {
	Kind       ResourceKind
	Path       string // URL pattern; "" for an action
	File       string
	Name       string // GET, default, generateMetadata, the name of an action
	Span       source.Span
	Route      *next.Route // nil for an action or a layout
	Middleware MiddlewareAnswer
	Code       Answer
	Protection Protection
	Variants   []Variant    // requests of the same resource that the middleware answers otherwise
	Inline     bool         // an action written inside a component
	Declared   *Declaration // what the project says it shall be; nil for nothing
	Procedures []*Resource  // what stands behind the adapter of a handler

	gate  MiddlewareVerdict // as far as it protects
	entry func(m *run) value
	kind  entryKind

	behind  []procedure
	batched bool
	slipped bool          // the middleware lets it pass in a batch, and not by itself
	beside  []*next.Route // the pages that it is rendered with, of a file that is none itself
}

// Line returns the 1-based line of the resource.
func (r *Resource) Line() int { return r.Span.StartLine() }

// A Variant is a URL of a resource that is answered otherwise.
type Variant struct {
	URL        string
	When       string
	Runs       bool
	Middleware MiddlewareVerdict
}

// methods are the names under which a route file exports handlers (F8.4).
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}

// Resources returns every page, handler, procedure and action of the app with its answers,
// by kind of URL, file and name. It is computed once.
func (m *Machine) Resources() []*Resource {
	m.answered()
	return m.resources
}

func (m *Machine) answerAll() {
	m.resources = m.list()
	m.each(len(m.resources), func(w *worker, i int) { w.answer(m.resources[i]) })
	behind := m.procedures()
	m.each(len(behind), func(w *worker, i int) { w.answer(behind[i]) })
	m.answerMounts()
	m.resources = append(m.resources, behind...)
	slices.SortStableFunc(m.resources, compareResources)
	m.resources = slices.DeleteFunc(m.resources, (*Resource).givesNothing)
	m.surfaces = slices.Clone(m.resources)
	m.resources = slices.DeleteFunc(m.resources, func(r *Resource) bool { return r.Kind == Layout && !r.guards() && !r.HandsOut() })
	m.sum()
}

// guards reports whether it is a layout that turns a signed-out visitor away.
func (r *Resource) guards() bool { return r.Kind == Layout && r.Code.Verdict == Denied }

// HandsOut reports whether a signed-out visitor gets something from the code that was
// read, or has it change something.
func (r *Resource) HandsOut() bool {
	return r.Code.Verdict == Reached && (r.Code.Hands || slices.ContainsFunc(r.Code.Reaches, (*Event).plain))
}

// answer asks what a signed-out visitor gets from a resource.
func (w *worker) answer(r *Resource) {
	if r.entry == nil {
		return
	}
	if o := w.known(r); o != nil {
		r.Code = o.Code
		return
	}
	w.behind = nil
	r.Code = w.verdict(r.kind, r.entry)
	r.placeHandouts()
	forget(r.Code.Events, map[*call]*call{})
	r.behind = w.behind
	if r.Kind == Procedure {
		r.Code.Trail = append([]Step{r.step()}, r.Code.Trail...)
	}
}

// list returns the resources without their answers.
func (m *Machine) list() []*Resource {
	m.prefetch()
	var out []*Resource
	for _, route := range m.app.Routes {
		out = append(out, m.ofRoute(route)...)
	}
	for _, s := range m.app.Segments {
		if layout := s.Files["layout"]; layout != nil {
			r := m.resource(Layout, layout, "default", pageEntry)
			r.Path, r.entry = s.Path, aroundPages(r.entry)
			out = append(out, r)
		}
	}
	out = append(out, m.companions()...)
	out = append(out, m.actions()...)
	slices.SortStableFunc(out, compareResources)
	return out
}

// aroundPages is the entry of a layout. It is asked whether it guards its pages, not
// what it shows itself.
func aroundPages(entry func(*run) value) func(*run) value {
	if entry == nil {
		return nil
	}
	return func(m *run) value {
		m.around = true
		return entry(m)
	}
}

// prefetch parses the entries of all routes on every processor.
func (m *Machine) prefetch() {
	var modules []*next.Module
	for _, route := range m.app.Routes {
		if route.Module != nil {
			modules = append(modules, route.Module)
		}
	}
	next.Prefetch(modules)
}

func (m *Machine) ofRoute(route *next.Route) (out []*Resource) {
	if route.Module == nil {
		return []*Resource{{Kind: Metadata, Path: route.Path, File: route.File, Name: "default", Route: route,
			Code: Answer{Verdict: Harmless, Confidence: High}}}
	}
	switch {
	case route.Kind == next.HandlerRoute && route.AppRouter:
		for _, name := range methods {
			if m.exports(route.Module, name) {
				out = append(out, m.resource(Handler, route.Module, name, handlerEntry))
			}
		}
		if len(out) == 0 && unreadable(route.Module) { // it may answer anything
			out = append(out, m.resource(Handler, route.Module, "default", handlerEntry))
		}
	case route.Kind == next.HandlerRoute:
		out = append(out, m.resource(Handler, route.Module, "default", apiEntry))
	case route.Kind == next.MetadataRoute:
		out = append(out, m.resource(Metadata, route.Module, "default", pageEntry))
	default:
		out = m.pageResources(route)
	}
	for _, r := range out {
		r.Path, r.Route = route.Path, route
		if entry := r.entry; entry != nil {
			r.entry = func(m *run) value {
				m.route = route.Path
				return entry(m)
			}
		}
	}
	return out
}

func (m *Machine) pageResources(route *next.Route) (out []*Resource) {
	if !route.AppRouter {
		r := m.resource(Page, route.Module, "default", pageEntry)
		switch {
		case m.exports(route.Module, "getServerSideProps"):
			r.entry = m.serverSideProps(route.Module)
		case m.builtAhead(route.Module):
			r.inBrowser()
		}
		return append(out, r)
	}
	out = append(out, m.resource(Page, route.Module, "default", pageEntry))
	if m.exports(route.Module, "generateMetadata") {
		out = append(out, m.resource(Metadata, route.Module, "generateMetadata", actionEntry))
	}
	return out
}

func (m *Machine) exports(mod *next.Module, name string) bool {
	return m.app.Project.Graph.Export(mod, name).Found()
}

// resource returns the resource that is an export of a module.
func (m *Machine) resource(kind ResourceKind, mod *next.Module, name string, entry entryKind) *Resource {
	r := &Resource{Kind: kind, File: mod.Path, Name: name, kind: entry}
	r.Span = m.exportSpan(mod, name)
	if entry == pageEntry && mod.HasDirective("use client") {
		r.inBrowser()
		return r
	}
	if unreadable(mod) && !m.exports(mod, name) {
		r.Code = Answer{Verdict: Unknown, Confidence: Low, Trail: []Step{{Message: mod.Path + " cannot be read", At: r.Span}}}
		return r
	}
	if what := map[entryKind]string{apiEntry: "handler", pageEntry: "page"}[entry]; what != "" && name == "default" && exportsNone(mod) {
		r.Code = Answer{Verdict: Harmless, Confidence: High, Trail: []Step{{Message: "the file exports no " + what + ": Next.js answers 500", At: r.Span}}}
		return r
	}
	r.entry = m.entryOf(mod, name, entry)
	return r
}

// inBrowser answers for a page that is no code of the server.
func (r *Resource) inBrowser() {
	r.Code = Answer{Verdict: Reached, Confidence: Medium, Trail: []Step{{Message: "the page runs in the browser", At: r.Span}}}
	r.entry = nil
}

// exportsNone reports whether a file surely has no default export.
func exportsNone(mod *next.Module) bool {
	if !bytes.Contains(mod.File.Text, []byte("default")) && !bytes.Contains(mod.File.Text, []byte("exports")) {
		return true
	}
	syntax, err := mod.Syntax()
	if err != nil || len(syntax.Broken) > 0 {
		return false
	}
	for n := range syntax.Root().Named() {
		if !n.Is(js.Comment) {
			return false
		}
	}
	return true
}

// unreadable reports whether code of a module may not be known.
func unreadable(mod *next.Module) bool {
	syntax, err := mod.Syntax()
	return err != nil || len(syntax.Broken) > 0
}

func (m *Machine) exportSpan(mod *next.Module, name string) source.Span {
	syntax, err := mod.Syntax()
	if err != nil {
		return mod.File.Whole()
	}
	e, ok := syntax.Names().Exports[name]
	if ok && !e.Span.IsZero() {
		return e.Span
	}
	return mod.File.Whole()
}

// entryOf is how Next.js calls an export.
func (m *Machine) entryOf(source *next.Module, name string, kind entryKind) func(*run) value {
	return func(m *run) value {
		f := m.force(m.exportOf(source, name))
		if f.kind == unknownKind && len(f.sym.callable) == 0 && f.sym.opaque == "" && strings.HasPrefix(f.sym.op, ".") && !f.sym.from.Has(FromRecord) {
			m.note(&Event{Kind: Doubt, Name: "what " + name + " is cannot be read", At: m.exportSpan(source, name)})
		}
		switch kind {
		case apiEntry:
			if f.is(nativeShape) && f.ref.native.call == nil && m.classOf(packageOf(f)) == opaque {
				m.note(&Event{Kind: Doubt, Name: "what " + name + " of " + packageOf(f) + " does cannot be read", At: m.exportSpan(source, name)})
			}
			return m.await(m.call(&call{fn: f, args: []value{m.requestObject(""), m.nodeResponse()}}), js.Node{})
		case pageEntry:
			v := m.await(m.call(&call{fn: f, args: []value{m.pageProps()}}), js.Node{})
			m.shown = m.render(v, 0)
			return v
		case actionEntry:
			v := m.await(m.call(&call{fn: f, args: m.actionArguments(f), open: takesMore(f)}), js.Node{})
			if v.is(elementShape) { // sent to the browser as it is rendered
				m.render(v, 0)
			}
			return v
		}
		return m.await(m.call(&call{fn: f, args: []value{m.requestObject(""), m.handlerContext()}}), js.Node{})
	}
}

// exportOf is the value of an export, through re-exports.
func (m *run) exportOf(source *next.Module, name string) value {
	return m.definition(m.app.Project.Graph.Export(source, name), source.Path, name)
}

func (m *run) params() value {
	return resolvedObject(map[string]value{}, FromParams)
}

// resolvedObject is an open object that may be awaited or not, as params are
// across versions.
func resolvedObject(props map[string]value, from Origin) value {
	o := newObject(props)
	o.open, o.from = true, from
	return objectOf(o)
}

func (m *run) pageProps() value {
	below := fresh(0, "children")
	m.below = below.sym
	return resolvedObject(map[string]value{"params": m.params(), "searchParams": resolvedObject(nil, FromQuery), "children": below}, FromRequest)
}

func (m *run) handlerContext() value {
	return resolvedObject(map[string]value{"params": m.params()}, FromRequest)
}

// manyArguments is how many arguments a function is given that takes as many as
// the caller likes.
const manyArguments = 8

// actionArguments are unknown, one for each parameter.
func (m *run) actionArguments(f value) []value {
	n := 4
	if isFunction(f) {
		n = len(parametersOf(f))
	}
	if takesMore(f) {
		n += manyArguments
	}
	var out []value
	for range n {
		out = append(out, fresh(FromArgument, "an argument"))
	}
	return out
}

// takesMore reports whether a function has a rest parameter.
func takesMore(f value) bool {
	if !isFunction(f) {
		return false
	}
	for p := range f.ref.closure.node.Field(js.FieldParameters).Named() {
		if p.Is(js.RestPattern) || p.Field(js.FieldPattern).Is(js.RestPattern) {
			return true
		}
	}
	return false
}
