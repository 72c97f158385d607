package report

import (
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var (
	// written is a quoted value of something with the name of a secret.
	written = source.Pattern(`(?i)(?:secret|token|passwd|password|api_?key|private_?key)\w*["'\x60]?\s*[:=]\s*["'\x60](?P<s>[^\s"'\x60$/][^\s"'\x60]{5,})["'\x60]`)
	// assigned is the same without quotes, as in YAML, Dockerfiles and shells.
	assigned = source.Pattern(`(?i)(?:secret|token|passwd|password|api_?key|private_?key)\w*\s*(?:=|:\s)\s*(?P<s>[^\s"'\x60$/][^\s"'\x60]{5,})`)
	// value is every value of an env file but paths and publishable keys.
	value = source.Pattern(`^\s*(?:export\s+)?[\w.-]+\s*=\s*["'\x60]?(?P<s>[^\s"'\x60/p#].*|p[^k].*|pk[^_].*)`)
)

var codeExtensions = []string{".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs"}

// hide blots out what may be a secret in a line of a file, and keeps its length
// in bytes. Of an env file, which is where people keep them, only names remain.
func hide(file, line string) string {
	line = rules.Blot(written(), rules.Redact(line))
	switch base := path.Base(file); {
	case strings.HasPrefix(base, ".env"), strings.HasSuffix(base, ".env"):
		return rules.Blot(value(), line)
	case !slices.Contains(codeExtensions, path.Ext(base)):
		return rules.Blot(assigned(), line)
	}
	return line
}
