package analyzers

import (
	"bytes"

	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Ahead begins to work out what a whole audit asks for, on processors that would
// be idle while one rule asks after the other. No answer changes by it. The
// policies of the apps must have been declared.
func (f *Facts) Ahead() {
	f.ahead.Go(func() {
		for _, app := range f.Apps {
			f.begin(app, func() { app.Visitor().Resources() })
		}
	})
	f.ahead.Go(func() {
		for _, app := range f.Apps {
			f.begin(app, func() { parse(app.Next) })
			f.begin(app, func() { app.Clerk.Unawaited() })
			f.begin(app, func() { app.Headers().Sharings() })
			f.begin(app, func() { app.Clerk.Tracking() })
		}
	})
}

// begin reports a panic: the rule that asks for the same may be told nothing of
// it, and would take what was not found for what is not there.
func (f *Facts) begin(app *App, work func()) {
	if err := source.Contain("look ahead", func() error { work(); return nil }); err != nil {
		f.Tree.Report(source.Problem{Path: app.Next.Anchor.Path(), Reason: err.Error(), Internal: true})
	}
}

// enough is up to how many bytes the code of an app is parsed before somebody
// asks for it: nearly all of a small app is asked for, of a large one less. Of what
// runs in the browser only that is which names Clerk.
const enough = 256 << 10

func parse(app *next.App) {
	size := 0
	for _, m := range app.Reachable() {
		size += len(m.File.Text)
	}
	if size > enough {
		return
	}
	browser := map[*next.Module]bool{}
	for _, r := range app.Client() {
		browser[r.Module] = true
	}
	for _, m := range app.Reachable() {
		if !browser[m] || bytes.Contains(m.File.Text, []byte("clerk")) {
			m.Prefetch()
		}
	}
}
