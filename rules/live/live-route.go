package live

import (
	"fmt"
	"strings"

	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveRoute = &rules.Rule{
	ID: "live-route", Level: rules.Error, CWE: 862, Checklist: []string{"3.1"}, OnRequest: OnSite,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		site := facts.Site
		switch {
		case !site.Front.OK():
			p.Unknown(anchor(p), "%s could not be asked: %s; %s", site.Host, site.Front.Why, ownSite)
			return
		case len(site.Routes) == 0 && site.Left == 0:
			p.NotApplicable("there is no Next.js app to compare the site with")
			return
		}
		for _, r := range site.Routes {
			compare(p, site, r)
		}
		unmarked(p, site)
		undecided(p, site)
		agreed, silent := count(site)
		p.Held("%d of %d routes of %s answer as the code says%s", agreed, len(site.Routes), site.Host, silent)
	},
}

// count returns how many routes answer as predicted, and says what of the
// others is not judged.
func count(site *live.Site) (agreed int, silent string) {
	var open []string
	for _, r := range site.Routes {
		switch {
		case r.Agreement() == live.Agrees:
			agreed++
		case r.Method == "":
			open = append(open, r.URL+" was not asked, as its code would act")
		default:
			open = append(open, fmt.Sprintf("%s %s (status %d) decides nothing", r.Method, r.URL, r.Page.Status))
		}
	}
	const few = 5
	if more := len(open) - few; more > 0 {
		open = append(open[:few:few], fmt.Sprintf("and %d more", more))
	}
	if len(open) > 0 {
		silent = "; " + strings.Join(open, ", ")
	}
	return agreed, silent
}

// compare reports a route that does not answer as the map predicts.
func compare(p *rules.Pass, site *live.Site, r live.RouteAnswer) {
	const other = "the deployed code is another than this checkout, or something in front of the site answers"
	asked := fmt.Sprintf("%s %s", r.Method, r.URL)
	switch r.Agreement() {
	case live.Hole:
		p.Report(r.At, "%s answers a visitor who is not signed in with status %d%s, and the code says that it is denied", asked, r.Page.Status, marks(r.Page)).
			Because("the middleware does not run in the deployment, or the deployed code is another than this checkout", "look where the middleware file stands and what its matcher covers (clerkvet path "+r.URL+"), and deploy this checkout")
	case live.Closed:
		p.Report(r.At, "%s turns a visitor away who is not signed in (status %d%s), and the code says that everybody may come", asked, r.Page.Status, marks(r.Page)).
			As(rules.Warning).Because(other, "deploy this checkout, or see clerkvet routes --why "+r.Pattern)
	case live.Gone:
		p.Report(r.At, "%s is not there (status %d), and the code has it", asked, r.Page.Status).
			As(rules.Warning).Because(other, "deploy this checkout, and check that --url names this app")
	case live.Broken:
		p.Report(r.At, "%s fails with status %d for a visitor who is not signed in", asked, r.Page.Status).
			As(rules.Warning).Because("a variable is missing in the deployment, or auth() is called where the middleware does not run", "look at the server's log for this request")
	}
}

// marks shows what Clerk's middleware says of the visitor and where the answer
// leads.
func marks(page live.Page) string {
	text := ""
	if s := page.ClerkStatus(); s != "" {
		text += ", Clerk says " + s
	} else {
		text += ", without a mark of Clerk's middleware"
	}
	if page.To != "" {
		text += ", to " + page.To
	}
	return text
}

func unmarked(p *rules.Pass, site *live.Site) {
	routes := site.Unmarked()
	if len(routes) == 0 {
		return
	}
	p.Report(routes[0].At, "none of the %d routes before which Clerk's middleware should run carries its mark: it does not run in the deployment", len(routes)).
		With(rules.Medium).
		Because("the middleware file is not where Next.js looks, the deployed code is another than this checkout, or something in front of the site strips x-clerk-auth-status",
			"deploy this checkout, and look at the build's output: it names the middleware (Proxy in Next.js 16) if there is one")
}

// undecided says which routes decide nothing.
func undecided(p *rules.Pass, site *live.Site) {
	var first *live.RouteAnswer
	unclear := 0
	for i, r := range site.Routes {
		if r.Expected == live.Denial && (r.Agreement() == live.Unclear || r.Agreement() == live.Unasked && r.Page.Why != "") {
			unclear++
			if first == nil {
				first = &site.Routes[i]
			}
		}
	}
	switch {
	case first != nil:
		p.Unknown(first.At, "%d routes that should be denied gave no clear answer: %s %s%s", unclear, first.Method, first.URL, whyUnclear(first.Page))
	case site.Left > 0:
		p.Unknown(anchor(p), "%d routes were not asked, as the cap on requests was reached", site.Left)
	}
}

func whyUnclear(page live.Page) string {
	switch page.Ending {
	case live.Moved:
		return " moves to " + page.To + ": name that host by --url"
	case live.Handshake:
		return " sends the browser to " + page.To + " for a session first"
	case "":
		return ": " + page.Why
	}
	return fmt.Sprintf(" answers with status %d", page.Status)
}
