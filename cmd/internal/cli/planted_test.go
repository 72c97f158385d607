package cli

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// leakRules are the rules of which exactly one reports a secret. Others may say
// that the same key is of the wrong kind for its place.
var leakRules = []string{
	"env-file-committed", "secret-committed", "secret-in-history", "secret-in-client", "secret-public-name", "secret-in-next-config", "secret-in-build-output",
}

// A planted key is one that stands in a line of a file of the repository.
type planted struct {
	path, value, rule, kind string
	line                    int
}

// body returns what is secret of the key.
func (p planted) body() string { return p.value[strings.LastIndexByte(p.value[:10], '_')+1:] }

// A garden is a repository with keys made up when the test runs, so that none
// stands in this one.
type garden struct {
	t       *testing.T
	dir     string
	secrets []planted
	public  []string
}

func newGarden(t *testing.T) *garden {
	t.Helper()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not installed, so no repository was made and nothing was checked")
	}
	g := &garden{t: t, dir: t.TempDir()}
	g.git("init", "-q", "-b", "main")
	g.file("package.json", `{"dependencies": {"next": "15.5.29", "@clerk/nextjs": "6.39.8"}}`)
	g.file(".gitignore", ".env*.local\nnode_modules\n")
	g.file("app/page.tsx", "import { backend } from '../lib/backend'\nimport { Form } from './form'\nexport default function Page() { return <Form a={typeof backend} /> }\n")
	return g
}

