package visitor

import "testing"

// What an error says is noted for those whose calls get somewhere. Of who is not
// signed in it would keep functions that tell nobody apart from being learned.
func TestKnownIsNotOfTheSignedOut(t *testing.T) {
	m := load(t, map[string]string{
		"package.json":       `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"6.9.9","@supabase/supabase-js":"2.0.0"}}`,
		"app/api/x/route.js": "import { createClient } from '@supabase/supabase-js'\nconst supabase = createClient('a', 'b')\nexport async function GET() { const { error } = await supabase.auth.getUser(); if (error && error.message === 'gone') return new Response('', { status: 410 })\n  try { await fetch('https://b.example') } catch (e) { if (e.message === 'gone') return new Response('x') }\n  return new Response('') }",
	})
	r := m.Resources()[0]
	known := func(who Who) (found bool) {
		for _, way := range m.Ways(r, who) {
			for _, e := range way.Events {
				found = found || e.Kind == Known
			}
		}
		return found
	}
	if known(SignedOut) || !known(Stranger) {
		t.Errorf("signed out %v, stranger %v", known(SignedOut), known(Stranger))
	}
}
