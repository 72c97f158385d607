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
		case !t.Misplaced.IsZero() && !server:
			p.Report(t.Misplaced, "Next.js looks for the instrumentation file in %s, so nothing that this one starts on the server runs", folder(p.App().Next.CodeDir))
		case !t.UnloadedClient.IsZero() && server:
			p.Report(t.UnloadedClient, "Turbopack builds the app and does not load this file, so that errors in the browser go untracked: what is in it belongs in instrumentation-client")
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

func folder(dir string) string {
	if dir == "" || dir == "." {
		return "the root of the app"
	}
	return dir
}
