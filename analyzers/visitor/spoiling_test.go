package visitor

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// TestSpoilingGuards spoils what turns visitors away in the checkouts in
// REAL_REPOS, whatever it is: it takes away the branch that leaves, a call of an
// own guard, an await, the check of a secret or a signature, a step of a chain of
// middleware, the procedure that protects. The same proof must not hold any
// more. MUTATE bounds the changes of one repository; what is still denied or
// harmless is told with its new proof, to be read by hand.
func TestSpoilingGuards(t *testing.T) {
	sum := map[string]ends{}
	eachCheckout(t, 40, func(dir string, limit int) { spoilRepository(t, dir, limit, sum) })
	for _, kind := range sortedKeys(sum) {
		t.Logf("%s: %s", kind, sum[kind])
	}
}

// A spoiling is a change of one file after which a guard guards no more.
type spoiling struct {
	kind string
	file *source.File
	from int
	to   int
	text string
}

func (s spoiling) String() string {
	return fmt.Sprintf("%s at %s:%d: %q", s.kind, s.file.Path, s.file.Span(s.from, s.to).StartLine(), s.file.Slice(s.from, s.to))
}

// once counts what becomes of a spoiling that has not been tried yet, unless there
// were enough of its kind.
func (s spoiling) once(seen map[string]bool, count ends, limit int, sum map[string]ends, judge func() string) {
	if seen[s.String()] || count[s.kind] >= limit {
		return
	}
	seen[s.String()] = true
	count[s.kind]++
	if sum[s.kind] == nil {
		sum[s.kind] = ends{}
	}
	sum[s.kind][judge()]++
}

func (s spoiling) tree(dir string) fs.FS {
	return overlay{os.DirFS(dir), s.file.Path, slices.Concat(s.file.Text[:s.from], []byte(s.text), s.file.Text[s.to:])}
}

// moved is where a place of the file stands after the change.
func (s spoiling) moved(path string, at int) int {
	if path == s.file.Path && at >= s.to {
		return at + len(s.text) - (s.to - s.from)
	}
	return at
}

func spoilRepository(t *testing.T, dir string, limit int, sum map[string]ends) {
	seen, count := map[string]bool{}, map[string]int{}
	for _, app := range openRepo(t, dir).Apps {
		for _, r := range New(app).Resources() {
			if r.Code.Verdict != Denied || r.Code.Accidental || len(r.Procedures) > 0 {
				continue
			}
			for _, s := range append(spoilings(r), publicProcedure(app, r)...) {
				s.once(seen, count, limit, sum, func() string { return s.judge(t, dir, app.Dir, r) })
			}
		}
	}
	t.Logf("%s: %v", filepath.Base(dir), ends(count))
}

// judge asks again for the resource after the change.
func (s spoiling) judge(t *testing.T, dir, app string, r *Resource) string {
	a, ok := askAgain(t, s.tree(dir), app, r, func(o *Resource) bool { return o.Span.Start == s.moved(r.File, r.Span.Start) })
	what := fmt.Sprintf("%s: %s %s of %s, %s", filepath.Base(dir), r.Kind, r.Name, r.File, s)
	switch {
	case !ok:
		t.Logf("GONE %s", what)
		return "gone"
	case a.Verdict == Denied && a.Accidental:
		return "denied by an accident"
	case a.Verdict == Denied && sameProof(a, r.Code):
		t.Errorf("SURVIVES %s\n%s", what, proof(a))
		return "denied all the same"
	case a.Verdict == Denied, a.Verdict == Harmless:
		t.Logf("STILL %s %s\n%s", a.Verdict, what, proof(a))
		return "still " + string(a.Verdict)
	}
	return string(a.Verdict)
}

func sameProof(a, b Answer) bool { return proof(a) == proof(b) }

// proof is a trail as text, without lines, which a change moves.
func proof(a Answer) string {
	var out strings.Builder
	for _, s := range a.Trail {
		text, _, _ := strings.Cut(s.At.Text(), "\n")
		fmt.Fprintf(&out, "      %s: %s: %s\n", s.At.Path(), s.Message, text)
	}
	return out.String()
}

// askAgain asks for a resource in another tree.
func askAgain(t *testing.T, fsys fs.FS, app string, r *Resource, same func(*Resource) bool) (Answer, bool) {
	m := machineOf(t, fsys, app)
	if m == nil {
		return Answer{}, false
	}
	if r.Kind == Procedure {
		return m.procedureAgain(r)
	}
	for _, o := range m.list() {
		if o.Kind == r.Kind && o.File == r.File && o.Name == r.Name && same(o) {
			m.worker().answer(o)
			return o.Code, true
		}
	}
	return Answer{}, false
}

// machineOf loads an app of a tree.
func machineOf(t *testing.T, fsys fs.FS, dir string) *Machine {
	for _, app := range openTree(t, fsys).Apps {
		if app.Dir == dir {
			return New(app)
		}
	}
	return nil
}

// procedureAgain asks for what stands behind the adapter of a handler.
func (m *Machine) procedureAgain(r *Resource) (Answer, bool) {
	m.resources = slices.DeleteFunc(m.list(), func(o *Resource) bool {
		return o.Route == nil || r.Route == nil || o.Route.File != r.Route.File
	})
	for _, mount := range m.resources {
		m.worker().answer(mount)
	}
	for _, o := range m.procedures() {
		if o.Name == r.Name && o.Path == r.Path && o.File == r.File {
			m.worker().answer(o)
			return o.Code, true
		}
	}
	return Answer{}, false
}

