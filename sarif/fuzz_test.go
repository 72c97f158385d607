package sarif

import (
	"bytes"
	"encoding/json"
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// FuzzWrite writes findings with any text: what comes out is JSON with valid
// URIs, whole regions and no secret, and nothing in a message acts on a terminal.
func FuzzWrite(f *testing.F) {
	f.Add("app/[id]/page.tsx", "const a = 1\r\nb 😀 c\n", "GET /x answers anyone", 3, 17)
	f.Add("a:b/%2e/\x1b]0;x\a.ts", "\ufeff\xff\u2028", "\x1b[31m\n::error::x \u202e", 0, 99)
	f.Add("", "", "", -1, 0)
	f.Add("within a character", "\ufeff\xff\u2028", "x", 6, 99)
	f.Add("//host", "0", "0", 84, 17)
	f.Add("../../etc/passwd", strings.Repeat("x", 5000), strings.Repeat("é", 2000), 4999, 5000)
	f.Fuzz(func(t *testing.T, path, text, message string, start, end int) {
		file := source.NewFile(path, []byte(text))
		start = min(max(0, start), len(text))
		end = min(max(start, end), len(text))
		rule := &rules.Rule{ID: "fuzz", Level: rules.Error}
		at := file.Span(start, end)
		finding := &rules.Finding{Rule: rule, Message: message, At: at, Fingerprint: "0123456789abcdef0123456789abcdef",
			Trail: []rules.Step{{At: at, Message: message}, {At: file.Whole(), Message: message}},
			Fix:   &rules.Fix{Title: message, Edits: []rules.Edit{{At: at, Text: message}}}}
		var out bytes.Buffer
		_, err := Write(&out, Run{Version: "1", Rules: []*rules.Rule{rule}, Results: []*rules.Result{{Rule: rule, Outcome: rules.Failed, Findings: []*rules.Finding{finding}}}})
		if err != nil {
			t.Fatal(err)
		}
		checkWritten(t, out.Bytes())
	})
}

func checkWritten(t *testing.T, out []byte) {
	var log struct {
		Runs []struct {
			Results []struct {
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct {
						ArtifactLocation struct{ URI string }
						Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
					}
				}
			}
		}
	}
	if err := json.Unmarshal(out, &log); err != nil || !utf8.Valid(out) {
		t.Fatalf("no JSON: %v", err)
	}
	r := log.Runs[0].Results[0]
	if rules.Clean(r.Message.Text) != r.Message.Text || rules.Redact(r.Message.Text) != r.Message.Text {
		t.Errorf("the message is %q", r.Message.Text)
	}
	at := r.Locations[0].PhysicalLocation
	if u, err := url.Parse(at.ArtifactLocation.URI); err != nil || u.Scheme != "" || u.Host != "" {
		t.Errorf("the URI is %q: %v", at.ArtifactLocation.URI, err)
	}
	g := at.Region
	if g.StartLine < 1 || g.StartColumn < 1 || g.EndLine < g.StartLine || g.EndLine == g.StartLine && g.EndColumn < g.StartColumn {
		t.Errorf("the region is %+v", g)
	}
}
