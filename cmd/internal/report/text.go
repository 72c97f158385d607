package report

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"strings"

	"clerkvet/rules"
)

// defaultWidth is the room for a line where there is no terminal.
const defaultWidth = 100

// Text writes the audit for a person: what matters most first.
func Text(w io.Writer, a *Audit, opts Options) error {
	opts.Quiet = opts.Quiet || a.Scope != "" // a commit wants to hear of its own doing
	t := &text{a: a, p: palette{opts.Color}, width: cmp.Or(opts.Width, defaultWidth)}
	if !opts.Quiet {
		t.header()
	}
	t.findings()
	if opts.Suppressed {
		t.suppressed()
	}
	if !opts.Quiet {
		t.undecided()
	}
	t.problems()
	if !opts.Quiet && !a.Partial {
		t.checklist()
	}
	t.summary()
	_, err := io.WriteString(w, Harmless(t.out.String()))
	return err
}

type text struct {
	out   bytes.Buffer
	a     *Audit
	p     palette
	width int
}

func (t *text) printf(format string, args ...any) { fmt.Fprintf(&t.out, format, args...) }

func (t *text) header() {
	for _, app := range t.a.Facts.Apps {
		var parts []string
		for _, name := range []string{"next", "@clerk/nextjs"} {
			if v := versionOf(app, name); v != "" {
				parts = append(parts, name+" "+v)
			}
		}
		parts = append(parts, "router: "+router(app))
		if m := middlewareOf(app); m != "" {
			parts = append(parts, "middleware: "+m)
		} else {
			parts = append(parts, "no middleware")
		}
		t.printf("%s %s\n", t.p.bold("app "+clean(dirOf(app))), t.p.dim(clean(strings.Join(parts, " · "))))
	}
	for _, app := range t.a.Facts.Others {
		t.printf("%s %s\n", t.p.dim("app "+clean(dirOf(app))), t.p.dim("left alone: "+whyLeft(app)))
	}
	t.printf("\n")
}

// findings writes what has to be mended in full, and then notes and doubts, a
// line each.
func (t *text) findings() {
	var grave, light []*rules.Finding
	for _, f := range shown(t.a.Results) {
		if weight(f) > rules.Note {
			grave = append(grave, f)
		} else {
			light = append(light, f)
		}
	}
	advised := map[*rules.Rule]bool{}
	for _, g := range groups(grave) {
		for i, f := range g {
			repeats := i > 0 && g[i-1].At == f.At
			t.finding(f, !repeats, !advised[f.Rule])
			advised[f.Rule] = true
		}
		t.printf("\n")
	}
	t.notes(light)
}

// maxNotes is how many notes of one rule are written; the rest are counted.
const maxNotes = 3

func (t *text) notes(findings []*rules.Finding) {
	if len(findings) == 0 {
		return
	}
	t.printf("%s\n", t.p.bold("Worth a look"))
	count := map[*rules.Rule]int{}
	for _, f := range findings {
		if count[f.Rule]++; count[f.Rule] <= maxNotes {
			t.line(f)
		}
	}
	for _, f := range findings {
		if more := count[f.Rule] - maxNotes; more > 0 {
			t.printf("  %s\n", t.p.dim(fmt.Sprintf("and %d more of %s (--format json lists all)", more, f.Rule.ID)))
			count[f.Rule] = 0
		}
	}
	t.printf("\n")
}

// line writes the first line of a finding, as compilers do.
func (t *text) line(f *rules.Finding) {
	r := rangeOf(f.At)
	place := fmt.Sprintf(":%d:%d", r.StartLine, r.StartColumn)
	t.printf("%s%s  %s  %s  %s\n", t.p.bold(safe(r.Path)), t.p.dim(place),
		t.p.level(f.Level.String(), label(f)), safe(f.Message), t.p.dim("["+f.Rule.ID+"]"))
}

// maxSteps is how much of a trail is written; a reader who wants all of it
// takes another format.
const maxSteps = 8

