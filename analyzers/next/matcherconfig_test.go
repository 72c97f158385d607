package next

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"

	"github.com/Masterminds/semver/v3"
)

type goldenConfig struct {
	Outcome, Why, Runtime string
	Sources, Regexps      []string
}

func readGolden(t testing.TB, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../testdata/golden/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

func readConfig(t testing.TB, text, version string, proxy, turbopack bool) (MiddlewareConfig, string) {
	t.Helper()
	s, err := js.Parse(source.NewFile("middleware.ts", []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	r := middlewareReader{site: pathmatch.Site{Next: semver.MustParse(version)}, proxy: proxy, turbopack: turbopack, syntax: s}
	return r.read()
}

// TestConfigGolden compares with what eight versions of Next.js read.
func TestConfigGolden(t *testing.T) {
	var data struct {
		Cases []struct {
			ID, Source string
			Expect     map[string]struct {
				goldenConfig
				Middleware, Proxy *goldenConfig
			}
		}
	}
	readGolden(t, "config-parse.json", &data)
	checked := 0
	for _, c := range data.Cases {
		for v, want := range c.Expect {
			name := c.ID + " on " + v
			if want.Middleware == nil {
				compareConfig(t, name, c.Source, v, false, want.goldenConfig)
				checked++
			} else {
				compareConfig(t, name, c.Source, v, false, *want.Middleware)
				compareConfig(t, name+" proxy", c.Source, v, true, *want.Proxy)
				checked += 2
			}
		}
	}
	if checked < 65*8 {
		t.Errorf("checked %d", checked)
	}
}

func compareConfig(t *testing.T, name, text, version string, proxy bool, want goldenConfig) {
	t.Helper()
	got, runtime := readConfig(t, text, version, proxy, false)
	if string(got.Outcome) != want.Outcome {
		t.Errorf("%s: got %s (%s), want %s (%s)", name, got.Outcome, got.Problem, want.Outcome, want.Why)
		return
	}
	var sources []string
	for _, m := range got.Sources {
		sources = append(sources, m.Entry.Source)
		if got := m.Span.Text(); !strings.ContainsAny(got, "`'\"") {
			t.Errorf("%s: span of a source is %s", name, got)
		}
	}
	if !slices.Equal(sources, want.Sources) {
		t.Errorf("%s: sources %q, want %q", name, sources, want.Sources)
	}
	if len(want.Regexps) > 0 && !slices.Equal(got.Matcher.Regexps(), want.Regexps) {
		t.Errorf("%s: regexps %q, want %q", name, got.Matcher.Regexps(), want.Regexps)
	}
	if want.Outcome == "unsupported" && strings.TrimSuffix(want.Why, ".") != got.Problem {
		t.Errorf("%s: problem %q, want %q", name, got.Problem, want.Why)
	}
	// before 15.2 the golden data leave out nodejs, which is then ignored
	if want.Runtime != "" && runtime != want.Runtime {
		t.Errorf("%s: runtime %q, want %q", name, runtime, want.Runtime)
	}
	if (got.Matcher == nil) != got.Fails || (got.Outcome == Invalid || got.Outcome == Throws) && !got.Fails {
		t.Errorf("%s: fails %v, matcher %v", name, got.Fails, got.Matcher)
	}
	if (got.Problem != "") == (got.Outcome == Matchers || got.Outcome == Default) {
		t.Errorf("%s: outcome %s with problem %q", name, got.Outcome, got.Problem)
	}
}

func TestConfigRead(t *testing.T) {
	const fn = "export default function middleware() {}\n"
	for _, c := range []struct {
		name, text, version string
		turbopack           bool
		outcome             Outcome
		fails               bool
		at                  string
	}{
		{"unreadable goes on up to 14", fn + "export const config = { matcher: m }", "14.2.35", false, Unsupported, false, "m"},
		{"unreadable fails from 15", fn + "export const config = { matcher: m }", "15.0.0", false, Unsupported, true, "m"},
		{"re-export under webpack", fn + "export { config } from './x'", "16.4.6", false, Default, false, "config"},
		{"re-export under Turbopack", fn + "export { config } from './x'", "16.4.6", true, Default, true, "config"},
		{"export list under Turbopack", fn + "const config = {}; export { config }", "16.4.6", true, Default, true, "config"},
		{"let under Turbopack", fn + "export let config = {}", "16.4.6", true, Default, false, "config"},
		{"a pattern that is wrong", fn + "export const config = { matcher: ['/ok', '/a*'] }", "16.4.6", false, Invalid, true, "'/a*'"},
		{"a lone object up to 14", fn + "export const config = { matcher: { source: '/a' } }", "14.2.35", false, Matchers, false, "{ source: '/a' }"},
		{"a lone object from 15", fn + "export const config = { matcher: { source: '/a' } }", "15.0.4", false, Invalid, true, "{ source: '/a' }"},
		{"null up to 14", fn + "export const config = { matcher: null }", "14.2.35", false, Default, false, "{ matcher: null }"},
		{"null from 15", fn + "export const config = { matcher: null }", "15.5.29", false, Invalid, true, "null"},
		{"an empty string up to 14", fn + "export const config = { matcher: '' }", "13.5.11", false, Default, false, "{ matcher: '' }"},
		{"an empty string from 15", fn + "export const config = { matcher: '' }", "15.5.29", false, Invalid, true, "''"},
		{"a host with a key from 15", fn + "export const config = { matcher: [{ source: '/a', has: [{ type: 'host', key: 'k', value: 'x' }] }] }", "15.5.29", false, Invalid, true, "'k'"},
		{"a host with a key up to 14", fn + "export const config = { matcher: [{ source: '/a', has: [{ type: 'host', key: 'k', value: 'x' }] }] }", "14.2.35", false, Matchers, false, ""},
		{"a hole before a comment", fn + "export const config = { matcher: ['/a', /* , */ , '/b',] }", "16.4.6", false, Invalid, true, ""},
		{"commas in comments and at the end", fn + "export const config = { matcher: ['/a', /* , */ '/b', // ,\n ] }", "16.4.6", false, Matchers, false, ""},
		{"the last of two keys", fn + "export const config = { matcher: '/a', matcher: '/b' }", "16.4.6", false, Matchers, false, "'/b'"},
		{"a computed key", fn + "export const config = { ['matcher']: '/b' }", "16.4.6", false, Unsupported, true, "['matcher']: '/b'"},
		{"a config that is no object", fn + "export const config = '/a'", "15.5.29", false, Throws, true, "'/a'"},
		{"an unknown runtime", fn + "export const config = { runtime: 'deno' }", "14.2.35", false, Throws, true, "'deno'"},
		{"regions", fn + "export const config = { regions: [1] }", "16.4.6", false, Invalid, true, "[1]"},
		{"no word that Next.js looks for", "module.exports = () => {}", "16.4.6", false, Default, false, ""},
		{"CommonJS with the word", "module.exports = function middleware() {}", "16.4.6", false, Throws, true, ""},
		{"the second declarator is no export to 16", "export const a = 1, middleware = () => {}", "16.4.6", false, Throws, true, ""},
	} {
		got, _ := readConfig(t, c.text, c.version, false, c.turbopack)
		if got.Outcome != c.outcome || got.Fails != c.fails {
			t.Errorf("%s: got %s, fails %v (%s)", c.name, got.Outcome, got.Fails, got.Problem)
		}
		if c.at != "" && got.At.Text() != c.at {
			t.Errorf("%s: at %q, want %q", c.name, got.At.Text(), c.at)
		}
	}
}

func TestConfigEntries(t *testing.T) {
	got, _ := readConfig(t, `export default function middleware() {}
export const config = { matcher: [{ source: '/a', locale: false, has: [{ type: 'header', key: 'x', value: 'y' }], missing: [{ type: 'cookie', key: 'z' }] }] }`, "16.4.6", false, true)
	if len(got.Sources) != 1 {
		t.Fatalf("got %+v", got)
	}
	e := got.Sources[0].Entry
	if e.Source != "/a" || !e.LocaleFalse || len(e.Has) != 1 || e.Has[0] != (pathmatch.Condition{Type: "header", Key: "x", Value: "y"}) || len(e.Missing) != 1 || e.Missing[0].Key != "z" {
		t.Errorf("got %+v", e)
	}
}

func FuzzReadConfig(f *testing.F) {
	for _, s := range []string{"export const config={matcher:['/a',,]}", "export const config={matcher:`/a${1}`} as const", "export {config} from 'x'", "export const config={matcher:[{source:'/a',has:[{type:'host'}]}]}"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		readConfig(t, text, "14.2.35", false, false)
		readConfig(t, text, "16.4.6", true, true)
	})
}
