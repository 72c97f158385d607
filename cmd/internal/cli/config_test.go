package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/goccy/go-yaml"

	"clerkvet/analyzers/source"
)

// configCases are configurations, what the reader says of them ("" for
// nothing), and whether a JSON Schema can know.
var configCases = []struct {
	text, want string
	schema     bool // the schema takes it: what is wrong is beyond it
}{
	{"", "", true},
	{"# nothing but a comment\n", "", true},
	{"---\nfail-on: note\n", "", true},
	{"fail-on: never", "", true},
	{"public: [\"/\", \"/sign-in(.*)\", \"/blog/[slug]\", \"/:locale/about\"]\nprotected: [\"/(.*)\"]", "", true},
	{"rules: {not-found-missing: off, middleware-missing: warning, policy-broken: note}", "", true},
	{"rules:\n  not-found-missing: \"off\"\n", "", true},
	{"ignore:\n- {rule: not-found-missing, path: a/**, reason: why, expires: 2027-01-31}", "", true},
	{"ignore:\n- rule: not-found-missing\n  path: a\n  reason: >-\n    of two\n    lines\n", "", true},
	{"apps:\n- dir: apps/web\n  public: [/]\n  protected: [/x]\n  rules: {not-found-missing: error}\n", "", true},
	{"public: []\nprotected: []\nignore: []\napps: []\nrules: {}\n", "", true},
	{"fail_on: error", "1:1: unknown key \"fail_on\" of the configuration: did you mean fail-on?", false},
	{"- a", "1:3: the configuration must be a mapping of keys, not a list", false},
	{"fail-on: note\n---\n", "2:1: holds more than one document", true},
	{"fail-on: note\n---\nfail-on: never\n", "2:1: holds more than one document", true},
	{"text", "1:1: the configuration must be a mapping of keys, not a single value", false},
	{"public: /", "1:9: public must be a list, not a single value", false},
	{"public:", "1:1: public of the configuration is empty", false},
	{"public: [x]", "1:10: public: the pattern \"x\" does not start with a slash", false},
	{"public: [[/x]]", "1:11: public must be a text, not a list", false},
	{"public: [/a, /a]", "1:14: the pattern \"/a\" stands twice", false},
	{"public: [/a]\nprotected: [/a]", "2:13: the pattern \"/a\" is declared both", true},
	{"public: [\"/(a\"]", "1:10: public: invalid path", true},
	{"rules: [csp]", "1:9: rules must be a mapping", false},
	{"rules: {not-found-missing: high}", "1:28: the level of not-found-missing is \"high\"", false},
	{"rules: {not-found-missing: }", "1:9: the level of not-found-missing is empty", false},
	{"rules: {no-such-rule-at-all: off}", "1:9: no rule \"no-such-rule-at-all\"", true},
	{"rules: {not-found-mising: off}", "1:9: no rule \"not-found-mising\": did you mean not-found-missing?", true},
	{"ignore:\n- {rule: not-found-missing, path: a}", "2:4: this ignore has no reason", false},
	{"ignore:\n- {rule: not-found-missing, path: a, reason: \" \"}", "2:46: reason is empty", false},
	{"ignore:\n- {rule: not-found-missing, reason: why}", "2:4: this ignore has no path", false},
	{"ignore:\n- {path: a, reason: why}", "2:4: this ignore has no rule", false},
	{"ignore:\n- {rule: not-found-missing, path: /a, reason: why}", "must be relative", false},
	{"ignore:\n- {rule: not-found-missing, path: ../a, reason: why}", "must be relative", false},
	{"ignore:\n- {rule: not-found-missing, path: \"[a\", reason: why}", "cannot be read", true},
	{"ignore:\n- {rule: not-found-missing, path: a, reason: why, expires: tomorrow}", "want a day", false},
	{"ignore:\n- {rule: not-found-missing, path: a, reason: why, expires: 2027-02-30}", "want a day", true},
	{"ignore:\n- {rule: not-found-missing, path: a, reason: why, until: 2027-02-20}", "unknown key \"until\"", false},
	{"apps:\n- {public: [/]}", "this app has no dir", false},
	{"apps:\n- {dir: a, ignore: []}", "unknown key \"ignore\" of an app", false},
	{"apps:\n- dir: a\n- dir: a", "3:8: the app a has two sections", true},
	{"apps: {a: {public: [/]}}", "apps must be a list", false},
}

