//go:build unix

package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// nobody is a user without rights, whom permissions hold back.
const nobody = 65534

// shutCases are what the system does not let be read, and what is then said.
var shutCases = []struct{ shut, stderr, unknown string }{
	{"app/private", "app/private (cannot be read: permission denied)", "auth-fails-open"},
	{"app/api/other/route.ts", "app/api/other/route.ts (permission denied)", "auth-fails-open"},
	{"pages", "pages (cannot be read: permission denied)", "auth-fails-open"},
	{"proxy.ts", "proxy.ts (permission denied)", "matcher-invalid"},
	{"next.config.js", "next.config.js (permission denied)", "secret-in-next-config"},
	{".gitignore", ".gitignore (permission denied)", "env-file-not-ignored"},
	{".env", ".env (permission denied)", ""},
	{"package-lock.json", "package-lock.json (permission denied)", ""},
	{"notes.txt", "notes.txt (permission denied)", ""},
	{"docs", "docs (cannot be read: permission denied)", ""},
	{"apps/other/package.json", "apps/other/package.json (permission denied)", ""},
	{".git", ".git (cannot be asked what is ignored and tracked: .git: permission denied)", ""},
	{".git/index", ".git (cannot be asked what is ignored and tracked: read the index: git ls-files: .git/index: index file open failed: Permission denied)", ""},
	{".git/HEAD", ".git (cannot be asked what is ignored and tracked: .git/HEAD: permission denied)", ""},
}

var shutTree = map[string]string{
	"proxy.ts":                     "import { clerkMiddleware } from '@clerk/nextjs/server'\nexport default clerkMiddleware()\n",
	"next.config.js":               "module.exports = {}\n",
	"app/private/page.tsx":         "export default function Page() { return null }\n",
	"app/api/other/route.ts":       "export function GET() { return Response.json({}) }\n",
	"pages/old.tsx":                "export default function Old() { return null }\n",
	".gitignore":                   ".env*\n",
	".env":                         "NEXT_PUBLIC_APP=x\n",
	"package-lock.json":            "{}",
	"notes.txt":                    "x\n",
	"docs/x.md":                    "x\n",
	"apps/other/package.json":      `{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}`,
	"apps/other/app/page.tsx":      "export default function Page() { return null }\n",
	"apps/other/src/deep/file.txt": "x\n",
}

// What the system does not let be read is named, ends the run with exit code 2,
// and is never taken for sound; all else is audited.
func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		asNobody(t)
		return
	}
	for _, c := range shutCases {
		t.Run(c.shut, func(t *testing.T) {
			dir := t.TempDir()
			plant(t, dir, sound)
			plant(t, dir, shutTree)
			gitInit(t, dir)
			shut(t, filepath.Join(dir, filepath.FromSlash(c.shut)))
			var out, stderr bytes.Buffer
			if code := Main([]string{"audit", dir, "--format", "json"}, nil, &out, &stderr); code != broken || stderr.String() != "clerkvet: not everything could be audited: "+c.stderr+"\n" {
				t.Errorf("exit code %d, stderr %s", code, stderr.String())
			}
			checkShut(t, out.Bytes(), c.unknown)
		})
	}
}

// checkShut looks for the rule that cannot decide, and for the finding in what
// could be read, where the middleware could.
func checkShut(t *testing.T, out []byte, unknown string) {
	t.Helper()
	var got struct {
		Verdict  string
		Results  []struct{ Rule, Outcome string }
		Findings []struct{ Rule, Path string }
		Problems []struct{ Path string }
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if got.Verdict == "ready" || len(got.Problems) == 0 {
		t.Errorf("verdict %s with problems %v", got.Verdict, got.Problems)
	}
	found := unknown == "matcher-invalid"
	for _, f := range got.Findings {
		found = found || f.Rule == "api-route-unprotected" && f.Path == "app/api/open/route.ts"
		if f.Rule == "env-file-not-ignored" && unknown == f.Rule {
			t.Error("an ignore file that cannot be read is taken for one that ignores nothing")
		}
	}
	for _, r := range got.Results {
		if r.Rule == unknown && r.Outcome == "unknown" {
			unknown = ""
		}
	}
	if !found || unknown != "" {
		t.Errorf("finding in the rest: %v; decided all the same: %q", found, unknown)
	}
}

// A middleware that cannot be read is unknown for every path.
func TestUnreadableMiddleware(t *testing.T) {
	if os.Geteuid() == 0 {
		asNobody(t)
		return
	}
	dir := t.TempDir()
	plant(t, dir, sound)
	plant(t, dir, map[string]string{"proxy.ts": shutTree["proxy.ts"]})
	shut(t, filepath.Join(dir, "proxy.ts"))
	for _, args := range [][]string{{"routes", dir, "--format", "json"}, {"path", "--dir", dir, "--format", "json", "/private"}} {
		var out, stderr bytes.Buffer
		Main(args, nil, &out, &stderr)
		if text := out.String(); !strings.Contains(text, `"middleware": "unknown"`) || strings.Contains(text, `"not-run"`) {
			t.Errorf("%s: %s %s", args[0], text, stderr.String())
		}
	}
}

func gitInit(t *testing.T, dir string) {
	t.Helper()
	for _, args := range [][]string{{"init", "-q"}, {"add", "-A", "-f"}} {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v %s", args[0], err, out)
		}
	}
}

// shut takes away all rights until the test ends.
func shut(t *testing.T, name string) {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(name, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Chmod(name, info.Mode().Perm()) })
}

// asNobody runs the test once more as a user whom permissions hold back, as they
// do not hold back root.
func asNobody(t *testing.T) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := os.MkdirTemp("", "nobody")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	copied := filepath.Join(dir, "cli.test")
	text, err := os.ReadFile(self)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, text, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, nobody, nobody); err != nil {
		t.Skip("no other user to be:", err)
	}
	cmd := exec.Command(copied, "-test.run=^"+t.Name()+"$", "-test.v")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "TMPDIR="+dir, "HOME="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	out, err := cmd.CombinedOutput()
	if err != nil || !bytes.Contains(out, []byte("--- PASS: "+t.Name())) {
		t.Errorf("%v\n%s", err, out)
	}
}
