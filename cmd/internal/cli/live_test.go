package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"clerkvet/analyzers/live"
	"clerkvet/analyzers/live/livetest"
)

// A run of a command that asks the network: where, and what it said.
type liveRun struct {
	dir            string
	stdout, stderr string
	code           int
}

// unpack writes the small app and returns its folder.
func unpack(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	fsys, err := txtar.FS(archive)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, fsys); err != nil {
		t.Fatal(err)
	}
	return dir
}

// environment sets the variables, and takes away those of Clerk that the
// machine may have.
func environment(t *testing.T, env map[string]string) {
	t.Helper()
	for _, name := range []string{"CLERK_SECRET_KEY", "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_PUBLISHABLE_KEY",
		"CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_API_URL", "CLERKVET_FAPI_URL"} {
		t.Setenv(name, env[name])
	}
}

// asking runs a command with the APIs at hand, without the waits between
// requests to a site, of which each may take so long.
func asking(t *testing.T, clerk *livetest.Clerk, dir string, timeout time.Duration, args ...string) liveRun {
	t.Helper()
	var stdout, stderr bytes.Buffer
	c := &command{stdin: strings.NewReader(""), stdout: &stdout, stderr: &stderr,
		limits: live.Limits{Timeout: timeout, Pause: time.Millisecond, Pace: time.Second, Site: 60},
		sleep:  func(context.Context, time.Duration) {}}
	args = append(args, "--api-url", clerk.API, "--fapi-url", clerk.Frontend, dir)
	return liveRun{dir: dir, code: c.run(t.Context(), args), stdout: stdout.String(), stderr: stderr.String()}
}

// The exit code and the closing line of each scenario.
func TestLiveScenarios(t *testing.T) {
	for scenario, want := range map[string]struct {
		code int
		line string
	}{
		"production": {ready, "Result: READY for production"}, "development": {notReady, "Result: NOT READY"},
		"mismatch": {notReady, "[FAIL] Keys of one instance"}, "badkey": {notReady, "[FAIL] Clerk's API reachable"},
		"ratelimited": {broken, "Result: NOT PROVEN"}, "reset": {broken, "[????] Clerk's API reachable"},
		"malformed": {broken, "not the JSON of Clerk's API"}, "redirect": {broken, "a redirect is never followed"},
	} {
		t.Run(scenario, func(t *testing.T) {
			environment(t, livetest.Environment())
			r := asking(t, livetest.Start(t, scenario), unpack(t, livetest.App), time.Second, "live")
			if r.code != want.code || !strings.Contains(r.stdout, want.line) {
				t.Errorf("exit code %d, want %d with %q:\n%s%s", r.code, want.code, want.line, r.stdout, r.stderr)
			}
		})
	}
}

// Without an app the keys are asked about all the same.
func TestLiveWithoutApp(t *testing.T) {
	environment(t, livetest.Environment())
	for _, format := range formatNames() {
		r := asking(t, livetest.Start(t, "production"), t.TempDir(), time.Second, "live", "--format", format)
		if r.code != ready || r.stdout == "" {
			t.Errorf("%s: exit code %d: %s%s", format, r.code, r.stdout, r.stderr)
		}
		r = asking(t, livetest.Start(t, "mismatch"), t.TempDir(), time.Second, "live", "--format", format)
		if r.code != notReady || !strings.Contains(r.stdout, "different instances") {
			t.Errorf("%s: exit code %d: %s%s", format, r.code, r.stdout, r.stderr)
		}
	}
}

