package analyzers

import (
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Ahead begins to work out what a whole audit asks for, on processors that would
// be idle while one rule asks after the other. No answer changes by it. The
// policies of the apps must have been declared.
func (f *Facts) Ahead() {
	f.ahead.Go(func() {
		for _, app := range f.Apps {
			begin(func() { app.Visitor().Resources() })
		}
	})
	f.ahead.Go(func() {
		for _, app := range f.Apps {
			begin(func() { parse(app.Next) })
			begin(func() { app.Clerk.Unawaited() })
			begin(func() { app.Headers().Sharings() })
			begin(func() { app.Clerk.Tracking() })
		}
	})
}

// begin leaves a panic to the rule that asks for the same.
func begin(work func()) {
	_ = source.Contain("ahead", func() error { work(); return nil })
}

// enough is up to how many bytes the code of an app is parsed before somebody
// asks for it: nearly all of a small app is asked for, of a large one less.
const enough = 256 << 10

func parse(app *next.App) {
	bytes := 0
	for _, m := range app.Reachable() {
		bytes += len(m.File.Text)
	}
	if bytes > enough {
		return
	}
	for _, m := range app.Reachable() {
		m.Prefetch()
	}
}
