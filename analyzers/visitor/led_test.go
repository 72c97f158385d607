package visitor

import (
	"slices"
	"testing"
)

// Ways of a visitor who is led through everything are joined, but never one with a
// check of whose record it is and one without.
func TestLedKeepsChecksApart(t *testing.T) {
	const check = "    const item = await db.item.findUnique({ where: { id: body.id } })\n    if (item.ownerId !== userId) return new Response('', { status: 403 })\n"
	for name, c := range map[string]struct {
		body      string
		unchecked bool
	}{
		"on one way":  {"  if (!body.quick) {\n" + check + "  }\n", true},
		"on each way": {"  if (body.quick) { await db.log.create({ data: { q: 1 } }) }\n  {\n" + check + "  }\n", false},
	} {
		m := load(t, map[string]string{
			"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
			"app/api/x/route.js": "import { PrismaClient } from '@prisma/client'\nimport { auth } from '@clerk/nextjs/server'\nconst db = new PrismaClient()\nexport async function POST(req) {\n" +
				"  const { userId } = await auth()\n  if (!userId) return new Response('', { status: 401 })\n  const body = await req.json()\n" + c.body +
				"  if (body.note) await db.note.create({ data: { note: body.note } })\n  if (body.mail) await db.mail.create({ data: { to: body.mail } })\n" +
				"  await db.item.delete({ where: { id: body.id } })\n  return new Response('')\n}\n",
		})
		unchecked, notes := false, 0
		ways := m.Ways(m.Resources()[0], Stranger)
		for _, way := range ways {
			has := func(k EventKind, name string) bool {
				return slices.ContainsFunc(way.Events, func(e *Event) bool { return e.Kind == k && (name == "" || e.Name == name) })
			}
			unchecked = unchecked || has(Effect, "db.item.delete") && !has(Relation, "")
			if has(Effect, "db.note.create") {
				notes++
			}
		}
		if unchecked != c.unchecked || notes == 0 {
			t.Errorf("%s: deleted without the check: %v, notes on %d of %d ways", name, unchecked, notes, len(ways))
		}
	}
}

// Where nothing tells visitors apart, one way does what several would.
func TestLedJoinsWhatIsDone(t *testing.T) {
	many := ""
	for _, k := range []string{"a", "b", "c", "d", "e", "f"} {
		many += "  if (body." + k + ") await db." + k + ".create({ data: { v: body." + k + " } })\n"
	}
	m := load(t, map[string]string{
		"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"app/api/x/route.js": "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nexport async function POST(req) {\n  const body = await req.json()\n" + many + "  return new Response('')\n}\n",
	})
	ends := 0
	for _, way := range m.Ways(m.Resources()[0], Stranger) {
		if !way.Threw {
			ends++
		}
	}
	if ends != 1 {
		t.Errorf("%d ways end well, wanted one", ends)
	}
}
