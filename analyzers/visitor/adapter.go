package visitor

import (
	"cmp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A procedure is one of what an adapter in a handler hands requests to: a
// procedure of tRPC, a route of Hono, an endpoint of uploadthing.
type procedure struct {
	key    string // what tells it from the others of its adapter
	name   string // "post.create", or a method
	path   string // the URL pattern, "." for that of the handler, or, without a slash first, what is added to it
	method string // how it is asked for; "" for any method
	at     js.Node
	span   source.Span // where it is written; that of at if it is zero
	// batched is set if one request may ask for several procedures, named in the
	// URL with commas between them.
	batched bool
	run     func(m *run, c *call) value // what the handler answers
}

// dispatch hands a request to a procedure: to the one that the question is
// about. Where it is about the handler itself, what its procedures are is noted,
// and they are asked one by one.
func (m *run) dispatch(c *call, all []procedure) value {
	if m.procedure == "" {
		for _, p := range all {
			if !slices.ContainsFunc(m.behind, func(o procedure) bool { return o.key == p.key }) {
				m.worker.behind = append(m.worker.behind, p)
			}
		}
		return m.answers(c, number(404), undefined)
	}
	for _, p := range all {
		if p.key == m.procedure {
			return p.run(m, c)
		}
	}
	return m.answers(c, number(404), undefined)
}

// answers is a response, which a handler of the Pages Router sends by itself.
func (m *run) answers(c *call, status, body value) value {
	r := m.response(c, "json", status, body)
	if res := c.arg(1); res.ref != nil && res.ref.own("writeHead") != nil {
		e := &Event{Kind: Respond, Name: "res", At: c.at.Span(), body: body}
		if status.kind == numberKind {
			e.Status = int(status.num)
		}
		m.note(e)
		return undefined
	}
	return r
}

// procedures returns the resources behind the adapters of handlers that have
// been asked.
func (m *Machine) procedures() (out []*Resource) {
	type of struct {
		route *next.Route
		key   string
	}
	anyMethod := map[of]*Resource{} // one resource behind several handlers
	for _, mount := range m.resources {
		for _, p := range mount.behind {
			if p.method != "" && p.method != mount.Name && mount.Name != "default" {
				continue
			}
			r := anyMethod[of{mount.Route, p.key}]
			if r == nil {
				r = m.behindAdapter(mount, p)
				out = append(out, r)
			}
			if p.method == "" {
				anyMethod[of{mount.Route, p.key}] = r
			}
			mount.Procedures = append(mount.Procedures, r)
		}
	}
	return out
}

func (m *Machine) behindAdapter(mount *Resource, p procedure) *Resource {
	r := &Resource{Kind: Procedure, Path: p.path, File: mount.File, Name: p.name, Span: mount.Span, Route: mount.Route, kind: mount.kind, batched: p.batched}
	if p.span.IsZero() && !p.at.IsZero() {
		p.span = p.at.Span().FirstLine()
	}
	if !p.span.IsZero() {
		r.File, r.Span = p.span.Path(), p.span
	}
	switch {
	case p.path == ".":
		r.Path = mount.Path
	case !strings.HasPrefix(p.path, "/"):
		r.Path = strings.TrimSuffix(parentOf(mount.Path)+"/"+p.path, "/")
	}
	path := r.Path
	entry := m.entryOf(mount.Route.Module, mount.Name, mount.kind)
	r.entry = func(m *run) value {
		m.route, m.procedure = path, p.key
		return entry(m)
	}
	return r
}

// parentOf is a URL pattern without the dynamic segment that it ends in.
func parentOf(pattern string) string {
	if i := strings.LastIndex(pattern, "/["); i >= 0 && !strings.Contains(pattern[i+1:], "/") {
		return pattern[:i]
	}
	return pattern
}

// Called reports whether the resource is a function that a client calls: a
// handler, a procedure or an action.
func (r *Resource) Called() bool {
	return r.Kind == Handler || r.Kind == Procedure || r.Kind == Action
}

// answerBatches asks the middleware for the URLs that name a procedure behind
// another one, "/api/trpc/post.all,post.add": a policy that lets the first pass
// by its URL lets both pass.
func (m *Machine) answerBatches() {
	w := m.hire()
	defer m.release(w)
	for _, mount := range m.resources {
		first := m.letThrough(mount)
		for _, r := range mount.Procedures {
			if !r.batched || r.gate != Denies {
				continue
			}
			for _, name := range first {
				url := m.onWire(parentOf(mount.Path) + "/" + name + "," + r.Name)
				if a := w.middlewareAt(url); a.Verdict != Denies {
					r.Variants = append(r.Variants, Variant{URL: url, When: "batched call", Runs: a.Runs, Middleware: a.Verdict})
					r.gate, r.slipped = a.Verdict, true
					break
				}
			}
		}
	}
}

// letThrough returns the names that a batch may begin with, by a first procedure that the
// middleware lets pass: its own where it is asked for by the method of the mount. One of
// another method would make tRPC refuse the batch, where a name that it does not know
// fails alone: one that goes on behind that of the procedure.
func (m *Machine) letThrough(mount *Resource) (names []string) {
	own, other := slices.IndexFunc(mount.Procedures, passes), ""
	for _, o := range m.resources {
		if i := slices.IndexFunc(o.Procedures, passes); o != mount && o.Path == mount.Path && i >= 0 && other == "" {
			other = o.Procedures[i].Name + "_"
		}
	}
	if own >= 0 {
		names = append(names, mount.Procedures[own].Name)
	}
	if other != "" {
		names = append(names, other)
	}
	return names
}

// passes reports whether a procedure that may stand in a batch is not kept from visitors
// by the middleware.
func passes(r *Resource) bool { return r.batched && r.gate != Denies }

// step names the procedure in a trail.
func (r *Resource) step() Step {
	return Step{Message: "runs the procedure " + r.Name, At: r.Span}
}

// answerMounts answers for a handler what its procedures answer: the visitor who
// gets to one of them gets through the handler.
func (m *Machine) answerMounts() {
	for _, mount := range m.resources {
		if len(mount.Procedures) == 0 {
			continue
		}
		worst := slices.MinFunc(mount.Procedures, func(a, b *Resource) int {
			return cmp.Or(slices.Index(order, a.Code.Verdict)-slices.Index(order, b.Code.Verdict), rank(a.Code.Confidence)-rank(b.Code.Confidence))
		})
		if own := mount.Code; slices.Index(order, own.Verdict) < slices.Index(order, worst.Code.Verdict) {
			continue
		}
		mount.Code.Verdict, mount.Code.Confidence, mount.Code.Trail = worst.Code.Verdict, worst.Code.Confidence, worst.Code.Trail
		mount.Code.OtherCheck, mount.Code.Accidental = commonCheck(mount.Procedures), worst.Code.Accidental
	}
}

// lax are the protections that let a visitor in, the laxest first.
var lax = []Protection{Open, Undecided, Public}

// sumMounts takes for the protection of a handler the laxest of its procedures.
func (m *Machine) sumMounts() {
	for _, mount := range m.resources {
		for _, p := range lax {
			if mount.Protection == p {
				break
			}
			if slices.ContainsFunc(mount.Procedures, func(r *Resource) bool { return r.Protection == p }) {
				mount.Protection = p
				break
			}
		}
	}
}

// commonCheck is what turns the visitor away from each of some resources, if it
// is the same and not Clerk.
func commonCheck(resources []*Resource) CheckKind {
	kind := resources[0].Code.OtherCheck
	for _, r := range resources {
		if r.Code.Verdict != Denied || r.Code.OtherCheck != kind {
			return ""
		}
	}
	return kind
}

// follows calls a function, and follows it even where all that it does is to
// compute: a context or a middleware decides by what it gives.
func (m *run) follows(c *call) value {
	c.fn = m.force(c.fn)
	if !isFunction(c.fn) || m.refuses(c.fn.ref.closure) != "" {
		return m.call(c)
	}
	m.step()
	return m.settle(func() []outcome { return m.follow(c) })
}

// unreadable notes that what stands behind an adapter cannot be read.
func (m *run) unreadable(c *call, what string) value {
	m.note(&Event{Kind: Doubt, Name: what + " cannot be read", At: c.at.Span()})
	return fresh(FromRecord, what)
}

// failure is a response for an error that an adapter catches, at the place of
// the error. Of the error it tells at most a message.
func (m *run) failure(c *call, t *thrown, status int, message value) value {
	at := *c
	if n := m.nodeAt(t.at); !n.IsZero() {
		at.at = n
	}
	return m.answers(&at, number(float64(status)), objectOf(newObject(map[string]value{"error": message})))
}

// nodeAt is the node of a span.
func (m *run) nodeAt(at source.Span) js.Node {
	if at.IsZero() {
		return js.Node{}
	}
	mod := m.moduleAt(at.Path())
	if mod == nil {
		return js.Node{}
	}
	for n := range mod.root.Descendants() {
		if s := n.Span(); s.Start == at.Start && s.End == at.End {
			return n
		}
	}
	return js.Node{}
}

// messageOf is the message of an error that the app itself made.
func (m *run) messageOf(t *thrown) value {
	if t.v.is(errorShape) {
		if message := m.option(t.v, "message"); !message.nullish() {
			return message
		}
	}
	return fresh(0, "a message")
}

func errorValue(t *thrown) value {
	if t.v.kind == undefinedKind {
		return fresh(FromError, "an error")
	}
	return t.v
}

// option reads an option of an object of options; undefined if it is not
// there.
func (m *run) option(options value, name string) value {
	options = m.force(options)
	switch {
	case options.kind == unknownKind:
		return m.getUnknown(options, name)
	case options.ref == nil:
		return undefined
	}
	if c := options.ref.own(name); c != nil {
		return m.force(m.read(c))
	}
	if options.ref.open {
		return fresh(0, "the option "+name)
	}
	return undefined
}

// compareResources is the order of resources in the map.
func compareResources(a, b *Resource) int {
	return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.File, b.File), cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Span.Start, b.Span.Start))
}
