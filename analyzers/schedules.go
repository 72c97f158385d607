package analyzers

import (
	"bytes"
	"regexp"
	"strings"

	"clerkvet/analyzers/dotenv"
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
	// asks matches the programs of a shell that request a URL.
	asks = regexp.MustCompile(`\b(curl|wget|https?|xh)\s`)
	// address matches a URL with a path: of a host, or of one that a variable holds. What is
	// a placeholder in the path is left to the caller.
	address = regexp.MustCompile("(https?://[\\w.:-]+|\\$\\{\\{[^}\n]*\\}\\}|\\$\\{\\w+\\}|\\$\\w+)(/[^\\s\"'`\\\\<>()?#]*)")
	// ownHost matches a host that is the machine on which a workflow runs itself.
	ownHost = regexp.MustCompile(`^https?://(localhost|127\.|0\.0\.0\.0|\[::1\])`)
)

// scheduledRequests are the requests of the workflows that run at times. What a workflow
// that is not valid YAML asks for is not known; that is reported where variables are read.
func scheduledRequests(tree *source.Tree) (out []request) {
	for _, name := range tree.Below(".github/workflows") {
		if !workflowFile.MatchString(name) {
			continue
		}
		if text, err := tree.Peek(name); err != nil || !bytes.Contains(text, []byte("schedule")) || !asks.Match(text) {
			continue
		}
		f, err := tree.Read(name)
		if err != nil {
			continue
		}
		scripts, err := dotenv.ScheduledScripts(f)
		if err != nil {
			continue
		}
		for _, s := range scripts {
			out = append(out, requestsOf(s)...)
		}
	}
	return out
}

// requestsOf reads the URLs of the commands of a script that request any. A command goes on
// behind a backslash.
func requestsOf(s dotenv.Script) (out []request) {
	asking, from := false, s.At.Start
	for line := range strings.Lines(s.Text) {
		text := strings.TrimSpace(line)
		asking = !strings.HasPrefix(text, "#") && (asking || asks.MatchString(line))
		if asking {
			for _, m := range address.FindAllStringSubmatch(line, -1) {
				at := placeOf(s.At.File, m[0], from)
				from = at.End
				if !ownHost.MatchString(m[1]) && !strings.ContainsAny(m[2], "${}*") {
					out = append(out, request{m[2], at})
				}
			}
		}
		asking = asking && strings.HasSuffix(text, `\`)
	}
	return out
}

// placeOf is where a text stands first in a file, from an offset in bytes on.
func placeOf(f *source.File, text string, from int) source.Span {
	start := from + max(0, bytes.Index(f.Text[from:], []byte(text)))
	return f.Span(start, min(len(f.Text), start+len(text)))
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
