package clerk

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A guard is an asynchronous function of the app that asks Clerk who is there.
type guard struct {
	denies bool // it fails, or leads elsewhere, for who may not pass
}

// names returns the names of a module that may stand for something to await.
func (l *lookout) names(m *next.Module) map[string]bool {
	out := map[string]bool{}
	for i := range m.Edges {
		if e := &m.Edges[i]; e.Package == SDK && (e.Import.Kind == js.DynamicImport || e.Import.Kind == js.Require) {
			for _, name := range checkFunctions {
				out[name] = true
			}
		}
		if l.asksNothing(&m.Edges[i]) {
			continue
		}
		for _, n := range m.Edges[i].Import.Names {
			if !n.TypeOnly && n.Local != "" && l.wanted(m, js.Binding{Specifier: m.Edges[i].Import.Specifier.Value, Name: n.Name}) {
				out[n.Local] = true
			}
		}
	}
	if len(out) == 0 {
		return out
	}
	syntax, err := m.Syntax()
	if err != nil {
		return out
	}
	for name, n := range syntax.Names().Top {
		if l.guard(m, n) != nil {
			out[name] = true
		}
	}
	for n := range m.Root().Descendants() {
		if n.Is(js.CallExpression) && l.clerkName(m, n.Callee()) == "clerkMiddleware" {
			if p := l.authParameter(n.Argument(0)); !p.IsZero() {
				l.params[p] = true
				out[parameterName(p)] = true
			}
		}
	}
	return out
}

// asksNothing reports whether no name that an edge imports can stand for something
// to await: what it leads to need not be parsed then.
func (l *lookout) asksNothing(e *next.Edge) bool {
	return e.To != nil && !l.asking[e.To] && !slices.ContainsFunc(e.To.Edges, func(further next.Edge) bool {
		return further.Package == SDK || further.Import.Kind == js.ReExport
	})
}

func (l *lookout) wanted(m *next.Module, b js.Binding) bool {
	def := l.app.Next.Project.Graph.Binding(m, b)
	if def.External() {
		return def.Package == SDK && (def.Name == "*" || slices.Contains(checkFunctions, def.Name))
	}
	if def.Module != nil && def.Name == "*" {
		return slices.ContainsFunc(checkFunctions, func(name string) bool {
			return l.app.Next.Project.Graph.Export(def.Module, name).Package == SDK
		})
	}
	return def.Module != nil && l.guard(def.Module, def.Node) != nil
}

// authParameter returns the first parameter of a middleware's handler.
func (l *lookout) authParameter(handler js.Node) js.Node {
	handler = handler.Unwrap()
	if handler.Is(js.Identifier) {
		handler = functionOf(handler.Syntax().Resolve(handler))
	}
	if lone := handler.Field(js.FieldParameter); !lone.IsZero() {
		return lone
	}
	return handler.Field(js.FieldParameters).First()
}

func parameterName(p js.Node) string {
	if pattern := p.Field(js.FieldPattern); !pattern.IsZero() {
		p = pattern
	}
	if p.Is(js.Identifier) {
		return p.Text()
	}
	return ""
}

// clerkName returns the name of the function of Clerk that an expression names,
// or "".
func (l *lookout) clerkName(m *next.Module, n js.Node) string {
	property := ""
	if n.Is(js.MemberExpression) {
		n, property = n.Field(js.FieldObject), n.Field(js.FieldProperty).Text()
	}
	by := n.Syntax().Resolve(n)
	switch {
	case l.params[by] && property == "":
		return "auth"
	case by.Is(js.VariableDeclarator) && property == "":
		return l.loadedName(n.Text(), by)
	case !by.Is(js.ImportSpecifier, js.ImportClause, js.NamespaceImport):
		return ""
	}
	def := l.app.Next.Project.Graph.Binding(m, n.Syntax().Names().Imports[n.Text()])
	if def.Module != nil && def.Name == "*" && property != "" {
		def, property = l.app.Next.Project.Graph.Export(def.Module, property), ""
	}
	switch {
	case !def.External() || def.Package != SDK:
		return ""
	case def.Name == "*":
		return property
	case property == "":
		return def.Name
	}
	return ""
}

// loadedName returns the function of Clerk that a pattern takes of a require()
// or an awaited import(), under its own name.
func (l *lookout) loadedName(name string, by js.Node) string {
	value := by.Field(js.FieldValue).Unwrap()
	if value.Is(js.AwaitExpression) {
		value = value.First().Unwrap()
	}
	from, known := value.Argument(0).StringValue()
	loads := value.Field(js.FieldFunction).Is(js.ImportKeyword) || value.CalleePath() == "require"
	if !known || !loads || !strings.HasPrefix(from, SDK) || !slices.Contains(checkFunctions, name) {
		return ""
	}
	for member := range by.Field(js.FieldName).Named() {
		if member.Is(js.ShorthandPropertyIdentifierPattern) && member.Text() == name {
			return name
		}
	}
	return ""
}

// awaitedAt returns what the identifier begins that has to be awaited: a call,
// or a name that nobody calls.
func (l *lookout) awaitedAt(m *next.Module, id js.Node) (awaited, bool) {
	if id.Parent().Is(js.ImportSpecifier, js.ExportSpecifier, js.ImportClause, js.NamespaceImport) {
		return awaited{}, false
	}
	callee := id
	name := l.clerkName(m, id)
	if name == "*" || name == "" && id.Parent().Is(js.MemberExpression) && id.Role() == js.FieldObject {
		callee = id.Parent()
		name = l.clerkName(m, callee)
	}
	p := awaited{fixed: true}
	switch {
	case name == "auth" && l.ofFive() && !callee.Parent().Is(js.CallExpression):
	case name == "auth" && isPart(callee, "protect"):
		callee = callee.Parent()
		p.denies = true
		fallthrough
	case name == "auth" || name == "clerkClient":
		if !l.async {
			return p, false
		}
		p.unsure, p.client = l.app.Version() == nil, name == "clerkClient"
	case name == "currentUser":
	case name != "":
		return p, false
	default:
		g := l.guardNamed(m, id)
		if g == nil {
			return p, false
		}
		callee, p.denies, p.own = id, g.denies && guardName().MatchString(id.Text()), true
	}
	return p.at(callee), true
}

