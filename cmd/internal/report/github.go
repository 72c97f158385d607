package report

import (
	"fmt"
	"io"
	"strings"

	"clerkvet/rules"
)

// annotationsPerLevel is how many annotations of a level GitHub shows for a
// step.
const annotationsPerLevel = 10

var commands = map[rules.Level]string{rules.Error: "error", rules.Warning: "warning", rules.Note: "notice"}

var (
	dataEscapes     = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	propertyEscapes = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

// GitHub writes workflow commands that annotate the lines of a pull request,
// and a plain line that counts those beyond GitHub's limit.
func GitHub(w io.Writer, a *Audit, _ Options) error {
	var b strings.Builder
	count := map[rules.Level]int{}
	for _, f := range shown(a.Results) {
		count[f.Level]++
		if count[f.Level] <= annotationsPerLevel {
			annotate(&b, f)
		}
	}
	for level := rules.Error; level >= rules.Note; level-- {
		if more := count[level] - annotationsPerLevel; more > 0 {
			fmt.Fprintf(&b, "clerkvet: %s more at level %s than GitHub shows\n", Plural(more, "finding"), level)
		}
	}
	for _, r := range rules.Undecided(a.Results) {
		fmt.Fprintf(&b, "clerkvet: could not be decided: %s: %s (%s)\n", safe(trailEnd(r)), safe(r.Reason), r.Rule.ID)
	}
	for _, p := range a.Facts.Problems() {
		fmt.Fprintf(&b, "clerkvet: could not be read: %s: %s\n", safe(p.Path), safe(p.Reason))
	}
	line, _ := verdict(a)
	fmt.Fprintf(&b, "clerkvet: %s\nclerkvet: %s\n", tally(a), line)
	_, err := io.WriteString(w, strings.ReplaceAll(b.String(), "##[", "# #["))
	return err
}

func annotate(b *strings.Builder, f *rules.Finding) {
	r := rangeOf(f.At)
	fmt.Fprintf(b, "::%s file=%s,line=%d,endLine=%d,col=%d", commands[f.Level], propertyEscapes.Replace(safe(r.Path)), r.StartLine, r.EndLine, r.StartColumn)
	if r.StartLine == r.EndLine {
		fmt.Fprintf(b, ",endColumn=%d", r.EndColumn)
	}
	fmt.Fprintf(b, ",title=%s::%s\n", propertyEscapes.Replace("clerkvet "+f.Rule.ID), dataEscapes.Replace(described(f)))
}

// described is the message of an annotation, and on a line of its own what to
// do about it.
func described(f *rules.Finding) string {
	text := safe(f.Explained())
	if hint := hint(f); hint != "" && f.Advice == "" {
		text += "\nFix: " + safe(hint)
	}
	return text
}
