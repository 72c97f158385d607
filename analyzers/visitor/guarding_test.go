package visitor

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// TestGuardsPutIn puts a guard at the start of handlers and actions of the
// checkouts in REAL_REPOS that anybody reaches: each must be denied then. What
// only looks like a guard must change nothing. MUTATE bounds the resources of one
// repository.
func TestGuardsPutIn(t *testing.T) {
	sum := map[string]ends{}
	repositories, count := 0, 0
	eachCheckout(t, 10, func(dir string, limit int) {
		found := openFunctions(t, dir)
		for i, o := range found[:min(len(found), limit)] {
			o.guard(t, dir, i, sum)
			count++
		}
		repositories += min(1, len(found))
		t.Logf("%s: %d of %d open", filepath.Base(dir), min(len(found), limit), len(found))
	})
	for _, kind := range sortedKeys(sum) {
		t.Logf("%s: %s", kind, sum[kind])
	}
	t.Logf("%d open handlers and actions in %d repositories", count, repositories)
}

// An openFunction is a resource that anybody reaches, with the function that
// answers for it.
type openFunction struct {
	app      *next.App
	resource *Resource
	function js.Node
	major    uint64
}

func openFunctions(t *testing.T, dir string) (out []openFunction) {
	seen := map[source.Span]bool{}
	for _, app := range openRepo(t, dir).Apps {
		m := New(app)
		for _, r := range m.Resources() {
			if (r.Kind != Handler && r.Kind != Action) || r.Code.Verdict != Reached || len(r.Procedures) > 0 {
				continue
			}
			if f := functionBehind(app, r); !f.IsZero() && !seen[f.Span()] {
				seen[f.Span()] = true
				out = append(out, openFunction{app, r, f, m.clerkMajor})
			}
		}
	}
	return out
}

// functionBehind returns the function with a block that a resource is, if it stands
// in its file.
func functionBehind(app *next.App, r *Resource) js.Node {
	n := nodeAt(r.Span)
	if !r.Inline {
		syntax, err := app.Project.Graph.Module(r.File).Syntax()
		if err != nil {
			return js.Node{}
		}
		n = syntax.Names().Exports[r.Name].Node
	}
	if n.Is(js.VariableDeclarator) {
		n = n.Field(js.FieldValue)
	}
	n = n.Unwrap()
	if !n.IsFunction() || !n.Field(js.FieldBody).Is(js.StatementBlock) || strings.HasPrefix(n.Text(), "function*") {
		return js.Node{}
	}
	return n
}

// A guardForm is what stands at the start of a function, and of its file's end.
// CLERK stands for the package, AUTH for what auth() gives, DENY for how the kind
// of resource turns somebody away.
type guardForm struct {
	name, start, end string
	since            uint64 // the first major of Clerk's that has it
}

const importAuth = "import { auth as authOfGuard, currentUser as currentUserOfGuard, getAuth as getAuthOfGuard } from \"CLERK\";\n"

// guardForms turn away who is not signed in.
var guardForms = []guardForm{
	{"userId", `const { userId: idOfGuard } = AUTH; if (!idOfGuard) DENY`, "", 4},
	{"compared", `const idOfGuard = (AUTH).userId; if (idOfGuard === null) { console.warn("no"); DENY }`, "", 4},
	{"currentUser", `const userOfGuard = await currentUserOfGuard(); if (!userOfGuard?.id) { DENY }`, "", 4},
	{"protect", `await authOfGuard.protect();`, "", 6},
	{"helper that throws", `await whoIsThere();`,
		"async function whoIsThere() { const { userId } = AUTH; if (!userId) throw new Error(\"nobody\"); return userId }\n", 4},
	{"helper that tells", `if (!(await someoneIsThere())) DENY`,
		"const someoneIsThere = async () => { const a = AUTH; return Boolean(a.userId) }\n", 4},
}

// idleForms look like a guard and turn nobody away.
var idleForms = []guardForm{
	{"without exit", `const { userId: idOfGuard } = AUTH; if (!idOfGuard) { console.warn("nobody") }`, "", 4},
	{"inverted", `const { userId: idOfGuard } = AUTH; if (idOfGuard) DENY`, "", 4},
	{"the object", `const sessionOfGuard = AUTH; if (!sessionOfGuard) DENY`, "", 4},
	{"the promise", `const userOfGuard = currentUserOfGuard(); if (!userOfGuard) DENY`, "", 4},
	{"not awaited", `authOfGuard.protect().catch(() => {});`, "", 6},
	{"caught", `try { const { userId } = AUTH; if (!userId) throw new Error("nobody") } catch (errorOfGuard) { console.error(errorOfGuard) }`, "", 4},
	{"in a callback", `[1].map(async () => { const { userId } = AUTH; if (!userId) DENY });`, "", 4},
	{"only in one place", `const { userId: idOfGuard } = AUTH; if (!idOfGuard && process.env.GUARD_IS_ON === "yes") DENY`, "", 4},
	{"helper not awaited", `if (!someoneIsThere()) DENY`,
		"const someoneIsThere = async () => { const a = AUTH; return Boolean(a.userId) }\n", 4},
}

