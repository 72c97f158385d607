package visitor

import "testing"

// A failure of the machine reaches every rule that asks, on the goroutine that
// asks: none may take resources that were not answered for none at all.
func TestFailuresReachWhoAsks(t *testing.T) {
	m := load(t, map[string]string{
		"package.json":   `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0"}}`,
		"app/a/route.ts": "export function GET() { return new Response('ok') }\n",
	})
	asked := func() (failed bool) {
		defer func() { failed = recover() != nil }()
		m.each(3, func(_ *worker, i int) {
			if i == 1 {
				panic("planted")
			}
		})
		return false
	}
	if !asked() {
		t.Error("a panic of a worker was lost")
	}
	m.app = nil // whatever is asked now fails
	for range 2 {
		failed := func() (failed bool) {
			defer func() { failed = recover() != nil }()
			m.Resources()
			return false
		}()
		if !failed {
			t.Error("Resources answers though it failed")
		}
	}
}
