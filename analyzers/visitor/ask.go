package visitor

import (
	"slices"

	"clerkvet/analyzers/source"
)

// A path is one way through a resource.
type path struct {
	outcome
	failed string // why the path could not be followed to its end
	shown  bool   // of a page: something is rendered
	end    source.Span
	cut    bool // left when the verdict was known
}

// ask walks all paths of an entry and returns them. Where they are too many it
// walks each branch once: that cannot show that the visitor is denied, but it
// may show what is reached.
func (w *worker) ask(v Who, entry func(m *run) value) []path {
	paths, steps := w.explorePaths(v, entry, false)
	if v == SignedOut && steps > maxSteps && !slices.ContainsFunc(paths, func(p path) bool { return reaches(&p) }) {
		more, _ := w.explorePaths(v, entry, true)
		for _, p := range more {
			if reaches(&p) {
				return append(paths, p)
			}
		}
	}
	return paths
}

func (w *worker) explorePaths(v Who, entry func(m *run) value, once bool) (paths []path, steps int) {
	return w.newRun(v, once).paths(entry)
}

func (w *worker) newRun(v Who, once bool) *run {
	return &run{worker: w, visitor: v, once: once, covered: map[branch]bool{}, request: &symbol{from: FromRequest, name: "the request"}}
}

func (m *run) paths(entry func(m *run) value) (paths []path, steps int) {
	f := &frame{paths: 1, limit: maxPaths}
	for more := true; more && !m.stopped; more = f.next() {
		m.frame, m.context, m.stack, m.shown = f, 0, nil, false
		p := m.walk(entry)
		paths = append(paths, p)
		if m.decided == 0 && !m.whole && reaches(&p) {
			m.decided = m.steps
		}
		m.undoTo(0, 0)
		if len(paths) >= 4*maxPaths {
			paths = append(paths, path{failed: "the code has too many paths to follow"})
			break
		}
	}
	return paths, m.steps
}

// walk runs the entry once. Whatever goes wrong in the machine is an answer of
// its own, never a panic of the tool.
func (m *run) walk(entry func(m *run) value) (p path) {
	defer func() {
		if r := recover(); r != nil {
			m.stopped = true
			p.events = append(p.events, m.events...)
			if _, ok := r.(enough); ok {
				p.cut = true
				return
			}
			why, ok := r.(exhausted)
			if !ok {
				if m.strict {
					panic(r)
				}
				why.why = "the code could not be followed"
			}
			p.failed = why.why
		}
	}()
	p.outcome = m.attempt(func() value { return entry(m) })
	p.events = append(p.events, m.events...)
	p.shown = m.shown
	return p
}

// reaches reports whether a path gets to an effect for sure.
func reaches(p *path) bool {
	for _, e := range p.events {
		switch {
		case e.Kind == Doubt:
			return false
		case e.Kind == Effect && e.Hard && !e.handled:
			return true
		}
	}
	return false
}
