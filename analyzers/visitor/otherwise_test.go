package visitor

import (
	"slices"
	"testing"
)

// A check that is left out where a variable is not set is told although there is
// too much behind it to walk.
func TestFailsOpenBeforeMuch(t *testing.T) {
	for _, at := range []pace{exactly, joining} {
		failsOpenAt(t, at)
	}
}

func failsOpenAt(t *testing.T, at pace) {
	t.Helper()
	all := attempts
	defer func() { attempts = all }()
	attempts = []attempt{{at, 60}}
	const check = "export function check(req) { if (process.env.VERCEL !== '1') return; if (req.headers.get('x-key') !== process.env.CRON_SECRET) throw new Error('no') }\n"
	const much = "  for (const id of ids) { try { await db.item.delete({ where: { id } }) } catch (e) { console.log(e); if (id) await db.fault.create({ data: { id } }) } }\n"
	body := "import { PrismaClient } from '@prisma/client'\nimport { check } from './check'\nconst db = new PrismaClient()\nexport async function POST(req) {\n"
	rest := "  const ids = await req.json()\n  await db.item.deleteMany()\n" + much + much + much + "  return new Response('')\n}\n"
	for name, want := range map[string]bool{"  check(req)\n": true, "  try { check(req) } catch (e) { console.log(e) }\n": false, "  if (process.env.VERCEL !== '1') console.log('x')\n": false} {
		m := load(t, map[string]string{
			"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
			"app/api/x/check.js": check, "app/api/x/route.js": body + name + rest,
		})
		r := m.Resources()[0]
		if r.Code.Verdict != Reached || slices.Contains(r.Code.FailsOpen, "VERCEL") != want {
			t.Errorf("%s: %s, open without %v; wanted %v", name, r.Code.Verdict, r.Code.FailsOpen, want)
		}
	}
}
