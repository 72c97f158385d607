// Package live holds the rules on what only the network can tell: whether
// Clerk takes the keys of the deployed environment, what instance they belong
// to, and whether the deployed site does what the code says. They run on
// request only.
package live

import (
	"embed"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/live"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// What a rule of this package needs to run: the network, a site that somebody
// named, and the consent to a POST.
const (
	OnRequest = "--live"
	OnSite    = "--live --url"
	OnProbe   = "--live --probe-webhook"
)

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "live", Pages: pages, Rules: []*rules.Rule{
		livePublishableKey,
		liveSecretKey,
		liveAPIReachable,
		liveKeyPair,
		liveWebhookSecret,
		liveDomain,
		liveInstance,
		liveRoute,
		liveWebhookRejectsUnsigned,
		liveHeaders,
		liveHealth,
	}}
}

// asked returns what the network said, or nil for an app that was not asked
// about.
func asked(p *rules.Pass) *live.Facts {
	facts := p.Facts()
	switch {
	case facts.Live == nil:
		p.Skip("needs --live")
	case facts.LiveApp != nil && p.App() != nil && facts.LiveApp != p.App():
		p.Skip("the live checks are about the app in %s", facts.LiveApp.Next.Dir)
	default:
		return facts.Live
	}
	return nil
}

// place is where the code speaks of a variable of the deployment: the first
// declaration, else the package.json.
func place(p *rules.Pass, variable string) source.Span {
	if env := p.Facts().Env; env != nil {
		for _, d := range env.Declared(variable) {
			return d.At
		}
	}
	return anchor(p)
}

// anchor is the place of what no line speaks of.
func anchor(p *rules.Pass) source.Span {
	facts := p.Facts()
	switch {
	case p.App() != nil:
		return p.App().Next.Anchor
	case facts.LiveApp != nil:
		return facts.LiveApp.Next.Anchor
	}
	return facts.Root()
}

const (
	apiKeys = "copy it from Clerk's Dashboard › API keys of the production instance into the environment of the deployment"
	network = "try again; look at https://status.clerk.com, at the network of this machine, and at proxies and firewalls in between"
	ownSite = "try again; look at the host's status page and the server's log"
)

// before reports whether the app is known to have a Clerk older than a version.
func before(p *rules.Pass, version string) bool {
	return p.App() != nil && p.App().Next.Versions.Below(clerk.SDK, version)
}
