package report

import (
	"fmt"
	"io"
	"strings"

	"clerkvet/rules"
)

// maxListed keeps a report below the size of a comment or a job summary.
const maxListed = 100

// Markdown writes the checklist of every app as a table, for a comment on a
// pull request or a job summary, and what was found or not decided below it.
func Markdown(w io.Writer, a *Audit, _ Options) error {
	var b strings.Builder
	line, _ := verdict(a.Results)
	fmt.Fprintf(&b, "## Production readiness: %s\n\n", line)
	if !a.Partial {
		markdownChecklist(&b, a)
	}
	markdownFindings(&b, shown(a.Results))
	var undecided, unread, left []string
	for _, r := range rules.Undecided(a.Results) {
		undecided = append(undecided, fmt.Sprintf("`%s` in %s: %s", r.Rule.ID, cell(dirOf(r.App)), cell(r.Reason)))
	}
	for _, p := range a.Facts.Problems() {
		unread = append(unread, fmt.Sprintf("%s: %s", code(p.Path), cell(p.Reason)))
	}
	for _, app := range a.Facts.Others {
		left = append(left, fmt.Sprintf("%s: %s", cell(dirOf(app)), whyLeft(app)))
	}
	markdownList(&b, "Could not be decided", undecided)
	markdownList(&b, "Could not be read", unread)
	markdownList(&b, "Left alone", left)
	_, err := io.WriteString(w, Harmless(b.String()))
	return err
}

func markdownChecklist(b *strings.Builder, a *Audit) {
	rows := rules.Checklist(a.Facts, a.Results)
	for _, app := range a.Facts.Apps {
		fmt.Fprintf(b, "### App %s\n\n| | Check | State | Why |\n|---|---|---|---|\n", cell(dirOf(app)))
		for _, r := range rows {
			if r.App == app {
				fmt.Fprintf(b, "| %s | %s | %s | %s |\n", r.ID, cell(r.Title), r.State, cell(r.Why))
			}
		}
		b.WriteString("\n")
	}
}

func markdownFindings(b *strings.Builder, findings []*rules.Finding) {
	if len(findings) == 0 {
		return
	}
	b.WriteString("### Findings\n\n| Level | Where | What |\n|---|---|---|\n")
	listed := 0
	for _, g := range groups(findings) {
		for _, f := range g.findings {
			if listed++; listed > maxListed {
				continue
			}
			where := fmt.Sprintf("%s:%d", f.At.Path(), f.At.StartLine())
			fmt.Fprintf(b, "| %s | %s | %s (`%s`) |\n", label(f), code(where), cell(f.Message), f.Rule.ID)
		}
	}
	if more := listed - maxListed; more > 0 {
		fmt.Fprintf(b, "\n%s more are not listed.\n", plural(more, "finding"))
	}
	b.WriteString("\n")
}

func markdownList(b *strings.Builder, title string, items []string) {
	if len(items) == 0 {
		return
	}
	fmt.Fprintf(b, "### %s\n\n", title)
	for _, item := range items[:min(len(items), maxListed)] {
		fmt.Fprintf(b, "- %s\n", item)
	}
	if more := len(items) - maxListed; more > 0 {
		fmt.Fprintf(b, "- and %d more\n", more)
	}
	b.WriteString("\n")
}

var cellEscapes = strings.NewReplacer(
	"|", "\\|", "<", "&lt;", ">", "&gt;", "`", "'", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_",
)

// codeEscapes hold inside of backticks, where a backslash is a character.
var codeEscapes = strings.NewReplacer("|", "\\|", "`", "'")

// cell makes text fit for a cell of a Markdown table.
func cell(s string) string { return cellEscapes.Replace(safe(s)) }

// code makes text fit for a cell and for backticks.
func code(s string) string { return "`" + codeEscapes.Replace(safe(s)) + "`" }
