package clerk

import (
	"cmp"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Misuse says what code does with a promise, or with a function, that it takes
// for what Clerk says about the visitor.
type Misuse string

// The misuses.
const (
	PartRead   Misuse = "read"     // a part of the promise is read, which is undefined
	PartCalled Misuse = "called"   // a part is called, which fails
	Tested     Misuse = "tested"   // as a condition, where a promise always counts as true
	Fallback   Misuse = "fallback" // left of ??, where a promise is never null
	Compared   Misuse = "compared" // with a value, which a promise never equals
	Joined     Misuse = "joined"   // spread, or made part of a text
	Dropped    Misuse = "dropped"  // nobody waits for its refusal
	Uncalled   Misuse = "uncalled" // the function is named where its answer is meant
	OfFunction Misuse = "function" // a part of the function is read, which has none
)

// A Consequence says what a check becomes of which nothing is known any more.
type Consequence string

// The consequences; "" where none can be told.
const (
	Passes  Consequence = "passes"  // it turns nobody away
	Refuses Consequence = "refuses" // it takes everybody for signed out
)

// An Unawaited is a promise of a check, of Clerk's or of one of the app's own
// functions that ask Clerk, that is used as if it were the answer.
type Unawaited struct {
	Name        string // "auth()", "auth.protect()", "requireUser()"; of Uncalled and OfFunction without ()
	Misuse      Misuse
	Part        string // what is read or called
	Consequence Consequence
	At          source.Span   // the call, or the name
	Use         source.Span   // where it is used: elsewhere if a variable holds it
	Further     []source.Span // where else it is used, if a variable holds it; of OfFunction in other files as well
	Unsure      bool          // it is a promise from Clerk 6 on, and the version is not known
	// Awaits are the texts to insert for the promise to be awaited; none where
	// that takes more.
	Awaits []Insertion
}

// An Insertion is a text and the place to insert it.
type Insertion struct {
	At   source.Span
	Text string
}

// Unawaited returns the promises of checks that the app does not await where it
// has to, by place. auth() and clerkClient() give promises from Clerk 6 on,
// currentUser() always (F4.2, F4.3). They are found once; the caller must not
// change the list.
func (a *App) Unawaited() []Unawaited { return a.unawaited() }

func (a *App) findUnawaited() []Unawaited {
	l := &lookout{app: a, async: a.Version() == nil || a.AtLeast("6.0.0"), guards: map[js.Node]*guard{}, params: map[js.Node]bool{}, asking: map[*next.Module]bool{}, parts: map[string]int{}}
	modules := a.asking()
	next.Prefetch(modules)
	for _, m := range modules {
		l.asking[m] = true
	}
	for _, m := range modules {
		l.module(m)
	}
	slices.SortStableFunc(l.out, func(x, y Unawaited) int { return source.Compare(x.At, y.At) })
	return l.out
}

// checkFunctions are the functions of Clerk whose answers code waits for;
// clerkMiddleware hands its handler one of them.
var checkFunctions = []string{"auth", "currentUser", "clerkClient", "getAuth", "clerkMiddleware"}

// guardDepth is how many functions a check may lie away from its use.
const guardDepth = 4

// asking returns the modules of the app that use one of these functions, or
// import from one that does, by path.
func (a *App) asking() []*next.Module {
	reachable := map[*next.Module]bool{}
	for _, m := range a.Next.Reachable() {
		reachable[m] = true
	}
	seen := map[*next.Module]bool{}
	var layer, out []*next.Module
	for _, u := range a.Uses(checkFunctions...) {
		if !seen[u.Module] {
			seen[u.Module] = true
			layer = append(layer, u.Module)
		}
	}
	for range guardDepth {
		out = append(out, layer...)
		var further []*next.Module
		for _, m := range layer {
			for _, i := range m.Importers {
				if reachable[i.From] && !seen[i.From] && !i.Edge.Import.TypeOnly {
					seen[i.From] = true
					further = append(further, i.From)
				}
			}
		}
		layer = further
	}
	slices.SortFunc(out, func(x, y *next.Module) int { return cmp.Compare(x.Path, y.Path) })
	return out
}

// A lookout looks for promises that are taken for answers.
type lookout struct {
	app    *App
	async  bool                  // auth() and clerkClient() give promises
	guards map[js.Node]*guard    // by declaration; nil of what is none, or being looked at
	asking map[*next.Module]bool // the modules that may hold one
	params map[js.Node]bool      // the parameters that clerkMiddleware gives its auth
	out    []Unawaited

	promise  awaited // at hand
	reported bool
	parts    map[string]int // where in out a part of a function is reported, by its name
}

// awaited is something that has to be awaited: a call, or a name that should be
// called.
type awaited struct {
	node   js.Node // the call, or the name
	name   string
	denies bool // whoever does not wait for it loses a refusal
	own    bool
	fixed  bool // awaiting it at once is all that it takes
	called bool
	client bool // clerkClient: whether there is one says nothing of a visitor
	unsure bool
}

func (l *lookout) module(m *next.Module) {
	names := l.names(m)
	if len(names) == 0 {
		return
	}
	for n := range m.Root().Descendants() {
		if n.Is(js.Identifier) && names[n.Text()] {
			if p, ok := l.awaitedAt(m, n); ok {
				l.look(p)
			}
		}
	}
}

// look reports the misuses of a promise as one.
func (l *lookout) look(p awaited) {
	l.promise, l.reported = p, false
	if p.called {
		l.use(p.node, p.node, 0)
		return
	}
	l.named(p.node)
}

func (l *lookout) report(misuse Misuse, part string, consequence Consequence, use js.Node) {
	if l.reported {
		last := &l.out[len(l.out)-1]
		last.Further = append(last.Further, use.Span())
		return
	}
	l.reported = true
	p := l.promise
	l.out = append(l.out, Unawaited{Name: p.name, Misuse: misuse, Part: part, Consequence: consequence,
		At: p.node.Span(), Use: use.Span(), Unsure: p.unsure, Awaits: l.awaits(misuse, part, use)})
}

// awaits returns what makes the promise awaited: within an async function, and
// unless somebody needs the promise itself.
func (l *lookout) awaits(misuse Misuse, part string, use js.Node) []Insertion {
	p := l.promise
	f := p.node.Enclosing()
	start, end := p.node.Span(), p.node.Span()
	start.End, end.Start = start.Start, end.End
	switch {
	case misuse == Uncalled:
		if p.own || !p.node.Parent().Is(js.AwaitExpression) {
			return nil
		}
		return []Insertion{{end, "()"}}
	case !p.fixed || !f.IsAsync() || inParameters(p.node, f) || part == "protect":
		return nil
	case p.node.Span() == use.Span() && !p.node.Parent().Is(js.ParenthesizedExpression) && (misuse == PartRead && !p.node.Parent().Is(js.VariableDeclarator) || misuse == PartCalled):
		return []Insertion{{start, "(await "}, {end, ")"}}
	}
	return []Insertion{{start, "await "}}
}

// inParameters reports whether a node is a default of a parameter, where await
// may not stand.
func inParameters(n, f js.Node) bool { return f.Field(js.FieldParameters).Contains(n) }
