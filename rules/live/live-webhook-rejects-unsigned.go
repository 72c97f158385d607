package live

import (
	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveWebhookRejectsUnsigned = &rules.Rule{
	ID: "live-webhook-rejects-unsigned", Level: rules.Error, CWE: 345, Checklist: []string{"3.3"}, OnRequest: OnProbe,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		probe := facts.Probe
		if probe == nil || probe.Path == "" {
			p.NotApplicable("the app has no webhook at a fixed path")
			return
		}
		page, check := probe.Page, "verifyWebhook()"
		if before(p, "6.13") {
			check = "verify() of svix"
		}
		switch {
		case page.Status == 0:
			p.Unknown(probe.At, "%s could not be asked: %s; %s", probe.Path, page.Why, ownSite)
		case page.Ending == live.Delivered:
			p.Report(probe.At, "%s takes an event that nobody signed (status %d): anyone can forge users and payments", probe.Path, page.Status).
				Because("the handler does not verify the signature, or answers before it does", "call "+check+" first and answer 400 where it throws, then deploy")
		case page.ClerkStatus() != "" && page.Ending == live.Refused, page.Ending == live.SentOn, page.Ending == live.Handshake:
			p.Report(probe.At, "%s is turned away by the middleware (status %d): no event of Clerk arrives", probe.Path, page.Status).
				Because("the middleware protects the webhook, and its sender never signs in", "make the path public in the middleware")
		case page.Ending == live.Absent, page.Ending == live.NoMethod:
			p.Report(probe.At, "%s does not take events (status %d)", probe.Path, page.Status).
				As(rules.Warning).Because("the deployed code is another than this checkout", "deploy this checkout, and check that --url names this app")
		case page.Ending == live.Failed:
			p.Report(probe.At, "%s fails on an event without a signature (status %d) instead of refusing it", probe.Path, page.Status).
				As(rules.Warning).Because("the signing secret is missing in the deployment, or the handler does not catch what the check throws", "set the secret, and answer 400 where the check throws")
		case page.Ending == live.Moved:
			p.Unknown(probe.At, "%s moves to %s: name that host by --url", probe.Path, page.To)
		}
	},
}
