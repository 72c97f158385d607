package visitor

import "testing"

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
		return judge(handlerEntry, w.ask(SignedOut, m.entryOf(m.app.Project.Graph.Module(path), "GET", handlerEntry))).Verdict
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
