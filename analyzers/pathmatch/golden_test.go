package pathmatch

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
)

func golden(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/golden/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

type goldenConfig struct {
	BasePath string
	I18n     struct {
		Locales       []string
		DefaultLocale string
	}
}

func (c goldenConfig) site(version string) Site {
	return Site{
		Next: semver.MustParse(version), BasePath: c.BasePath,
		Locales: c.I18n.Locales, DefaultLocale: c.I18n.DefaultLocale,
	}
}

// goldenEntries reads a matcher: a string, or a list of strings and objects.
func goldenEntries(t *testing.T, raw json.RawMessage) []Entry {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		list = []json.RawMessage{raw}
	}
	out := []Entry{}
	for _, item := range list {
		var e struct {
			Source       string
			Locale       *bool
			Has, Missing []Condition
		}
		if json.Unmarshal(item, &e.Source) != nil {
			if err := json.Unmarshal(item, &e); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, Entry{e.Source, e.Locale != nil, e.Has, e.Missing})
	}
	return out
}

func TestMatcherGolden(t *testing.T) {
	var data struct {
		Versions []string
		Matchers []struct {
			ID         string
			Matcher    json.RawMessage
			NextConfig goldenConfig
		}
		Cases []struct {
			M, Path string
			Req     struct{ Headers, Query, Cookies map[string]string }
			Expect  map[string]bool
		}
	}
	golden(t, "matcher.json", &data)
	compiled := map[string]*Matcher{}
	for _, m := range data.Matchers {
		for _, v := range data.Versions {
			c, err := Compile(m.NextConfig.site(v), goldenEntries(t, m.Matcher))
			if err != nil {
				t.Fatalf("%s on %s: %v", m.ID, v, err)
			}
			compiled[m.ID+" "+v] = c
		}
	}
	checked := 0
	for _, c := range data.Cases {
		for v, want := range c.Expect {
			got, _, err := compiled[c.M+" "+v].Match(Request{Path: c.Path, Headers: c.Req.Headers, Query: c.Req.Query, Cookies: c.Req.Cookies})
			if err != nil || got != want {
				t.Errorf("%s on %s, %s: got %v, %v, want %v", c.M, v, c.Path, got, err, want)
			}
			checked++
		}
	}
	if checked != 3821*8 {
		t.Errorf("checked %d answers", checked)
	}
}

type parseOutcome struct {
	Outcome, Why     string
	Sources, Regexps []string
}

// TestRegexpGolden compares the regular expressions, and the reasons of the
// pattern compiler, with what Next.js made of the sources.
func TestRegexpGolden(t *testing.T) {
	var data struct {
		Cases []struct {
			ID, Source string
			Expect     map[string]struct {
				parseOutcome
				Middleware *parseOutcome
			}
		}
	}
	golden(t, "config-parse.json", &data)
	compiled, refused := 0, 0
	for _, c := range data.Cases {
		for v, both := range c.Expect {
			want := both.parseOutcome
			if both.Middleware != nil {
				want = *both.Middleware
			}
			site := Site{Next: semver.MustParse(v)}
			if want.Outcome == "matchers" && len(want.Regexps) > 0 {
				checkRegexps(t, c.ID+" on "+v, site, want)
				compiled++
			}
			if _, reason, ok := strings.Cut(want.Why, "Reason: "); ok {
				source := between(want.Why, "`", "`")
				_, err := Compile(site, []Entry{{Source: source}})
				var entry *EntryError
				if !errors.As(err, &entry) || !strings.HasPrefix(entry.Err.Error()+" /", reason[:min(len(reason), 30)]) {
					t.Errorf("%s on %s: got %v, want %s", c.ID, v, err, reason)
				}
				refused++
			}
		}
	}
	if compiled < 100 || refused != 32 {
		t.Errorf("compared %d compiled and %d refused", compiled, refused)
	}
}

