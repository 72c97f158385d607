package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
)

// fingerprint gives every finding its identity: the rule, the path, the text
// of its line without blanks, and an ordinal among equals. It survives moved
// lines and unrelated edits.
func fingerprint(results []*Result) {
	count := map[string]int{}
	for _, f := range Findings(results) {
		key := f.Rule.ID + "\x00" + f.At.Path() + "\x00" + lineText(f)
		count[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d", key, count[key]))
		f.Fingerprint = hex.EncodeToString(sum[:16])
	}
}

func lineText(f *Finding) string {
	if f.At.File == nil {
		return ""
	}
	line := f.At.File.Line(f.At.StartLine()).Text()
	return strings.Join(strings.Fields(line), "")
}
