package clerk

import (
	"testing"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// What is looked for first leaves out no address of a tracker.
func TestScriptAt(t *testing.T) {
	for _, address := range []string{
		"https://js.sentry-cdn.com/1.min.js", "https://browser.sentry-cdn.com/8/bundle.min.js", "https://cdn.rollbar.com/rollbar.js",
		"https://www.datadoghq-browser-agent.com/v5/rum.js", "https://d2wy8f7a9ursnm.cloudfront.net/v8/bugsnag.min.js",
		"https://cdn.lr-in.com/logger.min.js", "https://cdn.lr-ingest.com/logger.min.js",
	} {
		file := source.NewFile("app/layout.tsx", []byte(`<script src="`+address+`" />`))
		if scriptAt(&next.Module{Module: js.Scan(file)}).IsZero() {
			t.Errorf("%s is the script of no tracker", address)
		}
	}
	other := source.NewFile("app/layout.tsx", []byte(`<script src="https://cdn.example.com/sentry.js" />`))
	if at := scriptAt(&next.Module{Module: js.Scan(other)}); !at.IsZero() {
		t.Errorf("%s is the script of a tracker", at.Text())
	}
}
