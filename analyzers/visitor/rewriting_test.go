package visitor

import (
	"bytes"
	"io/fs"
	"os"
	pathpkg "path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// TestRewritingCheckouts writes the code of resources of the checkouts in
// REAL_REPOS otherwise, without changing what it does: with other names, turned
// conditions, bodies in try, comments, arrow functions with blocks, helpers moved
// to another file. The verdict must stay. MUTATE bounds the resources of one app.
func TestRewritingCheckouts(t *testing.T) {
	count := 0
	eachCheckout(t, 8, func(dir string, limit int) {
		for _, app := range openRepo(t, dir).Apps {
			asked := someResources(New(app), limit)
			count += len(asked)
			for _, kind := range sortedKeys(sameCode) {
				rewriteAndAsk(t, dir, app.Dir, kind, asked)
			}
		}
	})
	t.Logf("%d resources", count)
}

// someResources are resources with an answer, spread over the app.
func someResources(m *Machine, limit int) (out []*Resource) {
	var all []*Resource
	names := map[string]int{}
	for _, r := range m.list() {
		names[string(r.Kind)+r.File+r.Name]++
		if r.Kind != Layout && r.entry != nil && !r.Inline {
			all = append(all, r)
		}
	}
	all = slices.DeleteFunc(all, func(r *Resource) bool { return names[string(r.Kind)+r.File+r.Name] > 1 })
	for i := 0; i < min(limit, len(all)); i++ {
		r := all[i*len(all)/min(limit, len(all))]
		m.worker().answer(r)
		out = append(out, r)
	}
	return out
}

func rewriteAndAsk(t *testing.T, dir, app, kind string, asked []*Resource) {
	changed := edited{os.DirFS(dir), fstest.MapFS{}}
	for _, f := range filesOf(asked) {
		if syntax, err := js.Parse(f); err == nil {
			sameCode[kind](changed.texts, f, syntax)
		}
	}
	m := machineOf(t, changed, app)
	if m == nil {
		t.Errorf("%s/%s %s: gone", filepath.Base(dir), app, kind)
		return
	}
	for _, r := range asked {
		i := slices.IndexFunc(m.list(), func(o *Resource) bool { return o.Kind == r.Kind && o.File == r.File && o.Name == r.Name })
		if i < 0 {
			t.Errorf("%s %s: %s %s of %s is gone", filepath.Base(dir), kind, r.Kind, r.Name, r.File)
			continue
		}
		o := m.list()[i]
		m.worker().answer(o)
		if o.Code.Verdict != r.Code.Verdict || o.Code.Accidental != r.Code.Accidental {
			t.Errorf("%s %s: %s %s of %s is %s (%v), was %s (%v)\n%s    was\n%s", filepath.Base(dir), kind, r.Kind, r.Name, r.File,
				o.Code.Verdict, o.Code.Accidental, r.Code.Verdict, r.Code.Accidental, proof(o.Code), proof(r.Code))
		}
	}
}

// filesOf are the files that the trails of resources lead through.
func filesOf(asked []*Resource) (out []*source.File) {
	seen := map[string]bool{}
	for _, r := range asked {
		for _, at := range append([]Step{{At: r.Span}}, r.Code.Trail...) {
			if f := at.At.File; f != nil && !seen[f.Path] {
				seen[f.Path] = true
				out = append(out, f)
			}
		}
	}
	return out
}

// edited is a tree with other texts of some files, and with some more.
type edited struct {
	fs.FS
	texts fstest.MapFS
}

func (e edited) Open(name string) (fs.File, error) {
	if e.texts[name] != nil {
		return e.texts.Open(name)
	}
	return e.FS.Open(name)
}

func (e edited) ReadDir(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(e.FS, name)
	more, _ := e.texts.ReadDir(name)
	for _, d := range more {
		if !slices.ContainsFunc(entries, func(old fs.DirEntry) bool { return old.Name() == d.Name() }) {
			entries = append(entries, d)
		}
	}
	return entries, err
}

// An edit puts a text in the place of another one.
type edit struct {
	from, to int
	text     string
}

// sameCode writes a file otherwise.
var sameCode = map[string]func(texts fstest.MapFS, f *source.File, s *js.Syntax){
	"renamed":            byEdits(renamed),
	"commented":          byEdits(commented),
	"turned conditions":  byEdits(turned),
	"Boolean conditions": byEdits(asBoolean),
	"bodies in try":      byEdits(withTry),
	"arrows with blocks": byEdits(withBlocks),
	"moved":              movedAway,
}

func byEdits(of func(s *js.Syntax) []edit) func(fstest.MapFS, *source.File, *js.Syntax) {
	return func(texts fstest.MapFS, f *source.File, s *js.Syntax) {
		edits := of(s)
		slices.SortStableFunc(edits, func(a, b edit) int { return a.from - b.from })
		var out bytes.Buffer
		at := 0
		for _, e := range edits {
			out.Write(f.Text[at:e.from])
			out.WriteString(e.text)
			at = e.to
		}
		out.Write(f.Text[at:])
		texts[f.Path] = &fstest.MapFile{Data: out.Bytes()}
	}
}

func around(n js.Node, before, after string) []edit {
	at := n.Span()
	return []edit{{at.Start, at.Start, before}, {at.End, at.End, after}}
}

// renamed gives the variables of functions other names.
func renamed(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		d := s.Resolve(n)
		if d.IsZero() || !d.Is(js.VariableDeclarator) || d.Enclosing().IsZero() || n.InType() {
			continue
		}
		text := n.Text()
		switch {
		case n.Is(js.ShorthandPropertyIdentifier), n.Is(js.ShorthandPropertyIdentifierPattern):
			if n.Parent().Is(js.ObjectAssignmentPattern) {
				text = n.Text() + ": " + n.Text() + "Other"
			} else {
				text += ": " + text + "Other"
			}
		case n.Is(js.Identifier):
			text += "Other"
		default:
			continue
		}
		out = append(out, edit{n.Span().Start, n.Span().End, text})
	}
	return out
}

