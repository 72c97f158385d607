package analyzers

import "clerkvet/analyzers/visitor"

// Declare sets what the project declares of the app's routes. It must be called
// before the machine is first asked for.
func (a *App) Declare(p *visitor.Policy) { a.policy = p }

// Declared returns what the project declares of a route, given by its URL
// pattern: public, protected, or "" for nothing.
func (a *App) Declared(route string) visitor.Intent {
	if d := a.policy.Of(route); d != nil {
		return d.Intent
	}
	return ""
}

func (f *Facts) machine(a *App) *visitor.Machine {
	m := visitor.New(a.Next)
	m.Declare(a.policy)
	m.Deployed(func(variable, text string) bool { return f.Env.Deployed(a.Next.Dir, variable, text) != nil })
	m.Spare(a.spare)
	if other, alike := a.Next.Alike(); other != nil {
		for _, o := range a.others {
			if o.Next == other {
				m.Recall(o.Visitor(), alike)
			}
		}
	}
	return m
}

// Spare has the machines of both facts leave out what a change between them does not bear
// on: see [visitor.Machine.Spare]. It must be called before they are first asked for.
func (f *Facts) Spare(before *Facts) {
	for _, a := range before.Apps {
		other, alike := a.Next.Alike()
		for _, o := range f.Apps {
			if o.Next == other {
				a.spare, o.spare = alike, alike
			}
		}
	}
}