// ofFive reports whether the app has Clerk 5, where auth() answers at once and auth is a
// function without parts, protect() among them.
func (l *lookout) ofFive() bool { return !l.async && l.app.AtLeast("5.0.0") }

func isPart(n js.Node, name string) bool {
	up := n.Parent()
	return up.Is(js.MemberExpression) && n.Role() == js.FieldObject && up.Field(js.FieldProperty).Text() == name
}

// at completes p for the name of a function: the call of it, if it is called.
func (p awaited) at(callee js.Node) awaited {
	p.node, p.name = callee, callee.Text()
	outer := outermost(callee)
	if outer.Parent().Is(js.CallExpression) && outer.Role() == js.FieldFunction {
		p.node, p.called = outer.Parent(), true
		p.name += "()"
	}
	return p
}

// guardName is how functions are called whose refusal matters though nobody
// uses what they give: others that ask Clerk may well run on their own.
var guardName = source.Pattern(`(?i)^(require|ensure|assert|check|verify|validate|protect|guard|authori[sz]e|authenticate|enforce|must|only)|auth|guard|protect|permission`)

func (l *lookout) guardNamed(m *next.Module, id js.Node) *guard {
	by := id.Syntax().Resolve(id)
	if by.Is(js.ImportSpecifier, js.ImportClause) {
		def := l.app.Next.Project.Graph.Binding(m, id.Syntax().Names().Imports[id.Text()])
		return l.guard(def.Module, def.Node)
	}
	return l.guard(m, by)
}

// guard returns what a declaration is as a guard, or nil.
func (l *lookout) guard(m *next.Module, n js.Node) *guard {
	if !l.asking[m] || n.IsZero() {
		return nil
	}
	if g, ok := l.guards[n]; ok {
		return g
	}
	f := functionOf(n)
	if f.IsZero() {
		return nil
	}
	l.guards[n] = nil
	g := l.readGuard(m, f)
	l.guards[n] = g
	return g
}

func (l *lookout) readGuard(m *next.Module, f js.Node) *guard {
	var g guard
	asks := false
	for n := range f.Field(js.FieldBody).Descendants() {
		switch {
		case n.Is(js.ThrowStatement) && n.Enclosing() == f:
			g.denies = true
		case n.Is(js.CallExpression):
			what, more := l.asks(m, n)
			asks = asks || what
			if n.Enclosing() == f && (more != nil && more.denies || leaves[lastPart(n.CalleePath())]) {
				g.denies = true
			}
		}
	}
	if body := f.Field(js.FieldBody); body.Is(js.CallExpression) {
		what, _ := l.asks(m, body)
		asks = asks || what
	}
	if !asks || !l.givesPromise(m, f) {
		return nil
	}
	return &g
}

// leaves are functions that end the one that calls them.
var leaves = map[string]bool{"redirect": true, "permanentRedirect": true, "notFound": true, "unauthorized": true, "forbidden": true,
	"protect": true, "redirectToSignIn": true, "redirectToSignUp": true}

// asks reports whether a call asks Clerk who is there, itself or by a guard.
func (l *lookout) asks(m *next.Module, call js.Node) (bool, *guard) {
	callee := call.Callee()
	if isPart(callee.Field(js.FieldObject), "protect") {
		callee = callee.Field(js.FieldObject)
	}
	switch l.clerkName(m, callee) {
	case "auth", "currentUser", "getAuth":
		return true, nil
	}
	if !callee.Is(js.Identifier) {
		return false, nil
	}
	g := l.guardNamed(m, callee)
	return g != nil, g
}

// givesPromise reports whether a function that asks Clerk is asynchronous: it
// is declared so, or it gives the promise of another on.
func (l *lookout) givesPromise(m *next.Module, f js.Node) bool {
	if f.Is(js.GeneratorFunction, js.GeneratorFunctionDeclaration) || f.HasToken("*") {
		return false
	}
	if f.IsAsync() {
		return true
	}
	given := f.Field(js.FieldBody)
	if given.Is(js.StatementBlock) {
		given = given.First()
		if !given.Is(js.ReturnStatement) {
			return false
		}
		given = given.First()
	}
	given = given.Unwrap()
	if !given.Is(js.CallExpression) {
		return false
	}
	switch l.clerkName(m, given.Callee()) {
	case "auth":
		return l.async && l.app.Version() != nil
	case "currentUser":
		return true
	}
	_, g := l.asks(m, given)
	return g != nil
}

// functionOf returns the function that a declaration is made of: itself, the
// value of a variable, or what cache() remembers.
func functionOf(n js.Node) js.Node {
	if n.Is(js.VariableDeclarator) {
		n = n.Field(js.FieldValue)
	}
	n = n.Unwrap()
	if n.Is(js.CallExpression) && (lastPart(n.CalleePath()) == "cache" || lastPart(n.CalleePath()) == "unstable_cache") {
		n = n.Argument(0).Unwrap()
	}
	if n.IsFunction() && !n.Is(js.MethodDefinition) {
		return n
	}
	return js.Node{}
}
