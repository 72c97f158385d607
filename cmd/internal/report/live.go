package report

import (
	"fmt"
	"io"
	"strings"

	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

// LiveFormats are the formats of the live checks by name.
var LiveFormats = map[string]Format{
	"text": liveText, "json": liveJSON, "markdown": liveMarkdown, "github": GitHub,
}

// A liveCheck is one check of clerkvet/live@1.
type liveCheck struct {
	ID     string      `json:"id"`
	Row    string      `json:"row"`
	Title  string      `json:"title"`
	Answer live.Answer `json:"answer"`
	Detail string      `json:"detail"`
	Cause  string      `json:"cause,omitempty"`
	Fix    string      `json:"fix,omitempty"`
	At     *jsonLine   `json:"at,omitempty"`

	level string // of what failed; "" else
	asked bool   // it was asked for
}

// liveTitles are the checks in the words of the checklist.
var liveTitles = map[string]string{
	"live-publishable-key": "Live publishable key", "live-secret-key": "Live secret key", "live-api-reachable": "Clerk's API reachable",
	"live-key-pair": "Keys of one instance", "live-webhook-secret": "Webhook secret", "live-domain": "Production domain",
	"live-instance": "Production instance", "live-route": "Routes as the code says", "live-webhook-rejects-unsigned": "Webhook refuses unsigned events",
	"live-headers": "Headers of the site", "live-health": "Health endpoint",
}

// liveChecks returns the checks in the order of the catalogue: one for each
// finding of a rule that failed, else one a rule.
func liveChecks(a *Audit) (out []liveCheck) {
	for _, r := range a.Results {
		if title := liveTitles[r.Rule.ID]; title != "" {
			out = append(out, checksOf(r, title)...)
		}
	}
	return out
}

func checksOf(r *rules.Result, title string) (out []liveCheck) {
	base := liveCheck{ID: r.Rule.ID, Row: strings.Join(r.Rule.Checklist, ", "), Title: title, asked: r.Outcome != rules.Skipped}
	for _, f := range r.Findings {
		if f.Suppressed != nil {
			continue
		}
		c := base
		c.Answer, c.level = live.Invalid, f.Level.String()
		if f.Level == rules.Note || f.Confidence == rules.Low {
			c.Answer = live.Valid
		}
		c.Detail, c.Cause, c.Fix, c.At = rules.Redact(f.Message), rules.Redact(f.Cause), rules.Redact(f.Advice), lineOf(f.At)
		out = append(out, c)
	}
	if len(out) > 0 {
		return out
	}
	base.Answer, base.Detail, base.At = answerOf(r), rules.Redact(r.Reason), lineOf(r.At)
	if base.Detail == "" {
		base.Detail = r.Rule.Doc().Title
	}
	base.Detail = strings.Replace(base.Detail, "needs --live --", "not asked: needs --", 1)
	return []liveCheck{base}
}

func answerOf(r *rules.Result) live.Answer {
	switch r.Outcome {
	case rules.NotApplicable:
		return live.NotSupported
	case rules.Unknown, rules.Skipped:
		return live.CouldNotAsk
	}
	return live.Valid
}

// tag is the check's mark in text.
func (c liveCheck) tag() string {
	switch {
	case !c.asked:
		return "SKIP"
	case c.Answer == live.Invalid && c.level == "error":
		return "FAIL"
	case c.Answer == live.Invalid:
		return "WARN"
	case c.Answer == live.CouldNotAsk:
		return "????"
	case c.Answer == live.NotSupported:
		return "N/A"
	case c.level != "":
		return "NOTE"
	}
	return "PASS"
}

func liveText(w io.Writer, a *Audit, opts Options) error {
	p := palette{opts.Color}
	var b strings.Builder
	for _, c := range liveChecks(a) {
		tag := c.tag()
		if opts.Quiet && (tag == "PASS" || tag == "SKIP" || tag == "N/A") {
			continue
		}
		fmt.Fprintf(&b, "%s %s: %s %s\n", p.level(levelOf[tag], "["+tag+"]"), c.Title, safe(c.Detail), p.dim("["+c.ID+"]"))
		for _, line := range [][2]string{{"likely cause", c.Cause}, {"what to do", c.Fix}} {
			if line[1] != "" {
				fmt.Fprintf(&b, "       %s %s\n", p.dim(line[0]+":"), safe(line[1]))
			}
		}
		if c.At != nil && tag != "PASS" {
			fmt.Fprintf(&b, "       %s\n", p.dim(safe(fmt.Sprintf("see %s:%d", c.At.Path, c.At.Line))))
		}
	}
	line, level := verdict(a)
	fmt.Fprintf(&b, "\nResult: %s\n", p.level(level, line))
	_, err := io.WriteString(w, Harmless(b.String()))
	return err
}

// levelOf is the colour of a tag.
var levelOf = map[string]string{"FAIL": "error", "WARN": "warning", "????": "warning", "NOTE": "note", "PASS": "PASS"}

func liveJSON(w io.Writer, a *Audit, _ Options) error {
	return writeJSON(w, struct {
		Schema  string        `json:"schema"`
		Verdict rules.Verdict `json:"verdict"`
		Checks  []liveCheck   `json:"checks"`
	}{"clerkvet/live@1", a.judge(), append([]liveCheck{}, liveChecks(a)...)})
}

func liveMarkdown(w io.Writer, a *Audit, _ Options) error {
	var b strings.Builder
	line, _ := verdict(a)
	fmt.Fprintf(&b, "## Live checks: %s\n\n| Row | Check | State | Why | What to do |\n|---|---|---|---|---|\n", line)
	for _, c := range liveChecks(a) {
		why := c.Detail
		if c.Cause != "" {
			why += ". Likely cause: " + c.Cause
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Row, cell(c.Title), c.tag(), cell(why), cell(c.Fix))
	}
	_, err := io.WriteString(w, Harmless(b.String()))
	return err
}
