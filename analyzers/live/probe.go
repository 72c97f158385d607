package live

import (
	"net/http"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
)

// A Probe is how a webhook of the site took an event that nobody signed.
type Probe struct {
	Path string // "" where the app has no webhook that can be asked
	At   source.Span
	Page Page
}

// unsigned is an event of no type that anybody handles.
const unsigned = `{"type":"clerkvet.probe","object":"event","data":{}}`

// probe sends one event without a signature to the first webhook, one of Clerk
// before others.
func (v *visit) probe(app *App) *Probe {
	hook := firstWebhook(app)
	if hook == nil {
		return &Probe{}
	}
	base := ""
	if app.Clerk.Next.Config != nil {
		base = app.Clerk.Next.Config.BasePath
	}
	p := &Probe{Path: hook.Route.Path, At: hook.At}
	if p.At.IsZero() {
		p.At = hook.Route.Module.File.Whole()
	}
	p.Page = v.request(http.MethodPost, base+p.Path, http.Header{"Content-Type": {"application/json"}}, []byte(unsigned))
	return p
}

func firstWebhook(app *App) (first *clerk.Webhook) {
	if app == nil {
		return nil
	}
	for _, w := range app.Clerk.Webhooks() {
		switch {
		case strings.Contains(w.Route.Path, "["):
		case w.Provider == "Clerk":
			return &w
		case first == nil:
			first = &w
		}
	}
	return first
}
