package visitor

import (
	"fmt"
	"strings"
	"testing"
)

// How long one of several lists is asks for no way of its own, where it only says whether a
// condition is added to a query.
func TestLengthsAreNoWays(t *testing.T) {
	steps := func(lists int) int {
		var names, conditions strings.Builder
		for i := range lists {
			fmt.Fprintf(&names, "  const l%d = q.get('l%d')?.split(',') ?? []\n", i, i)
			fmt.Fprintf(&conditions, "l%d.length > 0 ? inArray(notes.l%d, l%d) : undefined, ", i, i, i)
		}
		m := load(t, map[string]string{
			"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","drizzle-orm":"0.44.0"}}`,
			"lib/db.ts":          "import { drizzle } from 'drizzle-orm/node-postgres'\nimport { pgTable } from 'drizzle-orm/pg-core'\nexport const notes = pgTable('notes', {})\nexport const db = drizzle(process.env.DATABASE_URL!)\n",
			"app/api/x/route.ts": "import { and, inArray } from 'drizzle-orm'\nimport { db, notes } from '../../../lib/db'\nexport async function GET(req: Request) {\n  const q = new URL(req.url).searchParams\n" + names.String() + "  const rows = await db.select().from(notes).where(and(" + conditions.String() + "))\n  return Response.json(rows)\n}\n",
		})
		run := m.worker().newRun(SignedOut, attempt{at: exactly, steps: maxSteps})
		run.paths(m.Resources()[0].entry)
		return run.steps
	}
	if few, many := steps(2), steps(8); many > 6*few {
		t.Errorf("2 lists take %d steps, 8 take %d", few, many)
	}
}
