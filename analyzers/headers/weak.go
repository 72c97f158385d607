package headers

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// weakChoice reports whether a side of a condition is a look at the origin that any
// site can meet, so that no other side has to hold: a || weak, and !a && !weak.
func (f *flow) weakChoice(op string, side js.Node) bool {
	side = side.Unwrap()
	if op == "&&" {
		if side.Kind() != js.UnaryExpression || side.Field(js.FieldOperator).Text() != "!" {
			return false
		}
		side = side.Field(js.FieldArgument).Unwrap()
	}
	return side.Kind() == js.CallExpression && f.weak(side)
}

// weak reports whether a call asks for the end, the beginning or a part of the
// origin in a way that any site can meet: evil-example.com ends in example.com,
// and https://example.com.evil.net begins with https://example.com.
func (f *flow) weak(n js.Node) bool {
	method, of := n.Callee().Field(js.FieldProperty).Text(), n.Callee().Field(js.FieldObject)
	switch method {
	case "test":
		return weakPattern(of)
	case "match":
		return f.ofOrigin(of) && weakPattern(n.Argument(0))
	case "some":
		return f.weakList(of, n.Argument(0).Unwrap())
	}
	text, ok := n.Argument(0).StringValue()
	return ok && f.weakPart(method, text, of)
}

// sharedHost matches the domains under which anybody gets a site of his own.
var sharedHost = regexp.MustCompile(`^\.(vercel\.app|netlify\.app|herokuapp\.com|github\.io|gitlab\.io|pages\.dev|workers\.dev|web\.app|firebaseapp\.com|onrender\.com|up\.railway\.app|fly\.dev|surge\.sh|now\.sh|ngrok\.io|ngrok-free\.app|azurewebsites\.net|amplifyapp\.com)$`)

// weakPart is weak for a method of a text and the part that it asks for.
func (f *flow) weakPart(method, text string, of js.Node) bool {
	switch method {
	case "endsWith":
		return !strings.HasPrefix(text, ".") && !strings.HasPrefix(text, "/") && !strings.Contains(text, "://") || sharedHost.MatchString(text)
	case "startsWith":
		host, _ := strings.CutPrefix(text[strings.Index(text, ":")+1:], "//")
		return !strings.ContainsAny(host, "/:") && !strings.HasPrefix(text, "chrome-extension")
	case "includes":
		return f.ofOrigin(of)
	}
	return false
}

// weakList is weak for list.some(part => origin.startsWith(part)), as far as the
// parts stand in the code.
func (f *flow) weakList(list, each js.Node) bool {
	look := each.Field(js.FieldBody).Unwrap()
	if !each.IsFunction() || look.Kind() != js.CallExpression || !f.ofOrigin(look.Callee().Field(js.FieldObject)) {
		return false
	}
	parameter, part := parameters(each), look.Argument(0)
	if len(parameter) != 1 || part.Kind() != js.Identifier || !names(parameter[0], part.Text()) {
		return false
	}
	for _, e := range valueOf(list).Elements() {
		if text, ok := e.StringValue(); ok && f.weakPart(look.Callee().Field(js.FieldProperty).Text(), text, look.Callee().Field(js.FieldObject)) {
			return true
		}
	}
	return false
}

// names reports whether a parameter has the name.
func names(parameter js.Node, name string) bool {
	if p := parameter.Field(js.FieldPattern); !p.IsZero() {
		parameter = p
	}
	return parameter.Kind() == js.Identifier && parameter.Text() == name
}

// Patterns that any site can meet: without an end behind the name of a host,
// /^https:\/\/example\.com/, or without a beginning before it, /example\.com$/ and
// /^https:\/\/.*example\.com$/.
var (
	openEnd   = regexp.MustCompile(`[^\\][A-Za-z]/[a-z]*$`)
	openStart = regexp.MustCompile(`^/(\^https?\??:\\/\\/\(?\.[*+]\)?|\.\*)?[A-Za-z0-9]`)
)

func weakPattern(n js.Node) bool {
	n = valueOf(n)
	text := n.Text()
	return n.Kind() == js.Regex && (openEnd.MatchString(text) || openStart.MatchString(text))
}

// valueOf is what a variable is declared with, and any other expression itself.
func valueOf(n js.Node) js.Node {
	n = n.Unwrap()
	if n.Kind() != js.Identifier {
		return n
	}
	if d := n.Syntax().Resolve(n); d.Kind() == js.VariableDeclarator {
		return d.Field(js.FieldValue).Unwrap()
	}
	return n
}

// ofOrigin reports whether an expression is a text that holds the origin, not a
// list of origins.
func (f *flow) ofOrigin(n js.Node) bool {
	text := strings.ToLower(n.Unwrap().Text())
	return f.origin(n) || text == "origin" || text == "requestorigin" || text == "reqorigin"
}
