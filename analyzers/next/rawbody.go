package next

import "clerkvet/analyzers/js"

// RawBody reports whether a route of pages/api turns the body parser off, so
// that the handler gets the bytes as they were sent: config.api.bodyParser is
// false.
func (a *App) RawBody(r *Route) bool {
	if r.Module == nil {
		return false
	}
	def := a.Project.Graph.Export(r.Module, "config")
	for n := range def.Node.Descendants() {
		if n.Kind() == js.Pair && n.Field(js.FieldKey).Text() == "bodyParser" {
			return n.Field(js.FieldValue).Text() == "false"
		}
	}
	return false
}
