package dotenv

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/source"
)

func load(t *testing.T, dirs []string, files map[string]string) (*Env, *source.Tree) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	tree, err := source.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	env, err := Read(context.Background(), tree)
	if err != nil {
		t.Fatal(err)
	}
	env.Assign(tree, dirs)
	return env, tree
}

// describe renders a declaration for comparison; the test values are no secrets.
func describe(d Declaration) string {
	s := fmt.Sprintf("%s=%s %s %s %d", d.Name, d.Value.text(), d.Kind, d.Environment, d.At.StartLine())
	for _, flag := range []struct {
		on   bool
		name string
	}{{d.Loaded, "loaded"}, {d.Overridden, "overridden"}, {d.Reference, "reference"}, {d.Deploys, "deploys"}} {
		if flag.on {
			s += " " + flag.name
		}
	}
	return s
}

func TestPlaces(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{".env", "A=1\nB='x'\nA=2", []string{"A=1 env file any 1 loaded overridden", "B=x env file any 2 loaded", "A=2 env file any 3 loaded"}},
		{".env.production", "A=1", []string{"A=1 env file production 1 loaded"}},
		{".env.local", "A=1", []string{"A=1 env file development 1 loaded"}},
		{".env.staging", "A=1", []string{"A=1 env file preview 1"}},
		{"db/.env", "A=1", []string{"A=1 env file any 1"}},
		{".env.example", "A=\n# B_C=x\n# prose = no", []string{"A= template template 1", "B_C= template template 2"}},
		{".env.local.sample", "A=", []string{"A= template template 1"}},
		{"env.example", "A=", []string{"A= template template 1"}},
		{"example.env", "A=", []string{"A= template template 1"}},
		{".env.vault", "A=1", nil},
		{"Dockerfile", "FROM x\nARG A\nENV B=1 C=\"two words\" \\\n  D=$A\nENV OLD value here\nRUN echo E=1", []string{
			"A= Dockerfile production 2", "B=1 Dockerfile production 3", "C=two words Dockerfile production 3", "D=$A Dockerfile production 4 reference", "OLD=value here Dockerfile production 5"}},
		{"compose.yml", "x-e: &e\n  A: 1\nservices:\n  web:\n    build:\n      args: [\"F=6\"]\n    environment:\n      <<: *e\n      B: 'two'\n      C: ${C}\n  db:\n    environment:\n      - D=4\n      - E\n", []string{
			"A=1 compose file production 2", "F=6 compose file production 6", "B=two compose file production 9", "C=${C} compose file production 10 reference", "D=4 compose file production 13", "E= compose file production 14 reference"}},
		{".github/workflows/ci.yml", "on: push\nenv:\n  A: 1\njobs:\n  test:\n    steps:\n      - run: npm test\n        env:\n          B: 2\n  ship:\n    environment: production\n    env:\n      C: ${{ secrets.CLERK_SECRET_KEY }}\n    steps:\n      - run: vercel deploy --prod\n      - run: |\n          echo \"D=${{ secrets.D2 }}\" >> .env\n", []string{
			"A=1 workflow any 3", "B=2 workflow test 9", "C=${{ secrets.CLERK_SECRET_KEY }} workflow production 13 reference deploys",
			"D= workflow production 17 reference deploys", "D2= workflow production 17 reference deploys"}},
		{".gitlab-ci.yml", "variables:\n  A: '1'\n  B:\n    value: x\ndeploy:\n  variables: {C: z}\n  script: [npm run deploy]\n", []string{
			"A=1 GitLab pipeline any 2", "B=x GitLab pipeline any 3", "C=z GitLab pipeline production 6 deploys"}},
		{"vercel.json", "{\n\"env\": {\"A\": \"1\", \"B\": \"@b\"},\n\"build\": {\"env\": {\"C\": \"3\"}}}", []string{
			"A=1 platform production 2", "B=@b platform production 2 reference", "C=3 platform production 3"}},
		{"app.json", "{\"env\": {\"A\": {\"value\": \"1\"}}}", []string{"A=1 platform production 1"}},
		{"turbo.json", "{\"globalEnv\": [\"A\"], \"tasks\": {\"build\": {\"env\": [\"B\", \"C_*\"]}}}", []string{"A= platform template 1 reference", "B= platform template 1 reference"}},
		{"netlify.toml", "[build.environment]\n  A = \"1\"\n[context.deploy-preview.environment]\nB = \"2\"\n[context.production]\nenvironment = { C = \"3\" }\n[build]\ncommand = \"x\"", []string{
			"A=1 platform production 2", "B=2 platform preview 4", "C=3 platform production 6"}},
		{"render.yaml", "services:\n  - envVars:\n      - key: A\n        value: 1\n      - key: B\n        sync: false\n", []string{"A=1 platform production 3", "B= platform production 5 reference"}},
		{"README.md", "AA=0\n```env\nAA=1\n# B_C=2\n```\n```ts\nDD=3\n```\n```\nEE=\"x\"\n```", []string{"AA=1 documentation template 3", "B_C=2 documentation template 4", "EE=x documentation template 10"}},
		{"src/env.ts", "import { createEnv } from '@t3-oss/env-nextjs'\nexport const env = createEnv({\n server: { A_B: z.string(), 'C': z.string() },\n client: { D: z.string() },\n runtimeEnv: { D: process.env.D, E: process.env.E },\n})", []string{
			"A_B= schema template 3", "C= schema template 3", "D= schema template 4", "E= schema template 5"}},
		{"zod.ts", "const s = z.object({ A_B: z.string(), C: z.string() })\ns.parse(process.env)", []string{"A_B= schema template 1", "C= schema template 1"}},
		{"other.ts", "const s = z.object({ name: z.string() }); f(process.env.X); s.parse(1)", nil},
		{"envalid.ts", "export const env = cleanEnv(process.env, { A: str() })", []string{"A= schema template 1"}},
		{"env.d.ts", "declare namespace NodeJS {\n interface ProcessEnv {\n  A: string\n  readonly B?: string\n }\n}", []string{"A= schema template 3", "B= schema template 4"}},
	} {
		env, tree := load(t, []string{"."}, map[string]string{c.name: c.text})
		var got []string
		for _, d := range env.All() {
			got = append(got, describe(d))
			if span := d.At.Text(); !strings.Contains(span, d.Name) {
				t.Errorf("%s: %s stands at %q", c.name, d.Name, span)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s:\n got %q\nwant %q", c.name, got, c.want)
		}
		if p := tree.Problems(); len(p) > 0 {
			t.Errorf("%s: %v", c.name, p)
		}
	}
}

