package visitor

import (
	"strings"
	"testing"
)

// Which comparisons with a variable hold where it is not set: with nothing, or
// with the word undefined.
func TestComparisonsWithUnsetVariables(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"if (req.headers.get('authorization') !== `Bearer ${process.env.A_SECRET}`) return no;", "undefined"},
		{"if (req.headers.get('authorization') !== 'Bearer ' + process.env.A_SECRET) return no;", "undefined"},
		{"if (req.headers.get('x') !== process.env.A_SECRET) return no;", ""},
		{"if (req.headers.get('x') != process.env.A_SECRET) return no;", "nothing"},
		{"if (req.headers.get('x')?.slice(7) !== process.env.A_SECRET) return no;", "nothing"},
		{"if (req.headers.get('x')!.slice(7) !== process.env.A_SECRET) return no;", ""},
		{"const { key } = await req.json(); if (key !== process.env.A_SECRET) return no;", "nothing"},
		{"const { key } = await req.json(); if (!key || key !== process.env.A_SECRET) return no;", ""},
		{"if (await req.text() !== process.env.A_SECRET) return no;", ""},
		{"const s = process.env.A_SECRET; if (!s) return no; if (req.headers.get('x') !== `Bearer ${s}`) return no;", ""},
		{"if (process.env.A_SECRET === undefined) return no; if ((await req.json()).key !== process.env.A_SECRET) return no;", ""},
		{"if ((await req.json()).key !== process.env.A_PRICE_KEY) return no;", ""},
		{"if ((await req.json()).url !== process.env.A_SECRET_URL) return no;", ""},
		{"if (!timingSafeEqual(Buffer.from(req.headers.get('x')!), Buffer.from(`Bearer ${process.env.A_SECRET}`))) return no;", "undefined"},
		{"if (!timingSafeEqual(Buffer.from(req.headers.get('x')!), Buffer.from(process.env.A_SECRET))) return no;", ""},
		{"invariant(process.env.A_SECRET); if ((await req.json()).key !== process.env.A_SECRET) return no;", ""},
	} {
		a := handlerAnswer(t, "import { timingSafeEqual } from 'crypto'; import invariant from 'tiny-invariant'; import { db } from '@/lib/db';\n"+
			"const no = new Response('no', { status: 401 });\nexport async function POST(req: Request) { "+c.body+" await db.x.create({ data: {} }); return new Response('ok') }")
		got := passesWith(a)
		if got != c.want {
			t.Errorf("%s: passes with %q, want %q", c.body, got, c.want)
		}
	}
}

// passesWith is what passes a comparison with a variable that is not set.
func passesWith(a Answer) (sent string) {
	for _, e := range a.Events {
		switch {
		case e.Kind != Compare || !strings.HasPrefix(e.Name, "A_"):
		case e.Args[0].Null:
			sent = "nothing"
		default:
			sent = e.Args[0].Text
		}
	}
	return sent
}

func handlerAnswer(t *testing.T, text string) Answer {
	t.Helper()
	c := verdictCase{kind: "handler", clerk: "7", files: map[string]string{
		entryFiles["handler"]: text,
		"lib/db.ts":           `import { PrismaClient } from "@prisma/client"; export const db = new PrismaClient();`,
		"package.json":        `{"dependencies":{"next":"15.5.29","@clerk/nextjs":"7.9.9"}}`,
		"tsconfig.json":       `{"compilerOptions":{"baseUrl":".","paths":{"@/*":["./*"]}}}`,
	}}
	_, a := c.answer(t)
	return a
}

// A part of a promise of Clerk's is noted wherever the promise went.
func TestUnsettledPromises(t *testing.T) {
	for body, want := range map[string]bool{
		"const box = { who: auth() }; if (!box.who.userId) return;":                         true,
		"const f = (who) => who.userId; if (f(auth()) === null) return;":                    true,
		"const box = { who: await auth() }; if (!box.who.userId) return;":                   false,
		"const [who] = await Promise.all([auth()]); if (!who.userId) return;":               false,
		"const id = await auth().then((who) => who.userId); if (!id) return;":               false,
		"const box = { who: fetch('https://x.example') }; if (!box.who.status) return;":     false,
		"const box = { go: async () => auth() }; if (!(await box.go()).userId) return;":     false,
		"const { clerkClient } = await import('@clerk/nextjs/server'); clerkClient().users": true,
	} {
		a := handlerAnswer(t, "import { auth } from '@clerk/nextjs/server';\nexport async function POST(req: Request) { "+body+" }")
		got := false
		for _, e := range a.Events {
			got = got || e.Kind == Unsettled
		}
		if got != want {
			t.Errorf("%s: unsettled %v, want %v", body, got, want)
		}
	}
}

// update() on something that is called like a database changes it.
func TestUnknownDatabaseUpdates(t *testing.T) {
	a := handlerAnswer(t, "import { db } from '@/missing';\nexport async function POST() { await db.user.update({ data: {} }); return new Response('ok') }")
	if a.Verdict != Reached {
		t.Errorf("got %s, want reached", a.Verdict)
	}
}
