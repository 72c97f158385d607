package rules

import (
	"strings"
	"testing"
)

func TestRedact(t *testing.T) {
	x := strings.Repeat("aB3", 14)
	for _, secret := range []string{
		"sk_live_" + x, "sk_test_" + x, "rk_live_" + x, "whsec_" + x + "+/=", "ak_" + x, "mt_" + x, "oat_" + x, "sk-" + x, "sk-proj-" + x, "sk-ant-" + x,
		"ghp_" + x, "github_pat_" + x, "xoxb-123456789-" + x, "AKIA" + strings.Repeat("A1", 8), "AIza" + x[:35], "SG." + x + "." + x,
		"eyJ" + x + "." + x + "." + x, "postgres://user:hunter2pass@db.example.com/x", `\n` + "sk_live_" + x, "xsk_live_" + x, "?a%3Dak_" + x,
	} {
		got := Redact(`const key = "` + secret + `" // note`)
		if len(got) != len(secret)+len(`const key = "" // note`) || strings.Contains(got, "aB3aB3") || strings.Contains(got, "hunter2") || strings.Contains(got, "A1A1") {
			t.Errorf("%s becomes %s", secret, got)
		}
	}
	for _, public := range []string{
		"pk_live_" + x, "the sk_live_ key", "CLERK_SECRET_KEY", "https://example.com:3000/a", "task_" + x, "https://clerk.com/docs@v6",
		"`Bearer ${process.env.X}`", "postgres://user:${PASSWORD}@db",
	} {
		if got := Redact(public); got != public {
			t.Errorf("%s becomes %s", public, got)
		}
	}
}

// FuzzRedact compares the search line by line with one over the whole text.
func FuzzRedact(f *testing.F) {
	x := strings.Repeat("aB3", 14)
	f.Add("a sk_live_" + x + "\nb")
	f.Add("postgres://user:hunter2pass\r\n@db \\nghp_" + x + "\n\nxoxb-123456789\n-" + x + "\n")
	f.Add("re_" + x + "\n%0aAIza" + x + "\x0bSG." + x + "\n." + x)
	f.Fuzz(func(t *testing.T, text string) {
		if got, want := Redact(text), Blot(secrets(), text); got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	})
}
