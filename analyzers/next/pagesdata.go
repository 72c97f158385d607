package next

import (
	"bytes"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// dataFunctions are the exports of a page that Next.js strips from the browser's
// copy, with all that only they use (next@16 SWC transform next_ssg).
var dataFunctions = []string{"getServerSideProps", "getStaticProps", "getStaticPaths"}

// deadCode is what of a page does not get to the browser. nil is none.
type deadCode struct {
	locals map[string]bool // imported names
	spans  []source.Span   // declarations
}

// living returns those of the names that an import of the page still asks for.
func (d *deadCode) living(i *js.Import, names []string) []string {
	if d == nil || len(names) == 0 {
		return names
	}
	if i.Kind == js.DynamicImport || i.Kind == js.Require {
		if slices.ContainsFunc(d.spans, func(s source.Span) bool { return s.Start <= i.Span.Start && i.Span.End <= s.End }) {
			return nil
		}
		return names
	}
	var out []string
	for _, n := range i.Names {
		stripped := d.locals[n.Local] || i.Kind == js.ReExport && slices.Contains(dataFunctions, n.Local)
		if !stripped && slices.Contains(names, n.Name) {
			out = append(out, n.Name)
		}
	}
	if len(i.Names) == 0 {
		return names
	}
	return out
}

// newDeadCode finds what only the data functions of a page use; nil if it has
// none.
func newDeadCode(m *Module) *deadCode {
	if !slices.ContainsFunc(dataFunctions, func(f string) bool { return bytes.Contains(m.File.Text, []byte(f)) }) {
		return nil
	}
	syntax, err := m.Syntax()
	if err != nil {
		return nil
	}
	u := usage{syntax: syntax, uses: map[js.Node][]js.Node{}, used: map[js.Node]bool{}, locals: map[js.Node]string{}}
	u.collect()
	alive := u.alive()
	out := &deadCode{locals: map[string]bool{}}
	for declared := range u.used {
		switch name, imported := u.locals[declared]; {
		case alive[declared]:
		case imported:
			out.locals[name] = true
		default:
			out.spans = append(out.spans, declared.Span())
		}
	}
	for _, f := range u.stripped() {
		out.spans = append(out.spans, f.Span())
	}
	return out
}

// Stripped reports whether a page has the code at a span for its data functions
// alone, so that Next.js takes it out of what the browser gets (F8.10).
func (m *Module) Stripped(at source.Span) bool {
	dead := newDeadCode(m)
	return dead != nil && slices.ContainsFunc(dead.spans, func(s source.Span) bool { return s.Start <= at.Start && at.End <= s.End })
}

// usage is which declaration of a page uses which. The program node stands for
// code outside of declarations.
type usage struct {
	syntax *js.Syntax
	uses   map[js.Node][]js.Node // by the user, what it uses
	used   map[js.Node]bool
	locals map[js.Node]string // of imports
}

func (u *usage) collect() {
	for n := range u.syntax.Root().Descendants() {
		if !n.Is(js.Identifier, js.ShorthandPropertyIdentifier) || n.InType() {
			continue
		}
		d := u.syntax.Resolve(n)
		owner := u.owner(n)
		if d.IsZero() || d == owner || d.Contains(n) {
			continue
		}
		if d.Is(js.ImportSpecifier, js.ImportClause, js.NamespaceImport, js.ImportRequireClause) {
			u.locals[d] = n.Text()
		} else if u.owner(d) != d { // not of the top level
			continue
		}
		u.used[d] = true
		if as := n.Parent(); as.Kind() != js.ExportSpecifier || !slices.Contains(dataFunctions, exportedAs(as)) {
			u.uses[owner] = append(u.uses[owner], d)
		}
	}
}

func exportedAs(specifier js.Node) string {
	if alias := specifier.Field(js.FieldAlias); !alias.IsZero() {
		return alias.Text()
	}
	return specifier.Field(js.FieldName).Text()
}

// owner returns the declaration of the top level that a node is or stands in,
// else the program.
func (u *usage) owner(n js.Node) js.Node {
	for at := n; !at.IsZero(); at = at.Parent() {
		top := at.Parent()
		if at.Kind() == js.VariableDeclarator {
			top = top.Parent()
		}
		if top.Kind() == js.ExportStatement {
			top = top.Parent()
		}
		if top.Kind() == js.Program && at.Is(js.VariableDeclarator, js.FunctionDeclaration, js.ClassDeclaration,
			js.GeneratorFunctionDeclaration, js.EnumDeclaration) {
			return at
		}
	}
	return u.syntax.Root()
}

// stripped returns the declarations of the data functions.
func (u *usage) stripped() (out []js.Node) {
	names := u.syntax.Names()
	for _, f := range dataFunctions {
		e := names.Exports[f]
		switch {
		case !e.Node.IsZero():
			out = append(out, e.Node)
		case e.Local != "" && !names.Top[e.Local].IsZero():
			out = append(out, names.Top[e.Local])
		}
	}
	return out
}

// alive returns the declarations that code beside the data functions uses. A
// declaration that nothing uses at all stays, as Next.js leaves it.
func (u *usage) alive() map[js.Node]bool {
	stripped := u.stripped()
	queue := []js.Node{u.syntax.Root()}
	for name, e := range u.syntax.Names().Exports {
		if !slices.Contains(dataFunctions, name) {
			queue = append(queue, e.Node, u.syntax.Names().Top[e.Local])
		}
	}
	for user := range u.uses {
		if !u.used[user] {
			queue = append(queue, user)
		}
	}
	alive := map[js.Node]bool{}
	for ; len(queue) > 0; queue = queue[1:] {
		n := queue[0]
		if n.IsZero() || alive[n] || slices.Contains(stripped, n) {
			continue
		}
		alive[n] = true
		queue = append(queue, u.uses[n]...)
		if owner := u.owner(n); owner != n && owner.Kind() != js.Program {
			queue = append(queue, owner)
		}
	}
	return alive
}
