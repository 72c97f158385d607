package cli

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/visitor"
)

// seen is what the machine says of the routes of one app.
type seen struct {
	public, open, protected []string
}

// routesOf sorts the routes of an app by what a signed-out visitor gets. A
// route counts as protected only if all that answers there is.
func routesOf(app *analyzers.App) seen {
	byPath := map[string][]visitor.Protection{}
	for _, r := range app.Visitor().Resources() {
		if r.Path != "" && (r.Kind == visitor.Page || r.Kind == visitor.Handler) {
			byPath[r.Path] = append(byPath[r.Path], r.Protection)
		}
	}
	var s seen
	for _, path := range sortedNames(byPath) {
		all := byPath[path]
		has := func(p visitor.Protection) bool { return slices.Contains(all, p) }
		switch {
		case has(visitor.Open) && isSignIn(path):
			s.public = append(s.public, path)
		case has(visitor.Open):
			s.open = append(s.open, path)
		case has(visitor.Undecided), has(visitor.ByLayout):
		case has(visitor.Public):
			s.public = append(s.public, path)
		default:
			s.protected = append(s.protected, path)
		}
	}
	return s
}

// isSignIn tells the pages that nobody who sees them is signed in for.
func isSignIn(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		switch part {
		case "sign-in", "sign-up", "login", "register", "signin", "signup":
			return true
		}
	}
	return false
}

const configHead = `# clerkvet.yaml: see clerkvet config schema.
# Routes that anybody may reach, and routes that nobody may reach without
# signing in: clerkvet reports a protected one that the code leaves open.
`

// proposeConfig writes down what the apps do today. What is open is proposed as
// a comment only: whether it may be is for a person to say.
func proposeConfig(apps []*analyzers.App) string {
	var b strings.Builder
	b.WriteString(configHead)
	if len(apps) == 1 {
		writeRoutesSeen(&b, routesOf(apps[0]), "")
	} else {
		b.WriteString("apps:\n")
		for _, app := range apps {
			fmt.Fprintf(&b, "  - dir: %q\n", app.Next.Dir)
			writeRoutesSeen(&b, routesOf(app), "    ")
		}
	}
	b.WriteString("\nfail-on: error\n")
	return b.String()
}

func writeRoutesSeen(b *strings.Builder, s seen, margin string) {
	if len(s.public)+len(s.open) > 0 {
		empty := ""
		if len(s.public) == 0 {
			empty = " []"
		}
		fmt.Fprintf(b, "%spublic:%s\n", margin, empty)
	}
	for _, path := range s.public {
		fmt.Fprintf(b, "%s  - %q\n", margin, path)
	}
	if len(s.open) > 0 {
		fmt.Fprintf(b, "%s  # open today: declare what may stay open, protect the rest\n", margin)
	}
	for _, path := range s.open {
		fmt.Fprintf(b, "%s  # - %q\n", margin, path)
	}
	if len(s.protected) > 0 {
		fmt.Fprintf(b, "%sprotected:\n", margin)
	}
	for _, path := range s.protected {
		fmt.Fprintf(b, "%s  - %q\n", margin, path)
	}
}
