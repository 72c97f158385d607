package rules

import (
	"fmt"
	"strings"
)

// contextLines is how many unchanged lines a diff shows around a change.
const contextLines = 3

// Diff returns the patch as a unified diff of one hunk, as git apply takes it.
func (p *Patch) Diff() string {
	var b strings.Builder
	from, to := "a/"+p.Path, "b/"+p.To
	fmt.Fprintf(&b, "diff --git %s %s\n", from, to)
	switch {
	case p.Old == nil:
		b.WriteString("new file mode 100644\n")
		from = "/dev/null"
	case p.To != p.Path:
		fmt.Fprintf(&b, "rename from %s\nrename to %s\n", p.Path, p.To)
	}
	if string(p.Old) == string(p.New) {
		return b.String()
	}
	fmt.Fprintf(&b, "--- %s\n+++ %s\n", from, to)
	hunk(&b, strings.SplitAfter(string(p.Old), "\n"), strings.SplitAfter(string(p.New), "\n"))
	return b.String()
}

func hunk(b *strings.Builder, before, after []string) {
	before, after = lines(before), lines(after)
	head := 0
	for head < min(len(before), len(after)) && before[head] == after[head] {
		head++
	}
	tail := 0
	for tail < min(len(before), len(after))-head && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	first, last := max(0, head-contextLines), max(0, tail-contextLines)
	old, now := before[first:len(before)-last], after[first:len(after)-last]
	fmt.Fprintf(b, "@@ -%s +%s @@\n", reach(first, len(old)), reach(first, len(now)))
	put := func(sign string, part []string) {
		for _, l := range part {
			b.WriteString(sign + l)
			if !strings.HasSuffix(l, "\n") {
				b.WriteString("\n\\ No newline at end of file\n")
			}
		}
	}
	put(" ", before[first:head])
	put("-", before[head:len(before)-tail])
	put("+", after[head:len(after)-tail])
	put(" ", before[len(before)-tail:len(before)-last])
}

// lines drops what stands after the last line end, if that is nothing.
func lines(split []string) []string {
	if n := len(split); n > 0 && split[n-1] == "" {
		return split[:n-1]
	}
	return split
}

func reach(first, count int) string {
	if count > 0 {
		first++
	}
	return fmt.Sprintf("%d,%d", first, count)
}
