package report

import (
	"fmt"
	"io"
	"strings"

	"clerkvet/analyzers/source"
)

// A PathAnswer says what happens to one URL path. It is one entry of
// clerkvet/path@1.
type PathAnswer struct {
	Path       string     `json:"path"`
	App        string     `json:"app"`
	Runs       *bool      `json:"runs"` // nil if it cannot be told
	MatchedBy  string     `json:"matchedBy,omitempty"`
	Middleware string     `json:"middleware"` // passes, denies, not-run, unknown
	Route      *PathRoute `json:"route"`
	Why        []PathStep `json:"why"`
	Error      string     `json:"error,omitempty"` // why Next.js refuses to build
}

// A PathRoute is the route that answers a path.
type PathRoute struct {
	Path string `json:"path"`
	File string `json:"file"`
	Kind string `json:"kind"`
}

// A PathStep is one reason of a PathAnswer.
type PathStep struct {
	Message   string `json:"message"`
	Path      string `json:"path,omitempty"`
	StartLine int    `json:"startLine,omitempty"`
}

// Step returns a reason with its place.
func Step(message string, at source.Span) PathStep {
	if at.IsZero() {
		return PathStep{Message: message}
	}
	return PathStep{message, at.Path(), at.StartLine()}
}

// PathsJSON writes the answers as clerkvet/path@1.
func PathsJSON(w io.Writer, answers []PathAnswer) error {
	return writeJSON(w, struct {
		Schema string       `json:"schema"`
		Paths  []PathAnswer `json:"paths"`
	}{"clerkvet/path@1", answers})
}

// PathsText writes a paragraph for each path.
func PathsText(w io.Writer, answers []PathAnswer) error {
	var b strings.Builder
	for _, a := range answers {
		fmt.Fprintf(&b, "%s\n", clean(a.Path))
		fmt.Fprintf(&b, "  middleware  %s\n", clean(runsText(a)))
		if a.Route != nil {
			fmt.Fprintf(&b, "  route       %s %s  %s\n", a.Route.Kind, clean(a.Route.Path), clean(a.Route.File))
		} else {
			b.WriteString("  route       none answers\n")
		}
		for _, s := range a.Why {
			at := ""
			if s.Path != "" {
				at = fmt.Sprintf("  %s:%d", clean(s.Path), s.StartLine)
			}
			fmt.Fprintf(&b, "  because     %s%s\n", clean(s.Message), at)
		}
	}
	_, err := io.WriteString(w, Harmless(b.String()))
	return err
}

func runsText(a PathAnswer) string {
	switch {
	case a.Error != "":
		return "cannot be told: " + a.Error
	case a.Runs == nil:
		return "cannot be told"
	case !*a.Runs:
		return "does not run"
	case a.MatchedBy != "":
		return "runs, by " + a.MatchedBy + "; what it does: " + a.Middleware
	}
	return "runs; what it does: " + a.Middleware
}
