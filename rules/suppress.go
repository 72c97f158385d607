package rules

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// The words that a suppressing comment begins with.
const (
	ignoreWord = "clerkvet-ignore"
	eslintWord = "eslint-"
	eslintRule = "@clerk/next/require-auth-protection"
)

// directiveMarks are texts of which each file holds one that has a directive: most
// comments for eslint speak of other rules.
var directiveMarks = []string{ignoreWord, eslintRule, "eslint-enable"}

// eslintRules are the rules that ask what Clerk's own lint rule asks: may
// somebody who is signed out run this?
var eslintRules = []string{"api-route-unprotected", "server-action-unprotected", "route-unprotected"}

// A directive is one suppressing comment, taken apart.
type directive struct {
	comment     analyzers.Comment
	rules       []string
	reason      string
	first, last int // the lines that it covers, both included
	foreign     bool
	used        map[string]bool // the rules of which it silenced a finding
}

// Suppress silences the findings that a comment with a reason speaks of, and
// adds a result about comments that silence nothing, name no rule or give no
// reason. known are the ids of all rules, run or not.
func Suppress(facts *analyzers.Facts, results []*Result, known []string) []*Result {
	r := &Result{Rule: SuppressionInvalid, Outcome: Passed}
	p := &Pass{facts: facts, result: r}
	var all []*directive
	for _, c := range facts.Comments(directiveMarks, ignoreWord, eslintWord) {
		if d := parseDirective(c); d != nil {
			all = append(all, d)
		}
	}
	if len(all) == 0 {
		return results
	}
	endRanges(all)
	for _, f := range Findings(results) {
		for _, d := range all {
			d.silence(f)
		}
	}
	for _, d := range all {
		d.complain(p, results, known)
	}
	slices.SortStableFunc(r.Findings, compare)
	results = append(results, r)
	fingerprint(facts, results)
	return results
}

// silence marks a finding that the directive covers. A reasonless one silences
// nothing.
func (d *directive) silence(f *Finding) {
	line := f.At.StartLine()
	if f.At.Path() != d.comment.At.Path() || line < d.first || line > d.last || !slices.Contains(d.rules, f.Rule.ID) {
		return
	}
	d.used[f.Rule.ID] = true
	if d.reason != "" && f.Suppressed == nil {
		f.Suppressed = &Suppression{Kind: "inline", Reason: d.reason, At: d.comment.At}
	}
}

// complain reports what is wrong with the directive. That eslint's own is not
// needed is eslint's matter.
func (d *directive) complain(p *Pass, results []*Result, known []string) {
	at := d.comment.At.FirstLine()
	switch {
	case d.foreign && (len(d.used) == 0 || d.reason != ""):
		return
	case len(d.rules) == 0 || d.last == 0:
		p.Report(at, "this comment silences nothing: it must read %s-next-line RULE -- REASON, or %s-file", ignoreWord, ignoreWord)
		return
	case d.reason == "":
		p.Report(at, "this comment silences nothing, as it gives no reason after --")
		return
	}
	for _, id := range d.rules {
		switch {
		case !slices.Contains(known, id):
			p.Report(at, "this comment silences nothing of %q, as no rule has that id", id)
		case !d.used[id] && decided(results, id, d.comment.At.Path(), p.facts):
			p.Report(at, "this comment is not needed: %s finds nothing here", id)
		}
	}
}

// decided reports whether the rule has looked at the file and made up its mind.
func decided(results []*Result, id, path string, facts *analyzers.Facts) bool {
	ran := false
	for _, r := range results {
		if r.Rule.ID != id {
			continue
		}
		if r.Outcome == Unknown || r.Outcome == Skipped {
			return false
		}
		ran = true
	}
	return ran && audited(facts, path)
}

// audited reports whether the file belongs to what was audited: where apps were
// left alone, only those of the others are known.
func audited(facts *analyzers.Facts, path string) bool {
	if len(facts.Others) == 0 || facts.InApp(path) {
		return true
	}
	return slices.ContainsFunc(facts.Apps, func(a *analyzers.App) bool { return strings.HasPrefix(path, a.Next.Dir+"/") })
}

