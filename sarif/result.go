package sarif

import (
	"bytes"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// hashCache holds the line hashes of the files that have findings.
type hashCache map[*source.File][]lineHash

// of returns the hash of the line on which the span starts, or "".
func (c hashCache) of(s source.Span) string {
	if s.File == nil {
		return ""
	}
	hashes, known := c[s.File]
	if !known {
		// GitHub's lines also end at a lone CR; ours do not, and such files are rare
		// enough to go without a hash, which the upload step then adds.
		if bytes.Count(s.File.Text, []byte("\r")) == bytes.Count(s.File.Text, []byte("\r\n")) {
			hashes = lineHashes(s.File.Text)
		}
		c[s.File] = hashes
	}
	line := s.StartLine()
	if line > len(hashes) {
		return ""
	}
	return hashes[line-1].String()
}

// shown is text as readers may show it to people: without secrets and without
// what a terminal would act on.
func shown(s string) string { return rules.Clean(rules.Redact(s)) }

func result(f *rules.Finding, index uint, hashes hashCache) *sarif.Result {
	r := &sarif.Result{
		RuleID:              pointer(f.Rule.ID),
		RuleIndex:           pointer(index),
		Level:               pointer(f.Level.String()),
		Message:             sarif.Message{Text: pointer(shown(f.Explained()))},
		Locations:           []*sarif.Location{location(f.At, 0, "")},
		PartialFingerprints: map[string]any{"clerkvet/v1": f.Fingerprint},
	}
	r.PropertyBag.Properties = sarif.Properties{"confidence": f.Confidence.String()}
	if hash := hashes.of(f.At); hash != "" {
		r.PartialFingerprints["primaryLocationLineHash"] = hash
	}
	trail(r, f)
	if f.Fix != nil && f.Fix.Move == nil { // SARIF has no word for a move
		r.Fixes = []*sarif.Fix{fix(f.Fix)}
	}
	if f.Suppressed != nil {
		r.Suppressions = []*sarif.Suppression{suppression(f)}
	}
	return r
}

// trail writes the way to a finding twice: as a code flow, which GitHub shows
// as steps, and as related locations, which editors show. A trail of one place
// is no flow.
func trail(r *sarif.Result, f *rules.Finding) {
	var steps []*sarif.ThreadFlowLocation
	for i, s := range f.Trail {
		if s.At.IsZero() || i >= maxLocations-1 {
			continue
		}
		r.RelatedLocations = append(r.RelatedLocations, location(s.At, uint(i+1), s.Message))
		steps = append(steps, &sarif.ThreadFlowLocation{Location: location(s.At, 0, s.Message)})
	}
	if len(steps) == 0 {
		return
	}
	steps = append(steps, &sarif.ThreadFlowLocation{Location: location(f.At, 0, f.Message)})
	r.CodeFlows = []*sarif.CodeFlow{{ThreadFlows: []*sarif.ThreadFlow{{Locations: steps}}}}
}

// location returns the place of a span. An id of 0 and an empty message are
// left out.
func location(s source.Span, id uint, message string) *sarif.Location {
	l := &sarif.Location{PhysicalLocation: &sarif.PhysicalLocation{
		ArtifactLocation: artifact(s.Path()), Region: region(s),
	}}
	if id != 0 {
		l.Id = pointer(id)
	}
	if message != "" {
		l.Message = &sarif.Message{Text: pointer(shown(message))}
	}
	return l
}

func region(s source.Span) *sarif.Region {
	start, end := s.Positions(source.UTF16)
	if end.Line == start.Line {
		end.Column = max(end.Column, start.Column) // of a span that starts within a character
	}
	return &sarif.Region{
		StartLine: pointer(start.Line), StartColumn: pointer(start.Column),
		EndLine: pointer(end.Line), EndColumn: pointer(end.Column),
	}
}

// artifact returns the percent-encoded path, relative to the root of the
// repository: app/[id]/page.tsx is no valid URI.
func artifact(path string) *sarif.ArtifactLocation {
	parts := strings.Split(strings.TrimLeft(path, "/"), "/") // what begins with two slashes would name a host
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	// A first segment with a colon would be read as a scheme.
	parts[0] = strings.ReplaceAll(parts[0], ":", "%3A")
	return &sarif.ArtifactLocation{URI: pointer(strings.Join(parts, "/")), URIBaseId: pointer(baseID)}
}

// fix groups the edits by file, in order.
func fix(f *rules.Fix) *sarif.Fix {
	out := &sarif.Fix{Description: &sarif.Message{Text: pointer(shown(f.Title))}}
	changes := map[string]*sarif.ArtifactChange{}
	for _, e := range f.Edits {
		c := changes[e.At.Path()]
		if c == nil {
			c = &sarif.ArtifactChange{ArtifactLocation: *artifact(e.At.Path())}
			changes[e.At.Path()] = c
			out.ArtifactChanges = append(out.ArtifactChanges, c)
		}
		c.Replacements = append(c.Replacements, &sarif.Replacement{
			DeletedRegion: *region(e.At), InsertedContent: &sarif.ArtifactContent{Text: pointer(rules.Redact(e.Text))},
		})
	}
	return out
}
