package visitor

import (
	"testing"
)

// What is made of a variable that is not set: the empty text, the word
// undefined, or a failure, which opens nothing.
func TestComparisonsWithWhatIsMadeOfUnsetVariables(t *testing.T) {
	for _, c := range []struct{ body, want string }{
		{"const { key } = await req.json(); if (key !== process.env.A_SECRET?.trim()) return no;", "nothing"},
		{"const { key } = await req.json(); if (key !== process.env.A_SECRET?.trim()?.toLowerCase()) return no;", "nothing"},
		{"const { key } = await req.json(); if (key !== process.env.A_SECRET!.trim()) return no;", ""},
		{"if (req.headers.get('x') !== `Bearer ${process.env.A_SECRET?.trim()}`) return no;", "undefined"},
		{"if (req.headers.get('x') !== `Bearer ${process.env.A_SECRET!.trim()}`) return no;", ""},
		{"if (!req.headers.get('x')?.endsWith(process.env.A_SECRET!)) return no;", "undefined"},
		{"if (!process.env.A_SECRET || !req.headers.get('x')?.endsWith(process.env.A_SECRET)) return no;", ""},
		{"const s = process.env.A_SECRET?.trim(); if (!s) return no; if (req.headers.get('x') !== `Bearer ${s}`) return no;", ""},
	} {
		a := handlerAnswer(t, "import { db } from '@/lib/db';\nconst no = new Response('no', { status: 401 });\n"+
			"export async function POST(req: Request) { "+c.body+" await db.x.create({ data: {} }); return new Response('ok') }")
		got := passesWith(a)
		if got != c.want || a.Verdict != Denied {
			t.Errorf("%s: %s, passes with %q, want %q", c.body, a.Verdict, got, c.want)
		}
	}
}
