package environment

import (
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/rules"
)

var keyPairMismatch = &rules.Rule{
	ID: "key-pair-mismatch", Level: rules.Error, Checklist: []string{"1.1", "1.2"},
	Check: func(p *rules.Pass) {
		for _, mode := range []dotenv.Mode{dotenv.Production, dotenv.Development} {
			loaded := p.Facts().Env.Loaded(p.App().Next.Dir, mode)
			public, ok := realKey(loaded, "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", clerk.PublishableKey)
			secret, ok2 := realKey(loaded, "CLERK_SECRET_KEY", clerk.SecretKey)
			if !ok || !ok2 || public.Live == secret.Live {
				continue
			}
			at := loaded["CLERK_SECRET_KEY"].At
			p.Report(at, "in %s the publishable key is %s and the secret key %s: they belong to different instances",
				mode, liveness(public), liveness(secret)).
				Via(loaded["NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"].At, "the publishable key stands here")
			return
		}
		elsewhere(p)
	},
}

// elsewhere looks at the places that set variables besides env files, such as a
// compose file, each by itself: one that names a single key of either kind means them
// for one environment.
func elsewhere(p *rules.Pass) {
	type place struct {
		path string
		of   dotenv.Environment
	}
	pairs := map[place]map[clerk.KeyKind][]clerk.Variable{}
	var places []place
	for _, d := range p.Facts().Env.In(p.App().Next.Dir) {
		v, kind := clerk.Variable{Declaration: d, Key: clerk.KeyOf(d.Name, d.Value)}, clerk.Expected(d.Name)
		if d.Kind == dotenv.EnvFile || d.Environment == dotenv.AsTemplate || d.Reference || d.Overridden ||
			kind == clerk.NoKey || v.Key.Kind != kind || v.Key.Placeholder || v.Key.Malformed != "" {
			continue
		}
		at := place{d.At.Path(), d.Environment}
		if pairs[at] == nil {
			pairs[at] = map[clerk.KeyKind][]clerk.Variable{}
			places = append(places, at)
		}
		pairs[at][kind] = append(pairs[at][kind], v)
	}
	for _, at := range places {
		public, secret := pairs[at][clerk.PublishableKey], pairs[at][clerk.SecretKey]
		if len(public) == 1 && len(secret) == 1 && public[0].Key.Live != secret[0].Key.Live {
			p.Report(secret[0].At, "in %s the publishable key is %s and the secret key %s: they belong to different instances", at.path, liveness(public[0].Key), liveness(secret[0].Key)).
				Via(public[0].At, "the publishable key stands here")
		}
	}
}

func realKey(loaded map[string]dotenv.Declaration, name string, kind clerk.KeyKind) (clerk.Key, bool) {
	d, ok := loaded[name]
	if !ok {
		return clerk.Key{}, false
	}
	k := clerk.KeyOf(name, d.Value)
	return k, k.Kind == kind && !k.Placeholder && k.Malformed == ""
}

func liveness(k clerk.Key) string {
	if k.Live {
		return "live"
	}
	return "test"
}
