package sarif

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var leak = &rules.Rule{ID: "secret-in-client", Level: rules.Error, CWE: 200, Precision: rules.Medium}

// A log is what the tests read of a SARIF file.
type log struct {
	Runs []struct {
		Tool struct {
			Driver struct {
				SemanticVersion string
				Rules           []struct {
					ID         string
					Properties map[string]any
				}
			}
		}
		ColumnKind        string
		AutomationDetails any
		Invocations       []struct{ ExecutionSuccessful bool }
		Results           []struct {
			Level            string
			Message          struct{ Text string }
			Locations        []place
			RelatedLocations []place
			CodeFlows        []struct {
				ThreadFlows []struct{ Locations []struct{ Location place } }
			}
			PartialFingerprints map[string]string
			Fixes               []struct {
				ArtifactChanges []struct {
					Replacements []struct{ InsertedContent struct{ Text string } }
				}
			}
		}
	}
}

type place struct {
	PhysicalLocation struct {
		ArtifactLocation struct{ URI, URIBaseID string }
		Region           map[string]int
	}
}

// written returns the log of the findings, as text and read back.
func written(t *testing.T, version string, findings ...*rules.Finding) (string, log) {
	t.Helper()
	var buf bytes.Buffer
	result := &rules.Result{Rule: leak, Outcome: rules.Failed, Findings: findings}
	if _, err := Write(&buf, Run{Version: version, Rules: []*rules.Rule{leak}, Results: []*rules.Result{result}}); err != nil {
		t.Fatal(err)
	}
	var l log
	if err := json.Unmarshal(buf.Bytes(), &l); err != nil {
		t.Fatal(err)
	}
	return buf.String(), l
}

func TestResult(t *testing.T) {
	file := source.NewFile("app/(shop)/[id]/a b:c/日.tsx", []byte("const 😀 = secret\nuse()\n"))
	other := source.NewFile("lib/x.ts", []byte("import y\n"))
	start := strings.Index(string(file.Text), "secret")
	at := file.Span(start, start+len("secret"))
	key := "sk_live_" + strings.Repeat("a1", 21)
	f := &rules.Finding{
		Rule: leak, Level: rules.Warning, Message: "the key " + key + " leaks", At: at, Fingerprint: "abc",
		Trail: []rules.Step{{At: other.Span(0, 6), Message: "imported here"}, {Message: "without a place"}},
		Fix:   &rules.Fix{Title: "move it", Edits: []rules.Edit{{At: at, Text: key}}},
	}
	text, l := written(t, "v1.2.3", f)
	if strings.Contains(text, "null") || strings.Contains(text, key) {
		t.Errorf("null, or a key, in\n%s", text)
	}
	r := l.Runs[0].Results[0]
	where := r.Locations[0].PhysicalLocation
	if want := "app/%28shop%29/%5Bid%5D/a%20b:c/%E6%97%A5.tsx"; where.ArtifactLocation.URI != want || where.ArtifactLocation.URIBaseID != "%SRCROOT%" {
		t.Errorf("URI %+v, want %s", where.ArtifactLocation, want)
	}
	// The emoji is two UTF-16 units.
	if want := map[string]int{"startLine": 1, "startColumn": 12, "endLine": 1, "endColumn": 18}; fmt.Sprint(where.Region) != fmt.Sprint(want) {
		t.Errorf("region %v, want %v", where.Region, want)
	}
	if steps := r.CodeFlows[0].ThreadFlows[0].Locations; len(steps) != 2 || len(r.RelatedLocations) != 1 || steps[0].Location.PhysicalLocation.ArtifactLocation.URI != "lib/x.ts" {
		t.Errorf("the trail has %d steps and %d related places", len(steps), len(r.RelatedLocations))
	}
	if r.PartialFingerprints["clerkvet/v1"] != "abc" || r.PartialFingerprints["primaryLocationLineHash"] != lineHashes(file.Text)[0].String() {
		t.Errorf("fingerprints %v", r.PartialFingerprints)
	}
	if r.Level != "warning" || len(r.Fixes) != 1 {
		t.Errorf("level %s, %d fixes", r.Level, len(r.Fixes))
	}
	run := l.Runs[0]
	if run.ColumnKind != "utf16CodeUnits" || run.AutomationDetails != nil || run.Tool.Driver.SemanticVersion != "1.2.3" || !run.Invocations[0].ExecutionSuccessful {
		t.Errorf("run %+v", run)
	}
	properties := run.Tool.Driver.Rules[0].Properties
	if properties["precision"] != "medium" || properties["security-severity"] != "8.0" || !slices.Contains(properties["tags"].([]any), any("external/cwe/cwe-200")) {
		t.Errorf("properties %v", properties)
	}
}

func TestNothingFound(t *testing.T) {
	text, l := written(t, "devel")
	if !strings.Contains(text, `"results": []`) || l.Runs[0].Tool.Driver.SemanticVersion != "" || strings.Contains(text, "null") {
		t.Errorf("a clean run is written as\n%s", text)
	}
}

func TestSuppressedIsLeftOut(t *testing.T) {
	file := source.NewFile("a.ts", []byte("x\n"))
	_, l := written(t, "", &rules.Finding{Rule: leak, At: file.Whole(), Suppressed: &rules.Suppression{Kind: "inline"}})
	if len(l.Runs[0].Results) != 0 {
		t.Error("a suppressed finding is written, and GitHub would open an alert")
	}
}

func TestLimits(t *testing.T) {
	file := source.NewFile("a.ts", []byte(strings.Repeat("x\n", maxResults+10)))
	var findings []*rules.Finding
	for i := range maxResults + 10 {
		f := &rules.Finding{Rule: leak, Level: rules.Note, Message: "m", At: file.Line(i + 1)}
		if i >= maxResults { // the last ones would be cut, were it not for their level
			f.Level = rules.Error
		}
		findings = append(findings, f)
	}
	for range 500 {
		findings[0].Via(file.Whole(), "step")
	}
	findings[0].Level = rules.Error
	_, l := written(t, "", findings...)
	results := l.Runs[0].Results
	errors := 0
	for _, r := range results {
		if r.Level == "error" {
			errors++
		}
		if len(r.RelatedLocations) >= maxLocations {
			t.Errorf("%d related locations", len(r.RelatedLocations))
		}
	}
	if len(results) != maxResults || errors != 11 {
		t.Errorf("%d results with %d errors, want %d with 11", len(results), errors, maxResults)
	}
}

// A file with lone carriage returns has other lines for GitHub.
func TestNoHashWhereLinesDiffer(t *testing.T) {
	file := source.NewFile("a.ts", []byte("x\ry\nz\n"))
	_, l := written(t, "", &rules.Finding{Rule: leak, Message: "m", At: file.Line(2)})
	if h := l.Runs[0].Results[0].PartialFingerprints["primaryLocationLineHash"]; h != "" {
		t.Errorf("hash %s", h)
	}
}