// commented puts a comment and lines after each brace of a block and after each
// comma of arguments.
func commented(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		if at := n.Span(); n.Is(js.StatementBlock) && !startsWithDirective(n) {
			out = append(out, edit{at.Start + 1, at.Start + 1, "\n\n  // if (!userId) return\n  /* throw */\n"})
		} else if n.Is(js.Arguments) {
			out = append(out, edit{at.Start + 1, at.Start + 1, "/* a */\n"})
		}
	}
	return out
}

func startsWithDirective(block js.Node) bool {
	first := block.First()
	return first.Is(js.ExpressionStatement) && first.First().Is(js.String)
}

// turned writes if (!c) {} else x for if (c) x.
func turned(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		if n.Is(js.IfStatement) && n.Field(js.FieldAlternative).IsZero() {
			out = append(out, around(n.Field(js.FieldCondition), "(!", ")")...)
			at := n.Field(js.FieldConsequence).Span().Start
			out = append(out, edit{at, at, "{} else "})
		}
	}
	return out
}

func asBoolean(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		if n.Is(js.IfStatement) {
			out = append(out, around(n.Field(js.FieldCondition), "(Boolean", ")")...)
		}
	}
	return out
}

// withTry puts what functions do in a try whose catch throws again.
func withTry(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		if n.Is(js.StatementBlock) && n.Parent().IsFunction() && !startsWithDirective(n) {
			at := n.Span()
			out = append(out, edit{at.Start + 1, at.Start + 1, " try { "}, edit{at.End - 1, at.End - 1, " } catch (again) { throw again; } "})
		}
	}
	return out
}

func withBlocks(s *js.Syntax) (out []edit) {
	for n := range s.Root().Descendants() {
		if body := n.Field(js.FieldBody); n.Is(js.ArrowFunction) && !body.Is(js.StatementBlock) {
			out = append(out, around(body, "{ return (", "); }")...)
		}
	}
	return out
}

// movedAway moves what a helper exports to a file beside it.
func movedAway(texts fstest.MapFS, f *source.File, s *js.Syntax) {
	base := strings.TrimSuffix(pathpkg.Base(f.Path), pathpkg.Ext(f.Path))
	if slices.Contains([]string{"page", "route", "layout", "middleware", "proxy"}, base) || strings.Contains(f.Path, "pages/") || startsWithDirective(s.Root()) {
		return
	}
	text := `export * from "./` + base + `-moved";` + "\n"
	if _, ok := s.Names().Exports["default"]; ok {
		text += `export { default } from "./` + base + `-moved";` + "\n"
	}
	texts[pathpkg.Join(pathpkg.Dir(f.Path), base+"-moved"+pathpkg.Ext(f.Path))] = &fstest.MapFile{Data: f.Text}
	texts[f.Path] = &fstest.MapFile{Data: []byte(text)}
}
