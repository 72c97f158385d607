package rules

import (
	"time"

	"github.com/bmatcuk/doublestar/v4"

	"clerkvet/analyzers/source"
)

// An Ignore is an entry of the configuration that silences the findings of a
// rule in files.
type Ignore struct {
	Rule, Path, Reason string    // Path is a glob from the repository's root
	Expires            time.Time // the last day on which it holds; zero for ever
	At                 source.Span
	Used               bool // it has silenced something; set by Silence
}

// Expired reports whether the entry's last day is over.
func (i *Ignore) Expired(now time.Time) bool {
	return !i.Expires.IsZero() && now.After(i.Expires.AddDate(0, 0, 1))
}

// Silence marks the findings that an entry speaks of, and the entry as used.
func Silence(results []*Result, ignores []*Ignore, now time.Time) {
	for _, f := range Findings(results) {
		for _, i := range ignores {
			if i.Rule != f.Rule.ID || !doublestar.MatchUnvalidated(i.Path, f.At.Path()) || i.Expired(now) {
				continue
			}
			i.Used = true
			if f.Suppressed == nil {
				f.Suppressed = &Suppression{Kind: "config", Reason: i.Reason, At: i.At}
			}
		}
	}
}

// Idle reports whether the entry's rule was decided and the entry silenced
// nothing.
func (i *Ignore) Idle(results []*Result) bool {
	if i.Used {
		return false
	}
	ran := false
	for _, r := range results {
		if r.Rule.ID == i.Rule {
			ran = true
			if r.Outcome == Unknown || r.Outcome == Skipped {
				return false
			}
		}
	}
	return ran
}

// A Setting is the level that the configuration gives a rule.
type Setting struct {
	Level Level
	Off   bool
	At    source.Span
}

// Configure applies the settings that hold for a result: setting returns nil
// where nothing is said. A rule that is off ends Skipped, and says so.
func Configure(results []*Result, setting func(*Result) *Setting) {
	for _, r := range results {
		s := setting(r)
		switch {
		case s == nil:
		case s.Off:
			*r = Result{Rule: r.Rule, App: r.App, Outcome: Skipped, Reason: "turned off in " + s.At.Path()}
		default:
			rule := *r.Rule
			rule.Level = s.Level
			r.Rule = &rule
			for _, f := range r.Findings {
				f.Rule, f.Level = r.Rule, s.Level
			}
		}
	}
}
