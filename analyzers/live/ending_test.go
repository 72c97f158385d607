package live

import (
	"net/http"
	"net/url"
	"testing"
)

func TestEndings(t *testing.T) {
	site := &url.URL{Scheme: "https", Host: "shop.test"}
	for _, test := range []struct {
		path, to, status, reason string
		code                     int
		body                     string
		want                     Ending
	}{
		{path: "/a", code: 200, want: Delivered},
		{path: "/a", code: 200, body: "NEXT_REDIRECT;replace;/sign-in;307;", want: SentOn},
		{path: "/a", code: 200, reason: "protect-rewrite", want: Refused},
		{path: "/a", code: 307, to: "/sign-in?redirect_url=%2Fa", want: Refused},
		{path: "/a", code: 307, to: "https://accounts.shop.test/sign-in", want: Refused},
		{path: "/a", code: 307, to: "/pricing", want: SentOn},
		{path: "/a", code: 308, to: "https://www.shop.test/a", want: Moved},
		{path: "/a", code: 308, to: "/a/", want: Moved},
		{path: "/a", code: 307, to: "/en/a", want: Moved},
		{path: "/a", code: 307, to: "https://x.clerk.accounts.dev/v1/client/handshake?y=1", want: Handshake},
		{path: "/a", code: 307, to: "https://clerk.shop.test/v1/client/handshake", status: "handshake", want: Handshake},
		{path: "/a", code: 401, want: Refused}, {path: "/a", code: 403, want: Refused},
		{path: "/a", code: 404, want: Absent}, {path: "/a", code: 404, reason: "protect-rewrite", want: Refused},
		{path: "/a", code: 405, want: NoMethod}, {path: "/a", code: 422, want: Rejected}, {path: "/a", code: 503, want: Failed},
	} {
		h := http.Header{}
		for name, value := range map[string]string{"Location": test.to, "X-Clerk-Auth-Status": test.status, "X-Clerk-Auth-Reason": test.reason} {
			if value != "" {
				h.Set(name, value)
			}
		}
		p := &Page{Method: "GET", Path: test.path}
		p.read(&message{status: test.code, header: h, body: []byte(test.body)}, site)
		if p.Ending != test.want {
			t.Errorf("%d to %q (%s): %s, want %s", test.code, test.to, test.reason, p.Ending, test.want)
		}
	}
}

// No answer of a site makes the reader fail, and none gives a page a redirect
// with a query, which may carry a token.
func FuzzRead(f *testing.F) {
	f.Add(200, "", "", `<meta http-equiv="Content-Security-Policy" content="x">pk_live_Y2xlcmsuc2hvcC50ZXN0JA==`)
	f.Add(307, "//evil.test/a?token=1#b", "__session=1; Secure", "")
	f.Add(404, ":%", "a", "NEXT_REDIRECT;")
	f.Fuzz(func(t *testing.T, status int, location, cookie, body string) {
		h := http.Header{"Location": {location}, "Set-Cookie": {cookie}}
		p := &Page{Method: "GET", Path: "/a"}
		p.read(&message{status: status, header: h, body: []byte(body)}, &url.URL{Scheme: "https", Host: "shop.test"})
		if u, err := url.Parse(p.To); err == nil && (u.RawQuery != "" || u.Fragment != "" || u.User != nil) {
			t.Errorf("%q keeps a query: %s", location, p.To)
		}
		if p.Ending == "" || p.Header.Get("Set-Cookie") != "" {
			t.Error("no ending, or the value of a cookie was kept")
		}
	})
}
