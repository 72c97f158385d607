package report

import (
	"fmt"
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
	text, before, marked := cut(redact(line.Text()), from, to, width)
	gutter := fmt.Sprintf("%6d", s.StartLine())
	return fmt.Sprintf("%s %s %s\n%s %s %s%s\n",
		p.dim(gutter), p.dim("│"), text,
		strings.Repeat(" ", len(gutter)), p.dim("│"), strings.Repeat(" ", before), p.level(level, strings.Repeat("^", marked)))
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
