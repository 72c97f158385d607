package pathmatch

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/Masterminds/semver/v3"
)

// TestRegex pins where regexp2 and .NET differ from JavaScript.
func TestRegex(t *testing.T) {
	for _, c := range []struct {
		source, flags, text string
		want                bool
	}{
		{`^\/admin$`, "", "/admin\n", false}, // .NET lets $ match before a final newline
		{`^\d$`, "", "٣", false},
		{`^\w$`, "", "é", false},
		{`a.b`, "", "a\u2028b", false},
		{`a.b`, "s", "a\u2028b", true},
		{`^k$`, "i", "\u212A", false}, // the Kelvin sign, whose lower case is k
		{`^k$`, "iu", "\u212A", true},
		{`^[a-z]$`, "i", "Q", true},
		{`^[^a-z]$`, "i", "Q", false},
		{`^É$`, "i", "é", true},
		{`^.$`, "", "😀", false},
		{`^.$`, "u", "😀", true},
		{`^(?:(a)|b)\1$`, "", "b", true}, // a group that took no part matches nothing
		{`\k<n>(?<n>a)`, "", "a", true},
		{`^a{,2}$`, "", "a{,2}", true},
		{`^[]$`, "", "", false},
		{`^[^]$`, "", "\n", true},
		{`\bx`, "", "éx", true},
		{`(?<=\/)x$`, "", "/x", true},
		{`^b`, "m", "a\rb", true},
		{``, "", "anything", true},
	} {
		re, err := newRegex(c.source, c.flags)
		if err != nil {
			t.Errorf("/%s/%s: %v", c.source, c.flags, err)
			continue
		}
		if got, err := re.matches(c.text); err != nil || got != c.want {
			t.Errorf("/%s/%s on %q: got %v, %v", c.source, c.flags, c.text, got, err)
		}
	}
}

