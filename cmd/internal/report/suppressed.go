package report

import "clerkvet/rules"

// suppressed lists what is silenced, by whom and why.
func (t *text) suppressed() {
	first := true
	for _, f := range rules.Findings(t.a.Results) {
		if f.Suppressed == nil {
			continue
		}
		if first {
			t.printf("%s\n", t.p.bold("Suppressed"))
			first = false
		}
		r := rangeOf(f.At)
		t.printf("  %s:%d:%d  %s  %s: %s\n", safe(r.Path), r.StartLine, r.StartColumn, t.p.dim("["+f.Rule.ID+"]"), f.Suppressed.Kind, safe(f.Suppressed.Reason))
	}
	if !first {
		t.printf("\n")
	}
}
