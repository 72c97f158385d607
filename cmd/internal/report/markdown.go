package report

import (
	"fmt"
	"io"
	"net/url"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// A comment holds 65,536 characters and a job summary 1 MiB: findings are listed
// as long as there is room for a comment, and nothing is written beyond the
// summary.
const (
	maxListed  = 100
	maxComment = 60_000
	maxSummary = 1 << 20
)

// Markdown writes the checklist of every app as a table, for a comment on a
// pull request or a job summary, and what was found or not decided below it.
func Markdown(w io.Writer, a *Audit, opts Options) error {
	m := &markdown{links: opts.Links, number: map[*rules.Finding]int{}}
	for _, g := range groups(shown(a.Results)) {
		for _, f := range g {
			m.findings = append(m.findings, f)
			m.number[f] = len(m.findings)
		}
	}
	line, _ := verdict(a)
	m.printf("## Production readiness: %s\n\n%s\n\n", line, tally(a))
	if !a.Partial {
		m.checklist(a)
	}
	m.list()
	m.rest(a)
	_, err := io.WriteString(w, fit(Harmless(m.String()), maxSummary))
	return err
}

type markdown struct {
	strings.Builder
	links    string // what a path is put behind to link to it
	findings []*rules.Finding
	number   map[*rules.Finding]int
}

func (m *markdown) printf(format string, args ...any) { fmt.Fprintf(m, format, args...) }

func (m *markdown) checklist(a *Audit) {
	rows := rules.Checklist(a.Facts, a.Results)
	for _, app := range a.Facts.Apps {
		m.printf("### %s\n\n| | Check | State | Why |\n|---|---|---|---|\n", heading(dirOf(app)))
		for _, r := range rows {
			if r.App == app {
				m.printf("| %s | %s | %s | %s%s |\n", r.ID, cell(r.Title), marks[r.State], cell(r.Why), m.refer(r.Findings))
			}
		}
		m.WriteString("\n")
	}
}

// heading is that of the checklist of an app; the one in the root needs no name.
func heading(dir string) string {
	if dir == "." {
		return "Checklist"
	}
	return "Checklist of " + cell(dir)
}

// marks make the states easy to tell apart in a table.
var marks = map[rules.State]string{
	rules.RowPass: "✅ PASS", rules.RowFail: "❌ FAIL", rules.RowWarn: "⚠️ WARN",
	rules.RowUnknown: "❓ UNKNOWN", rules.RowManual: "👤 MANUAL", rules.RowNone: "➖ N/A",
}

// refer links to findings in the list below, as far as it goes.
func (m *markdown) refer(findings []*rules.Finding) string {
	const few = 5
	out := ""
	for i, f := range findings {
		if n := m.number[f]; n > 0 && n <= maxListed && i < few {
			out += fmt.Sprintf(" [F%d](#clerkvet-f%d)", n, n)
		}
	}
	if len(findings) > few {
		out += " …"
	}
	return out
}

// list writes the findings, each with a link to its line.
func (m *markdown) list() {
	if len(m.findings) == 0 {
		return
	}
	m.WriteString("### Findings\n\n| | Level | Where | What |\n|---|---|---|---|\n")
	for i, f := range m.findings {
		if i == maxListed || m.Len() > maxComment {
			m.printf("\n**%s more are not listed**; `clerkvet --format json` lists all.\n", Plural(len(m.findings)-i, "finding"))
			break
		}
		m.printf("| <a name=\"clerkvet-f%d\"></a>F%d | %s | %s | %s (`%s`) |\n", i+1, i+1, label(f), m.link(f.At.Path(), f.At.StartLine()), cell(f.Explained()), f.Rule.ID)
	}
	m.WriteString("\n")
}

// link is a path and line, linked where the path has nothing that was made
// visible or hidden.
func (m *markdown) link(path string, line int) string {
	where := code(fmt.Sprintf("%s:%d", path, line))
	if safe(path) != path {
		return where
	}
	return fmt.Sprintf("[%s](%s%s#L%d)", where, m.links, pathEscapes.Replace((&url.URL{Path: path}).EscapedPath()), line)
}

// pathEscapes are what a URL may hold and the target of a link in a table not.
var pathEscapes = strings.NewReplacer("(", "%28", ")", "%29", "|", "%7C", "[", "%5B", "]", "%5D", "*", "%2A", "@", "%40")

func (m *markdown) rest(a *Audit) {
	var undecided, unread, left []string
	for _, r := range rules.Undecided(a.Results) {
		at := cell(dirOf(r.App))
		if !r.At.IsZero() {
			at = m.link(r.At.Path(), r.At.StartLine())
		}
		undecided = append(undecided, fmt.Sprintf("%s: %s (`%s`)", at, cell(r.Reason), r.Rule.ID))
	}
	for _, p := range a.Facts.Problems() {
		unread = append(unread, fmt.Sprintf("%s: %s", code(p.Path), cell(p.Reason)))
	}
	for _, app := range a.Facts.Others {
		left = append(left, fmt.Sprintf("%s: %s", cell(dirOf(app)), whyLeft(app)))
	}
	m.items("Could not be decided", undecided)
	m.items("Could not be read", unread)
	m.items("Left alone", left)
}

func (m *markdown) items(title string, items []string) {
	if len(items) == 0 {
		return
	}
	m.printf("### %s\n\n", title)
	for _, item := range items[:min(len(items), maxListed)] {
		m.printf("- %s\n", item)
	}
	if more := len(items) - maxListed; more > 0 {
		m.printf("- and %d more\n", more)
	}
	m.WriteString("\n")
}

// fit cuts a report at the end of a line so that it has at most limit bytes, and
// says so.
func fit(text string, limit int) string {
	const notice = "\n\n**The report is cut here: it is longer than a job summary may be.**\n"
	if len(text) <= limit {
		return text
	}
	text = text[:limit-len(notice)]
	return text[:strings.LastIndexByte(text, '\n')+1] + notice
}

var cellEscapes = strings.NewReplacer(
	"|", "\\|", "<", "&lt;", ">", "&gt;", "`", "'", "[", "\\[", "]", "\\]", "*", "\\*", "_", "\\_",
)

// codeEscapes hold inside of backticks, where a backslash is a character.
var codeEscapes = strings.NewReplacer("|", "\\|", "`", "'")

// linked matches what GitHub makes a link or a mention of: @name, #12, GH-12,
// commits, addresses.
var linked = source.Pattern(`[\w./-]*[@#][\w./-]+|\bGH-\d+|\b[0-9a-f]{7,40}\b|(https?://|www\.)[^\s<>|]+`)

// cell makes text fit for a cell of a Markdown table: nothing in it is HTML,
// a link, a mention or a mark. What GitHub would link is put in backticks.
func cell(s string) string {
	s = safe(s)
	var b strings.Builder
	from := 0
	for _, at := range linked().FindAllStringIndex(s, -1) {
		b.WriteString(cellEscapes.Replace(s[from:at[0]]))
		b.WriteString(code(s[at[0]:at[1]]))
		from = at[1]
	}
	return b.String() + cellEscapes.Replace(s[from:])
}

// code makes text fit for a cell and for backticks.
func code(s string) string { return "`" + codeEscapes.Replace(safe(s)) + "`" }