// Keys come from the environment, else only from the file that is named.
func TestLiveEnvFile(t *testing.T) {
	dir := unpack(t, livetest.App)
	var text strings.Builder
	for name, value := range livetest.Environment() {
		text.WriteString(name + "=" + value + "\n")
	}
	file := filepath.Join(dir, ".env.production.local")
	if err := os.WriteFile(file, []byte(text.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	environment(t, nil)
	if r := asking(t, livetest.Start(t, "production"), dir, time.Second, "live"); r.code != notReady || !strings.Contains(r.stdout, "is not set in this environment") {
		t.Errorf("without --env-file: exit code %d: %s", r.code, r.stdout)
	}
	if r := asking(t, livetest.Start(t, "production"), dir, time.Second, "live", "--env-file", file); r.code != ready {
		t.Errorf("with --env-file: exit code %d: %s%s", r.code, r.stdout, r.stderr)
	}
	t.Setenv("CLERK_SECRET_KEY", "sk_test_"+strings.TrimPrefix(livetest.Environment()["CLERK_SECRET_KEY"], "sk_live_"))
	if r := asking(t, livetest.Start(t, "production"), dir, time.Second, "live", "--env-file", file); r.code != notReady {
		t.Errorf("the environment does not win: exit code %d: %s", r.code, r.stdout)
	}
}

// An env file says nothing about whom to ask: it could send the key away.
func TestLiveAddressesOfEnvFile(t *testing.T) {
	dir := t.TempDir()
	thief := livetest.Start(t, "production")
	file := filepath.Join(dir, ".env")
	if err := os.WriteFile(file, []byte("CLERK_API_URL="+thief.API+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	environment(t, livetest.Environment())
	asking(t, livetest.Start(t, "production"), dir, time.Second, "live", "--env-file", file)
	if len(thief.Requests()) > 0 {
		t.Error("the address of the env file was asked")
	}
}

// Nothing that is printed or written, in any format and on any failure, holds
// twelve characters of a secret.
func TestLiveKeepsSecrets(t *testing.T) {
	for _, scenario := range livetest.Scenarios {
		t.Run(scenario, func(t *testing.T) {
			env := livetest.Environment()
			environment(t, env)
			for _, command := range []string{"live", "audit"} {
				secretRun(t, scenario, command, env)
			}
		})
	}
}

func secretRun(t *testing.T, scenario, command string, env map[string]string) {
	clerk := livetest.Start(t, scenario)
	site := livetest.Deployed()
	site["GET /"] = livetest.Response{Status: 200, Body: env["CLERK_SECRET_KEY"], Header: map[string]string{"Content-Security-Policy": "script-src " + env["CLERK_SECRET_KEY"]}}
	site["POST /api/webhooks/clerk"] = livetest.Response{Status: 308, Header: map[string]string{"Location": "https://" + env["CLERK_SECRET_KEY"][8:40] + ".test/api/webhooks/clerk"}}
	site["GET /api/private"] = livetest.Response{Status: 200}
	args := []string{command, "--url", clerk.Serve(t, site), "--probe-webhook"}
	if command == "audit" {
		args = append(args, "--live")
	}
	out := t.TempDir()
	for _, format := range formatNames() {
		args = append(args, "--output", format+"="+filepath.Join(out, format))
	}
	r := asking(t, clerk, unpack(t, livetest.App), time.Second, args...)
	said := map[string]string{"stdout": r.stdout, "stderr": r.stderr}
	for _, format := range formatNames() {
		text, err := os.ReadFile(filepath.Join(out, format))
		if err != nil {
			t.Fatal(err)
		}
		said[format] = string(text)
	}
	for where, text := range said {
		for _, name := range []string{"CLERK_SECRET_KEY", "CLERK_WEBHOOK_SIGNING_SECRET"} {
			if piece := pieceOf(env[name], text); piece != "" {
				t.Errorf("%s, %s: %s shows a piece of %s", command, scenario, where, name)
			}
		}
		if (where == "json" || where == "sarif") && !json.Valid([]byte(text)) {
			t.Errorf("%s, %s: %s is not valid JSON", command, scenario, where)
		}
	}
}

// pieceOf returns twelve characters of the key that stand in the text, or "".
func pieceOf(key, text string) string {
	for i := 0; i+12 <= len(key); i++ {
		if strings.Contains(text, key[i:i+12]) {
			return key[i : i+12]
		}
	}
	return ""
}

type auditJSON struct {
	Verdict   string
	Checklist []struct{ Row, State, Why string }
}

func (a auditJSON) state(row string) string {
	for _, r := range a.Checklist {
		if r.Row == row {
			return r.State
		}
	}
	return ""
}

// audit --live decides the rows that reading cannot, in one verdict with the
// rest; without it they wait for a person, and nothing else changes.
func TestAuditLive(t *testing.T) {
	environment(t, livetest.Environment())
	dir := unpack(t, livetest.App)
	rows := []string{"1.1", "1.2", "1.5", "2.1", "2.2", "2.3"}
	var static, withLive, mismatch auditJSON
	var stdout bytes.Buffer
	Main([]string{"audit", dir, "--format", "json"}, nil, &stdout, &bytes.Buffer{})
	decode(t, stdout.String(), &static)
	decode(t, asking(t, livetest.Start(t, "production"), dir, time.Second, "audit", "--live", "--format", "json").stdout, &withLive)
	decode(t, asking(t, livetest.Start(t, "mismatch"), dir, time.Second, "audit", "--live", "--format", "json").stdout, &mismatch)
	for _, row := range rows {
		if a, b := static.state(row), withLive.state(row); a != "MANUAL" || b != "PASS" {
			t.Errorf("row %s: %s without, %s with --live", row, a, b)
		}
	}
	for _, r := range static.Checklist {
		if !slices.Contains(rows, r.Row) && withLive.state(r.Row) != r.State {
			t.Errorf("row %s: %s without, %s with --live", r.Row, r.State, withLive.state(r.Row))
		}
	}
	if mismatch.state("1.1") != "FAIL" || mismatch.Verdict != "not-ready" || mismatch.state("2.2") != "PASS" {
		t.Errorf("mismatch: %s, 1.1 %s, 2.2 %s", mismatch.Verdict, mismatch.state("1.1"), mismatch.state("2.2"))
	}
}

func decode(t *testing.T, text string, v any) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), v); err != nil {
		t.Fatalf("%v: %s", err, text)
	}
}

func TestLiveUsage(t *testing.T) {
	environment(t, nil)
	dir := t.TempDir()
	for _, args := range [][]string{
		{"audit", "--url", "https://example.com", dir},
		{"audit", "--live", "--staged", dir},
		{"live", "--probe-webhook", dir},
		{"live", "--url", "http://example.com", dir},
		{"live", "--url", "https://example.com/app", dir},
		{"live", "--api-url", "http://api.clerk.com", dir},
		{"live", "--env-file", filepath.Join(dir, "none"), dir},
		{"live", "--app", "web", dir},
	} {
		var stderr bytes.Buffer
		if code := Main(args, nil, &bytes.Buffer{}, &stderr); code != broken || stderr.Len() == 0 {
			t.Errorf("%v: exit code %d: %s", args, code, stderr.String())
		}
	}
}

// Without the live command or flag nothing asks the network: the audit says the
// same in a namespace that has none.
func TestNoNetwork(t *testing.T) {
	if err := exec.Command("unshare", "-rn", "true").Run(); err != nil {
		t.Skipf("this machine makes no network namespaces: %v", err)
	}
	self := filepath.Join(t.TempDir(), "clerkvet") // the name tells the test binary what to be
	if binary, err := os.Executable(); err != nil || os.Symlink(binary, self) != nil {
		t.Fatal("the test binary cannot be linked")
	}
	for _, args := range [][]string{{"audit", example, "--format", "json"}, {"routes", example, "--format", "json"}, {"path", "--dir", example, "/"}, {"rules"}} {
		with, _ := exec.Command(self, args...).Output()
		without, _ := exec.Command("unshare", append([]string{"-rn", self}, args...)...).Output()
		if len(with) == 0 || !bytes.Equal(with, without) {
			t.Errorf("%v says %d bytes with a network and %d without", args, len(with), len(without))
		}
	}
}

// The same by what it asks of the kernel: no command opens a socket of the
// internet.
func TestNoSocket(t *testing.T) {
	if _, err := exec.LookPath("strace"); err != nil {
		t.Skip("this machine has no strace")
	}
	self := filepath.Join(t.TempDir(), "clerkvet")
	if binary, err := os.Executable(); err != nil || os.Symlink(binary, self) != nil {
		t.Fatal("the test binary cannot be linked")
	}
	sockets := func(args ...string) int {
		trace := filepath.Join(t.TempDir(), "trace")
		_ = exec.Command("strace", append([]string{"-f", "-qq", "-e", "trace=socket", "-o", trace, self}, args...)...).Run()
		text, err := os.ReadFile(trace)
		if err != nil {
			t.Skipf("strace cannot trace here: %v", err)
		}
		return bytes.Count(text, []byte("AF_INET"))
	}
	environment(t, livetest.Environment())
	clerk := livetest.Start(t, "production")
	if sockets("live", "--api-url", clerk.API, "--fapi-url", clerk.Frontend, t.TempDir()) == 0 {
		t.Skip("strace shows no socket of a command that uses them")
	}
	for _, args := range [][]string{{"audit", example}, {"audit", example, "--history"}, {"routes", example}, {"rules"}, {"version"}} {
		if n := sockets(args...); n > 0 {
			t.Errorf("%v opens %d sockets", args, n)
		}
	}
}
