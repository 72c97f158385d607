package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path"
	"strings"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
)

// fingerprint gives every finding its identity: the rule, the path, the text
// of its line without blanks, the functions around it, and an ordinal among
// equals. It survives moved lines and unrelated edits.
func fingerprint(facts *analyzers.Facts, results []*Result) {
	count := map[string]int{}
	for _, f := range Findings(results) {
		f.content = contentOf(facts, f)
		key := f.Rule.ID + "\x00" + f.At.Path() + "\x00" + f.content
		count[key]++
		f.ordinal = count[key]
		f.Fingerprint = f.FingerprintAt(f.At.Path())
	}
}

// FingerprintAt is the fingerprint that the finding had under another path: to
// find it again where git shows that its file was renamed.
func (f *Finding) FingerprintAt(path string) string {
	return digest(f.Rule.ID, path, f.content, f.ordinal)
}

// likeness is a fingerprint without the path: a finding in a renamed file keeps
// it.
func (f *Finding) likeness() string { return digest(f.Rule.ID, "", f.content, f.ordinal) }

func digest(rule, path, content string, ordinal int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", rule, path, content, ordinal))
	return hex.EncodeToString(sum[:16])
}

func contentOf(facts *analyzers.Facts, f *Finding) string {
	if f.At.File == nil {
		return ""
	}
	if path.Base(f.At.Path()) == "package.json" {
		if key := jsonKey().FindStringSubmatch(lineText(f)); key != nil {
			return key[1] // an update of the version is not another finding
		}
	}
	if f.At == f.At.File.Whole() && preamble().MatchString(f.At.Text()) {
		return "" // it speaks of the file, whatever stands first
	}
	return lineText(f) + "\x00" + facts.Project.Graph.NameAt(f.At)
}

// preamble matches a first line that a finding would not speak of itself.
var preamble = source.Pattern(`^\s*($|//|/\*|#|import\b|['"]use )`)

// jsonKey matches the key that a line of JSON begins with.
var jsonKey = source.Pattern(`^"((?:[^"\\]|\\.)*)":`)

func lineText(f *Finding) string {
	line := f.At.File.Line(f.At.StartLine()).Text()
	return strings.Join(strings.Fields(line), "")
}