// spoilings are the changes after which the proof of a denied resource must not
// hold.
func spoilings(r *Resource) (out []spoiling) {
	trail := r.Code.Trail
	if len(trail) == 0 {
		return nil
	}
	end := nodeAt(trail[len(trail)-1].At)
	out = append(out, withoutExit(end)...)
	for _, step := range trail {
		n := nodeAt(step.At)
		out = append(out, withoutCall(n)...)
		out = append(out, withoutUse(n)...)
	}
	return append(out, passed(r)...)
}

// nodeAt returns the node of a span.
func nodeAt(at source.Span) (found js.Node) {
	if at.IsZero() {
		return found
	}
	syntax, err := js.Parse(at.File)
	if err != nil {
		return found
	}
	for n := range syntax.Root().Descendants() {
		if s := n.Span(); s.Start == at.Start && s.End == at.End {
			found = n
		}
	}
	return found
}

func altered(kind string, n js.Node, text string) spoiling {
	s := n.Span()
	return spoiling{kind, s.File, s.Start, s.End, text}
}

// withoutExit takes away the branch in which a path ends.
func withoutExit(end js.Node) []spoiling {
	for n := end; !n.IsZero() && !n.IsFunction() && !n.Is(js.CatchClause); n = n.Parent() {
		p := n.Parent()
		switch {
		case p.Is(js.IfStatement) && n.Role() == js.FieldConsequence:
			return []spoiling{altered("branch", n, "{}"), altered("condition", p.Field(js.FieldCondition), "(false)")}
		case p.Is(js.BinaryExpression) && n.Role() == js.FieldRight && p.HasToken("&&"):
			return []spoiling{altered("branch", n, "undefined")}
		case p.Is(js.ElseClause):
			return []spoiling{altered("branch", n, "{}")}
		}
	}
	return nil
}

// withoutCall takes away a call that stands for itself, as of a guard that
// throws, or the await before it.
func withoutCall(n js.Node) (out []spoiling) {
	if !n.Is(js.CallExpression) {
		return nil
	}
	p := n.Parent()
	if p.Is(js.AwaitExpression) {
		if p.Parent().Is(js.ExpressionStatement) {
			out = append(out, altered("await", p, n.Text()))
		}
		n, p = p, p.Parent()
	}
	if p.Is(js.ExpressionStatement) {
		out = append(out, altered("call", n, "0"))
	}
	return out
}

// withoutUse takes a step of a chain away in which something of the proof stands.
func withoutUse(n js.Node) (out []spoiling) {
	for ; !n.IsZero(); n = n.Parent() {
		if !n.IsFunction() {
			continue
		}
		if call := n.Parent().Parent(); n.Parent().Is(js.Arguments) {
			out = append(out, unused(call)...)
			if d := call.Parent(); d.Is(js.VariableDeclarator) {
				out = append(out, unusedName(d.Field(js.FieldName))...)
			}
		}
		if d := n.Parent(); d.Is(js.VariableDeclarator) {
			out = append(out, unusedName(d.Field(js.FieldName))...)
		}
	}
	return out
}

// unused turns a.use(b) into a.
func unused(call js.Node) []spoiling {
	callee := call.Field(js.FieldFunction)
	if !call.Is(js.CallExpression) || !callee.Is(js.MemberExpression) || callee.Field(js.FieldProperty).Text() != "use" {
		return nil
	}
	return []spoiling{altered("use", call, callee.Field(js.FieldObject).Text())}
}

// unusedName does so where what is used has the name.
func unusedName(name js.Node) (out []spoiling) {
	for n := range name.Syntax().Root().Descendants() {
		if n.Is(js.Arguments) && n.Text() == "("+name.Text()+")" {
			out = append(out, unused(n.Parent())...)
		}
	}
	return out
}

// passed lets the visitor pass a check that is not Clerk's: whatever is compared
// is equal, whatever is verified is what was sent.
func passed(r *Resource) (out []spoiling) {
	for _, e := range r.Code.Events {
		if !e.denies() || e.Check == ClerkCheck || !slices.ContainsFunc(r.Code.Trail, func(s Step) bool { return s.At == e.At }) {
			continue
		}
		n := nodeAt(e.At)
		switch {
		case n.Is(js.BinaryExpression) && (n.HasToken("!==") || n.HasToken("!=")):
			out = append(out, altered("comparison", n, "false"))
		case n.Is(js.BinaryExpression):
			out = append(out, altered("comparison", n, "true"))
		case n.Is(js.CallExpression):
			out = append(out, altered(string(e.Check), n, "JSON.parse(String(Math.random()))"))
		}
	}
	return out
}

// publicProcedure makes the procedures of a file public, where the app has such.
func publicProcedure(app *next.App, r *Resource) []spoiling {
	if r.Kind != Procedure || !slices.ContainsFunc(app.Project.Graph.Modules(), hasBothProcedures) {
		return nil
	}
	text := string(r.Span.File.Text)
	public := strings.ReplaceAll(text, "protectedProcedure", "publicProcedure")
	if public == text {
		return nil
	}
	return []spoiling{{"procedure", r.Span.File, 0, len(text), public}}
}

func hasBothProcedures(m *next.Module) bool {
	text := string(m.Module.File.Text)
	return strings.Contains(text, "export const publicProcedure") && strings.Contains(text, "export const protectedProcedure")
}
