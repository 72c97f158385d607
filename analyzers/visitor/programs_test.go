package visitor

import (
	"encoding/json"
	"os/exec"
	"testing"
)

// A madeProgram is a handler that testdata/programs.js made, and whether node says that a
// signed-out visitor gets to its end.
type madeProgram struct {
	Source  string
	Reached bool
}

// TestProgramsAsInNode writes handlers by chance and runs them with node for a visitor
// who is not signed in and sends all sorts of things: none of them may be called safe
// whose end is reached. How many are said to be reached that are not is told, and
// bounded.
func TestProgramsAsInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	count, alarms, safe := "250", 0, 0
	for _, seed := range []string{"1", "2"} {
		data, err := exec.Command(node, "testdata/programs.js", seed, count).Output()
		if err != nil {
			t.Fatal(err)
		}
		var programs []madeProgram
		if err := json.Unmarshal(data, &programs); err != nil {
			t.Fatal(err)
		}
		for _, p := range programs {
			verdict := p.verdict(t)
			switch {
			case p.Reached && verdict != Reached && verdict != Unknown:
				t.Errorf("called %s, though its end is reached:\n%s", verdict, p.Source)
			case !p.Reached:
				safe++
				if verdict == Reached {
					alarms++
				}
			}
		}
	}
	t.Logf("%d of %d safe ones are called reached", alarms, safe)
	if alarms > safe/2 {
		t.Error("too many")
	}
}

func (p madeProgram) verdict(t *testing.T) Verdict {
	c := verdictCase{kind: "handler", files: map[string]string{
		"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`,
		"app/api/x/route.ts": "import { auth } from \"@clerk/nextjs/server\";\nexport async function POST(req) {\n" + p.Source + "\n}\n",
	}}
	_, a := c.answer(t)
	return a.Verdict
}
