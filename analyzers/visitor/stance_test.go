package visitor

import "testing"

// What a module does as it loads does not hang on who is first to need it, so that no
// answer hangs on what was asked before.
func TestLoadingIsTheSameForAll(t *testing.T) {
	m := load(t, map[string]string{
		"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@upstash/qstash":"*","@prisma/client":"6.0.0"}}`,
		"app/api/x/route.js": "import { Client } from '@upstash/qstash'\nimport { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nconst qstash = new Client({ token: '' })\nconst queue = qstash.queue({ queueName: 'x' })\n" +
			"export async function POST(req) {\n  const body = await req.json()\n  await db.item.create({ data: { name: body.name } })\n  await Promise.allSettled([queue.enqueueJSON({ url: 'https://x.example', body })])\n  return new Response('')\n}\n",
	})
	r := m.Resources()[0]
	walk := func(w *worker) (ways, events int) {
		j, _ := w.journey(r, Stranger, maxSteps, nil)
		for _, way := range j.ways {
			events += len(way.Events)
		}
		return len(j.ways), events
	}
	after := m.worker()
	after.answer(r)
	firstWays, firstEvents := walk(m.worker())
	if ways, events := walk(after); ways != firstWays || events != firstEvents {
		t.Errorf("%d ways with %d events, after a visitor who is not signed in %d with %d", firstWays, firstEvents, ways, events)
	}
}
