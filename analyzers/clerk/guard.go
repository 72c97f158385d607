package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// An Entry says who calls a function, and so how it turns a visitor away.
type Entry string

// The entries.
const (
	RouteEntry  Entry = "route"  // a method of the app router
	APIEntry    Entry = "api"    // pages/api: the response is an argument
	ActionEntry Entry = "action" // a server action
	PageEntry   Entry = "page"   // a page of the app router
)

// Guard returns what makes a function turn away who is not signed in before it
// does anything else, imports included: none where the function cannot be edited
// without a person's look, or the version of Clerk is not known.
func (a *App) Guard(m *next.Module, f js.Node, entry Entry) []Insertion {
	if a.Version() == nil || !editable(m, f) {
		return nil
	}
	check := a.check(f, entry)
	if check == nil {
		return nil
	}
	if merged := a.protecting(m, f, check); merged != nil {
		return merged
	}
	local, added := importable(f.Syntax(), f, check.name, check.from...)
	var lines []string
	for _, line := range check.lines {
		lines = append(lines, strings.ReplaceAll(line, "CHECK", local))
	}
	start := prepend(f, lines)
	if start == nil {
		return nil
	}
	if check.awaits && !f.IsAsync() {
		async := makeAsync(f)
		if async == nil {
			return nil
		}
		added = append(added, async...)
	}
	return append(added, start...)
}

// editable reports whether a function can be edited: it was read without
// trouble, in a module that imports with import.
func editable(m *next.Module, f js.Node) bool {
	if m == nil || f.IsZero() || f.Is(js.GeneratorFunction, js.GeneratorFunctionDeclaration, js.MethodDefinition) || f.HasToken("*") {
		return false
	}
	s := f.Syntax()
	if len(s.Broken) > 0 || f.Field(js.FieldBody).IsZero() || m.HasDirective("use client") {
		return false
	}
	for n := range s.Root().Named() {
		if n.Is(js.ImportStatement, js.ExportStatement) {
			return true
		}
	}
	return false
}

// A check is the code of a guard. CHECK stands for the function of Clerk.
type check struct {
	name   string
	from   []string // where it may be imported from, the best first
	lines  []string
	awaits bool
}

const server = SDK + "/server"

// check returns the guard for the installed version: auth.protect() from Clerk 6
// on, auth().protect() in 5, and none of it before (F4.1 to F4.3).
func (a *App) check(f js.Node, entry Entry) *check {
	switch {
	case entry == APIEntry:
		return apiCheck(f)
	case a.AtLeast("6.0.0"):
		return &check{"auth", []string{server}, []string{"await CHECK.protect()"}, true}
	case a.AtLeast("5.0.0"):
		return &check{"auth", []string{server}, []string{"CHECK().protect()"}, false}
	case !a.AtLeast("4.0.0") || entry == PageEntry:
		return nil
	}
	quote := string(styleOf(f.Syntax()).quote)
	leave := "throw new Error(" + quote + "Unauthorized" + quote + ")"
	if entry == RouteEntry {
		leave = "return new " + response(f.Syntax()) + "(" + quote + "Unauthorized" + quote + ", { status: 401 })"
	}
	return &check{"auth", []string{server, SDK}, []string{"if (!CHECK().userId) " + leave}, false}
}

// protecting turns `const { userId } = await auth()`, as the first statement of a
// function, into one that protects.
func (a *App) protecting(m *next.Module, f js.Node, c *check) []Insertion {
	first := f.Field(js.FieldBody).First()
	if !c.awaits || !first.Is(js.LexicalDeclaration) {
		return nil
	}
	call := first.First().Field(js.FieldValue)
	if !call.Is(js.AwaitExpression) {
		return nil
	}
	call = call.First()
	callee := call.Callee()
	by := m.Root().Syntax().Names().Imports[callee.Text()]
	if !call.Is(js.CallExpression) || len(call.Arguments()) > 0 || by.Name != c.name || by.Specifier != server ||
		!callee.Syntax().Resolve(callee).Is(js.ImportSpecifier) {
		return nil
	}
	return []Insertion{insertion(f.Syntax().File, callee.Span().End, ".protect")}
}

// response is the class of responses that the file uses.
func response(s *js.Syntax) string {
	if b := s.Names().Imports["NextResponse"]; b.Specifier == "next/server" && !b.TypeOnly {
		return "NextResponse"
	}
	return "Response"
}

// apiCheck needs the names of both arguments.
func apiCheck(f js.Node) *check {
	var names []string
	for p := range f.Field(js.FieldParameters).Named() {
		names = append(names, parameterName(p))
	}
	if len(names) != 2 || names[0] == "" || names[1] == "" {
		return nil
	}
	return &check{"getAuth", []string{server, SDK, SDK + "/api"}, []string{
		"if (!CHECK(" + names[0] + ").userId) {", "  " + names[1] + ".status(401).end()", "  return", "}",
	}, false}
}

// makeAsync declares a function async: nil where code that calls it, or its
// type, would have to change as well.
func makeAsync(f js.Node) []Insertion {
	file := f.Syntax().File
	out := []Insertion{insertion(file, f.Span().Start, "async ")}
	if called(f) {
		return nil
	}
	annotation := f.Field(js.FieldReturnType)
	if annotation.IsZero() {
		return out
	}
	given := annotation.First()
	switch {
	case !annotation.Is(js.TypeAnnotation) || given.IsZero():
		return nil
	case strings.HasPrefix(given.Text(), "Promise<"):
		return out
	case strings.Contains(given.Text(), "Promise"):
		return nil
	}
	return append(out, insertion(file, given.Span().Start, "Promise<"), insertion(file, given.Span().End, ">"))
}

// called reports whether the module itself calls a function by its name.
func called(f js.Node) bool {
	for n := range f.Syntax().Root().Descendants() {
		if n.Is(js.CallExpression) && n.Callee().Is(js.Identifier) {
			by := n.Syntax().Resolve(n.Callee())
			if !by.IsZero() && (by == f || by.Field(js.FieldValue).Unwrap() == f) {
				return true
			}
		}
	}
	return false
}
