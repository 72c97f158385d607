package visitor

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// TestSpoilingMiddleware changes what the middleware of the checkouts in
// REAL_REPOS does: it takes away a refusal, drops a pattern of a list, narrows
// the matcher, turns a condition inside out, passes everybody at the start. Some
// URL must be answered otherwise, or be refused by another proof. MUTATE bounds
// the changes of one kind in an app; what changes nothing is told, to be read by
// hand: a pattern that another one covers, a branch for those who are signed in.
func TestSpoilingMiddleware(t *testing.T) {
	sum, apps := map[string]ends{}, 0
	eachCheckout(t, 12, func(dir string, limit int) {
		for _, app := range openRepo(t, dir).Apps {
			if mw := app.Middleware; mw != nil && mw.Export != "" && !mw.Unread {
				apps += spoilMiddleware(t, dir, newGated(New(app)), limit, sum)
			}
		}
	})
	t.Logf("%d apps with a middleware that refuses something", apps)
	for _, kind := range sortedKeys(sum) {
		t.Logf("%s: %s", kind, sum[kind])
	}
}

// gated is what the middleware of an app says of its URLs.
type gated struct {
	m       *Machine
	answers map[string]MiddlewareAnswer
}

// newGated asks for the URLs of the resources, and for those that the patterns
// of the middleware are meant for.
func newGated(m *Machine) *gated {
	g := &gated{m, map[string]MiddlewareAnswer{}}
	g.ask(m.basePathOf() + "/clerkvet-no-such-page")
	for _, r := range m.list() {
		for _, s := range m.samples(r) {
			g.ask(s.url)
		}
	}
	for _, p := range g.patterns() {
		if sample := samplePath(p.Text); sample != "" {
			g.ask(m.onWire(sample))
			g.ask(m.onWire(strings.TrimSuffix(sample, "/") + "/y"))
		}
	}
	return g
}

func (g *gated) ask(url string) {
	if _, ok := g.answers[url]; !ok {
		g.answers[url] = g.m.At(url)
	}
}

