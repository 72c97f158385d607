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
	},
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
