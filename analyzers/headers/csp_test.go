package headers

import "testing"

func TestParseKeepsTheFirstOfTwoDirectives(t *testing.T) {
	p := Parse("default-src 'self'; SCRIPT-SRC 'self' https://a.example; script-src *; ; upgrade-insecure-requests")
	if len(p.Directives) != 3 {
		t.Fatalf("%d directives", len(p.Directives))
	}
	if p.Find("script-src").Allows("https://b.example") {
		t.Error("the second script-src counts")
	}
}

func TestEffective(t *testing.T) {
	tests := []struct{ policy, name, want string }{
		{"default-src 'self'; script-src a.com", "script-src-elem", "script-src"},
		{"default-src 'self'; script-src a.com", "worker-src", "script-src"},
		{"default-src 'self'; child-src a.com; script-src b.com", "worker-src", "child-src"},
		{"default-src 'self'; child-src a.com", "frame-src", "child-src"},
		{"default-src 'self'", "connect-src", "default-src"},
		{"default-src 'self'", "form-action", ""},
		{"frame-ancestors 'none'", "script-src", ""},
	}
	for _, tt := range tests {
		got := ""
		if d := Parse(tt.policy).Effective(tt.name); d != nil {
			got = d.Name
		}
		if got != tt.want {
			t.Errorf("%q governs %s by %q, want %q", tt.policy, tt.name, got, tt.want)
		}
	}
}

func TestAllows(t *testing.T) {
	tests := []struct {
		sources, url string
		want         bool
	}{
		{"'self'", "https://clerk.example.com", false},
		{"*", "https://clerk.example.com", true},
		{"*", "blob:", false},
		{"blob:", "blob:", true},
		{"https:", "https://clerk.example.com", true},
		{"http:", "https://clerk.example.com", true},
		{"data:", "https://clerk.example.com", false},
		{"*.example.com", "https://clerk.example.com", true},
		{"*.example.com", "https://example.com", false},
		{"https://*.example.com", "https://clerk.example.com.evil.org", false},
		{"https://clerk.example.com/npm/", "https://clerk.example.com", true},
		{"clerk.example.com", "https://clerk.example.com", true},
		{"CLERK.example.com", "https://clerk.example.com", true},
		{"https://clerk.example.com:443", "https://clerk.example.com", true},
		{"https://clerk.example.com:8443", "https://clerk.example.com", false},
		{"https://*.protect.clerk.com", "https://*.protect.clerk.com:*", false},
		{"https://*.protect.clerk.com:*", "https://*.protect.clerk.com:*", true},
		{"https://*.clerk.com:*", "https://*.protect.clerk.com:*", true},
		{"'none'", "https://clerk.example.com", false},
		{"https://\x00", "https://clerk.example.com", true},
		{"'nonce-\x00'", "https://clerk.example.com", false},
		{"wss:", "https://clerk.example.com", true},
	}
	for _, tt := range tests {
		p := Parse("script-src " + tt.sources)
		if got := p.Find("script-src").Allows(tt.url); got != tt.want {
			t.Errorf("%q allows %s: %v, want %v", tt.sources, tt.url, got, tt.want)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		"", ";", "default-src 'self'; script-src 'nonce-\x00' 'strict-dynamic' https: http:",
		"img-src * data: blob:; worker-src 'self' blob:", "\x00; connect-src https://\x00.example.com:*/a?b",
		"script-src 'sha256-abc=' ' http://[::1]:80", "default-src\f'none'\n\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		p := Parse(text)
		seen := map[string]bool{}
		for _, d := range p.Directives {
			if seen[d.Name] {
				t.Errorf("%q is there twice", d.Name)
			}
			seen[d.Name] = true
			for _, s := range d.Sources {
				if s.Host != "" && s.Keyword == "" && !s.Open && s.Scheme == "https" && s.Port == "" && !(&d).Allows("https://"+s.Host) {
					t.Errorf("%q does not allow itself", s.Text)
				}
			}
		}
	})
}
