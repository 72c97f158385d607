package report

import (
	"fmt"
	"io"
	"strings"

	"clerkvet/rules"
)

// Markdown writes the checklist of every app as a table, for a comment on a
// pull request or a job summary, and the findings at warning or above below it.
func Markdown(w io.Writer, a *Audit, _ Options) error {
	var b strings.Builder
	rows := rules.Checklist(a.Facts, a.Results)
	fmt.Fprintf(&b, "## Production readiness: %s\n\n", verdictText(a.Results))
	for _, app := range a.Facts.Apps {
		fmt.Fprintf(&b, "### App %s\n\n| | Check | State | Why |\n|---|---|---|---|\n", cell(dirOf(app)))
		for _, r := range rows {
			if r.App == app {
				fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", r.ID, cell(r.Title), r.State, cell(redact(r.Why)))
			}
		}
		b.WriteString("\n")
	}
	markdownFindings(&b, shown(a.Results))
	for i, p := range a.Facts.Problems() {
		if i == 0 {
			b.WriteString("### Could not be read\n\n")
		}
		fmt.Fprintf(&b, "- `%s`: %s\n", cell(p.Path), cell(p.Reason))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func markdownFindings(b *strings.Builder, findings []*rules.Finding) {
	if len(findings) == 0 {
		return
	}
	b.WriteString("### Findings\n\n| Level | Where | What |\n|---|---|---|\n")
	for _, f := range findings {
		where := fmt.Sprintf("%s:%d", f.At.Path(), f.At.StartLine())
		fmt.Fprintf(b, "| %s | `%s` | %s (`%s`) |\n", f.Level, cell(where), cell(redact(f.Message)), f.Rule.ID)
	}
	b.WriteString("\n")
}

func verdictText(results []*rules.Result) string {
	switch rules.Judge(results) {
	case rules.NotReady:
		return "NOT READY — fix failing checks"
	case rules.Unproven:
		return "NOT PROVEN — some checks could not be decided"
	}
	return "READY for production"
}

var cellEscapes = strings.NewReplacer("|", "\\|", "<", "&lt;", ">", "&gt;", "`", "'", "\n", " ", "\r", " ")

// cell makes text fit for a cell of a Markdown table.
func cell(s string) string { return cellEscapes.Replace(clean(s)) }
