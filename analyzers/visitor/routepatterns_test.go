package visitor

import "testing"

func TestSamplePath(t *testing.T) {
	for pattern, want := range map[string]string{
		"/": "/", "/dashboard(.*)": "/dashboard", "/dashboard/(.*)": "/dashboard/x", "/events/:id": "/events/x", "/docs/:path*": "/docs",
		"/:locale/team": "/x/team", "/(en|fr)/team": "", "/((?!_next).*)": "", "about": "", "/user/[id]": "",
	} {
		if got := SamplePath(pattern); got != want {
			t.Errorf("SamplePath(%q) = %q, want %q", pattern, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	for text, want := range map[string]bool{
		"/user/[id]": true, "about": true, "/about": false, "(.*)": false, "/user/:id": false, ":locale/x": false,
	} {
		if got := (&RoutePattern{Text: text, Kind: RouteKind}).Literal(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
