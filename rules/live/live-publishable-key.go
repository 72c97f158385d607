package live

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var livePublishableKey = &rules.Rule{
	ID: "live-publishable-key", Level: rules.Error, Checklist: []string{"1.1", "2.1"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		v := facts.Publishable
		if v.Key.Host != "" && facts.Frontend.Keys.OK() {
			v.Key.Placeholder = false // what answers is no stand-in
		}
		if wrong, cause := flaw(v, clerk.PublishableKey); wrong != "" {
			p.Report(place(p, v.Name), "%s %s", v.Name, wrong).Because(cause, apiKeys)
		}
		if facts.Site != nil {
			deployedKeys(p, facts)
		}
	},
}

// flaw says what is wrong with a key of the environment, and why that may be.
func flaw(v live.Variable, want clerk.KeyKind) (wrong, cause string) {
	k := v.Key
	switch {
	case !v.Set:
		return "is not set in this environment: the app does not start without it", "the variable is missing in the deployment, or it was not passed on to this check"
	case k.Kind == clerk.NoKey && k.Placeholder, k.Kind == want && k.Placeholder:
		return "holds a placeholder: nobody can sign in", "the value of a template was copied"
	case k.Kind != want && k.Kind != clerk.NoKey:
		return "holds a " + string(k.Kind) + " where a " + string(want) + " belongs", "two variables were swapped"
	case k.Kind != want:
		return "does not hold a " + string(want), "another value was pasted, or its beginning is missing"
	case k.Malformed != "":
		return k.Malformed + ": no instance has such a key", "the key was cut off or changed while it was copied"
	case !k.Live && want != clerk.WebhookSecret:
		return "holds a key of a development instance: its users and limits are not those of production", "the key of the development instance was deployed"
	}
	return "", ""
}

// deployedKeys compares the keys that the site shows to browsers.
func deployedKeys(p *rules.Pass, facts *live.Facts) {
	v, site := facts.Publishable, facts.Site
	for _, k := range site.Keys {
		switch {
		case !k.Live:
			p.Report(place(p, v.Name), "%s serves the publishable key of a development instance", site.Host).
				Because("it was built with the key of another environment: the key is fixed when next build runs", "set the live key for the build, and deploy again")
		case v.Key.Host != "" && v.Key.Live && k.Host != v.Key.Host:
			p.Report(place(p, v.Name), "%s serves the publishable key of %s, and this environment has the one of %s", site.Host, k.Host, v.Key.Host).
				Because("the site was built before the key was changed, or these are the keys of another deployment", "deploy again, or check with the keys of this deployment")
		}
	}
	for _, page := range append([]live.Page{site.Front}, pagesOf(site)...) {
		if page.DevelopmentHandshake() {
			p.Report(place(p, v.Name), "%s%s sends browsers to a development instance of Clerk", site.Host, page.Path).
				Because("the deployment runs with keys of a development instance", "set the live keys in the deployment, and deploy again")
			return
		}
	}
}

func pagesOf(s *live.Site) (out []live.Page) {
	for _, r := range s.Routes {
		out = append(out, r.Page)
	}
	return out
}
