package headers

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// valueNode is the expression of a header's value; none in JSON.
type valueNode = js.Node

// A code looks for headers in the modules of an app.
type code struct {
	set   *Set
	graph *next.Graph
	roles map[*next.Module]Place
	// routes are the handlers that reach a module, with the number of imports
	// between them.
	routes map[*next.Module]map[*next.Route]int
	// shared are the modules that the middleware or a page reaches as well as a handler.
	shared map[*next.Module]bool
}

func newCode(s *Set) *code {
	c := &code{set: s, graph: s.App.Project.Graph, roles: map[*next.Module]Place{}, routes: map[*next.Module]map[*next.Route]int{}, shared: map[*next.Module]bool{}}
	for _, m := range s.App.Reachable() {
		c.roles[m] = ByPage
	}
	for m := range closure(c.configuration()) { // read as next.config already
		delete(c.roles, m)
	}
	for _, r := range s.App.Routes {
		if r.Kind != next.HandlerRoute || r.Module == nil {
			continue
		}
		for m, depth := range closure(r.Module) {
			c.roles[m] = ByHandler
			if c.routes[m] == nil {
				c.routes[m] = map[*next.Route]int{}
			}
			c.routes[m][r] = depth
		}
	}
	var pages []*next.Module
	for _, r := range s.App.Routes {
		if r.Kind == next.PageRoute {
			pages = append(pages, r.Module)
		}
	}
	c.share(ByPage, pages...)
	if mw := s.App.Middleware; mw != nil {
		c.share(ByMiddleware, mw.Module)
	}
	return c
}

// share gives a role to what the modules import, where no handler has it already.
func (c *code) share(role Place, roots ...*next.Module) {
	for m := range closure(roots...) {
		if c.roles[m] == ByHandler {
			c.shared[m] = true
		} else if role == ByMiddleware {
			c.roles[m] = role
		}
	}
}

// configuration returns the module of next.config, or nil.
func (c *code) configuration() *next.Module {
	if f := c.set.App.Config.File; f != nil {
		return c.graph.Module(f.Path)
	}
	return nil
}

// closure returns the modules that some import at run time, with the number of
// imports between.
func closure(roots ...*next.Module) map[*next.Module]int {
	seen := map[*next.Module]int{}
	var queue []*next.Module
	add := func(m *next.Module, depth int) {
		if _, ok := seen[m]; !ok && m != nil {
			seen[m] = depth
			queue = append(queue, m)
		}
	}
	for _, m := range roots {
		add(m, 0)
	}
	for i := 0; i < len(queue); i++ {
		for _, e := range queue[i].Edges {
			if !e.Import.TypeOnly {
				add(e.To, seen[queue[i]]+1)
			}
		}
	}
	return seen
}

// words are what a module speaks of that sets a header of interest, if it does not import
// a package that does.
var words = []string{CSP, "access-control-allow-", "contentsecuritypolicy"}

// speaks reports whether a module may set a header of interest.
func speaks(m *next.Module) bool {
	sets := func(e next.Edge) bool {
		return slices.Contains(securing, e.Package) || sharing[path.Join(e.Package, e.Subpath)] != ""
	}
	return slices.ContainsFunc(m.Edges, sets) || mentions(m.File.Text, words...)
}