func TestParseConfig(t *testing.T) {
	for _, c := range configCases {
		_, err := parseConfig(source.NewFile("clerkvet.yaml", []byte(c.text)))
		switch {
		case c.want == "" && err != nil:
			t.Errorf("%q: %v", c.text, err)
		case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
			t.Errorf("%q: %v, want %s", c.text, err, c.want)
		}
	}
}

// The schema takes what the reader takes, and refuses what it can know to be
// wrong. ajv judges.
func TestConfigSchema(t *testing.T) {
	script := filepath.Join("..", "..", "..", ".ci", "sarif", "config.mjs")
	if _, err := os.Stat(filepath.Join(filepath.Dir(script), "node_modules", "ajv")); err != nil {
		t.Skip("ajv is not installed: cd .ci/sarif && npm ci")
	}
	var instances []json.RawMessage
	for _, c := range configCases {
		text, err := yaml.YAMLToJSON([]byte(c.text))
		if err != nil || len(bytes.TrimSpace(text)) == 0 {
			text = []byte("null")
		}
		instances = append(instances, text)
	}
	input, err := json.Marshal(instances)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("node", script, "clerkvet.schema.json")
	cmd.Stdin = bytes.NewReader(input)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var valid []bool
	if err := json.Unmarshal(out, &valid); err != nil {
		t.Fatal(err)
	}
	for i, c := range configCases {
		if valid[i] != c.schema {
			t.Errorf("%q: the schema says %v, want %v", c.text, valid[i], c.schema)
		}
	}
}

// hostile texts end soon, in an error.
func TestHostileConfig(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":   "public: " + strings.Repeat("[", 100_000),
		"braces":     strings.Repeat("{a: ", 50_000),
		"dashes":     strings.Repeat("- ", 100_000) + "a",
		"indents":    deepIndent(3000),
		"bomb":       "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]",
		"merge":      "public: &p [/]\n<<: {protected: *p}",
		"two":        "fail-on: note\n---\nfail-on: error\n",
		"not UTF-8":  "fail-on: \xff",
		"NUL":        "fail-on: \x00",
		"tag":        "fail-on: !!binary aGk=",
		"twice":      "fail-on: note\nfail-on: error",
		"tab":        "apps:\n\t- dir: a",
		"open quote": "public: [\"/a",
		"number key": "1: a",
		"list key":   "? [a]\n: b",
		"long line":  "fail-on: \"" + strings.Repeat("a", 200_000) + "\"",
		"many":       "public:\n" + strings.Repeat("  - x\n", 20_000),
	} {
		start := time.Now()
		_, err := parseConfig(source.NewFile("clerkvet.yaml", []byte(text)))
		if err == nil {
			t.Errorf("%s: no error", name)
		} else if len(err.Error()) > 250_000 {
			t.Errorf("%s: an error of %d bytes", name, len(err.Error()))
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("%s: took %s", name, took)
		}
	}
}

func deepIndent(n int) string {
	var b strings.Builder
	for i := range 500 {
		b.WriteString(strings.Repeat(" ", min(i, n)) + "a:\n")
	}
	return b.String()
}

func TestConfigTooLarge(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(name, bytes.Repeat([]byte("#\n"), maxConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := readNamed(name); err == nil || !strings.Contains(err.Error(), "larger than") {
		t.Error(err)
	}
	if _, err := readNamed(dir); err == nil || errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

func FuzzParseConfig(f *testing.F) {
	for _, c := range configCases {
		f.Add([]byte(c.text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := source.NewFile("clerkvet.yaml", text)
		if len(text) > 1<<12 {
			return
		}
		if _, err := parseConfig(file); err != nil && !strings.Contains(err.Error(), "clerkvet.yaml:") {
			t.Errorf("%q: an error without a place: %v", text, err)
		}
	})
}
