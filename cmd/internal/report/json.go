package report

import (
	"encoding/json"
	"io"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// The shapes of clerkvet/audit@1: a contract.
type (
	jsonAudit struct {
		Schema    string        `json:"schema"`
		Scope     string        `json:"scope,omitempty"` // the verdict speaks of these changes only
		Tool      jsonTool      `json:"tool"`
		Verdict   rules.Verdict `json:"verdict"`
		Apps      []jsonApp     `json:"apps"`
		Results   []jsonResult  `json:"results"`
		Findings  []jsonFinding `json:"findings"`
		Checklist []jsonRow     `json:"checklist"`
		Problems  []jsonProblem `json:"problems"`
		LeftAlone []jsonLeft    `json:"leftAlone"`
	}
	jsonLeft struct {
		Dir    string `json:"dir"`
		Reason string `json:"reason"`
	}
	jsonTool struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	jsonApp struct {
		Dir        string  `json:"dir"`
		Next       string  `json:"next"`
		Clerk      string  `json:"clerk"`
		Router     string  `json:"router"`
		Middleware *string `json:"middleware"` // nil without one
	}
	jsonResult struct {
		Rule    string        `json:"rule"`
		App     string        `json:"app"`
		Outcome rules.Outcome `json:"outcome"`
		Reason  string        `json:"reason,omitempty"`
		At      *jsonLine     `json:"at,omitempty"`
	}
	jsonLine struct {
		Path string `json:"path"`
		Line int    `json:"line"`
	}
	jsonRange struct {
		Path        string `json:"path"`
		StartLine   int    `json:"startLine"`
		StartColumn int    `json:"startColumn"`
		EndLine     int    `json:"endLine"`
		EndColumn   int    `json:"endColumn"`
	}
	jsonFinding struct {
		Rule       string `json:"rule"`
		Level      string `json:"level"`
		Confidence string `json:"confidence"`
		App        string `json:"app"`
		Message    string `json:"message"`
		Cause      string `json:"cause,omitempty"`
		Advice     string `json:"advice,omitempty"`
		jsonRange
		Trail       []jsonStep      `json:"trail"`
		Fix         *jsonFix        `json:"fix,omitempty"`
		Fingerprint string          `json:"fingerprint"`
		Suppressed  *jsonSuppressed `json:"suppressed"`
	}
	jsonStep struct {
		Message string `json:"message"`
		jsonRange
	}
	jsonFix struct {
		Title string `json:"title"`
		Safe  bool   `json:"safe"`
	}
	jsonSuppressed struct {
		Kind   string `json:"kind"`
		Reason string `json:"reason"`
		Path   string `json:"path"`
		Line   int    `json:"line"`
	}
	jsonRow struct {
		Row   string      `json:"row"`
		Title string      `json:"title"`
		App   string      `json:"app"`
		State rules.State `json:"state"`
		Why   string      `json:"why"`
		Rules []string    `json:"rules"`
	}
	jsonProblem struct {
		Path   string `json:"path"`
		Line   int    `json:"line,omitempty"`
		Reason string `json:"reason"`
	}
)

// JSON writes the audit as clerkvet/audit@1.
func JSON(w io.Writer, a *Audit, _ Options) error {
	out := jsonAudit{
		Schema: "clerkvet/audit@1", Scope: a.Scope, Tool: jsonTool{"clerkvet", a.Version}, Verdict: a.judge(),
		Apps: []jsonApp{}, Results: []jsonResult{}, Findings: []jsonFinding{}, Checklist: []jsonRow{}, Problems: []jsonProblem{}, LeftAlone: []jsonLeft{},
	}
	for _, app := range a.Facts.Apps {
		out.Apps = append(out.Apps, jsonApp{dirOf(app), versionOf(app, "next"), versionOf(app, "@clerk/nextjs"), router(app), optional(middlewareOf(app))})
	}
	for _, r := range a.Results {
		out.Results = append(out.Results, jsonResult{r.Rule.ID, dirOf(r.App), r.Outcome, rules.Redact(r.Reason), lineOf(r.At)})
	}
	for _, f := range rules.Findings(a.Results) {
		out.Findings = append(out.Findings, finding(f))
	}
	for _, r := range rules.Checklist(a.Facts, a.Results) {
		out.Checklist = append(out.Checklist, jsonRow{r.ID, r.Title, dirOf(r.App), r.State, rules.Redact(r.Why), append([]string{}, r.Rules...)})
	}
	for _, p := range a.Facts.Problems() {
		line := 0
		if !p.At.IsZero() {
			line = p.At.StartLine()
		}
		out.Problems = append(out.Problems, jsonProblem{p.Path, line, rules.Redact(p.Reason)})
	}
	for _, app := range a.Facts.Others {
		out.LeftAlone = append(out.LeftAlone, jsonLeft{dirOf(app), whyLeft(app)})
	}
	return writeJSON(w, out)
}

func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func writeJSON(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func finding(f *rules.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule.ID, Level: f.Level.String(), Confidence: f.Confidence.String(), App: dirOf(f.App),
		Message: rules.Redact(f.Message), Cause: rules.Redact(f.Cause), Advice: rules.Redact(f.Advice), jsonRange: rangeOf(f.At), Trail: []jsonStep{}, Fingerprint: f.Fingerprint,
	}
	for _, s := range f.Trail {
		out.Trail = append(out.Trail, jsonStep{rules.Redact(s.Message), rangeOf(s.At)})
	}
	if f.Fix != nil {
		out.Fix = &jsonFix{f.Fix.Title, f.Fix.Safe}
	}
	if s := f.Suppressed; s != nil {
		out.Suppressed = &jsonSuppressed{s.Kind, s.Reason, s.At.Path(), s.At.StartLine()}
	}
	return out
}

func rangeOf(s source.Span) jsonRange {
	start, end := s.Positions(source.Runes)
	return jsonRange{s.Path(), start.Line, start.Column, end.Line, end.Column}
}

func lineOf(s source.Span) *jsonLine {
	if s.IsZero() {
		return nil
	}
	return &jsonLine{s.Path(), s.StartLine()}
}
