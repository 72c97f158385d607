package visitor

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Where only few resources need many steps, they are given them: what is behind is
// read as it is elsewhere.
func TestFewLongResourcesAreLedToTheEnd(t *testing.T) {
	files := map[string]string{"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@prisma/client":"6.0.0"}}`,
		"lib/db.ts": "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()\n"}
	long := "import { db } from '../../../lib/db'\nexport async function POST(req: Request) {\n  const body = await req.json()\n  if (body.a) {\n    await db.one.delete({ where: { id: body.id } })\n    return new Response('a')\n  }\n" +
		strings.Repeat("  await db.a.findFirst({ where: { id: body.id, x: [1, 2, 3, 4, 5, 6, 7, 8, 9] } })\n", 2_000) + "  await db.post.delete({ where: { id: body.id } })\n  return new Response('')\n}\n"
	for _, c := range []struct {
		long int
		read bool
	}{{1, true}, {fewLong + 1, false}} {
		for i := range c.long {
			files[fmt.Sprintf("app/api/x%d/route.ts", i)] = strings.ReplaceAll(long, "db.post", fmt.Sprintf("db.post%d", i))
		}
		m := load(t, files)
		read := true
		for _, r := range m.Resources() {
			removes := false
			for _, w := range m.Ways(r, Stranger) {
				read = read && !w.Unread
				removes = removes || slices.ContainsFunc(w.Events, func(e *Event) bool { return e.Name == "db.one.delete" })
			}
			if !removes {
				t.Errorf("of %d long resources: what one does before it gets long is lost", c.long)
			}
		}
		if read != c.read {
			t.Errorf("of %d long resources all are read to the end: %v", c.long, read)
		}
	}
}
