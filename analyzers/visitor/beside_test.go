package visitor

import "testing"

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
