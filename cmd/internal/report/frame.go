package report

import (
	"fmt"
	"path"
	"strings"

	"github.com/mattn/go-runewidth"

	"clerkvet/analyzers/source"
)

// frame returns the line of a span with the span underlined, or "" where there
// is no text to show. width is the room for the source text, in columns.
func frame(s source.Span, width int, p palette, level string) string {
	if s.IsZero() || len(s.File.Text) == 0 {
		return ""
	}
	line := s.File.Line(s.StartLine())
	if strings.TrimSpace(line.Text()) == "" {
		return ""
	}
	from := max(0, s.Start-line.Start)
	to := min(line.End-line.Start, max(from, s.End-line.Start))
	source := redact(line.Text())
	if assigned := envLine(s.Path(), source); assigned >= 0 {
		source, to = source[:assigned]+"…", min(to, assigned)
		from = min(from, to)
	}
	text, before, marked := cut(source, from, to, width)
	gutter := fmt.Sprintf("%6d", s.StartLine())
	return fmt.Sprintf("%s %s %s\n%s %s %s%s\n",
		p.dim(gutter), p.dim("│"), text,
		strings.Repeat(" ", len(gutter)), p.dim("│"), strings.Repeat(" ", before), p.level(level, strings.Repeat("^", marked)))
}

// envLine returns where the value begins on a line of an env file, which is
// never shown, or -1.
func envLine(name, line string) int {
	if !strings.HasPrefix(path.Base(name), ".env") {
		return -1
	}
	if i := strings.IndexAny(line, "=:"); i >= 0 {
		return i + 1
	}
	if strings.HasPrefix(strings.TrimSpace(line), "#") {
		return -1
	}
	return 0 // a line within a value
}

// cut returns the text made harmless and cut to width, the columns before the
// bytes [from, to) of it, and the columns that they take, at least one.
func cut(text string, from, to, width int) (shown string, before, marked int) {
	indent := len(text) - len(strings.TrimLeft(text, " \t"))
	if indent > from {
		indent = from
	}
	left, mid, right := clean(text[indent:from]), clean(text[from:to]), clean(text[to:])
	if w := runewidth.StringWidth(left); w > width/2 {
		left = "…" + runewidth.TruncateLeft(left, w-width/2+1, "")
	}
	before = runewidth.StringWidth(left)
	mid = runewidth.Truncate(mid, max(1, width-before), "…")
	marked = max(1, runewidth.StringWidth(strings.TrimRight(mid, " ")))
	right = runewidth.Truncate(right, max(0, width-before-marked), "…")
	return strings.TrimRight(left+mid+right, " "), before, marked
}
