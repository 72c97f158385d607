package report

import (
	"strings"

	"clerkvet/rules"
)

// safe is text of the repository as every format shows it: without secrets, on
// one line, and harmless.
func safe(s string) string { return clean(rules.Redact(s)) }

// clean is text of the repository without what a terminal would act on.
func clean(s string) string { return rules.Clean(s) }

// Harmless returns output in which no line is a command to GitHub's runner,
// which takes a line that starts with :: after blanks, and ##[ anywhere.
func Harmless(output string) string {
	output = strings.ReplaceAll(output, "##[", "# #[")
	if !strings.Contains(output, "::") {
		return output
	}
	lines := strings.Split(output, "\n")
	for i, l := range lines {
		if strings.HasPrefix(strings.TrimSpace(l), "::") {
			lines[i] = "· " + strings.TrimSpace(l)
		}
	}
	return strings.Join(lines, "\n")
}

// ErrorText is an error fit for a terminal and a workflow log.
func ErrorText(err error) string {
	lines := strings.Split(err.Error(), "\n")
	for i, l := range lines {
		indent := len(l) - len(strings.TrimLeft(l, "\t"))
		lines[i] = strings.Repeat("  ", indent) + safe(l[indent:])
	}
	return Harmless(strings.Join(lines, "\n"))
}
