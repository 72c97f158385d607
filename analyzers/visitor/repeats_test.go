package visitor

import (
	"slices"
	"strings"
	"testing"
)

// wander leads a Stranger through a handler that calls a function of the app many
// times, and returns what the run did.
func wander(t *testing.T, lib string, calls int) (steps int, paths []path) {
	t.Helper()
	m := load(t, map[string]string{
		"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"lib/plan.ts":  "import { PrismaClient } from '@prisma/client'\nimport { auth } from '@clerk/nextjs/server'\nexport const db = new PrismaClient()\n" + lib,
		"app/api/x/route.ts": "import { plan, db } from '../../../lib/plan'\nexport async function POST(req: Request) {\n  const body = await req.json()\n  let n = 0\n" +
			strings.Repeat("  if (body.a) n += Number(await plan(body.team))\n  else await db.post.update({ where: { id: body.id }, data: { n: await plan(body.team) } })\n", calls) +
			"  return Response.json(n)\n}\n",
	})
	w := m.worker()
	run := w.newRun(Stranger, attempt{at: swiftly, steps: 400_000})
	run.whole, run.led, run.joining = true, true, true
	paths = run.paths(m.Resources()[0].entry)
	return run.steps, paths
}

// busyBody is a function of about a hundred nodes that asks nobody who he is.
var busyBody = "  const row = await db.product.findFirst({ where: { team } })\n" +
	strings.Repeat("  if (row.kind === 'a') { console.log(row.name); if (row.size > 3) return row.size }\n", 8) +
	"  const answer = await fetch('https://example.com/plan', { method: 'POST', body: JSON.stringify({ key: process.env.KEY }) })\n  return (await answer.json()).size\n"

func TestCallsAreNotRepeated(t *testing.T) {
	lib := "export async function plan(team) {\n" + busyBody + "}\n"
	few, _ := wander(t, lib, 6)
	many, paths := wander(t, lib, 26)
	if each := (many - few) / 40; each > 120 {
		t.Errorf("a call that was made before takes %d steps", each)
	}
	for _, p := range paths {
		if slices.ContainsFunc(p.events, func(e *Event) bool { return strings.HasSuffix(e.Name, "product.findFirst") }) {
			return
		}
	}
	t.Error("no way does what the call does")
}

// What a function finds of who is there is asked of it each time.
func TestChecksAreRepeated(t *testing.T) {
	lib := "export async function plan(team) {\n  const { userId } = await auth()\n  if (!userId) throw new Error('no')\n" + busyBody + "}\n"
	_, paths := wander(t, lib, 3)
	for _, p := range paths {
		at := map[int]bool{}
		for _, e := range p.events {
			if e.Kind == Check && len(e.stack) > 1 {
				at[e.stack[1].at.Span().Start] = true
			}
		}
		if p.failed == "" && p.thrown == nil && len(at) > 1 {
			return
		}
	}
	t.Error("no way asks more than once who is there")
}