// guard asks again with one guard and one that is none.
func (o openFunction) guard(t *testing.T, dir string, i int, sum map[string]ends) {
	what := fmt.Sprintf("%s: %s %s of %s:%d", filepath.Base(dir), o.resource.Kind, o.resource.Name, o.resource.File, o.resource.Line())
	form := o.pick(guardForms, i)
	a, ok := o.with(t, dir, form)
	count(sum, form.name, ok, a)
	switch {
	case !ok:
		t.Logf("NOT ASKED %s", what)
	case a.Verdict != Denied:
		t.Errorf("%s with the guard %s is %s\n%s", what, form.name, a.Verdict, proof(a))
	}
	form = o.pick(idleForms, i)
	a, ok = o.with(t, dir, form)
	count(sum, "idle: "+form.name, ok, a)
	if ok && a.Verdict != Reached {
		t.Errorf("%s with %s, which is no guard, is %s\n%s", what, form.name, a.Verdict, proof(a))
	}
}

func (o openFunction) pick(forms []guardForm, i int) guardForm {
	forms = slices.DeleteFunc(slices.Clone(forms), func(f guardForm) bool {
		return f.since > o.major || o.resource.kind == apiEntry && strings.Contains(f.start, "currentUserOfGuard")
	})
	return forms[i%len(forms)]
}

func count(sum map[string]ends, kind string, ok bool, a Answer) {
	if sum[kind] == nil {
		sum[kind] = ends{}
	}
	switch {
	case !ok:
		sum[kind]["not asked"]++
	case a.Accidental:
		sum[kind][string(a.Verdict)+" by an accident"]++
	default:
		sum[kind][string(a.Verdict)]++
	}
}

// with asks for the resource with a text at the start of its function.
func (o openFunction) with(t *testing.T, dir string, form guardForm) (Answer, bool) {
	auth, deny, ok := o.words()
	if !ok {
		return Answer{}, false
	}
	pkg := "@clerk/nextjs/server"
	if o.major < 5 {
		pkg = "@clerk/nextjs"
	}
	words := strings.NewReplacer("AUTH", auth, "DENY", deny, "CLERK", pkg)
	f, body := o.function.Span().File, o.function.Field(js.FieldBody).Span()
	head, async := o.function.Span().Start, ""
	if !o.function.IsAsync() {
		async = "async "
	}
	text := slices.Concat(f.Text[:head], []byte(async), f.Text[head:body.Start+1], []byte(" "+words.Replace(form.start)+" "),
		f.Text[body.Start+1:], []byte("\n"+words.Replace(importAuth+form.end)))
	a, ok := askAgain(t, overlay{os.DirFS(dir), f.Path, text}, o.app.Dir, o.resource, func(r *Resource) bool {
		return r.Span.Start == o.resource.Span.Start || r.Span.Start == o.resource.Span.Start+len(async)
	})
	return a, ok
}

// words are how the resource asks who is there and how it turns somebody away.
func (o openFunction) words() (auth, deny string, ok bool) {
	auth = "await authOfGuard()"
	if o.major < 6 {
		auth = "authOfGuard()"
	}
	switch o.resource.kind {
	case apiEntry:
		names := parameterNames(o.function)
		if len(names) < 2 {
			return "", "", false
		}
		return "getAuthOfGuard(" + names[0] + ")", "return " + names[1] + ".status(401).end();", true
	case actionEntry:
		return auth, `throw new Error("nobody");`, true
	}
	return auth, "return new Response(null, { status: 401 });", true
}

// parameterNames are the names of the first parameters that have one.
func parameterNames(f js.Node) (out []string) {
	for p := range f.Field(js.FieldParameters).Named() {
		if !p.Is(js.Identifier) {
			p = p.Field(js.FieldPattern)
		}
		if !p.Is(js.Identifier) {
			return out
		}
		out = append(out, p.Text())
	}
	return out
}