func mentions(text []byte, words ...string) bool {
	lower := make([]byte, len(text))
	for i, c := range text {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	return slices.ContainsFunc(words, func(w string) bool { return bytes.Contains(lower, []byte(w)) })
}

func (c *code) scan() {
	modules := slices.DeleteFunc(c.modules(), func(m *next.Module) bool { return !speaks(m) })
	next.Prefetch(modules)
	for _, m := range modules {
		syntax, err := m.Syntax()
		if err != nil {
			continue
		}
		for n := range syntax.Root().Descendants() {
			c.visit(m, n)
		}
		c.libraries(m)
	}
}

// modules returns the modules in a fixed order.
func (c *code) modules() (out []*next.Module) {
	for m := range c.roles {
		out = append(out, m)
	}
	slices.SortFunc(out, func(a, b *next.Module) int { return strings.Compare(a.Path, b.Path) })
	return out
}

func (c *code) visit(m *next.Module, n js.Node) {
	switch n.Kind() {
	case js.CallExpression:
		c.setter(m, n)
	case js.Pair:
		if name, ok := n.PropertyName(); ok && isHeader(name) && !isRequest(n) {
			c.add(m, name, n.Field(js.FieldValue), n.Parent())
		} else if ok && name == "key" {
			c.entry(m, n.Parent())
		}
	case js.AssignmentExpression:
		c.assigned(m, n)
	case js.Array:
		if items := n.Elements(); len(items) == 2 {
			if name, ok := items[0].StringValue(); ok && isHeader(name) && !isRequest(n) {
				c.add(m, name, items[1], n.Parent())
			}
		}
	case js.JSXOpeningElement, js.JSXSelfClosingElement:
		c.meta(m, n)
	}
}

func isHeader(name string) bool {
	return slices.Contains([]string{CSP, CSPReportOnly, AllowOrigin, Credentials}, strings.ToLower(name))
}

// setter reads headers.set(name, value), append, setHeader and header.
func (c *code) setter(m *next.Module, n js.Node) {
	switch n.Callee().Field(js.FieldProperty).Text() {
	case "set", "append", "setHeader", "header":
	default:
		return
	}
	if n.Argument(1).IsZero() {
		return
	}
	name, known := c.graph.Evaluate(n.Argument(0)).Text()
	object := n.Callee().Field(js.FieldObject).Text()
	if !known || !isHeader(name) || strings.Contains(strings.ToLower(object), "requestheaders") || strings.Contains(object, "req.") {
		return
	}
	c.add(m, name, n.Argument(1), blockOf(n))
}

// assigned reads headers["name"] = value, where the table is no request's.
func (c *code) assigned(m *next.Module, n js.Node) {
	left := n.Field(js.FieldLeft).Unwrap()
	table := left.Field(js.FieldObject).Unwrap()
	if left.Kind() != js.SubscriptExpression || table.Kind() != js.Identifier {
		return
	}
	name, known := c.graph.Evaluate(left.Field(js.FieldIndex)).Text()
	d := table.Syntax().Resolve(table)
	if known && isHeader(name) && d.Kind() == js.VariableDeclarator && !onlyAsks(d) {
		c.add(m, name, n.Field(js.FieldRight), blockOf(n))
	}
}

// entry reads {key: name, value: …}, an entry of a table of headers.
func (c *code) entry(m *next.Module, object js.Node) {
	name, known := c.graph.Evaluate(object.Property("key")).Text()
	if value := object.Property("value"); known && isHeader(name) && !value.IsZero() {
		c.add(m, name, value, object.Parent())
	}
}

func (c *code) meta(m *next.Module, n js.Node) {
	attributes := map[string]js.Node{}
	for a := range n.Named() {
		if a.Kind() != js.JSXAttribute {
			continue
		}
		name, value := a.First(), js.Node{}
		for part := range a.Named() {
			value = part
		}
		if value.Kind() == js.JSXExpression {
			value = value.First()
		}
		attributes[strings.ToLower(name.Text())] = value
	}
	name, ok := attributes["httpequiv"].StringValue()
	if !ok || !isHeader(name) || attributes["content"].IsZero() {
		return
	}
	c.add(m, name, attributes["content"], n)
	c.set.Headers[len(c.set.Headers)-1].By = ByPage
}

func (c *code) add(m *next.Module, name string, value, group js.Node) {
	if value.IsZero() {
		return
	}
	v := c.graph.Evaluate(value)
	text, known := v.Text()
	options := texts(v.Options())
	if given := c.given(value); !known && len(given) > 0 {
		text, known, options = c.either(given)
	}
	c.set.Headers = append(c.set.Headers, Header{Name: strings.ToLower(name), Value: text, Known: known, Options: options, By: c.roles[m], shared: c.shared[m],
		At: value.Span(), Module: m, group: group, value: value})
}

// given are the expressions that callers pass for a value that is a parameter of the
// function that sets it.
func (c *code) given(value js.Node) (out []js.Node) {
	value = value.Unwrap()
	d := value.Syntax().Resolve(value)
	function := d.Enclosing()
	if value.Kind() != js.Identifier || !d.Is(js.RequiredParameter, js.OptionalParameter, js.Identifier) || function.IsZero() {
		return nil
	}
	i := slices.IndexFunc(parameters(function), func(q js.Node) bool { return q == d || q.Contains(d) })
	for _, call := range c.callers(function) {
		if i < 0 || call.Argument(i).IsZero() {
			return nil
		}
		out = append(out, call.Argument(i))
	}
	return out
}

// either is what a header holds that is set to one of the expressions.
func (c *code) either(values []js.Node) (text string, known bool, options []string) {
	for _, n := range values {
		v := c.graph.Evaluate(n)
		text, known = v.Text()
		options = append(options, texts(v.Options())...)
		if len(v.Options()) == 0 {
			options = append(options, text)
		}
	}
	if len(values) == 1 {
		return text, known, texts(c.graph.Evaluate(values[0]).Options())
	}
	return "", false, options
}

// asks are the functions that send a request: what they get are its headers.
var asks = []string{"fetch", "axios", "ky", "got", "Request", "request", "XMLHttpRequest", "useSWR", "createClient", "upload", "PutObjectCommand"}

// isRequest reports whether a member of an object stands in the headers of a
// request that the code sends, or whether its object is only used so.
func isRequest(n js.Node) bool {
	for at := n.Parent(); !at.IsZero() && !at.IsFunction(); at = at.Parent() {
		if at.Is(js.CallExpression, js.NewExpression) {
			return asksElsewhere(at)
		}
		if at.Kind() == js.VariableDeclarator && at.Field(js.FieldName).Kind() == js.Identifier {
			return onlyAsks(at)
		}
	}
	return false
}

func asksElsewhere(call js.Node) bool {
	path := call.CalleePath()
	first, _, _ := strings.Cut(path, ".")
	return slices.Contains(asks, path[strings.LastIndexByte(path, '.')+1:]) || slices.Contains(asks, first)
}

// onlyAsks reports whether the object that d declares goes into requests and
// nowhere else.
func onlyAsks(d js.Node) bool {
	name, used, asked := d.Field(js.FieldName).Text(), false, false
	for n := range d.Syntax().Root().Descendants() {
		if !n.Is(js.Identifier, js.ShorthandPropertyIdentifier) || n.Text() != name || d.Contains(n) || d.Syntax().Resolve(n) != d {
			continue
		}
		switch {
		case isWritten(n):
		case isRequest(n):
			asked = true
		default:
			used = true
		}
	}
	return asked && !used
}

// isWritten reports whether a name stands for an object that gets a member there.
func isWritten(n js.Node) bool {
	member := n.Parent()
	return member.Is(js.SubscriptExpression, js.MemberExpression) && member.Parent().Kind() == js.AssignmentExpression && member.Parent().Field(js.FieldLeft) == member
}
