// Package sarif writes results as SARIF 2.1.0 that GitHub code scanning
// accepts. All construction stands here, as plain literals: several builders of
// the library write members that the schema refuses.
package sarif

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// Limits of GitHub code scanning beyond which it drops or refuses a file.
const (
	maxResults   = 5000
	maxLocations = 100
	maxText      = 1024
)

// baseID is the base of all URIs: the root of the repository.
const baseID = "%SRCROOT%"

// semantic matches a version that GitHub takes as one.
var semantic = source.Pattern(`^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?$`)

// A Run is what a SARIF file describes.
type Run struct {
	Version string // of clerkvet
	Home    string // URL of the project
	Rules   []*rules.Rule
	Results []*rules.Result
	// Suppressed writes what is silenced, too. GitHub shows it as open alerts.
	Suppressed bool
}

// Write writes one run. Every rule that was asked is described, so that a
// reader can tell passed from not asked. It returns how many findings were
// left out because of GitHub's limit.
func Write(w io.Writer, run Run) (dropped int, err error) {
	findings := selected(run)
	if len(findings) > maxResults {
		dropped = len(findings) - maxResults
		findings = findings[:maxResults]
	}
	log := &sarif.Report{Version: "2.1.0", Schema: "https://json.schemastore.org/sarif-2.1.0.json", Runs: []*sarif.Run{document(run, findings)}}
	return dropped, encode(w, log)
}

// selected returns the findings to write: the worst first where not all fit.
// Suppressed ones are left out, as GitHub shows them as open alerts.
func selected(run Run) []*rules.Finding {
	all := slices.DeleteFunc(rules.Findings(run.Results), func(f *rules.Finding) bool {
		return f.Suppressed != nil && !run.Suppressed
	})
	if len(all) > maxResults {
		slices.SortStableFunc(all, func(a, b *rules.Finding) int { return int(b.Level) - int(a.Level) })
	}
	return all
}

func encode(w io.Writer, log *sarif.Report) error {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(log); err != nil {
		return fmt.Errorf("encode SARIF: %w", err)
	}
	_, err := w.Write(buf.Bytes())
	return err
}

func document(run Run, findings []*rules.Finding) *sarif.Run {
	index := map[string]uint{}
	driver := &sarif.ToolComponent{Name: "clerkvet", Rules: []*sarif.ReportingDescriptor{}}
	if run.Home != "" {
		driver.InformationURI = &run.Home
	}
	if run.Version != "" {
		driver.Version = &run.Version
	}
	if bare := strings.TrimPrefix(run.Version, "v"); semantic().MatchString(bare) {
		driver.SemanticVersion = &bare
	}
	for i, r := range run.Rules {
		index[r.ID] = uint(i)
		driver.Rules = append(driver.Rules, descriptor(r))
	}
	doc := &sarif.Run{
		Tool:       sarif.Tool{Driver: driver},
		ColumnKind: "utf16CodeUnits",
		Results:    []*sarif.Result{},
		OriginalUriBaseIDs: map[string]*sarif.ArtifactLocation{
			baseID: {Description: &sarif.Message{Text: pointer("The root of the repository.")}},
		},
		Invocations: []*sarif.Invocation{{ExecutionSuccessful: pointer(successful(run.Results))}},
	}
	hashes := hashCache{}
	for _, f := range findings {
		doc.Results = append(doc.Results, result(f, index[f.Rule.ID], hashes))
	}
	return doc
}

// successful reports whether every rule could do its work. Findings are no
// failure.
func successful(results []*rules.Result) bool {
	return !slices.ContainsFunc(results, func(r *rules.Result) bool { return r.Err != nil })
}

// securitySeverity is GitHub's scale for a rule that names a weakness.
var securitySeverity = map[rules.Level]string{rules.Error: "8.0", rules.Warning: "5.5", rules.Note: "3.0"}

var problemSeverity = map[rules.Level]string{rules.Error: "error", rules.Warning: "warning", rules.Note: "recommendation"}

var precision = map[rules.Confidence]string{rules.High: "high", rules.Medium: "medium", rules.Low: "low"}

func descriptor(r *rules.Rule) *sarif.ReportingDescriptor {
	doc := r.Doc()
	properties := sarif.Properties{
		"precision":        precision[r.Precision],
		"problem.severity": problemSeverity[r.Level],
		"tags":             tags(r),
	}
	if r.CWE != 0 {
		properties["security-severity"] = securitySeverity[r.Level]
	}
	d := &sarif.ReportingDescriptor{
		ID:                   r.ID,
		Name:                 pointer(pascal(r.ID)),
		ShortDescription:     text(doc.Title),
		FullDescription:      text(doc.Summary),
		Help:                 &sarif.MultiformatMessageString{Text: pointer(plain(doc)), Markdown: pointer(rules.Redact(doc.Markdown))},
		DefaultConfiguration: &sarif.ReportingConfiguration{Level: r.Level.String()},
		Properties:           properties,
	}
	if len(doc.References) > 0 {
		d.HelpURI = pointer(doc.References[0])
	}
	return d
}

func plain(doc *rules.Doc) string {
	if doc.Fix == "" {
		return doc.Summary
	}
	return doc.Summary + "\n\nFix: " + doc.Fix
}

func tags(r *rules.Rule) []string {
	t := []string{"clerk"}
	if r.Category != "" && r.Category != "security" {
		t = append(t, r.Category)
	}
	if r.CWE != 0 { // a rule with the tag needs a security-severity, and so a weakness
		t = append(t, "security", fmt.Sprintf("external/cwe/cwe-%03d", r.CWE))
	}
	return t
}

// pascal turns middleware-missing into MiddlewareMissing.
func pascal(id string) string {
	var b strings.Builder
	for part := range strings.SplitSeq(id, "-") {
		if part != "" {
			b.WriteString(strings.ToUpper(part[:1]) + part[1:])
		}
	}
	return b.String()
}

func text(s string) *sarif.MultiformatMessageString {
	return &sarif.MultiformatMessageString{Text: pointer(clip(s))}
}

// clip shortens a text to GitHub's limit at a character boundary.
func clip(s string) string {
	if len(s) <= maxText {
		return s
	}
	return strings.ToValidUTF8(s[:maxText-len("…")], "") + "…"
}

func pointer[T any](v T) *T { return &v }
