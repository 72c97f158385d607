package rules

import (
	"fmt"
	"strings"
)

// contextLines is how many unchanged lines a diff shows around a change.
const contextLines = 3

// Diff returns the patch as a unified diff, as git apply takes it.
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
	hunks(&b, strings.SplitAfter(string(p.Old), "\n"), strings.SplitAfter(string(p.New), "\n"))
	return b.String()
}

// An alteration is a stretch of lines of a file and what it becomes.
type alteration struct{ from, to, newFrom, newTo int }

// resyncWithin bounds how far a diff looks for a line that both files have.
const resyncWithin = 400

// alterations compares two files line by line.
func alterations(before, after []string) (out []alteration) {
	tail := 0
	for tail < min(len(before), len(after)) && before[len(before)-1-tail] == after[len(after)-1-tail] {
		tail++
	}
	old, now := before[:len(before)-tail], after[:len(after)-tail]
	for i, j := 0, 0; i < len(old) || j < len(now); {
		if i < len(old) && j < len(now) && old[i] == now[j] {
			i, j = i+1, j+1
			continue
		}
		a, b := resync(old[i:], now[j:])
		out = append(out, alteration{i, i + a, j, j + b})
		i, j = i+a, j+b
	}
	return out
}

// resync returns how many lines of both are to be left out to come to one that
// both have.
func resync(old, now []string) (int, int) {
	for sum := 1; sum < resyncWithin; sum++ {
		for a := 0; a <= sum; a++ {
			if b := sum - a; a < len(old) && b < len(now) && old[a] == now[b] {
				return a, b
			}
		}
	}
	return len(old), len(now)
}

// hunks writes what differs, with the lines around it.
func hunks(b *strings.Builder, before, after []string) {
	before, after = lines(before), lines(after)
	all := alterations(before, after)
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].from-all[n-1].to <= 2*contextLines {
			n++
		}
		hunk(b, before, after, all[:n])
		all = all[n:]
	}
}

func hunk(b *strings.Builder, before, after []string, part []alteration) {
	first, last := part[0], part[len(part)-1]
	above, below := min(first.from, contextLines), min(len(before)-last.to, contextLines)
	fmt.Fprintf(b, "@@ -%s +%s @@\n", reach(first.from-above, last.to-first.from+above+below), reach(first.newFrom-above, last.newTo-first.newFrom+above+below))
	at := first.from - above
	for _, a := range part {
		put(b, " ", before[at:a.from])
		put(b, "-", before[a.from:a.to])
		put(b, "+", after[a.newFrom:a.newTo])
		at = a.to
	}
	put(b, " ", before[at:at+below])
}

func put(b *strings.Builder, sign string, part []string) {
	for _, l := range part {
		b.WriteString(sign + l)
		if !strings.HasSuffix(l, "\n") {
			b.WriteString("\n\\ No newline at end of file\n")
		}
	}
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
