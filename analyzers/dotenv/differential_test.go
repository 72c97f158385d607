package dotenv

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

// A sample is one folder of env files, and what the npm packages made of it.
type sample struct {
	Mode   Mode                         `json:"mode"`
	Files  map[string]string            `json:"files"`
	Parsed map[string]map[string]string `json:"parsed,omitempty"`
	Loaded map[string]string            `json:"loaded,omitempty"`
	Errors int                          `json:"errors,omitempty"`
}

const judge = `
const fs = require('fs'), path = require('path')
const samples = JSON.parse(fs.readFileSync('samples.json', 'utf8'))
for (const k of Object.keys(process.env)) delete process.env[k]
process.env.NODE_ENV = 'production'
const next = require('@next/env'), dotenv = require('dotenv')
const dir = fs.mkdtempSync(path.join(process.cwd(), 'app-'))
for (const s of samples) {
  for (const f of fs.readdirSync(dir)) fs.unlinkSync(path.join(dir, f))
  s.parsed = {}
  for (const f in s.files) {
    fs.writeFileSync(path.join(dir, f), s.files[f])
    s.parsed[f] = dotenv.parse(fs.readFileSync(path.join(dir, f)))
  }
  s.errors = 0
  next.loadEnvConfig(dir, false, {info() {}, error() {}}, true)
  next.updateInitialEnv({NODE_ENV: s.mode})
  const {combinedEnv, loadedEnvFiles, parsedEnv} = next.loadEnvConfig(dir, s.mode === 'development', {info() {}, error() {s.errors++}}, true)
  s.loaded = loadedEnvFiles.length ? Object.assign({}, parsedEnv) : {}
  next.updateInitialEnv({NODE_ENV: 'production'})
}
fs.writeFileSync('answers.json', JSON.stringify(samples))
`

// TestAgainstNpm compares Parse and the load order with the packages that
// Next.js itself uses.
func TestAgainstNpm(t *testing.T) {
	if testing.Short() {
		t.Skip("installs dotenv and @next/env from npm; left out by -short")
	}
	for _, name := range []string{"node", "npm"} {
		if _, err := exec.LookPath(name); err != nil {
			t.Skipf("%s is not installed, so nothing was compared", name)
		}
	}
	dir := t.TempDir()
	if out, err := command(dir, "npm", "install", "--no-audit", "--no-fund", "--prefix", dir, "dotenv@16.3.1", "@next/env@16.4.6"); err != nil {
		t.Skipf("npm cannot install the packages, so nothing was compared: %v\n%s", err, out)
	}
	samples := generate(2000)
	encoded, err := json.Marshal(samples)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "samples.json"), encoded)
	write(t, filepath.Join(dir, "judge.js"), []byte(judge))
	if out, err := command(dir, "node", "--stack-size=150", "judge.js"); err != nil {
		t.Fatalf("node judge.js: %v\n%s", err, out)
	}
	answers, err := os.ReadFile(filepath.Join(dir, "answers.json"))
	if err != nil {
		t.Fatal(err)
	}
	samples = nil
	if err := json.Unmarshal(answers, &samples); err != nil {
		t.Fatal(err)
	}
	compare(t, samples)
}

func compare(t *testing.T, samples []sample) {
	files, wrong := 0, 0
	for i, s := range samples {
		for name, text := range s.Files {
			files++
			got, _ := assignments(Parse(source.NewFile(name, []byte(text))))
			if want := s.Parsed[name]; !maps.Equal(got, want) {
				wrong++
				t.Errorf("sample %d: parse %q\n got %q\nwant %q", i, text, got, want)
			}
		}
		got, failed := loadAll(s)
		if !maps.Equal(got, s.Loaded) || failed != s.Errors {
			wrong++
			t.Errorf("sample %d (%s): load %q\n got %q (%d failed)\nwant %q (%d failed)", i, s.Mode, s.Files, got, failed, s.Loaded, s.Errors)
		}
		if wrong > 10 {
			t.Fatal("too many differences")
		}
	}
	t.Logf("%d env files in %d folders, %d differences", files, len(samples), wrong)
}

