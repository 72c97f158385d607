package report

import (
	"fmt"
	"strings"

	"github.com/mattn/go-runewidth"

	"clerkvet/analyzers/source"
)

// columns measures text as terminals do, whatever the locale says.
var columns = &runewidth.Condition{StrictEmojiNeutral: true}

// narrowest is the least room for source text.
const narrowest = 20

// frame returns the line on which a span starts with the span underlined, or ""
// where there is no text to show. width is the room for the source text, in
// columns.
func frame(s source.Span, width int, p palette, level string) string {
	if s.IsZero() {
		return ""
	}
	line := s.File.Line(s.StartLine())
	if strings.TrimSpace(line.Text()) == "" {
		return ""
	}
	from := min(max(0, s.Start-line.Start), line.End-line.Start)
	to := min(line.End-line.Start, max(from, s.End-line.Start))
	text, before, marked := cut(hide(s.Path(), line.Text()), from, to, max(width, narrowest))
	underline := strings.Repeat("^", marked)
	if s.End > line.End+1 {
		underline += "…" // it goes on below
	}
	gutter := fmt.Sprintf("%6d", s.StartLine())
	return fmt.Sprintf("%s %s %s\n%s %s %s%s\n",
		p.dim(gutter), p.dim("│"), text,
		strings.Repeat(" ", len(gutter)), p.dim("│"), strings.Repeat(" ", before), p.level(level, underline))
}

// cut returns the text made harmless and cut to width, the columns before the
// bytes [from, to) of it, and the columns that they take, at least one.
func cut(text string, from, to, width int) (shown string, before, marked int) {
	indent := min(from, len(text)-len(strings.TrimLeft(text, " \t")))
	left, mid, right := clean(text[indent:from]), clean(text[from:to]), clean(text[to:])
	if w := columns.StringWidth(left); w > width/2 {
		left = "…" + columns.TruncateLeft(left, w-width/2+1, "")
	}
	before = columns.StringWidth(left)
	mid = columns.Truncate(mid, width-before, "…")
	marked = max(1, columns.StringWidth(strings.TrimRight(mid, " ")))
	right = columns.Truncate(right, max(0, width-before-marked), "…")
	return strings.TrimRight(left+mid+right, " "), before, marked
}
