package cli

import (
	"os"

	"clerkvet/analyzers/source"
)

// What GitHub Actions says about itself, as far as it is fit for an address.
var (
	serverURL  = source.Pattern(`^https?://[\w.:-]+$`)
	repository = source.Pattern(`^[\w.-]+/[\w.-]+$`)
	commitName = source.Pattern(`^([0-9a-f]{40}|[0-9a-f]{64})$`)
)

// fileLinks is the address of the audited files at the commit that a workflow of
// GitHub runs for, or "" elsewhere: in a job summary or a comment a relative link
// leads nowhere.
func fileLinks() string {
	server, repo, commit := os.Getenv("GITHUB_SERVER_URL"), os.Getenv("GITHUB_REPOSITORY"), os.Getenv("GITHUB_SHA")
	if !serverURL().MatchString(server) || !repository().MatchString(repo) || !commitName().MatchString(commit) {
		return ""
	}
	return server + "/" + repo + "/blob/" + commit + "/"
}
