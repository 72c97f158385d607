package visitor

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestExpressionsAsInNode compares what the machine makes of JavaScript with what
// node does. A middleware lets pass, or refuses, where an expression holds: it
// must never be said to refuse what it lets pass. How often nothing is known is
// told, and bounded.
func TestExpressionsAsInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	programs := readExpressions(t)
	holds := heldInNode(t, node, programs)
	unsure := 0
	for i, p := range programs {
		if holds[i] == nil {
			t.Errorf("node fails: %s", p)
			continue
		}
		open, closed := p.letsPass(t, "!open(p)"), p.letsPass(t, "open(p)")
		if !*holds[i] {
			open, closed = closed, open
		}
		switch {
		case !open:
			t.Errorf("called refused, though it is let pass (%v): %s", *holds[i], p)
		case closed:
			unsure++
			t.Logf("not known: %s", p)
		}
	}
	t.Logf("%d of %d are not known", unsure, len(programs))
	if unsure > len(programs)*2/5 {
		t.Error("too many are not known")
	}
}

// A snippet is statements of a module, and the body of a function of p.
type snippet struct{ module, body string }

func (p snippet) String() string { return p.module + " ;; " + p.body }

func readExpressions(t *testing.T) (out []snippet) {
	data, err := os.ReadFile("testdata/expressions.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if module, body, ok := strings.Cut(line, ";;"); ok && !strings.HasPrefix(line, "#") {
			out = append(out, snippet{strings.TrimSpace(module), strings.TrimSpace(body)})
		}
	}
	return out
}

func heldInNode(t *testing.T, node string, programs []snippet) (holds []*bool) {
	var script strings.Builder
	script.WriteString("const out = [];\n")
	for _, p := range programs {
		script.WriteString("try { out.push((function () { " + p.module + "\nfunction open(p) { " + p.body + " }\nreturn Boolean(open('/dashboard')); })()); } catch { out.push(null); }\n")
	}
	script.WriteString("console.log(JSON.stringify(out));")
	cmd := exec.Command(node, "-")
	cmd.Stdin = strings.NewReader(script.String())
	text, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &holds); err != nil {
		t.Fatal(err)
	}
	return holds
}

// letsPass reports whether the machine says that a middleware may let pass which
// refuses on a condition.
func (p snippet) letsPass(t *testing.T, closed string) bool {
	m := load(t, map[string]string{
		"package.json": `{"dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`,
		"app/page.tsx": "export default function P() { return null }",
		"middleware.js": "import { clerkMiddleware } from \"@clerk/nextjs/server\";\n" + p.module + "\nfunction open(p) { " + p.body + " }\n" +
			"export default clerkMiddleware(async (auth, req) => { const p = req.nextUrl.pathname; if (" + closed + ") await auth.protect(); });\n",
	})
	return runAt(m, "/dashboard").Verdict != Denies
}
