package visitor

import (
	"strings"
	"testing"
)

// What one question did to the variables of a module, or assumed about them, is
// nothing to the next: it is another request, maybe in another process.
func TestAnswersAreIndependent(t *testing.T) {
	files := map[string]string{
		"package.json":   `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0"}}`,
		"lib/state.ts":   "let seen = false\nconst held = new Map()\nexport const mode = process.env.MODE\nexport function mark() { seen = true; held.set('a', 1) }\nexport function marked() { return seen || held.has('a') }\n",
		"app/m/route.ts": "import { mark } from '../../lib/state'\nexport function GET() { mark(); return new Response('ok') }\n",
		"app/e/route.ts": "import { mode } from '../../lib/state'\nexport function GET() { if (mode) { throw new Error('x') } while (true) { GET() } }\n",
		"app/x/route.ts": "import { marked, mode } from '../../lib/state'\nimport { db } from '../../lib/db'\nexport async function GET() {\n  if (marked() || !mode) return new Response('no', { status: 404 })\n  await db.user.deleteMany()\n  return new Response('done')\n}\n",
		"lib/db.ts":      "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()\n",
	}
	m := load(t, files)
	ask := func(w *worker, path string) Verdict {
		return w.verdict(handlerEntry, m.entryOf(m.app.Project.Graph.Module(path), "GET", handlerEntry)).Verdict
	}
	if got := ask(m.worker(), "app/x/route.ts"); got != Reached {
		t.Fatalf("alone: %s, want reached", got)
	}
	for _, before := range []string{"app/m/route.ts", "app/e/route.ts", "app/x/route.ts"} {
		w := m.worker()
		ask(w, before)
		if got := ask(w, "app/x/route.ts"); got != Reached {
			t.Errorf("after %s: %s, want reached", before, got)
		}
	}
}

// What a module made is older than all that a question makes, whichever question
// had it loaded: what one way through a function does to it is not lost.
func TestModulesAreOlder(t *testing.T) {
	m := load(t, map[string]string{
		"package.json":   `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0","@prisma/client":"6.0.0"}}`,
		"lib/state.ts":   "export const held = {}\n",
		"app/h/route.ts": "import { held } from '../../lib/state'\nexport function GET() {\n  const made = [" + strings.Repeat("{}, ", 200) + "]\n  return Response.json([made, held])\n}\n",
		"app/x/route.ts": "import { held } from '../../lib/state'\nimport { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nfunction set(x) {\n  if (!x) return\n  held.open = true\n}\nexport async function GET(req) {\n  set(req.headers.get('x-a'))\n  if (!held.open) return new Response('no', { status: 404 })\n  await db.user.deleteMany()\n  return new Response('done')\n}\n",
	})
	for _, before := range []string{"", "app/h/route.ts"} {
		w := m.worker()
		for _, path := range []string{before, "app/x/route.ts"} {
			if path == "" {
				continue
			}
			a := w.verdict(handlerEntry, m.entryOf(m.app.Project.Graph.Module(path), "GET", handlerEntry))
			if path != before && a.Verdict != Reached {
				t.Errorf("after %q: %s, want reached", before, a.Verdict)
			}
		}
	}
}
