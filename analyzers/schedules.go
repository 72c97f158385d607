package analyzers

import (
	"bytes"
	"regexp"
	"strings"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A request is a path that a workflow asks for, and where that is written.
type request struct {
	path string
	at   source.Span
}

var (
	workflowFile = regexp.MustCompile(`^\.github/workflows/[^/]+\.ya?ml$`)
	// scheduled matches a workflow that runs at times, and nothing in a comment.
	scheduled = regexp.MustCompile(`(?m)^[ \t]*["']?schedule["']?:[ \t]*(#.*)?\n(?:[ \t]*#.*\n)*[ \t]*-[ \t]*["']?cron["']?:`)
	// asks matches the programs of a shell that request a URL.
	asks = regexp.MustCompile(`\b(curl|wget|https?|xh)\s`)
	// address matches a URL with a path: of a host, or of one that a variable holds. What is
	// a placeholder in the path is left to the caller.
	address = regexp.MustCompile("(https?://[\\w.:-]+|\\$\\{\\{[^}\n]*\\}\\}|\\$\\{\\w+\\}|\\$\\w+)(/[^\\s\"'`\\\\<>()?#]*)")
	// ownHost matches a host that is the machine on which a workflow runs itself.
	ownHost = regexp.MustCompile(`^https?://(localhost|127\.|0\.0\.0\.0|\[::1\])`)
)

// scheduledRequests are the requests of the workflows that run at times.
func scheduledRequests(tree *source.Tree) (out []request) {
	for _, name := range tree.Below(".github/workflows") {
		if !workflowFile.MatchString(name) {
			continue
		}
		text, err := tree.Peek(name)
		if err != nil || !scheduled.Match(text) || !asks.Match(text) {
			continue
		}
		if f, err := tree.Read(name); err == nil {
			out = append(out, requestsOf(f)...)
		}
	}
	return out
}

// requestsOf reads the URLs of the commands of a workflow that request any. A command
// goes on behind a backslash.
func requestsOf(f *source.File) (out []request) {
	asking, start := false, 0
	for _, line := range bytes.SplitAfter(f.Text, []byte("\n")) {
		text := strings.TrimSpace(string(line))
		comment := strings.HasPrefix(text, "#")
		asking = !comment && (asking || asks.Match(line))
		if asking {
			for _, m := range address.FindAllSubmatchIndex(line, -1) {
				path := string(line[m[4]:m[5]])
				if !ownHost.Match(line[m[2]:m[3]]) && !strings.ContainsAny(path, "${}*") {
					out = append(out, request{path, f.Span(start+m[0], start+m[1])})
				}
			}
		}
		asking = asking && strings.HasSuffix(text, `\`)
		start += len(line)
	}
	return out
}

// scheduledFor are the requests that are for handlers of the app and of no other.
func (a *App) scheduledFor() (out []request) {
	handler := func(app *next.App, path string) bool {
		r := app.Match(path)
		return r != nil && r.Kind == next.HandlerRoute
	}
	for _, r := range scheduledRequests(a.Next.Project.Tree) {
		mine := handler(a.Next, r.path)
		for _, other := range a.Next.Project.Apps {
			mine = mine && (other == a.Next || !handler(other, r.path))
		}
		if mine {
			out = append(out, r)
		}
	}
	return out
}
