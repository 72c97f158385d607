package visitor

import (
	"maps"
	"testing"
)

// A layout that shows what anybody may see beside its guard still guards its pages.
func TestLayoutGuardsThoughItShowsSomething(t *testing.T) {
	m := load(t, map[string]string{
		"package.json":        `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"app/team/layout.jsx": "import { auth } from '@clerk/nextjs/server'\nimport { redirect } from 'next/navigation'\nimport { PrismaClient } from '@prisma/client'\nconst db = new PrismaClient()\nasync function Bar() { const all = await db.category.findMany(); return <p>{all[0].name}</p> }\nasync function Guard({ children }) { const { userId } = await auth(); if (!userId) redirect('/sign-in'); return children }\nexport default function L({ children }) { return <><Bar /><Guard>{children}</Guard></> }\n",
		"app/team/page.jsx":   "export default function P() { return <p>team</p> }\n",
	})
	for _, r := range m.Resources() {
		if r.Kind == Page && r.Protection != ByLayout {
			t.Errorf("the page is protected by %s", r.Protection)
		}
	}
}

// No layout protects what a page reads or does: Next.js renders both side by side.
func TestLayoutsProtectPagesThatHandOutNothing(t *testing.T) {
	const db = "import { PrismaClient } from '@prisma/client'\nimport { auth } from '@clerk/nextjs/server'\nconst db = new PrismaClient()\nexport default async function P() { "
	for _, c := range []struct {
		name, page string
		want       Protection
	}{
		{"shows nothing that was read", db + "return <p>team</p> }\n", ByLayout},
		{"shows what it read", db + "const all = await db.note.findMany(); return <div><main><ul><li><p><b>{all.map((n) => <i key={n.id}>{n.text}</i>)}</b></p></li></ul></main></div> }\n", Open},
		{"shows what it read far inside", "import { Card, Row } from './parts'\n" + db + "const { rows } = await all(); return <div><Card><Card><div><div><Card>{[rows[0].text, 'other'].map((t) => <Row key={t} text={t} />)}</Card></div></div></Card></Card></div> }\nasync function all() { try { return { rows: await db.note.findMany() } } catch { return { rows: [] } } }\n", Open},
		{"changes something", db + "await db.visit.create({ data: {} }); return <p>team</p> }\n", Open},
		{"changes something before its own check", db + "await db.visit.create({ data: {} }); await auth.protect(); return <p>team</p> }\n", Open},
		{"is wrapped by what is not known", "import { wrap } from 'elsewhere'\nexport default wrap(async () => <p>team</p>)\n", Undecided},
	} {
		files := map[string]string{"app/team/page.jsx": c.page}
		maps.Copy(files, map[string]string{
			"package.json":        `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
			"app/team/parts.jsx":  "'use client'\nexport function Card({ children }) { return <div>{children}</div> }\nexport function Row({ text }) { return <p>{text}</p> }\n",
			"app/team/layout.jsx": "import { auth } from '@clerk/nextjs/server'\nexport default async function L({ children }) { await auth.protect(); return <>{children}</> }\n",
		})
		for _, r := range load(t, files).Resources() {
			if r.Kind == Page && r.Protection != c.want {
				t.Errorf("a page that %s is protected by %s, want %s (%s)", c.name, r.Protection, c.want, r.Code.Verdict)
			}
		}
	}
}