func (g *garden) git(args ...string) string {
	g.t.Helper()
	cmd := exec.Command("git", append([]string{"-C", g.dir, "-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "commit.gpgsign=false"}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL=/dev/null", "GIT_CONFIG_NOSYSTEM=1")
	out, err := cmd.CombinedOutput()
	if err != nil {
		g.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

func (g *garden) commit() {
	g.git("add", "-A", "-f")
	g.git("commit", "-q", "-m", "Plant")
}

func (g *garden) file(name, text string) {
	g.t.Helper()
	full := filepath.Join(g.dir, name)
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		g.t.Fatal(err)
	}
	if err := os.WriteFile(full, []byte(text), 0o600); err != nil {
		g.t.Fatal(err)
	}
}

// plant writes a file in which each %s is a new key of the kinds, in order, and
// expects the rule to report each.
func (g *garden) plant(rule, name, format string, kinds ...string) {
	g.t.Helper()
	parts := strings.Split(format, "%s")
	text := parts[0]
	for i, kind := range kinds {
		value := newKey(g.t, kind)
		g.secrets = append(g.secrets, planted{name, value, rule, kindNames[kind], 1 + strings.Count(text, "\n")})
		text += value + parts[i+1]
	}
	g.file(name, text)
}

// kindNames are what the findings call a key with the prefix.
var kindNames = map[string]string{
	"sk_live_": "secret key", "sk_test_": "secret key", "whsec_": "webhook signing secret", "ak_": "machine secret key or API key",
	"mt_": "machine token", "oat_": "OAuth access token",
}

func newKey(t *testing.T, prefix string) string {
	if prefix == "whsec_" {
		raw := make([]byte, 24)
		if _, err := rand.Read(raw); err != nil {
			t.Fatal(err)
		}
		return prefix + base64.StdEncoding.EncodeToString(raw)
	}
	length := 42
	if len(prefix) < len("whsec_") {
		length = 32
	}
	return prefix + letters(t, length)
}

func letters(t *testing.T, n int) string {
	const set = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	var b strings.Builder
	for range n {
		i, err := rand.Int(rand.Reader, big.NewInt(int64(len(set))))
		if err != nil {
			t.Fatal(err)
		}
		b.WriteByte(set[i.Int64()])
	}
	return b.String()
}

// grow plants keys in every sort of file, and beside them what only looks like
// one.
func (g *garden) grow() {
	g.plant("secret-committed", "lib/backend.ts", "import { createClerkClient } from '@clerk/backend'\nexport const backend = createClerkClient({\n  secretKey: '%s',\n  machineSecretKey: \"%s\",\n})\n", "sk_live_", "ak_")
	g.plant("secret-in-client", "app/form.tsx", "'use client'\nexport const Form = ({ a }) => <form action={`/x?k=%s&a=${a}`} />\n", "sk_live_")
	g.plant("env-file-committed", ".env", "# keys\nCLERK_SECRET_KEY=%s\nexport CLERK_WEBHOOK_SIGNING_SECRET=\"%s\"\nCLERK_MACHINE_SECRET_KEY='%s'\n", "sk_test_", "whsec_", "ak_")
	g.plant("secret-committed", ".env.example", "CLERK_SECRET_KEY=%s\n", "sk_live_")
	g.plant("secret-committed", "deploy/values.yaml", "env:\n  - name: CLERK_SECRET_KEY\n    value: %s\n  - name: HOOK\n    value: \"%s\"\n", "sk_live_", "whsec_")
	g.plant("secret-committed", "docker-compose.yml", "services:\n  web:\n    environment:\n      CLERK_SECRET_KEY: %s\n", "sk_test_")
	g.plant("secret-committed", "config/clerk.json", "{\n  \"url\": \"https://x.io/?key%3D1\",\n  \"key\": \"%s\",\n  \"text\": \"%s\"\n}\n", "sk_live_", "sk_test_")
	g.plant("secret-committed", "docs/setup.md", "# Setup\n\nRun `CLERK_SECRET_KEY=%s next dev`.\n", "sk_test_")
	g.plant("secret-committed", "Dockerfile", "FROM node:22\nARG CLERK_SECRET_KEY=%s\nENV CLERK_WEBHOOK_SIGNING_SECRET %s\n", "sk_live_", "whsec_")
	g.plant("secret-committed", "lib/broken.ts", "export const x = { key: '%s', ((\n", "sk_live_")
	g.plant("secret-committed", "broken.yaml", "a: [1\n b: '%s\n", "sk_live_")
	g.plant("secret-committed", "vercel.json", "{\"env\": {\n\"CLERK_SECRET_KEY\": \"%s\"\n", "sk_live_")
	g.notKeys()
}

// notKeys writes publishable keys and placeholders of a key's length.
func (g *garden) notKeys() {
	host := base64.StdEncoding.EncodeToString([]byte("clerk.acme-planted.com$"))
	g.public = []string{"pk_" + "live_" + host, "pk_" + "test_" + host}
	g.file("lib/public.ts", fmt.Sprintf("export const keys = ['%s', '%s']\n", g.public[0], g.public[1]))
	g.file("docs/keys.md", fmt.Sprintf("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=%s\n", g.public[1]))
	g.file(".env.production", fmt.Sprintf("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=%s\n", g.public[0]))
	var source, env, doc, yaml strings.Builder
	for i, p := range standIns() {
		fmt.Fprintf(&source, "export const k%d = \"%s\"\n", i, p)
		fmt.Fprintf(&env, "K%d_CLERK_SECRET=%s\n", i, p)
		fmt.Fprintf(&doc, "- `CLERK_SECRET_KEY=%s`\n", p)
		fmt.Fprintf(&yaml, "clerk%d: '%s'\n", i, p)
	}
	g.file("lib/standins.ts", source.String())
	g.file(".env.test", env.String())
	g.file(".env.template", env.String())
	g.file("docs/standins.md", doc.String())
	g.file("deploy/standins.yaml", yaml.String())
}

// standIns returns fifty placeholders, most as long as a key.
func standIns() []string {
	var out []string
	for i, body := range []string{
		strings.Repeat("x", 42), strings.Repeat("X", 42), strings.Repeat("0", 42), strings.Repeat("abc123", 7), strings.Repeat("deadbeef", 5), strings.Repeat("*", 42),
		strings.Repeat("•", 42), "YOUR_CLERK_SECRET_KEY_FROM_THE_DASHBOARD_0", "your-secret-key-from-clerk-dashboard-here", "ReplaceThisWithYourOwnSecretKeyFromClerk01",
		"placeholderplaceholderplaceholderplacehold", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", "1234567890abcdefghijklmnopqrstuvwxyzABCDEF",
		"012345678901234567890123456789012345678901", "a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1", "qwertyuiopasdfghjklzxcvbnmqwertyuiopasdfgh",
		"dummy_key_for_continuous_integration_builds", "thisisnotarealkeyitisonlyforunittestsofours", "changeme_changeme_changeme_changeme_change", "EXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLEEXAMPLE",
		"<paste the key of the Clerk dashboard here>", "${CLERK_SECRET_KEY_FROM_THE_VAULT_OF_OURS_1}", "{{ .Values.clerk.secretKey | required_key }}", "[redacted by the security team last month]",
		"fake_fake_fake_fake_fake_fake_fake_fake_fa",
	} {
		prefixes := [][]string{{"sk_live_", "whsec_"}, {"sk_test_", "sk_live_"}}[i%2]
		out = append(out, prefixes[0]+body, prefixes[1]+body)
	}
	return out
}

// run audits the repository and returns both streams.
func (g *garden) run(args ...string) (stdout, stderr string) {
	var out, errs bytes.Buffer
	if code := Main(append([]string{"audit", g.dir, "--color", "never"}, args...), nil, &out, &errs); code == broken {
		g.t.Fatalf("audit %v: %s", args, errs.String())
	}
	return out.String(), errs.String()
}

// silent wants that no format prints a key, on either stream.
func (g *garden) silent(args ...string) {
	g.t.Helper()
	for _, format := range formatNames() {
		stdout, stderr := g.run(append(args, "--format", format)...)
		for _, s := range g.secrets {
			if part := printedPart(s.body(), stdout+stderr); part != "" {
				g.t.Errorf("%s prints %q of the key in %s:%d", format, part, s.path, s.line)
			}
		}
		for _, p := range g.public {
			if strings.Contains(stdout+stderr, p) {
				g.t.Errorf("%s prints a publishable key", format)
			}
		}
	}
}

// printedPart returns a part of twelve characters of the body that the text
// holds.
func printedPart(body, text string) string {
	for i := 0; i+12 <= len(body); i++ {
		if part := body[i : i+12]; strings.Contains(text, part) {
			return part
		}
	}
	return ""
}

// A leak is what the JSON report says of a finding.
type leak struct {
	Rule, Message, Path string
	StartLine           int
}

func (g *garden) leaks(args ...string) []leak {
	g.t.Helper()
	stdout, _ := g.run(append(args, "--format", "json")...)
	var report struct{ Findings []leak }
	if err := json.Unmarshal([]byte(stdout), &report); err != nil {
		g.t.Fatal(err)
	}
	return slices.DeleteFunc(report.Findings, func(l leak) bool { return !slices.Contains(leakRules, l.Rule) })
}

// Every planted secret is reported once under its right name, nothing else is,
// and no key is ever printed.
func TestPlantedSecrets(t *testing.T) {
	g := newGarden(t)
	g.grow()
	g.check()
}

// Keys are blotted out where no word begins before them, and those of short
// prefixes under names that say nothing.
func TestPlantedWhereHardToSee(t *testing.T) {
	g := newGarden(t)
	g.file("lib/backend.ts", "export const backend = 1\n")
	g.file("app/form.tsx", "export const Form = () => <form />\n")
	g.plant("secret-committed", "config/text.json", "{\"a\": \"x\\n%s\\n\"}\n", "sk_live_")
	g.plant("secret-committed", "config/link.json", "{\"a\": \"https://x.io/?k%3D%s&b\"}\n", "sk_live_")
	g.plant("secret-committed", "lib/short.ts", "export const a = '%s'\nexport const b = '%s'\n", "mt_", "oat_")
	g.check()
}

// check commits and wants each secret once, nothing else, and none printed.
func (g *garden) check() {
	g.t.Helper()
	t := g.t
	g.commit()
	found := g.leaks()
	for _, s := range g.secrets {
		is := func(l leak) bool { return l.Path == s.path && l.StartLine == s.line && g.names(l, s) }
		i := slices.IndexFunc(found, is)
		if i < 0 {
			t.Errorf("%s:%d: no %s of a %s", s.path, s.line, s.rule, s.kind)
			continue
		}
		found = slices.Delete(found, i, i+1)
	}
	for _, l := range found {
		t.Errorf("%s:%d: reported twice, or no secret: %s: %s", l.Path, l.StartLine, l.Rule, l.Message)
	}
	g.silent()
}

// names reports whether the finding calls the key by its kind; those on env
// files name the variable.
func (g *garden) names(l leak, s planted) bool {
	return l.Rule == s.rule && (l.Rule == "env-file-committed" && strings.Contains(l.Message, "CLERK_") || strings.Contains(l.Message, "a "+s.kind))
}

// A secret of the history is found on a branch, behind a tag and in the stash;
// without --history, and in a commit that nothing reaches, it is not.
func TestPlantedInHistory(t *testing.T) {
	g := newGarden(t)
	g.file("lib/backend.ts", "export const backend = 1\n")
	g.file("app/form.tsx", "export const Form = () => <form />\n")
	g.commit()
	g.buried("lib/deleted.ts", "sk_live_", func() { g.remove("lib/deleted.ts") })
	g.git("checkout", "-q", "-b", "side")
	g.buried("deploy/side.yaml", "whsec_", func() { g.git("checkout", "-q", "main") })
	g.git("checkout", "-q", "--detach")
	g.buried("docs/tagged.md", "sk_test_", func() { g.git("tag", "-a", "v1", "-m", "v1"); g.git("checkout", "-q", "main") })
	g.plant("secret-in-history", "lib/stashed.ts", "export const k = '%s'\n", "ak_")
	g.git("add", "-A")
	g.git("stash")
	reachable := slices.Clone(g.secrets)
	g.git("checkout", "-q", "--detach")
	g.buried("lib/unreachable.ts", "sk_live_", func() { g.git("checkout", "-q", "main") })
	if found := g.leaks(); len(found) > 0 {
		t.Errorf("without --history: %+v", found)
	}
	found := g.leaks("--history")
	for _, s := range reachable {
		if n := count(found, func(l leak) bool { return g.names(l, s) && strings.Contains(l.Message, s.path) }); n != 1 {
			t.Errorf("%s: reported %d times in %+v", s.path, n, found)
		}
	}
	if len(found) != len(reachable) {
		t.Errorf("%d findings for %d secrets: %+v", len(found), len(reachable), found)
	}
	g.silent("--history")
}

// buried plants a key, commits it and leaves it behind.
func (g *garden) buried(name, kind string, leave func()) {
	g.t.Helper()
	g.plant("secret-in-history", name, "// key: %s\n", kind)
	g.commit()
	leave()
}

func (g *garden) remove(name string) {
	g.git("rm", "-q", name)
	g.git("commit", "-q", "-m", "Remove")
}

func count(of []leak, is func(leak) bool) int {
	n := 0
	for _, l := range of {
		if is(l) {
			n++
		}
	}
	return n
}
