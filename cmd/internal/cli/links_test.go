package cli

import "testing"

func TestFileLinks(t *testing.T) {
	const sha = "0123456789abcdef0123456789abcdef01234567"
	for _, c := range []struct{ server, repo, commit, want string }{
		{"https://github.com", "owner/my.app", sha, "https://github.com/owner/my.app/blob/" + sha + "/"},
		{"https://git.example:8443", "o/r", sha, "https://git.example:8443/o/r/blob/" + sha + "/"},
		{"", "", "", ""},
		{"https://github.com", "owner/app", "", ""},
		{"https://github.com", "owner", sha, ""},
		{"https://github.com", "o/r)[x](javascript:1", sha, ""},
		{"javascript:alert(1)", "o/r", sha, ""},
		{"https://github.com", "o/r", "main", ""},
	} {
		t.Setenv("GITHUB_SERVER_URL", c.server)
		t.Setenv("GITHUB_REPOSITORY", c.repo)
		t.Setenv("GITHUB_SHA", c.commit)
		if got := fileLinks(); got != c.want {
			t.Errorf("%v: got %q, want %q", c, got, c.want)
		}
	}
}
