package monitoring

import "clerkvet/rules"

var errorTrackingMissing = &rules.Rule{
	ID: "error-tracking-missing", Level: rules.Note, Checklist: []string{"4.2"},
	Check: func(p *rules.Pass) {
		t, anchor := p.App().Clerk.Tracking(), p.App().Next.Anchor
		server, browser := !t.Server.IsZero(), !t.Browser.IsZero()
		switch {
		case server && (browser || !p.App().Next.HasPages()):
		case !t.Unloaded.IsZero() && !server:
			p.Report(t.Unloaded, "no instrumentation file loads this configuration, so that errors on the server go untracked")
		case server:
			p.Report(t.Server, "the error tracker starts on the server only, so that errors in the browser go untracked")
		case browser:
			p.Report(t.Browser, "the error tracker starts in the browser only, so that errors on the server go untracked")
		case t.Installed != "":
			p.Report(anchor, "the app imports %s and never starts it, so that nobody learns of its errors", t.Installed)
		default:
			p.Report(anchor, "the app starts no error tracker, so that nobody learns of its errors")
		}
	},
}
