package rules

import (
	"regexp"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
)

// older begins a paragraph of ## Fix that is for versions before one: what the first
// paragraph advises is not there yet.
var older = regexp.MustCompile(`^Before (@clerk/nextjs|Next\.js) (\d+(?:\.\d+)*): `)

// packages are the names by which pages call them.
var packages = map[string]string{"@clerk/nextjs": clerk.SDK, "Next.js": "next"}

// Remedy is the paragraph of the page that says what to do in an app with its
// versions: the last of those for older ones that is meant, else the first of all.
func (d *Doc) Remedy(app *analyzers.App) string {
	first, _, _ := strings.Cut(d.Fix, "\n\n")
	for _, paragraph := range strings.Split(d.Fix, "\n\n") {
		if m := older.FindStringSubmatch(paragraph); m != nil && app != nil && app.Next.Versions.Below(packages[m[1]], m[2]) {
			first = strings.TrimPrefix(paragraph, m[0])
		}
	}
	return first
}