func TestBrokenFiles(t *testing.T) {
	_, tree := load(t, nil, map[string]string{
		"vercel.json": "{\"env\": {", "netlify.toml": "[a\nb=", ".github/workflows/x.yml": "a:\n  - b\n c: d\n", ".env": "OK=1\n",
	})
	var got []string
	for _, p := range tree.Problems() {
		got = append(got, p.Path+": "+p.Reason)
	}
	if len(got) != 3 {
		t.Errorf("got %q", got)
	}
}

func TestLoadedAndIn(t *testing.T) {
	env, tree := load(t, []string{"apps/a", "apps/b"}, map[string]string{
		"apps/a/.env": "A=base\nB=$A-x\nC=c", "apps/a/.env.production": "A=prod", "apps/a/.env.local": "C=local",
		"apps/b/.env": "A=other\nSELF=x$SELF", ".env": "ROOT=1", "packages/db/.env.example": "DB=",
	})
	loaded := env.Loaded("apps/a", Production)
	got := map[string]string{}
	for name, d := range loaded {
		got[name] = d.Value.text() + " " + d.At.Path()
	}
	want := map[string]string{"A": "prod apps/a/.env.production", "B": "prod-x apps/a/.env", "C": "local apps/a/.env.local"}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	var names []string
	for _, d := range env.In("apps/b") {
		names = append(names, d.Name)
	}
	if fmt.Sprint(names) != "[ROOT A SELF DB]" {
		t.Errorf("in apps/b: %v", names)
	}
	if p := tree.Problems(); len(p) != 1 || p[0].Path != "apps/b/.env" {
		t.Errorf("problems %v", p)
	}
	if len(env.Declared("A")) != 3 || len(env.DeclaredIn("apps/b", "A")) != 1 || len(env.Declared("NONE")) != 0 || len(env.DeclaredIn("apps/a", "NONE")) != 0 {
		t.Errorf("declared: %v", env.Declared("A"))
	}
}

