package visitor

import (
	"fmt"
	"strings"
	"testing"
)

// Where some URLs are let through at a glance and others are only decided with their paths
// joined, both are asked in that order, and the answers are those of any other order.
func TestPilotsSayHowOtherURLsAreAsked(t *testing.T) {
	var steps, branches strings.Builder
	for i := range 5 {
		fmt.Fprintf(&steps, "  const r%d = limit(req, '%d', n)\n  if (r%d) return r%d\n  if (req.headers.get('x-%d') === 'a') n.push({ a: '%d', b: () => %d })\n", i, i, i, i, i, i, i)
	}
	for i := range 12 {
		fmt.Fprintf(&branches, "  if (req.headers.get('y%d') === id) parts.push({ n: %d })\n", i, i)
	}
	files := map[string]string{
		"package.json":  `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`,
		"middleware.js": "import { NextResponse } from 'next/server'\nimport { clerkMiddleware } from '@clerk/nextjs/server'\nfunction limit(req, id, seen) {\n  const parts = []\n" + branches.String() + "  if (parts.length > 20) return NextResponse.json({ id, parts }, { status: 429 })\n  return null\n}\nexport default clerkMiddleware(async (auth, req) => {\n  const res = NextResponse.next()\n  const n = []\n" + steps.String() + "  if (req.nextUrl.pathname.startsWith('/open')) return res\n  await auth.protect()\n  return res\n})\n",
	}
	for i := range 8 {
		files[fmt.Sprintf("app/open%d/page.js", i)] = "export default function Page() { return null }\n"
		files[fmt.Sprintf("app/shut%d/page.js", i)] = "export default function Page() { return null }\n"
	}
	m := load(t, files)
	urls := []string{"/open0", "/open1", "/shut0", "/shut1", "/open2", "/shut2"}
	first, vague := m.pilot(urls, func(w *worker, i int) { w.middlewareAt(urls[i]) })
	t.Logf("start %d, vague %v", first, vague)
	for _, s := range []start{startExactly, startBroadly, startGlancing, startMixed, startJoining} {
		for _, u := range urls {
			w := m.hire()
			w.gates, w.vague = s, vague
			wanted := Denies
			if strings.HasPrefix(u, "/open") {
				wanted = Passes
			}
			if got := w.middlewareAt(u).Verdict; got != wanted {
				t.Errorf("%s, begun with %d: %s, wanted %s", u, s, got, wanted)
			}
		}
	}
}

// What was needed for the pilots is tried first for others, and what is not known of them
// with their paths joined is not asked again of others.
func TestPilotsAreCounted(t *testing.T) {
	m := load(t, map[string]string{"package.json": `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9"}}`, "app/page.js": "export default function Page() { return null }\n"})
	const glance, join, broad, exact = startGlancing, startJoining, startBroadly, startExactly
	for _, c := range []struct {
		begun     []start
		unsettled bool
		first     start
		vague     bool
	}{
		{[]start{exact, exact, exact, exact, exact, exact}, false, startExactly, false},
		{[]start{exact, join, glance, exact, exact, exact}, true, startMixed, true},
		{[]start{broad, join, glance, join, glance, join}, false, startMixed, false},
		{[]start{broad, glance, broad, broad, broad, broad}, true, startGlancing, false},
		{[]start{join, join, join, join, join, join}, true, startJoining, true},
		{[]start{join, join, join, join, join, broad}, true, startBroadly, false},
		{[]start{broad, broad, broad, broad, broad, exact}, true, startExactly, false},
	} {
		urls := make([]string, pilots)
		first, vague := m.pilot(urls, func(w *worker, i int) { w.begun, w.unsettled = c.begun[i], c.unsettled && c.begun[i] == join })
		if first != c.first || vague != c.vague {
			t.Errorf("%v: %d, %v; wanted %d, %v", c.begun, first, vague, c.first, c.vague)
		}
	}
	if order := startMixed.attempts(); len(order) != len(gateAttempts) || order[0].at != glancing || order[1].at != joining {
		t.Errorf("mixed: %v", order)
	}
}
