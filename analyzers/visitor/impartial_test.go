package visitor

import (
	"testing"

	"clerkvet/analyzers/js"
)

// What is only taken for impartial while something else is learned is not kept: another
// question may ask it for itself.
func TestPortraitsLeanOnNothing(t *testing.T) {
	m := load(t, map[string]string{
		"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"lib/tree.js": "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\n" +
			"export async function node(n) {\n  await branch(n.next)\n  await db.node.delete({ where: { id: n.id } })\n}\n" +
			"export async function branch(n) {\n  await node(n)\n}\n" +
			"export async function depth(n) {\n  const next = await db.node.findUnique({ where: { id: n.next } })\n  return next.id ? depth(next) : 'leaf'\n}\n",
		"app/api/x/route.js": "import { node, depth } from '../../../lib/tree'\nexport async function POST(req) {\n  const body = await req.json()\n  const d = await depth(body)\n  await node(body)\n  return Response.json(d)\n}\n",
	})
	w := m.worker()
	w.explorePaths(SignedOut, m.Resources()[0].entry, attempt{at: broadly, steps: maxSteps})
	known := map[string]bool{}
	for n, p := range w.portraits {
		known[n.Field(js.FieldName).Text()] = p != nil
	}
	if known["node"] || known["branch"] || !known["depth"] {
		t.Errorf("impartial: %v", known)
	}
}

// What a function is given to be learned is taken back: the next question finds the
// variables and the objects of modules as they load.
func TestLessonsLeaveNothing(t *testing.T) {
	m := load(t, map[string]string{
		"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`,
		"lib/seen.js": "const seen = new Set()\nconst names = {}\nlet last = null\n" +
			"export function note(name) {\n  const now = process.env[name]\n  if (!seen.has(name)) {\n    seen.add(now)\n    names[now] = now\n    last = name\n  }\n  if (last !== name) seen.add(last)\n  return now\n}\n",
		"app/api/x/route.js": "import { note } from '../../../lib/seen'\nexport async function GET(req) {\n  const body = await req.json()\n  note(body.a)\n  note(body.b)\n  return Response.json({ ok: true })\n}\n",
	})
	w := m.worker()
	for range 2 {
		w.explorePaths(SignedOut, m.Resources()[0].entry, attempt{at: broadly, steps: maxSteps})
	}
	if len(w.portraits) == 0 {
		t.Fatal("nothing was learned")
	}
	run := w.newRun(SignedOut, attempt{})
	mod := w.modules["lib/seen.js"]
	for _, name := range []string{"seen", "names"} {
		if o := run.top(mod, name).v.ref; o == nil || o.open || len(o.elems)+len(o.keys) > 0 {
			t.Errorf("%s is %+v afterwards", name, o)
		}
	}
	if last := run.top(mod, "last"); last.state == ready && !last.v.nullish() {
		t.Errorf("last is %+v afterwards", last.v)
	}
}
