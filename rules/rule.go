// Package rules defines what a rule is, runs rules over facts and says how
// each ended.
//
// A rule is two files named after it: <id>.go says how it is decided, <id>.md
// says why it matters and shows code that is wrong and code that is right. The
// Markdown is the only copy of that text.
package rules

import (
	"fmt"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// A Rule decides one thing about one app, or about the repository.
type Rule struct {
	ID        string
	Category  string     // the folder of its page; set by Catalogue
	Level     Level      // the level of a finding that does not set its own
	CWE       int        // 0 if it is not a weakness
	Precision Confidence // its usual confidence; the zero value is High
	Checklist []string   // rows of the readiness checklist that it decides
	// Repository rules run once for the repository, with no app.
	Repository bool
	// OnRequest names the flag without which the rule is skipped.
	OnRequest string
	Check     func(*Pass)

	page string // the Markdown; see Doc
}

// Level says what a finding costs.
type Level int

// An Error keeps the app from production. A Warning is worth mending before
// launch. A Note is worth doing.
const (
	Note Level = iota
	Warning
	Error
)

func (l Level) String() string { return [...]string{"note", "warning", "error"}[l] }

// ParseLevel reads a level by its name.
func ParseLevel(name string) (Level, error) {
	for l := Note; l <= Error; l++ {
		if l.String() == name {
			return l, nil
		}
	}
	return 0, fmt.Errorf("unknown level %q: want error, warning or note", name)
}

// Confidence says how sure a finding is. Low never fails a run by itself.
type Confidence int

// The zero Confidence is High.
const (
	High Confidence = iota
	Medium
	Low
)

func (c Confidence) String() string { return [...]string{"high", "medium", "low"}[c] }

// A Finding is one thing that is wrong, at one place.
type Finding struct {
	Rule       *Rule
	App        *analyzers.App // nil for a repository rule
	Level      Level
	Confidence Confidence
	Message    string // one sentence: names the thing and the consequence
	// Cause is the likely reason and Advice what to do, of a finding whose rule
	// knows more than its page: one clause each.
	Cause, Advice string
	At            source.Span
	Trail         []Step // how we got there, outermost first
	Fix           *Fix
	Rows          []string     // of the checklist, if not all that the rule decides
	Suppressed    *Suppression // nil unless something silences it
	// Fingerprint identifies the finding across runs; set by Audit.
	Fingerprint string

	content  string // the line and the functions around it, hashed into the fingerprint
	ordinal  int    // among equals
	baseline string // the fingerprint of the entry of the baseline that it meets
}

// A Step is one place on the way to a finding.
type Step struct {
	At      source.Span
	Message string
}

// A Fix is a change that removes a finding.
type Fix struct {
	Title string
	Safe  bool // may be applied without a person's look
	Edits []Edit
	Move  *Move // after the edits
}

// An Edit replaces the bytes of a span. A zero-length span inserts.
type Edit struct {
	At   source.Span
	Text string
}

// A Suppression says who silenced a finding and why.
type Suppression struct {
	Kind   string // inline, config, baseline
	Reason string
	At     source.Span
}

// Explained is the message with its cause and advice.
func (f *Finding) Explained() string {
	text := f.Message
	for _, part := range [][2]string{{"Likely cause: ", f.Cause}, {"What to do: ", f.Advice}} {
		if part[1] != "" {
			text = strings.TrimSuffix(text, ".") + ". " + part[0] + part[1]
		}
	}
	return text
}

// Because sets the likely cause and what to do, and returns the finding.
func (f *Finding) Because(cause, advice string) *Finding {
	f.Cause, f.Advice = cause, advice
	return f
}

// Via adds a step to the trail and returns the finding.
func (f *Finding) Via(at source.Span, format string, args ...any) *Finding {
	f.Trail = append(f.Trail, Step{at, fmt.Sprintf(format, args...)})
	return f
}

// As sets the level and returns the finding.
func (f *Finding) As(level Level) *Finding {
	f.Level = level
	return f
}

// With sets the confidence and returns the finding.
func (f *Finding) With(c Confidence) *Finding {
	f.Confidence = c
	return f
}

// For names the rows of the checklist that the finding speaks to, of those that its rule
// decides, and returns the finding.
func (f *Finding) For(rows ...string) *Finding {
	f.Rows = rows
	return f
}

// Outcome is how a rule ended for an app.
type Outcome string

// NotApplicable, Skipped and Unknown carry a reason; Passed may say what held.
const (
	Passed        Outcome = "passed"
	Failed        Outcome = "failed"
	NotApplicable Outcome = "not-applicable"
	Skipped       Outcome = "skipped"
	Unknown       Outcome = "unknown"
)

// A Result is how one rule ended for one app.
type Result struct {
	Rule     *Rule
	App      *analyzers.App // nil for a repository rule
	Outcome  Outcome
	Reason   string
	At       source.Span // where the trail ends, of an Unknown
	Findings []*Finding
	// Err is set when the rule panicked: the outcome is then Skipped, and the
	// run could not look (exit 2).
	Err error
}

// A Pass is one rule at work on one app.
type Pass struct {
	facts  *analyzers.Facts
	app    *analyzers.App
	result *Result
}

// Facts returns all that is known about the repository.
func (p *Pass) Facts() *analyzers.Facts { return p.facts }

// App returns the app that is asked about, or nil in a repository rule.
func (p *Pass) App() *analyzers.App { return p.app }

// Report records a finding at the rule's level with high confidence. The
// message says what is wrong here, in one sentence; advice lives in the page.
// What has no place is reported where the app is declared.
func (p *Pass) Report(at source.Span, format string, args ...any) *Finding {
	if at.IsZero() && p.app != nil {
		at = p.app.Next.Anchor
	}
	f := &Finding{
		Rule: p.result.Rule, App: p.app, Level: p.result.Rule.Level,
		Message: fmt.Sprintf(format, args...), At: at,
	}
	p.result.Outcome, p.result.Reason = Failed, ""
	p.result.Findings = append(p.result.Findings, f)
	return f
}

// Told returns the finding that the rule has reported at a place of this app, or nil:
// what several resources run into there is one finding.
func (p *Pass) Told(at source.Span) *Finding {
	for _, f := range p.result.Findings {
		if f.At == at {
			return f
		}
	}
	return nil
}

// NotApplicable says that there is nothing in this app for the rule to decide.
func (p *Pass) NotApplicable(format string, args ...any) {
	p.result.Outcome, p.result.Reason = NotApplicable, fmt.Sprintf(format, args...)
}

// Held says what was found to hold, of a rule that passes.
func (p *Pass) Held(format string, args ...any) {
	if p.result.Outcome == Passed {
		p.result.Reason = fmt.Sprintf(format, args...)
	}
}

// Skip says that the rule was not asked of this app, and what it needs.
func (p *Pass) Skip(format string, args ...any) {
	p.result.Outcome, p.result.Reason = Skipped, fmt.Sprintf(format, args...)
}

// Unknown says that the rule could not decide, and where the trail ends. A
// finding of the same rule outweighs it.
func (p *Pass) Unknown(at source.Span, format string, args ...any) {
	if p.result.Outcome != Failed {
		p.result.Outcome, p.result.Reason, p.result.At = Unknown, fmt.Sprintf(format, args...), at
	}
}
