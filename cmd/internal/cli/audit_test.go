package cli

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"syscall"
	"testing"

	"clerkvet/analyzers"
	"clerkvet/rules"
)

// results returns what a rule of level error that ends so looks like.
func results(outcome rules.Outcome, level rules.Level, c rules.Confidence) []*rules.Result {
	r := &rules.Result{Rule: &rules.Rule{ID: "fake", Level: rules.Error}, Outcome: outcome}
	if outcome == rules.Failed {
		r.Findings = []*rules.Finding{{Rule: r.Rule, Level: level, Confidence: c}}
	}
	return []*rules.Result{r}
}

func TestExitCode(t *testing.T) {
	for name, test := range map[string]struct {
		results []*rules.Result
		flags   auditFlags
		want    int
	}{
		"nothing":             {nil, auditFlags{failOn: "error"}, ready},
		"an error":            {results(rules.Failed, rules.Error, rules.High), auditFlags{failOn: "error"}, notReady},
		"a doubtful error":    {results(rules.Failed, rules.Error, rules.Low), auditFlags{failOn: "note"}, ready},
		"a warning":           {results(rules.Failed, rules.Warning, rules.Medium), auditFlags{failOn: "error"}, ready},
		"a warning, asked":    {results(rules.Failed, rules.Warning, rules.Medium), auditFlags{failOn: "warning"}, notReady},
		"never":               {results(rules.Failed, rules.Error, rules.High), auditFlags{failOn: "never"}, ready},
		"undecided":           {results(rules.Unknown, 0, 0), auditFlags{failOn: "error"}, ready},
		"undecided, strict":   {results(rules.Unknown, 0, 0), auditFlags{failOn: "error", strict: true}, notReady},
		"strict beside never": {results(rules.Unknown, 0, 0), auditFlags{failOn: "never", strict: true}, notReady},
	} {
		test.flags.format, test.flags.color = "text", "never"
		c := &command{stdout: &bytes.Buffer{}, stderr: &bytes.Buffer{}}
		p, err := c.plan(test.flags)
		if err != nil {
			t.Fatal(err)
		}
		if got := exitCode(test.results, p); got != test.want {
			t.Errorf("%s: exit code %d, want %d", name, got, test.want)
		}
	}
}

// A rule that panics names itself and its app, and the others go on.
func TestPanickingRule(t *testing.T) {
	facts := &analyzers.Facts{}
	list := []*rules.Rule{
		{ID: "broken", Repository: true, Check: func(*rules.Pass) { panic("boom") }},
		{ID: "whole", Repository: true, Check: func(*rules.Pass) {}},
	}
	results := rules.Audit(t.Context(), facts, list)
	err := internalErrors(results, nil)
	if err == nil || !strings.Contains(err.Error(), "internal error in the repository (please report it): rule broken: panic: boom") {
		t.Errorf("error %v", err)
	}
	if results[1].Outcome != rules.Passed {
		t.Errorf("the other rule ended %s", results[1].Outcome)
	}
}

type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) {
	return 0, &os.PathError{Op: "write", Path: "|1", Err: syscall.EPIPE}
}

// The reader of the output has left: the files are written, the exit code holds,
// and nothing is said.
func TestReaderLeavesEarly(t *testing.T) {
	file := t.TempDir() + "/out.json"
	var stderr bytes.Buffer
	code := Main([]string{example, "--output", "json=" + file}, nil, closedPipe{}, &stderr)
	if code != notReady || stderr.Len() > 0 {
		t.Errorf("exit code %d, stderr %q", code, stderr.String())
	}
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		t.Error("the file was not written")
	}
}