// finding writes one finding; withFrame shows its source line, withHint what
// to do about it.
func (t *text) finding(f *rules.Finding, withFrame, withHint bool) {
	t.line(f)
	if withFrame {
		t.out.WriteString(frame(f.At, t.width-12, t.p, f.Level.String()))
	}
	for _, s := range f.Trail[:min(len(f.Trail), maxSteps)] {
		at := ""
		if !s.At.IsZero() {
			at = fmt.Sprintf("%s:%d: ", s.At.Path(), s.At.StartLine())
		}
		t.printf("       %s %s%s\n", t.p.dim("↳"), t.p.dim(safe(at)), safe(s.Message))
	}
	if more := len(f.Trail) - maxSteps; more > 0 {
		t.printf("       %s and %s more\n", t.p.dim("↳"), Plural(more, "place"))
	}
	if f.Cause != "" {
		t.printf("       %s %s\n", t.p.dim("likely cause:"), safe(f.Cause))
	}
	if hint := hint(f); withHint && hint != "" {
		t.printf("       %s %s\n", t.p.dim("fix:"), safe(hint))
	}
}

// label is the level, and the doubt if there is one.
func label(f *rules.Finding) string {
	if f.Confidence == rules.Low {
		return f.Level.String() + " (low confidence)"
	}
	return f.Level.String()
}

// hint is the first sentence of the page's advice.
func hint(f *rules.Finding) string {
	if f.Fix != nil {
		return f.Fix.Title
	}
	if f.Advice != "" {
		return f.Advice
	}
	advice := strings.Join(strings.Fields(f.Rule.Doc().Remedy(f.App)), " ")
	first, _, cut := strings.Cut(advice, ". ")
	if cut {
		first += "."
	}
	return first
}

func (t *text) undecided() {
	undecided := rules.Undecided(t.a.Results)
	if len(undecided) == 0 {
		return
	}
	t.printf("%s\n", t.p.bold("Could not be decided"))
	for _, r := range undecided {
		t.printf("  %s  %s  %s\n", t.p.dim(safe(trailEnd(r))), safe(r.Reason), t.p.dim("["+r.Rule.ID+"]"))
	}
	t.printf("\n")
}

func (t *text) problems() {
	problems := t.a.Facts.Problems()
	if len(problems) == 0 {
		return
	}
	t.printf("%s\n", t.p.bold("Could not be read"))
	for _, p := range problems {
		at := p.Path
		if !p.At.IsZero() {
			at = fmt.Sprintf("%s:%d", p.Path, p.At.StartLine())
		}
		t.printf("  %s  %s\n", t.p.dim(safe(at)), safe(p.Reason))
	}
	t.printf("\n")
}

// checklist writes the rows that need a look; the others are only named.
func (t *text) checklist() {
	rows := rules.Checklist(t.a.Facts, t.a.Results)
	for _, app := range t.a.Facts.Apps {
		t.printf("%s\n", t.p.bold("Checklist "+clean(dirOf(app))))
		rest := map[rules.State][]string{}
		for _, r := range rows {
			switch {
			case r.App != app:
			case r.State == rules.RowFail || r.State == rules.RowWarn || r.State == rules.RowUnknown:
				t.row(string(r.State), r.ID+"  "+r.Title, r.Why)
			default:
				rest[r.State] = append(rest[r.State], r.ID)
			}
		}
		t.rest(rules.RowPass, rest, "")
		t.rest(rules.RowNone, rest, "do not apply to this app")
		t.rest(rules.RowManual, rest, "for a person or a live check (--format markdown says how)")
		t.printf("\n")
	}
}

func (t *text) row(state, what, why string) {
	why = ellipsis(why, t.width-14-len(what))
	t.printf("  %s %s  %s\n", t.p.level(state, fmt.Sprintf("%-7s", state)), what, t.p.dim(safe(why)))
}

func (t *text) rest(state rules.State, rows map[rules.State][]string, why string) {
	if ids := rows[state]; len(ids) > 0 {
		t.row(string(state), strings.Join(ids, " "), why)
	}
}

func (t *text) summary() {
	line, level := verdict(t.a)
	t.printf("%s\n%s\n", tally(t.a), t.p.level(level, line))
}

// ellipsis cuts a text to n characters.
func ellipsis(s string, n int) string {
	r := []rune(s)
	if n < 10 {
		n = 10
	}
	if len(r) <= n {
		return s
	}
	return string(r[:n-1]) + "…"
}
