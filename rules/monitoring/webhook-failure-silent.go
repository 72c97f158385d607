package monitoring

import (
	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var webhookFailureSilent = &rules.Rule{
	ID: "webhook-failure-silent", Level: rules.Warning, CWE: 778, Checklist: []string{"4.4"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			seen := map[source.Span]bool{}
			for _, f := range w.Failures() {
				if f.Way.Threw || f.Way.At.IsZero() || f.Expected() || told(f.Rest) || seen[f.Way.At] {
					continue
				}
				seen[f.Way.At] = true
				p.Report(f.Way.At, "%s tells nobody that %s() failed: it neither logs, nor reports, nor throws", w.Name(), f.Name).
					Via(f.At, "%s() fails here", f.Name)
			}
			if len(seen) == 0 {
				reportSilentCheck(p, w)
			}
		}
	},
}

// reportSilentCheck reports a check whose failure leaves no trace. The sender
// sees the refusal, so this is not sure to go unnoticed.
func reportSilentCheck(p *rules.Pass, w *analyzers.Webhook) {
	for _, way := range w.Forged {
		i := lastThrowing(way.Events)
		if i >= 0 && way.Answers && !way.Threw && !way.At.IsZero() && !told(way.Events[i:]) {
			p.Report(way.At, "%s tells nobody that the check of the signature failed: with a wrong secret all deliveries are lost unnoticed", w.Name()).
				With(rules.Low).Via(way.Events[i].At, "%s fails here", way.Events[i].Name)
			return
		}
	}
}

// lastThrowing returns the index of the check of a signature by a library,
// which throws where it fails, or -1.
func lastThrowing(events []*visitor.Event) int {
	for i, e := range events {
		if e.Kind == visitor.Check && e.Check == visitor.SignatureCheck && e.Method != "" {
			return i
		}
	}
	return -1
}

// told reports whether a log, a tracker or another service hears of something.
func told(events []*visitor.Event) bool {
	for _, e := range events {
		switch {
		case e.Kind == visitor.Log, e.Kind == visitor.Tracker, e.Kind == visitor.Doubt:
			return true
		case e.Kind == visitor.Effect && e.Verb != visitor.Read:
			return true
		}
	}
	return false
}