// TestSecretIsNeverPrinted pushes a key through every way to text.
func TestSecretIsNeverPrinted(t *testing.T) {
	const body = "Zq7Rk2Lm9Xw4Tb6Yc8Vd"
	s := NewSecret("sk_" + "live_" + body)
	type hidden struct{ s Secret }
	d := Declaration{Name: "CLERK_SECRET_KEY", Value: s}
	var out bytes.Buffer
	for _, v := range []any{s, &s, []Secret{s}, map[string]Secret{"k": s}, hidden{s}, &hidden{s}, d, &d, []any{hidden{s}}, Entry{Value: s}, struct{ X any }{s}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%t", "%w", "%U", "%99v", "%!"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		fmt.Fprintln(&out, v, errors.New(fmt.Sprint(v)), fmt.Errorf("a %v", v))
		encoded, _ := json.Marshal(v)
		out.Write(encoded)
		slog.New(slog.NewTextHandler(&out, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "v", v)
	}
	yaml, _ := s.MarshalYAML()
	text, _ := s.MarshalText()
	fmt.Fprintln(&out, yaml, string(text), s.GoString())
	for _, form := range []string{body, fmt.Sprintf("%x", body), fmt.Sprintf("%X", body), strings.Trim(fmt.Sprintf("%d", []byte(body)), "[]")} {
		if strings.Contains(out.String(), form[:8]) {
			t.Errorf("the output shows %q", form[:8])
		}
	}
	if !strings.Contains(out.String(), "[redacted sk_live_…]") {
		t.Error("nothing was redacted")
	}
	if s != NewSecret("sk_"+"live_"+body) || !s.HasPrefix("sk_live_") || s.Len() != 28 || !s.Is("sk_"+"live_"+body) || s.IsEmpty() {
		t.Error("the methods do not know the value")
	}
}

// FuzzPlaces gives every reader any text: nothing panics, every span is in the
// file.
func FuzzPlaces(f *testing.F) {
	names := []string{
		"Dockerfile", "compose.yml", ".github/workflows/x.yml", ".gitlab-ci.yml", "vercel.json", "turbo.json", "netlify.toml", "render.yaml",
		"README.md", "env.ts", ".env.example",
	}
	for i, text := range []string{
		"ENV A=1 \\\n B=2", "services:\n  a:\n    environment: &x\n      - B=1", "jobs:\n  a:\n    steps:\n    - run: |\n        echo \"A=1\"", "variables: {A: {value: 1}}",
		"{\"env\":{\"A\":1}}", "{\"globalEnv\":[\"A\"]}", "[a.environment]\nB='1'", "a:\n  - envVars:\n    - {key: A, value: 1}", "```env\nAA=1\n```", "createEnv({server:{A:1}})", "# A_B=1",
	} {
		f.Add(i, []byte(text))
	}
	f.Fuzz(func(t *testing.T, which int, text []byte) {
		file := source.NewFile(names[max(0, which)%len(names)], text)
		read := (&Env{files: map[string][]Entry{}}).readerOf(file.Path)
		found, _ := read(file)
		for _, d := range found {
			for _, s := range []source.Span{d.At, d.ValueAt} {
				if !s.IsZero() && (s.Start < 0 || s.End < s.Start || s.End > len(text)) {
					t.Fatalf("%s: span %d-%d of %d bytes", d.Name, s.Start, s.End, len(text))
				}
			}
		}
	})
}
