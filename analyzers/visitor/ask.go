package visitor

import (
	"slices"
)

// A path is one way through a resource.
type path struct {
	outcome
	failed string // why the path could not be followed to its end
	shown  bool   // of a page: something is rendered
	cut    bool   // left when the verdict was known
}

// A pace says how a question is walked.
type pace uint8

const (
	exactly pace = iota // each path by itself
	joining             // what statements leave different is joined
	swiftly             // each branch once: shows what is reached, never that the visitor is denied
)

// ask walks all paths of an entry and returns them. Where they are too many, it
// joins them; where they still are, it walks each branch once, which may show
// what is reached.
func (w *worker) ask(v Who, entry func(m *run) value) []path {
	paths, more := w.explorePaths(v, entry, exactly)
	if v != SignedOut || !more || slices.ContainsFunc(paths, func(p path) bool { return reaches(&p) }) {
		return paths
	}
	paths, more = w.explorePaths(v, entry, joining)
	if more && !slices.ContainsFunc(paths, func(p path) bool { return reaches(&p) }) {
		swift, _ := w.explorePaths(v, entry, swiftly)
		for _, p := range swift {
			if reaches(&p) {
				return append(paths, p)
			}
		}
	}
	return paths
}

// explorePaths reports the paths, and whether there are more of them than could
// be walked.
func (w *worker) explorePaths(v Who, entry func(m *run) value, at pace) (paths []path, more bool) {
	m := w.newRun(v, at)
	paths = m.paths(entry)
	return paths, m.steps > m.limit
}

func (w *worker) newRun(v Who, at pace) *run {
	limit := maxSteps
	if at == exactly && v == SignedOut {
		limit = maxExact
	}
	return &run{worker: w, visitor: v, once: at == swiftly, joining: at == joining, limit: limit, covered: map[branch]bool{}, request: &symbol{from: FromRequest, name: "the request"}}
}

// paths walks an entry. Whatever goes wrong in the machine is an answer of its
// own, never a panic of the tool.
func (m *run) paths(entry func(m *run) value) (paths []path) {
	defer func() {
		if r := recover(); r != nil {
			paths = append(paths, m.broken(r))
		}
		m.undoTo(0, 0) // what a path did to a module is nothing to the next question
	}()
	ways, live := m.fan(func() completion { return m.enterBy(entry) }, maxPaths)
	tell := func(c completion) {
		p := path{outcome: c.outcome(), shown: c.label == shown}
		p.events = slices.Clone(m.events)
		paths = append(paths, p)
	}
	if live {
		tell(ways[0].completion())
	} else {
		m.eachOf(ways, tell)
	}
	return paths
}

// shown labels the way through a page on which it renders something.
const shown = "shown"

func (m *run) enterBy(entry func(m *run) value) completion {
	m.shown = false
	c := completion{kind: returned, v: entry(m)}
	if m.shown {
		c.label = shown
	}
	return c
}

// broken is the path on which the machine stopped.
func (m *run) broken(r any) path {
	p := path{outcome: outcome{events: slices.Clone(m.events)}}
	if _, ok := r.(enough); ok {
		p.cut = true
		return p
	}
	why, ok := r.(exhausted)
	if !ok {
		if m.strict {
			panic(r)
		}
		why.why = "the code could not be followed"
	}
	p.failed = why.why
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
