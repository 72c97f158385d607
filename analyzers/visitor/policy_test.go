package visitor

import (
	"testing"

	"clerkvet/analyzers/source"
)

func TestPolicy(t *testing.T) {
	p := &Policy{}
	for _, d := range []struct {
		intent  Intent
		pattern string
	}{
		{DeclaredProtected, "/(.*)"}, {DeclaredPublic, "/"}, {DeclaredPublic, "/sign-in(.*)"},
		{DeclaredPublic, "/blog/[slug]"}, {DeclaredProtected, "/sign-in/settings"},
		{DeclaredPublic, "/api/public/:path*"}, {DeclaredProtected, "/api/public/:path*"},
		{DeclaredPublic, "/docs/:page"},
	} {
		if err := p.Declare(d.intent, d.pattern, source.Span{}); err != nil {
			t.Fatal(err)
		}
	}
	for route, want := range map[string]Intent{
		"/": DeclaredPublic, "/dashboard/[id]": DeclaredProtected,
		"/sign-in/[[...rest]]": DeclaredPublic, "/sign-in/settings": DeclaredProtected,
		"/blog/[slug]": DeclaredPublic, "/blog/new": DeclaredProtected,
		"/api/public/x":     DeclaredProtected, // said both: the strict one
		"/docs/[[...rest]]": DeclaredProtected, // not all of its URLs are public
		"/docs/[page]":      DeclaredPublic,
	} {
		if d := p.Of(route); d == nil || d.Intent != want {
			t.Errorf("%s: %+v, want %s", route, d, want)
		}
	}
	if d := (*Policy)(nil).Of("/"); d != nil {
		t.Errorf("nothing is declared, and yet %+v", d)
	}
	for _, bad := range []string{"", "dashboard", "/a(", "/(unclosed"} {
		if err := p.Declare(DeclaredPublic, bad, source.Span{}); err == nil {
			t.Errorf("%q: no error", bad)
		}
	}
}
