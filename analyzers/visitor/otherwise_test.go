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

// A switch that skips the check is told as well.
func TestOpensWithBeforeMuch(t *testing.T) {
	const check = "export function check(req) { if (process.env.SKIP_CHECKS === '1') return; if (req.headers.get('x-key') !== process.env.CRON_SECRET) throw new Error('no') }\n"
	for call, want := range map[string]bool{"  check(req)\n": true, "  try { check(req) } catch (e) { console.log(e) }\n": false, "  if (process.env.SKIP_CHECKS === '1') console.log('x')\n": false} {
		if r := beforeMuch(t, joining, check, call); r.Code.Verdict != Reached || slices.Contains(r.Code.OpensWith, "SKIP_CHECKS") != want {
			t.Errorf("%s: %s, open with %v; wanted %v", call, r.Code.Verdict, r.Code.OpensWith, want)
		}
	}
}

func failsOpenAt(t *testing.T, at pace) {
	t.Helper()
	const check = "export function check(req) { if (process.env.VERCEL !== '1') return; if (req.headers.get('x-key') !== process.env.CRON_SECRET) throw new Error('no') }\n"
	for call, want := range map[string]bool{"  check(req)\n": true, "  try { check(req) } catch (e) { console.log(e) }\n": false, "  if (process.env.VERCEL !== '1') console.log('x')\n": false} {
		if r := beforeMuch(t, at, check, call); r.Code.Verdict != Reached || slices.Contains(r.Code.FailsOpen, "VERCEL") != want {
			t.Errorf("%s: %s, open without %v; wanted %v", call, r.Code.Verdict, r.Code.FailsOpen, want)
		}
	}
}

// beforeMuch is a handler that calls a check of another module before it does more than
// sixty steps are enough for.
func beforeMuch(t *testing.T, at pace, check, call string) *Resource {
	t.Helper()
	all := attempts
	defer func() { attempts = all }()
	attempts = []attempt{{at: at, steps: 60}}
	const much = "  for (const id of ids) { try { await db.item.delete({ where: { id } }) } catch (e) { console.log(e); if (id) await db.fault.create({ data: { id } }) } }\n"
	body := "import { PrismaClient } from '@prisma/client'\nimport { check } from './check'\nconst db = new PrismaClient()\nexport async function POST(req) {\n"
	rest := "  const ids = await req.json()\n  await db.item.deleteMany()\n" + much + much + much + "  return new Response('')\n}\n"
	return load(t, map[string]string{
		"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"app/api/x/check.js": check, "app/api/x/route.js": body + call + rest,
	}).Resources()[0]
}

// A path that was joined and forgot that a variable was not set is without it, as
// nobody gets anywhere with it; where somebody does, it is not.
func TestFailsOpenOfForgetfulPaths(t *testing.T) {
	for open, want := range map[string]bool{"": true, "  if (req.method === 'HEAD') { await db.item.deleteMany(); return new Response('') }\n": false} {
		m := load(t, map[string]string{
			"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
			"app/api/x/route.js": "import { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nexport async function POST(req) {\n  if (process.env.VERCEL === '1') {\n" + open + "    if (req.headers.get('x-key') !== process.env.CRON_SECRET) return new Response('', { status: 401 })\n  }\n  await db.item.deleteMany()\n  return Response.json(await db.item.findMany())\n}\n",
		})
		entry := m.entryOf(m.app.Project.Graph.Module("app/api/x/route.js"), "POST", handlerEntry)
		w := m.worker()
		paths, _ := w.explorePaths(SignedOut, entry, attempt{at: exactly, steps: maxSteps})
		paths = slices.DeleteFunc(paths, func(p path) bool { return p.without("VERCEL") == nil })
		forgetful := paths[0]
		forgetful.events = slices.DeleteFunc(slices.Clone(paths[0].events), func(e *Event) bool { return e.Kind == Assumption || e.Hard })
		all := w.otherwise(append(paths, forgetful), entry, func(paths []path) bool { return judge(handlerEntry, paths).Verdict != Reached })
		if got := judge(handlerEntry, all).FailsOpen; slices.Contains(got, "VERCEL") != want {
			t.Errorf("%q: open without %v; wanted %v", open, got, want)
		}
	}
}
