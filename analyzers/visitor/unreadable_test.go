package visitor

import (
	"strings"
	"testing"
)

// A handler whose code cannot be read may do anything: nobody knows.
func TestUnreadableHandlers(t *testing.T) {
	m := load(t, map[string]string{
		"package.json":         `{"dependencies":{"next":"16.4.6","react":"*","@clerk/nextjs":"7.9.9"}}`,
		"app/page.tsx":         "export default function P() { return <p>home</p> }",
		"app/broken/route.ts":  "export async function POST(request { await db.user.delete( }}} =>\n",
		"app/deep/route.ts":    "export async function POST() { return " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + " }",
		"app/none/route.ts":    "export const dynamic = 'force-dynamic'\n",
		"app/private/page.tsx": "export default function P() { return " + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + " }",
	})
	got := map[string]Protection{}
	for _, r := range m.Resources() {
		got[r.Path+" "+r.Name] = r.Protection
	}
	for name, want := range map[string]Protection{"/broken default": Undecided, "/deep default": Undecided, "/private default": Undecided, "/none default": "", "/ default": Open} {
		if got[name] != want {
			t.Errorf("%s: %q, want %q", name, got[name], want)
		}
	}
}
