package live

import (
	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveKeyPair = &rules.Rule{
	ID: "live-key-pair", Level: rules.Error, Checklist: []string{"1.1", "1.2", "2.1"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		at := place(p, facts.Publishable.Name)
		const cause, advice = "the two keys were copied from different instances or applications", "copy both keys from one page: Clerk's Dashboard › API keys of the production instance"
		publishable, secret, backend := facts.Publishable, facts.Secret, facts.Backend
		switch {
		case !publishable.Set || !secret.Set:
			p.Unknown(at, "one of the two keys is not set")
		case publishable.Key.Prefix() != "" && secret.Key.Prefix() != "" && publishable.Key.Live != secret.Key.Live:
			p.Report(at, "%s and %s are of different instances, one for production and one for development: no session can be verified", publishable.Name, secret.Name).Because(cause, advice)
		case !facts.Frontend.Keys.OK():
			p.Unknown(at, "the Frontend API at %s could not be asked for its signing keys: %s", facts.Frontend.Host, facts.Frontend.Keys.Why)
		case !backend.Instance.OK() && !backend.Keys.OK():
			p.Unknown(at, "the Backend API could not be asked for its signing keys: %s", backend.Instance.Why)
		case len(facts.Frontend.Keys.Keys) == 0:
			p.Unknown(at, "the Frontend API at %s publishes no signing key", facts.Frontend.Host)
		case !oneInstance(facts.Frontend.Keys, backend):
			p.Report(at, "%s and %s belong to different instances of Clerk: no session can be verified", publishable.Name, secret.Name).Because(cause, advice)
		}
	},
}

// oneInstance reports whether the Frontend API signs with a key of the Backend
// API's instance: the name of a signing key is the instance's id.
func oneInstance(frontend live.KeySet, backend live.Backend) bool {
	if backend.Instance.OK() && backend.Instance.ID != "" && frontend.Has(backend.Instance.ID) {
		return true
	}
	for _, key := range backend.Keys.Keys {
		if key.ID != "" && frontend.Has(key.ID) {
			return true
		}
	}
	return false
}
