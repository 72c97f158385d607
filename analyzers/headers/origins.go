package headers

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// developing are origins that are none of production's: this computer, an
// address of a local network, a site without TLS, every preview of a host.
var developing = source.Pattern(`(?i)^(https?://)?(localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(:(\d+|\*))?/?$|^http://[^\x00]|^(https?://)?\*\.(vercel\.app|netlify\.app|ngrok\.io|ngrok-free\.app|trycloudflare\.com|pages\.dev)/?$`)

func isDevelopment(origin string) bool { return developing().MatchString(strings.TrimSpace(origin)) }

func developments(list next.Static) (out []Origin) {
	items, _ := list.Items()
	for _, item := range items {
		if text, known := item.Text(); known && isDevelopment(text) {
			out = append(out, Origin{text, item.Span()})
		}
	}
	return out
}

// lists returns the development origins of the allow lists that decide about
// the value: those that a condition looks the origin up in.
func (f *flow) lists(n js.Node) (out []Origin) {
	seen := map[js.Node]bool{}
	scope := n.Enclosing()
	if scope.IsZero() {
		return nil
	}
	for d := range scope.Descendants() {
		if d.Kind() == js.CallExpression {
			out = append(out, f.list(d, seen)...)
		}
	}
	for _, call := range f.helpers(n) {
		for d := range call.Descendants() {
			if d.Kind() == js.CallExpression {
				out = append(out, f.list(d, seen)...)
			}
		}
	}
	return out
}

// helpers returns the functions of the repository that get the origin in the
// function of n.
func (f *flow) helpers(n js.Node) (out []js.Node) {
	for d := range n.Enclosing().Descendants() {
		if d.Kind() != js.CallExpression || !f.mentioned(d) {
			continue
		}
		if target := f.code.target(d.Callee()); target.IsFunction() || target.Kind() == js.VariableDeclarator {
			out = append(out, target)
		}
	}
	return out
}

// list reads list.includes(origin), has, indexOf and some.
func (f *flow) list(call js.Node, seen map[js.Node]bool) []Origin {
	switch call.Callee().Field(js.FieldProperty).Text() {
	case "includes", "has", "indexOf":
		if !f.holds(call.Argument(0).Unwrap()) {
			return nil
		}
	case "some", "find":
		if !f.mentioned(call.Argument(0)) {
			return nil
		}
	default:
		return nil
	}
	object := call.Callee().Field(js.FieldObject).Unwrap()
	target := object
	if object.Kind() == js.Identifier {
		if d := f.code.target(object); d.Kind() == js.VariableDeclarator {
			target = d
			if made := d.Field(js.FieldValue).Unwrap(); made.Kind() == js.NewExpression && made.CalleePath() == "Set" {
				object = made.Argument(0)
			}
		}
	}
	if seen[target] {
		return nil
	}
	seen[target] = true
	return developments(f.code.graph.Evaluate(object))
}
