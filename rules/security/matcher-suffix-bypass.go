package security

import (
	"slices"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var matcherSuffixBypass = &rules.Rule{
	ID: "matcher-suffix-bypass", Level: rules.Warning, CWE: 288, Checklist: []string{"3.1", "6.1"},
	Check: func(p *rules.Pass) {
		resources := p.App().Visitor().Resources()
		any := false
		told := map[string]*rules.Finding{}
		for _, r := range resources {
			if r.Protection != visitor.ByMiddleware || r.Kind != visitor.Page && r.Kind != visitor.Handler || behindLayout(p.App().Visitor(), r) || signsIn(p, r) {
				continue
			}
			any = true
			for _, v := range r.Variants {
				if v.When != "static-looking suffix" || v.Runs {
					continue
				}
				if first := told[r.Path]; first != nil {
					first.Via(r.Span, "so is %s", title(r))
					if !empty(r) {
						first.With(rules.High)
					}
					continue
				}
				f := p.Report(r.Span, "only the middleware protects %s, and it does not run for %s, which is the same %s", r.Path, v.URL, r.Kind).Along(r.Middleware.Trail)
				if c := p.App().Next.Middleware.Config; !c.At.IsZero() {
					f.Via(c.At, "the matcher leaves out paths that look like static files")
				}
				told[r.Path] = f
				if empty(r) {
					f.With(rules.Low)
				}
			}
		}
		if !any {
			p.NotApplicable("no page or handler is protected by the middleware alone")
		}
	},
}

// empty reports whether nothing is read on the server: only the shell shows.
func empty(r *visitor.Resource) bool {
	return isShell(r) || r.Code.Verdict == visitor.Reached && !slices.ContainsFunc(r.Code.Events, matters)
}

// isShell reports whether a page of the pages router has no function that reads
// data for it: its markup is the same for everybody.
func isShell(r *visitor.Resource) bool {
	if r.Kind != visitor.Page || r.Route.AppRouter || r.Route.Module == nil {
		return false
	}
	return !dataFunction().Match(r.Route.Module.File.Text)
}

var dataFunction = source.Pattern(`\b(getServerSideProps|getStaticProps|getInitialProps)\b`)

// signsIn reports whether a page is where visitors sign in or up: nothing is lost
// if they get there.
func signsIn(p *rules.Pass, r *visitor.Resource) bool {
	return slices.ContainsFunc(p.App().Clerk.SignInPages(), func(page clerk.SignPage) bool { return page.Path == r.Path })
}

// matters reports whether an event of a page may have to do with somebody's
// data: not so a check, nor code of a package that is given constants, as the
// texts of a translation.
func matters(e *visitor.Event) bool {
	return e.Kind != visitor.Check && (e.Kind != visitor.Effect || e.Verb != visitor.Unnamed || e.From != 0)
}