// patterns are those that some URL was compared with.
func (g *gated) patterns() (out []RoutePattern) {
	seen := map[RoutePattern]bool{}
	for _, url := range sortedKeys(g.answers) {
		for _, e := range g.answers[url].Events {
			if p := (RoutePattern{Text: e.Name, Kind: e.Method, At: e.At}); e.Kind == Asked && !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	return out
}

func spoilMiddleware(t *testing.T, dir string, g *gated, limit int, sum map[string]ends) int {
	seen, count := map[string]bool{}, map[string]int{}
	for _, s := range g.spoilings() {
		s.once(seen, count, limit, sum, func() string { return g.judge(t, dir, s) })
	}
	t.Logf("%s/%s: %d URLs, %v", filepath.Base(dir), g.m.app.Dir, len(g.answers), ends(count))
	return min(1, len(seen))
}

// judge asks for the same URLs after the change.
func (g *gated) judge(t *testing.T, dir string, s spoiling) string {
	m := machineOf(t, s.tree(dir), g.m.app.Dir)
	if m == nil {
		return "gone"
	}
	changed, proofs, still := map[MiddlewareVerdict][]string{}, 0, ""
	for _, url := range sortedKeys(g.answers) {
		before, after := g.answers[url], m.At(url)
		switch {
		case before.Verdict != after.Verdict:
			changed[after.Verdict] = append(changed[after.Verdict], url)
		case proof(Answer{Trail: before.Trail}) != proof(Answer{Trail: after.Trail}):
			proofs++
		}
		if after.Verdict == Denies && before.Verdict == Denies {
			still = url
		}
	}
	what := fmt.Sprintf("%s/%s: %s", filepath.Base(dir), g.m.app.Dir, s)
	switch kinds := slices.Sorted(maps.Keys(changed)); {
	case s.kind == "matcher nowhere" && len(changed[NotRun]) == 0 || s.opens() && len(changed[Denies]) > 0:
		t.Errorf("WRONG WAY %s: %v", what, changed)
		return "the wrong way"
	case s.kind == "passed at the start" && still != "":
		t.Logf("STILL %s: %s\n%s", what, still, proof(Answer{Trail: m.At(still).Trail}))
		return "some still denied"
	case len(kinds) > 0:
		return fmt.Sprint(kinds)
	case proofs > 0:
		t.Logf("OTHER PROOF %s", what)
		return "another proof"
	}
	t.Logf("SURVIVES %s", what)
	return "survives"
}

// opens reports whether the change can only let more visitors pass.
func (s spoiling) opens() bool {
	return s.kind == "passed at the start" || s.kind == "matcher nowhere" || s.kind == "matcher entry"
}

func (g *gated) spoilings() (out []spoiling) {
	for _, url := range sortedKeys(g.answers) {
		if a := g.answers[url]; a.Verdict == Denies && len(a.Trail) > 0 {
			out = append(out, refusalsOf(a.Trail)...)
			out = append(out, passedAtStart(nodeAt(a.Trail[len(a.Trail)-1].At))...)
		}
	}
	for _, p := range g.patterns() {
		out = append(out, g.dropped(p)...)
	}
	return append(append(out, g.narrowed()...), g.inverted()...)
}

// refusalsOf takes away what a trail ends with.
func refusalsOf(trail []Step) (out []spoiling) {
	end := nodeAt(trail[len(trail)-1].At)
	out = withoutExit(end)
	for _, step := range trail {
		out = append(out, withoutCall(nodeAt(step.At))...)
	}
	return out
}

// passedAtStart lets everybody pass before the outermost function in which a
// refusal stands does anything.
func passedAtStart(end js.Node) (out []spoiling) {
	for n := end; !n.IsZero(); n = n.Parent() {
		if body := n.Field(js.FieldBody); n.IsFunction() && body.Is(js.StatementBlock) {
			at := body.Span()
			out = []spoiling{{"passed at the start", at.File, at.Start + 1, at.Start + 1, " return; "}}
		}
	}
	return out
}

// dropped takes a pattern out of its list.
func (g *gated) dropped(p RoutePattern) []spoiling {
	at := g.m.literalIn(p.At, p.Text)
	n := nodeAt(at)
	if at.IsZero() || !n.Is(js.String, js.TemplateString) {
		return nil
	}
	if n.Parent().Is(js.Array) {
		return []spoiling{withoutElement("pattern dropped", n)}
	}
	return []spoiling{altered("pattern dropped", n, `"/clerkvet-nowhere"`)}
}

// withoutElement takes an element and its comma out of an array.
func withoutElement(kind string, n js.Node) spoiling {
	at := n.Span()
	rest := at.File.Text[at.End:]
	end := at.End
	if i := strings.IndexFunc(string(rest), func(r rune) bool { return !strings.ContainsRune(" \t\r\n", r) }); i >= 0 && rest[i] == ',' {
		end += i + 1
	}
	return spoiling{kind, at.File, at.Start, end, ""}
}

// narrowed takes the entries of the matcher away, one by one and all.
func (g *gated) narrowed() (out []spoiling) {
	at := g.m.app.Middleware.Module.Module.File
	syntax, err := js.Parse(at)
	if err != nil {
		return nil
	}
	for n := range syntax.Root().Descendants() {
		if name, _ := n.PropertyName(); !n.Is(js.Pair) || name != "matcher" {
			continue
		}
		value := n.Field(js.FieldValue).Unwrap()
		out = append(out, altered("matcher nowhere", value, `["/clerkvet-nowhere"]`))
		for _, e := range value.Elements() {
			out = append(out, withoutElement("matcher entry", e))
		}
	}
	return out
}

// inverted turns the conditions inside out that stand in the files of the
// middleware's answers.
func (g *gated) inverted() (out []spoiling) {
	for _, f := range g.files() {
		syntax, err := js.Parse(f)
		if err != nil {
			continue
		}
		for n := range syntax.Root().Descendants() {
			if n.Is(js.IfStatement) {
				condition := n.Field(js.FieldCondition)
				out = append(out, altered("inverted", condition, "(!"+condition.Text()+")"))
			}
		}
	}
	return out
}

func (g *gated) files() (out []*source.File) {
	seen := map[string]bool{}
	add := func(f *source.File) {
		if f != nil && !seen[f.Path] {
			seen[f.Path] = true
			out = append(out, f)
		}
	}
	add(g.m.app.Middleware.Module.Module.File)
	for _, url := range sortedKeys(g.answers) {
		for _, step := range g.answers[url].Trail {
			add(step.At.File)
		}
	}
	return out
}