func TestRegexErrors(t *testing.T) {
	for source, want := range map[string]string{
		"(":                        "Unterminated group",
		")":                        "Unmatched ')'",
		"[a":                       "Unterminated character class",
		"[b-a]":                    "Range out of order in character class",
		"a**":                      "Nothing to repeat",
		"a{2,1}":                   "numbers out of order in {} quantifier",
		"(?<1>a)":                  "Invalid capture group name",
		"(?<a>.)(?<a>.)":           "Duplicate capture group name",
		"(?i:a)":                   "Invalid group",
		`a\`:                       `\ at end of pattern`,
		strings.Repeat("(", 1e4):   "groups are nested more than 200 deep",
		strings.Repeat("a", 1<<17): "longer than 65536 bytes",
	} {
		if _, err := newRegex(source, ""); err == nil || err.Error() != want {
			t.Errorf("%.20s: got %v, want %s", source, err, want)
		}
	}
}

// TestTemplates pins what the three versions of path-to-regexp make of the
// patterns in which they differ.
func TestTemplates(t *testing.T) {
	for _, c := range []struct {
		dialect      dialect
		source, want string
	}{
		{v61, "/:a:b", `^(?:\/([^\/#\?]+?))([^\/#\?]+?)[\/#\?]?$`},
		{v63, "/:a:b", `Must have text between two parameters, missing text after "a"`},
		{v61, "/:a-:b", `^(?:\/([^\/#\?]+?))-([^\/#\?]+?)[\/#\?]?$`},
		{v63, "/:a-:b", `^(?:\/([^\/#\?]+?))-((?:(?!-)[^\/#\?])+?)[\/#\?]?$`},
		{v61, "a(.*)*", `^a(.*)*[\/#\?]?$`},
		{v62, "a(.*)*", `^a((?:.*)*)[\/#\?]?$`},
		{v63, "a(.*)*", `Can not repeat "0" without a prefix and suffix`},
		{v63, `/a\`, `^\/a[\/#\?]?$`},
		{v63, "/a{b", "Unexpected END at 4, expected CLOSE"},
		{v63, "/😀*", "Unexpected MODIFIER at 3, expected END"},
		{v63, "/:", "Missing parameter name at 1"},
		{v63, "/()", "Missing pattern at 1"},
	} {
		tokens, err := parseTemplate(c.dialect, c.source)
		got := ""
		if err == nil {
			got, err = expression(c.dialect, tokens)
		}
		if err != nil {
			got = err.Error()
		}
		if re, err := newRegex(got, ""); err == nil && strings.HasPrefix(got, "^") {
			got = re.source
		}
		if got != c.want {
			t.Errorf("%s: got %s, want %s", c.source, got, c.want)
		}
	}
}

func next(version string) Site { return Site{Next: semver.MustParse(version)} }

func TestRuns(t *testing.T) {
	french := Site{Next: semver.MustParse("15.5.29"), BasePath: "/app", Locales: []string{"en", "fr"}, DefaultLocale: "en"}
	for _, c := range []struct {
		site         Site
		source, path string
		want         bool
	}{
		{french, "/about", "/app/about", true}, // the server puts the default locale in
		{french, "/about", "/app/FR/about", true},
		{french, "/", "/app/", true},
		{french, "/", "/app", true},
		{french, "/about", "/app/de/about", false},
		{french, "/about", "/about", false},
		{next("15.5.29"), "/admin", "/admin%0A", false},
		{next("15.3.2"), "/(api)(.*)", "/%61pi/x", true},
		{next("15.3.1"), "/(api)(.*)", "/%61pi/x", false},
		{next("15.0.2"), "/user/:id", "/user/7", false}, // F2.13
		{next("15.0.3"), "/user/:id", "/user/7", true},
		{next("15.5.15"), "/a", "/a.rsc", false},
		{next("15.5.16"), "/a", "/a.rsc", true},
		{next("16.0.0"), "/a", "/a.rsc", false},
		{next("16.2.4"), "/a", "/a.rsc", false},
		{next("16.2.5"), "/a", "/a.segments/x.segment.rsc", true},
		{next("16.2.5-canary.3"), "/a", "/a.rsc", true},
		{Site{}, "/a", "/a.rsc", true},                   // an unknown version is the newest
		{next("15.5.0"), "/a(.*)*", "/a", true},          // Next.js adds a slash where path-to-regexp refuses
		{next("16.4.6"), "/a(b|c)*", "/a/b/c", true},     // the same
		{next("14.2.35"), "/a(b|c)*", "/a/b/c", false},   // not before 15.5
		{next("14.2.35"), "/a(b|c)*", "/abc", true},      //
		{next("16.4.6"), "/:path*", "/_next/x.js", true}, // F2.21
	} {
		m, err := Compile(c.site, []Entry{{Source: c.source}})
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got, _, err := m.Runs(Request{Path: c.path}); err != nil || got != c.want {
			t.Errorf("%s on %v: %s: got %v, %v", c.source, c.site.Next, c.path, got, err)
		}
	}
}

func TestNoMatcherAndEmptyMatcher(t *testing.T) {
	every, err := Compile(next("16.4.6"), nil)
	if err != nil {
		t.Fatal(err)
	}
	if runs, entry, err := every.Runs(Request{Path: "/_next/static/a.js"}); !runs || entry != -1 || err != nil {
		t.Errorf("no matcher: got %v, %d, %v", runs, entry, err)
	}
	none, err := Compile(next("16.4.6"), []Entry{})
	if err != nil {
		t.Fatal(err)
	}
	if runs, _, _ := none.Runs(Request{Path: "/"}); runs {
		t.Error("an empty matcher list matches")
	}
}

func TestCompileErrors(t *testing.T) {
	long := "/" + strings.Repeat("é", 4096)
	for _, c := range []struct {
		site        Site
		source, why string
	}{
		{next("16.4.6"), "about", "source must start with /"},
		{next("16.4.6"), long, "exceeds max built length of 4096 for route"},
		{next("14.2.35"), long, "exceeds max built length of 4096 for route"},
		{next("16.4.6"), "/a*", "Unexpected MODIFIER at 2, expected END"},
		{next("16.4.6"), "/[a", ""}, // brackets are literal
		{next("16.4.6"), "/([a)", "Invalid"},
	} {
		_, err := Compile(c.site, []Entry{{Source: "/ok"}, {Source: c.source}})
		var entry *EntryError
		switch {
		case c.why == "" && err != nil:
			t.Errorf("%.9s: %v", c.source, err)
		case c.why != "" && (!errors.As(err, &entry) || entry.Index != 1):
			t.Errorf("%.9s: got %v", c.source, err)
		case c.why != "" && c.why != "Invalid" && entry.Err.Error() != c.why:
			t.Errorf("%.9s: got %v, want %s", c.source, entry.Err, c.why)
		}
	}
}

func TestConditions(t *testing.T) {
	entry := Entry{Source: "/a", Has: []Condition{{"header", "X-Tenant", "a|b"}}, Missing: []Condition{{"host", "", `(.*)\.test`}, {"query", "q", ""}}}
	m, err := Compile(next("16.4.6"), []Entry{entry})
	if err != nil {
		t.Fatal(err)
	}
	header := map[string]string{"X-tenant": "b"}
	for name, c := range map[string]struct {
		r    Request
		want bool
	}{
		"all":                          {Request{Headers: header}, true},
		"no header":                    {Request{}, false},
		"alternatives are not grouped": {Request{Headers: map[string]string{"x-tenant": "abc"}}, true},
		"host":                         {Request{Headers: header, Host: "X.TEST:3000"}, false},
		"query":                        {Request{Headers: header, Query: map[string]string{"q": "1"}}, false},
		"empty query":                  {Request{Headers: header, Query: map[string]string{"q": ""}}, true},
	} {
		c.r.Path = "/a"
		if got, _, err := m.Runs(c.r); err != nil || got != c.want {
			t.Errorf("%s: got %v, %v", name, got, err)
		}
	}
	bad, err := Compile(next("16.4.6"), []Entry{{Source: "/a", Has: []Condition{{"header", "x-tenant", "("}}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := bad.Runs(Request{Path: "/a", Headers: header}); err == nil {
		t.Error("a condition that is no regular expression: no error")
	}
}

// TestBacktrackingEnds checks that a pathological pattern ends in an error, and
// is not tried again and again.
func TestBacktrackingEnds(t *testing.T) {
	m, err := Compile(next("16.4.6"), []Entry{{Source: `/((?:a|aa)+)`}})
	if err != nil {
		t.Fatal(err)
	}
	for range 20 {
		if _, _, err := m.Runs(Request{Path: "/" + strings.Repeat("a", 60) + "!"}); !errors.Is(err, errBacktracking) {
			t.Fatalf("got %v", err)
		}
	}
	if _, _, err := m.Runs(Request{Path: "/" + strings.Repeat("b", maxPath)}); err == nil {
		t.Error("a path that is too long: no error")
	}
}

func TestNormalizes(t *testing.T) {
	for _, c := range []struct {
		clerk, shared string
		want          bool
	}{
		{"4.31.8", "1.4.2", false}, {"5.7.5", "2.9.2", false}, {"5.7.6", "2.9.2", true},
		{"6.0.2", "2.10.1", false}, {"6.39.1", "3.48.0", true}, {"6.39.1", "", false}, {"6.39.2", "", true},
		{"7.2.0", "4.8.0", false}, {"7.2.0", "4.8.1", true}, {"7.2.1", "", true}, {"8.0.0", "", true},
		{"6.10.0", "2.22.1", true}, {"", "", true},
	} {
		var clerk, shared *semver.Version
		if c.clerk != "" {
			clerk = semver.MustParse(c.clerk)
		}
		if c.shared != "" {
			shared = semver.MustParse(c.shared)
		}
		m, err := CompileRoutes(clerk, shared, nil)
		if err != nil || m.Normalizes() != c.want {
			t.Errorf("%s with shared %s: got %v, %v", c.clerk, c.shared, m.Normalizes(), err)
		}
	}
}

func TestDecodeURI(t *testing.T) {
	for in, want := range map[string]string{
		"/d%61sh": "/dash", "/a%2Fb": "/a%2Fb", "/a%2fb": "/a%2fb", "/%C3%A9": "/é", "/%E4": "!", "/%": "!", "/%4": "!", "/%zz": "!", "/%25": "/%", "/%C3%2F": "!",
	} {
		got, ok := decodeURI(in)
		if !ok {
			got = "!"
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", in, got, want)
		}
	}
}

func TestStickyAndGlobal(t *testing.T) {
	m, err := CompileRoutes(nil, nil, []Pattern{{"dash", true, "y"}})
	if err != nil {
		t.Fatal(err)
	}
	if got, err := m.Sequence("dashdash", 3); err != nil || !got[0] || !got[1] || got[2] {
		t.Errorf("y: got %v, %v", got, err)
	}
	plain, _ := CompileRoutes(nil, nil, []Pattern{{Source: "/a"}, {"b", true, "i"}})
	if plain.Stateful() {
		t.Error("stateful without g and y")
	}
}

func FuzzCompile(f *testing.F) {
	for _, s := range []string{"/((?!.*\\..*|_next).*)", "/:a-:b(\\d+)*", "/a{b:c}?", "/[x]\\", "/(?:", "/((?<=a)[^])"} {
		f.Add(s, "/a/b")
	}
	f.Fuzz(func(t *testing.T, source, path string) {
		for _, v := range []string{"14.2.35", "16.4.6"} {
			m, err := Compile(next(v), []Entry{{Source: source}})
			if err == nil {
				m.Runs(Request{Path: path})
			}
		}
		if m, err := CompileRoutes(nil, nil, []Pattern{{Source: source}}); err == nil {
			m.Matches(path)
		}
	})
}

func FuzzRegex(f *testing.F) {
	for _, s := range []string{`^\/a(\/.*)?$`, `[\w-]+\b(?<n>x)\k<n>`, `\u{61}|\cA`, `(?!a){2,}?`, `[^\d-z]`} {
		f.Add(s, "iu", "/a/b")
	}
	f.Fuzz(func(t *testing.T, source, flags, text string) {
		re, err := newRegex(source, flags)
		if err != nil {
			return
		}
		re.matches(text)
		if _, err := newRegex(re.source, flags); err != nil {
			t.Errorf("/%s/: its source /%s/ is refused: %v", source, re.source, err)
		}
	})
}

// Only characters of the table of cases change when case is ignored.
func TestFoldingIsOfCases(t *testing.T) {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		cased := slices.ContainsFunc(unicode.CaseRanges, func(c unicode.CaseRange) bool { return rune(c.Lo) <= r && r <= rune(c.Hi) })
		if !cased && (foldUnit(r) != r || foldPoint(r) != r) {
			t.Errorf("%U changes", r)
		}
	}
}

// A folded text has what is in a folded set where it had a member of the set
// before, and sets stay short: a pattern of many took minutes.
func TestFoldedSets(t *testing.T) {
	for _, set := range []charset{digits, wordChars, spaceChars, wordChars.not(0xFFFF), spaceChars.not(unicode.MaxRune), {{'k', 'k'}, {0x212A, 0x212A}}} {
		for _, fold := range []func(rune) rune{foldUnit, foldPoint} {
			members, folded := map[rune]bool{}, set.folded(fold).merged()
			for _, s := range set {
				for r := s.lo; r <= s.hi; r++ {
					members[fold(r)] = true
				}
			}
			for r := rune(0); r <= 0xFFFF; r++ {
				if f := fold(r); members[f] != folded.has(f) {
					t.Fatalf("%v: %U", set, f)
				}
			}
			if len(folded) > 20 {
				t.Errorf("%v: %d pieces", set, len(folded))
			}
		}
	}
}

func (c charset) has(r rune) bool {
	return slices.ContainsFunc(c, func(s span) bool { return s.lo <= r && r <= s.hi })
}
