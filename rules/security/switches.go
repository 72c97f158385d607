package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// switched names the variables that open a resource as soon as they are set to what the
// code expects.
func switched(r *visitor.Resource) []string {
	switch {
	case r.Code.Verdict != visitor.Reached || len(failing(r)) > 0:
		return nil
	case len(r.Code.OpensWith) > 0 && r.Protection != visitor.ByMiddleware && r.Protection != visitor.ByLayout:
		return r.Code.OpensWith
	case len(r.Code.OpensWith) > 0 || r.Kind == visitor.Action:
		return nil
	}
	return r.Middleware.OpensWith
}

// byVariable reports whether a resource is open only as a variable is not set, or is:
// auth-fails-open says so.
func byVariable(r *visitor.Resource) bool { return len(failing(r)) > 0 || len(switched(r)) > 0 }

// forDevelopers matches what variables hold where developers and tests run the app.
var forDevelopers = source.Pattern(`(?i)^(dev|develop|development|local|localhost|test|tests|testing|ci)$`)

// reportSwitches reports what opens as soon as a variable is set, once for the variables.
func reportSwitches(p *rules.Pass, all []*visitor.Resource) {
	order, open := byNames(all, func(r *visitor.Resource) []string {
		names := switched(r)
		if slices.ContainsFunc(assumptions(r, names), func(e *visitor.Event) bool { return !forDevelopers().MatchString(e.Compared) }) {
			return names
		}
		return nil
	})
	for _, key := range order {
		reportSwitch(p, key, open[key])
	}
}

func reportSwitch(p *rules.Pass, names string, of []*visitor.Resource) {
	what := title(of[0])
	if len(of) > 1 {
		what += " and others"
	}
	asked := assumptions(of[0], strings.Split(names, " and "))
	f := p.Report(asked[0].At, "where %s is set to what the code expects the check is skipped, and nothing keeps production from it: %s then answers anyone", names, what).As(rules.Warning).
		Because("", "Take the switch out, or let it count only where `process.env.NODE_ENV !== 'production'`.")
	for _, e := range asked {
		if at := setAt(p, e); !at.IsZero() {
			f.As(rules.Error).Via(at, "%s is set here", e.Name)
		}
	}
	for _, r := range of {
		f.Via(r.Span, "%s is open then", title(r))
	}
}

// assumptions are the places where a resource, or the middleware before it, asks for one
// of the variables.
func assumptions(r *visitor.Resource, names []string) (asked []*visitor.Event) {
	for _, e := range slices.Concat(r.Code.Events, r.Middleware.Events) {
		if e.Kind == visitor.Assumption && slices.Contains(names, e.Name) {
			asked = append(asked, e)
		}
	}
	return asked
}

// setAt is the place where a deployment sets a variable to what the code expects, or none.
func setAt(p *rules.Pass, e *visitor.Event) source.Span {
	if d := p.Facts().Env.Deployed(p.App().Next.Dir, e.Name, e.Compared); d != nil {
		return d.At
	}
	return source.Span{}
}