func loadAll(s sample) (map[string]string, int) {
	env, failed := newEnvironment(s.Mode), 0
	for _, name := range s.Mode.Files() {
		if text, ok := s.Files[name]; ok {
			if env.load(Parse(source.NewFile(name, []byte(text)))) != nil {
				failed++
			}
		}
	}
	return env.loaded, failed
}

func command(dir, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	return cmd.CombinedOutput()
}

func write(t *testing.T, path string, data []byte) {
	t.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

// generate returns folders of env files made of the pieces that the format
// gives a meaning to, put together at random: the same ones every time.
func generate(n int) []sample {
	r := rand.New(rand.NewPCG(7, 11))
	modes := []Mode{Production, Development, Test}
	out := make([]sample, n)
	for i := range out {
		mode := modes[r.IntN(len(modes))]
		files := map[string]string{}
		for _, name := range mode.Files() {
			if len(files) == 0 || r.IntN(3) == 0 {
				files[name] = randomFile(r)
			}
		}
		out[i] = sample{Mode: mode, Files: files}
	}
	return out
}

func randomFile(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(12) == 0 {
		b.WriteString("\uFEFF")
	}
	for range r.IntN(9) {
		if r.IntN(8) == 0 {
			noise(&b, r)
		} else {
			assignment(&b, r)
		}
		b.WriteString(pick(r, "\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", " \n", "\u2028", ""))
	}
	return b.String()
}

var (
	fileNames = []string{"A", "B", "C", "D_1", "CLERK_SECRET_KEY", "a.b", "x-y", "1", "07", "export", "NODE_ENV", "é"}
	pieces    = []string{
		"", "a", "b c", "$A", "${B}", "${C:-d}", "$", "\\$A", "\\", "\\n", "\\r", "\\\"", "\\'", "'", "\"", "`", "#", " # x", "=",
		":", "$$", "${", "}", "${A:-$B}", "$D_1", "$1", "\n", "\t", "\u00a0", "日本", "\u2029", "sk_x", "https://x.y/?a=b&c", "$&", "\\`",
	}
)

func assignment(b *strings.Builder, r *rand.Rand) {
	b.WriteString(pick(r, "", "", "", "", " ", "export ", "\texport  ", "export\n"))
	b.WriteString(fileNames[r.IntN(len(fileNames))])
	b.WriteString(pick(r, "=", "=", "=", "=", " = ", ": ", ":", "= ", "\n=", " : ", ":\n", "=\n"))
	quote := pick(r, "", "", "", "'", "\"", "`")
	b.WriteString(quote)
	for range r.IntN(4) {
		noise(b, r)
	}
	if r.IntN(10) > 0 {
		b.WriteString(quote)
	}
	b.WriteString(pick(r, "", "", "", "", " ", " # comment", "#x", " y", "'"))
}

func noise(b *strings.Builder, r *rand.Rand) { b.WriteString(pieces[r.IntN(len(pieces))]) }

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

// TestGeneratedSpans checks on the same corpus that every span is in order and
// holds the name.
func TestGeneratedSpans(t *testing.T) {
	for _, s := range generate(500) {
		for name, text := range s.Files {
			if problem := spanProblem(source.NewFile(name, []byte(text))); problem != "" {
				t.Errorf("%q: %s", text, problem)
			}
		}
	}
}

func spanProblem(f *source.File) string {
	last := 0
	for _, e := range Parse(f) {
		if e.At.Start < last || e.ValueAt.Start < e.At.End || e.ValueAt.End > len(f.Text) {
			return fmt.Sprintf("spans of %s out of order: %d-%d, %d-%d", e.Name, e.At.Start, e.At.End, e.ValueAt.Start, e.ValueAt.End)
		}
		if e.At.Text() != e.Name {
			return fmt.Sprintf("span of %s is %q", e.Name, e.At.Text())
		}
		last = e.ValueAt.End
	}
	return ""
}

func FuzzParse(f *testing.F) {
	for _, s := range generate(40) {
		for _, text := range s.Files {
			f.Add([]byte(text))
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		file := source.NewFile(".env", text)
		if problem := spanProblem(file); problem != "" {
			t.Fatal(problem)
		}
		newEnvironment(Production).load(Parse(file))
	})
}
