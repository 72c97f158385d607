package security

import (
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var webhookBodyReserialized = &rules.Rule{
	ID: "webhook-body-reserialized", Level: rules.Warning, CWE: 347, Checklist: []string{"3.3"},
	Check: func(p *rules.Pass) {
		for _, w := range p.Webhooks() {
			seen := map[source.Span]bool{}
			for _, way := range w.Forged {
				for _, e := range way.Events {
					if e.Kind != visitor.Check || e.Check != visitor.SignatureCheck || seen[e.At] {
						continue
					}
					seen[e.At] = true
					switch {
					case e.From.Has(visitor.FromReserialized):
						p.Report(e.At, "%s verifies a text that JSON.stringify made of the parsed body: a delivery whose bytes differ from it in a blank or an escape fails", w.Name())
					case !w.Route.AppRouter && !strings.HasPrefix(e.Method, "clerk#") && e.From.Has(visitor.FromBody) && !p.App().Next.RawBody(w.Route):
						p.Report(e.At, "%s verifies by hand while Next.js parses the body: without bodyParser: false the raw bytes are gone, and every delivery fails", w.Name())
					}
				}
			}
		}
	},
}