// parseDirective reads a comment; nil if it is no directive.
func parseDirective(c analyzers.Comment) *directive {
	head, reason := cutReason(c.Text)
	word, rest, _ := strings.Cut(strings.ReplaceAll(head, "\n", " "), " ")
	d := &directive{comment: c, reason: reason, used: map[string]bool{}, foreign: strings.HasPrefix(word, eslintWord)}
	for id := range strings.SplitSeq(rest, ",") {
		if id = strings.TrimSpace(id); id != "" {
			d.rules = append(d.rules, id)
		}
	}
	if d.foreign && !d.translate(word) {
		return nil
	}
	d.cover(word)
	return d
}

// translate takes eslint's words for ours. Only what names Clerk's rule was
// written about it. eslint reads the range form in block comments only.
func (d *directive) translate(word string) bool {
	ranged := word == "eslint-disable" || word == "eslint-enable"
	if !ranged && word != "eslint-disable-line" && word != "eslint-disable-next-line" || ranged && !d.comment.Block {
		return false
	}
	if !slices.Contains(d.rules, eslintRule) && (word != "eslint-enable" || len(d.rules) > 0) {
		return false
	}
	d.rules = eslintRules
	return true
}

// cover works out the lines of a directive. One of an unknown word covers none.
func (d *directive) cover(word string) {
	file, line := d.comment.At.File, d.comment.At.StartLine()
	switch word {
	case ignoreWord + "-next-line", "eslint-disable-next-line":
		d.last = nextLine(d.comment.At)
		d.first = d.last
		if standsAlone(d.comment.At) {
			d.first = line // where a finding about the file as a whole stands
		}
	case "eslint-disable-line":
		d.first, d.last = line, line
	case ignoreWord + "-file":
		d.first, d.last = 1, file.Lines()
	case "eslint-disable":
		d.first, d.last = line, file.Lines()
	case "eslint-enable":
		d.first, d.last = line, line-1
	}
}

// standsAlone reports whether nothing but blanks and the braces of JSX stands
// before a comment on its line.
func standsAlone(at source.Span) bool {
	line := at.File.Line(at.StartLine())
	return strings.Trim(string(at.File.Text[line.Start:at.Start]), " \t{\uFEFF") == ""
}

// nextLine is the line after a comment; further comments that stand alone are
// stepped over, so that several can speak of one line.
func nextLine(at source.Span) int {
	_, end := at.Positions(source.Runes)
	for n := end.Line + 1; n <= at.File.Lines(); n++ {
		text := strings.TrimSpace(at.File.Line(n).Text())
		alone := strings.HasPrefix(text, "//") || strings.HasPrefix(text, "#") || commentBraces(text)
		if !alone || !strings.Contains(text, ignoreWord) && !strings.Contains(text, eslintWord) {
			return n
		}
	}
	return end.Line + 1
}

// commentBraces reports whether a line is one comment, bare or in JSX.
func commentBraces(text string) bool {
	text = strings.TrimSuffix(strings.TrimPrefix(text, "{"), "}")
	return strings.HasPrefix(text, "/*") && strings.HasSuffix(text, "*/")
}

// endRanges lets eslint-enable end the eslint-disable before it.
func endRanges(all []*directive) {
	for i, d := range all {
		word, _, _ := strings.Cut(d.comment.Text, " ")
		if word != "eslint-disable" {
			continue
		}
		for _, e := range all[i+1:] {
			if e.comment.At.Path() == d.comment.At.Path() && strings.HasPrefix(e.comment.Text, "eslint-enable") {
				d.last = e.comment.At.StartLine()
				break
			}
		}
	}
}

// cutReason splits a directive at its first --, as eslint does: two or more
// dashes between blanks.
func cutReason(text string) (head, reason string) {
	for i := range len(text) {
		if !strings.HasPrefix(text[i:], "--") || i == 0 || !blank(text[i-1]) {
			continue
		}
		if rest := strings.TrimLeft(text[i:], "-"); rest == "" || blank(rest[0]) {
			return strings.TrimSpace(text[:i]), strings.Join(strings.Fields(rest), " ")
		}
	}
	return strings.TrimSpace(text), ""
}

func blank(b byte) bool { return b == ' ' || b == '\t' || b == '\n' || b == '\r' }

// silenced says in a row that passes how many findings would have failed it.
func silenced(asked []*Result) string {
	n := 0
	for _, r := range asked {
		for _, f := range r.Findings {
			if f.Suppressed != nil {
				n++
			}
		}
	}
	switch n {
	case 0:
		return ""
	case 1:
		return ", but for 1 suppressed finding"
	}
	return fmt.Sprintf(", but for %d suppressed findings", n)
}
