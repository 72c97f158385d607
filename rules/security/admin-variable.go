package security

import (
	"slices"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// privileged matches variables that name who may do more than others. One of
// another name may be a restriction that an installation chooses.
var privileged = source.Pattern(`(?i)admin|owner|staff|moderator|operator|root|internal|superuser`)

// reportEverybody reports the variables that name somebody whom the signed-in user
// is compared with, where everybody who is signed in gets as far as he without them:
// `ADMIN_ID && userId !== ADMIN_ID` refuses nobody then. One finding a variable.
func reportEverybody(p *rules.Pass, all []*visitor.Resource) {
	found := map[string]*rules.Finding{}
	for _, r := range all {
		if !r.Called() && r.Kind != visitor.Page || r.Code.Verdict != visitor.Denied && r.Protection != visitor.ByMiddleware {
			continue
		}
		ways := p.App().Visitor().Ways(r, visitor.Stranger)
		for _, name := range comparedIfSet(ways) {
			effect, at := withoutIt(ways, name)
			if effect == nil || ensured(p, r, []*visitor.Event{at}, name) {
				continue
			}
			f := found[name]
			if f == nil {
				f = p.Report(at.At, "without %s nobody is compared with it: whoever is signed in gets to %s", name, title(r))
				f.Because("", "refuse where "+name+" is not set")
				found[name] = f
				if !privileged().MatchString(name) {
					f.As(rules.Warning).With(rules.Medium)
				}
			}
			f.Via(effect.At, "%s runs %s() then", title(r), effect.Name)
		}
	}
}

// comparedIfSet are the variables that are asked for and then compared with the
// signed-in user, who gets nothing if he is another.
func comparedIfSet(ways []visitor.Way) (names []string) {
	for _, w := range ways {
		compared := slices.IndexFunc(w.Events, comparesWithVariable)
		if compared < 0 || slices.ContainsFunc(w.Events, works) {
			continue
		}
		for _, e := range w.Events[:compared] {
			if e.Kind == visitor.Assumption && e.Holds && !slices.Contains(names, e.Name) {
				names = append(names, e.Name)
			}
		}
	}
	return names
}

// withoutIt is what happens for whoever is signed in where a variable is not set,
// with the place that asks for it; nil if he is refused then, or told from others.
func withoutIt(ways []visitor.Way, name string) (effect, asks *visitor.Event) {
	for _, w := range ways {
		i := slices.IndexFunc(w.Events, func(e *visitor.Event) bool {
			return e.Kind == visitor.Assumption && !e.Holds && e.Name == name
		})
		if i < 0 || refused(w) || slices.ContainsFunc(w.Events, func(e *visitor.Event) bool { return comparesWithVariable(e) || e.Kind == visitor.Decision }) {
			continue
		}
		if done := slices.IndexFunc(w.Events[i:], works); done >= 0 {
			return w.Events[i+done], w.Events[i]
		}
	}
	return nil, nil
}

// comparesWithVariable reports whether an event compares the signed-in user with
// what a variable holds.
func comparesWithVariable(e *visitor.Event) bool {
	return e.Kind == visitor.Relation && e.From.Has(visitor.FromClerk) && e.From.Has(visitor.FromEnv)
}

// works reports whether an event does what a resource is for: it changes something,
// costs something or reads records.
func works(e *visitor.Event) bool {
	return e.Kind == visitor.Effect && !e.Logged && (e.Hard || e.Verb == visitor.Read) && e.Verb != visitor.Cookie && e.Verb != visitor.Cache && e.Verb != visitor.Unnamed
}
