package live

import (
	"maps"
	"slices"

	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveInstance = &rules.Rule{
	ID: "live-instance", Level: rules.Warning, Checklist: []string{"1.5"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		instance, settings := facts.Backend.Instance, facts.Frontend.Environment
		if !instance.OK() && !settings.OK() {
			p.Unknown(place(p, facts.Secret.Name), "neither API could be asked about the instance: %s", instance.Why)
			return
		}
		if kind := typeOf(facts); kind != "production" {
			p.Report(place(p, facts.Secret.Name), "the instance is of type %s: it has the limits, the shared credentials and the banner of a development instance", kind).
				Because("the keys are not those of a production instance", "create a production instance in Clerk's Dashboard, and deploy with its keys")
		}
		if settings.OK() {
			developmentSettings(p, facts)
		}
		redirects(p, facts)
	},
}

// typeOf is the type of the instance as the Backend API says, else as the
// Frontend API does.
func typeOf(facts *live.Facts) string {
	if i := facts.Backend.Instance; i.OK() && i.Type != "" {
		return i.Type
	}
	if t := facts.Frontend.Environment.Display.Type; t != "" {
		return t
	}
	return "unknown"
}

func developmentSettings(p *rules.Pass, facts *live.Facts) {
	at, e := place(p, facts.Publishable.Name), facts.Frontend.Environment
	const left = "the setting was left on after testing"
	for _, s := range []struct {
		on                  bool
		level               rules.Level
		what, cause, advice string
	}{
		{e.Auth.TestMode, rules.Warning, "test mode is on: anybody signs in with a +clerk_test address and the code 424242", left, "switch test mode off in Clerk's Dashboard › Settings"},
		{e.Auth.URLSyncing, rules.Warning, "sessions are kept in URLs, as development instances do", "these are the settings of a development instance", "deploy with the keys of the production instance"},
		{e.Display.DevWarning, rules.Warning, "Clerk's components show a banner that the app is in development", "these are the settings of a development instance", "deploy with the keys of the production instance"},
		{e.Maintenance, rules.Warning, "the instance is in maintenance: nobody can change their account", "somebody switched it on, or Clerk does maintenance", "look at https://status.clerk.com and at the instance in Clerk's Dashboard"},
		{off(e.Users.Attack.Lockout.Enabled), rules.Note, "accounts are not locked after many wrong passwords", "the setting was switched off", "consider Clerk's Dashboard › Attack protection"},
		{off(e.Users.SignUp.Captcha), rules.Note, "sign-up has no protection from bots", "the setting was switched off", "consider Clerk's Dashboard › Attack protection"},
	} {
		if s.on {
			p.Report(at, "%s", s.what).As(s.level).Because(s.cause, s.advice)
		}
	}
	urls := e.URLs()
	for _, name := range slices.Sorted(maps.Keys(urls)) {
		if live.OwnMachine(urls[name]) {
			p.Report(at, "the %s URL of the instance leads to the visitor's own machine: %s", name, urls[name]).
				Because("the URL of development was left in the settings", "change it in Clerk's Dashboard › Paths")
		}
	}
}

func off(setting *bool) bool { return setting != nil && !*setting }

func redirects(p *rules.Pass, facts *live.Facts) {
	for _, url := range facts.Backend.Redirects.URLs {
		if live.OwnMachine(url) {
			p.Report(place(p, facts.Secret.Name), "sign-in may end at %s, on the visitor's own machine", url).
				Because("a redirect URL of development was left in the production instance", "remove it in Clerk's Dashboard › Native applications › Allowlist")
		}
	}
}