func checkRegexps(t *testing.T, name string, site Site, want parseOutcome) {
	var entries []Entry
	for _, s := range want.Sources {
		entries = append(entries, Entry{Source: s})
	}
	m, err := Compile(site, entries)
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	if got := strings.Join(m.Regexps(), "\n"); got != strings.Join(want.Regexps, "\n") {
		t.Errorf("%s:\ngot  %s\nwant %s", name, got, strings.Join(want.Regexps, "\n"))
	}
}

func between(s, open, end string) string {
	_, s, _ = strings.Cut(s, open)
	s, _, _ = strings.Cut(s, end)
	return s
}

// goldenPatterns reads the patterns of a case, which are JavaScript.
func goldenPatterns(src string) (patterns []Pattern, ok bool) {
	switch {
	case src == "undefined" || src == "[]":
		return nil, true
	case strings.HasPrefix(src, "[") && !strings.HasPrefix(src, "[/"):
		for _, s := range strings.Split(strings.Trim(src, "[]"), ", ") {
			s = strings.Trim(s, "'")
			if s == "/user/[id" {
				s += "]"
			}
			patterns = append(patterns, Pattern{Source: strings.NewReplacer(`\\`, `\`, `\u00e9`, "é").Replace(s)})
		}
		return patterns, true
	case strings.HasPrefix(src, "/") || strings.HasPrefix(src, "[/"):
		src = strings.Trim(src, "[]")
		end := strings.LastIndex(src, "/")
		return []Pattern{{src[1:end], true, src[end+1:]}}, true
	}
	return nil, false
}

func TestRouteMatcherGolden(t *testing.T) {
	var data struct {
		ResolvedShared            map[string]string
		Patterns                  map[string]string
		RegexpWithGFlagThreeCalls map[string][]bool
		CompileErrors             []struct {
			P      string
			Errors map[string]string
		}
		NextConfigCases []struct {
			Patterns []string
			Pathname string
			Expect   map[string]bool
		}
		Cases []struct {
			P, Pathname string
			Expect      map[string]any
		}
	}
	golden(t, "route-matcher.json", &data)
	compile := func(version string, patterns []Pattern) (*RouteMatcher, error) {
		return CompileRoutes(semver.MustParse(version), semver.MustParse(data.ResolvedShared[version]), patterns)
	}
	checked := 0
	for _, c := range data.Cases {
		patterns, ok := goldenPatterns(data.Patterns[c.P])
		if !ok {
			continue // a function
		}
		for v, want := range c.Expect {
			m, err := compile(v, patterns)
			if err != nil {
				t.Fatalf("%s on %s: %v", c.P, v, err)
			}
			checkRoute(t, c.P+" on "+v, m, c.Pathname, want)
			checked++
		}
	}
	if checked < 1800*12 {
		t.Errorf("checked %d answers", checked)
	}
	for _, c := range data.NextConfigCases {
		for v, want := range c.Expect {
			m, err := compile(v, []Pattern{{Source: c.Patterns[0]}})
			if err != nil {
				t.Fatal(err)
			}
			checkRoute(t, c.Patterns[0]+" on "+v, m, c.Pathname, want)
		}
	}
	for _, c := range data.CompileErrors {
		patterns, _ := goldenPatterns(data.Patterns[c.P])
		for v := range c.Errors {
			if _, err := compile(v, patterns); err == nil {
				t.Errorf("%s on %s: no error", c.P, v)
			}
		}
	}
	for v, want := range data.RegexpWithGFlagThreeCalls {
		m, err := compile(v, []Pattern{{`^\/dashboard`, true, "g"}})
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Sequence("/dashboard", 3)
		if err != nil || len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] || !m.Stateful() {
			t.Errorf("g flag on %s: got %v, %v, want %v", v, got, err, want)
		}
	}
}

func checkRoute(t *testing.T, name string, m *RouteMatcher, pathname string, want any) {
	got, err := m.Matches(pathname)
	var malformed *MalformedURLError
	if errors.As(err, &malformed) {
		if want != "throws MalformedURLError" {
			t.Errorf("%s, %s: malformed, want %v", name, pathname, want)
		}
		return
	}
	if err != nil || got != want {
		t.Errorf("%s, %s: got %v, %v, want %v", name, pathname, got, err, want)
	}
}
