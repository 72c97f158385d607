package js

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
)

// exportsTypes finds the type of "export type *", a word that the repair pass
// blanks.
var exportsTypes = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^export\s+type\s*\*`) })

// Names returns the top-level names of the file. It is computed once.
func (s *Syntax) Names() *Names {
	s.namesOnce.Do(func() {
		s.names = &Names{Imports: map[string]Binding{}, Exports: map[string]Export{}, Top: map[string]Node{}}
		for statement := range s.Root().Named() {
			s.names.statement(statement)
		}
	})
	return s.names
}

func (m *Names) statement(n Node) {
	switch n.Kind() {
	case ImportStatement:
		m.importStatement(n)
	case ExportStatement:
		m.exportStatement(n)
	case ExpressionStatement:
		if inner := n.First(); inner.Kind() == AssignmentExpression {
			m.assignment(inner)
		} else {
			m.declare(inner) // a namespace stands in an expression statement
		}
	default:
		m.declare(n)
	}
}

// declare adds what a declaration binds to Top and returns the identifiers
// with their declaring nodes.
func (m *Names) declare(n Node) []declared {
	found := declarations(n)
	for _, d := range found {
		if old := m.Top[d.name.Text()]; !d.isType && (old.IsZero() || old.Kind() == FunctionSignature) {
			m.Top[d.name.Text()] = d.node
		}
	}
	return found
}

// declared is one name that a declaration binds.
type declared struct {
	name, node Node
	isType     bool
}

func declarations(n Node) []declared {
	switch n.Kind() {
	case FunctionDeclaration, GeneratorFunctionDeclaration, FunctionSignature, ClassDeclaration,
		AbstractClassDeclaration, EnumDeclaration, InternalModule, ModuleDeclaration:
		return named(n, false)
	case InterfaceDeclaration, TypeAliasDeclaration:
		return named(n, true)
	case LexicalDeclaration, VariableDeclaration:
		return declarators(n)
	case ImportAlias:
		return []declared{{n.First(), n, false}}
	case AmbientDeclaration:
		return declarations(n.First())
	}
	return nil
}

func named(n Node, isType bool) []declared {
	name := n.Field(FieldName)
	if !name.Is(Identifier, TypeIdentifier) {
		return nil // declare module "x", declare global, or an unnamed default
	}
	return []declared{{name, n, isType}}
}

func declarators(n Node) (out []declared) {
	for d := range n.Named() {
		if d.Kind() != VariableDeclarator {
			continue
		}
		for name := range d.Field(FieldName).Bindings() {
			out = append(out, declared{name, d, false})
		}
	}
	return out
}

func (m *Names) importStatement(n Node) {
	typeOnly := n.HasToken("type") || n.HasToken("typeof")
	specifier, _ := n.Field(FieldSource).StringValue()
	bind := func(local Node, name string, only bool) {
		m.Imports[local.Text()] = Binding{Specifier: specifier, Name: name, TypeOnly: only, Span: local.Span()}
	}
	if r := n.Child(ImportRequireClause); !r.IsZero() {
		specifier, _ = r.Field(FieldSource).StringValue()
		bind(r.First(), "*", typeOnly)
		if n.follows("export") { // which no grammar reads, so the repair pass blanks it
			m.export(r.First().Text(), Export{From: specifier, Name: "*", TypeOnly: typeOnly, Span: r.First().Span()})
		}
	}
	for part := range n.Child(ImportClause).Named() {
		switch part.Kind() {
		case Identifier:
			bind(part, "default", typeOnly)
		case NamespaceImport:
			bind(part.First(), "*", typeOnly)
		case NamedImports:
			for s := range part.Named() {
				only := typeOnly || s.HasToken("type") || s.HasToken("typeof")
				bind(either(s.Field(FieldAlias), s.Field(FieldName)), exportName(s.Field(FieldName)), only)
			}
		}
	}
}

// follows reports whether a word stands before n.
func (n Node) follows(word string) bool {
	before := n.syntax.File.Text[:n.Span().Start]
	return bytes.HasSuffix(bytes.TrimRight(before, " \t\r\n"), []byte(word))
}

func either(a, b Node) Node {
	if a.IsZero() {
		return b
	}
	return a
}

// exportName is the text of a name in an import or export list, which may be a
// string.
func exportName(n Node) string {
	if s, ok := n.StringValue(); ok {
		return s
	}
	return n.Text()
}

// export adds an export. A type never hides a value of the same name, nor a
// function signature its implementation.
func (m *Names) export(name string, e Export) {
	old, ok := m.Exports[name]
	if ok && (e.TypeOnly && !old.TypeOnly || e.Node.Kind() == FunctionSignature) {
		return
	}
	m.Exports[name] = e
}

func (m *Names) exportStatement(n Node) {
	specifier, from := n.Field(FieldSource).StringValue()
	typeOnly := n.HasToken("type") || exportsTypes().MatchString(n.Text())
	switch {
	case n.HasToken("default"):
		m.exportDefault(n)
	case !n.Field(FieldDeclaration).IsZero():
		for _, d := range m.declare(n.Field(FieldDeclaration)) {
			m.export(d.name.Text(), Export{Node: d.node, TypeOnly: d.isType, Span: d.name.Span()})
		}
	case n.Child(ExportClause).Kind() != None:
		m.exportClause(n.Child(ExportClause), specifier, typeOnly)
	case n.Child(NamespaceExport).Kind() != None:
		name := n.Child(NamespaceExport).First()
		m.export(exportName(name), Export{From: specifier, Name: "*", TypeOnly: typeOnly, Span: name.Span()})
	case from && typeOnly: // passes on no value
	case from:
		m.Stars = append(m.Stars, Text{specifier, n.Field(FieldSource).Span()})
	case !n.HasToken("namespace"): // export = value
		m.exportValue("default", n.First())
	}
}

func (m *Names) exportClause(clause Node, specifier string, typeOnly bool) {
	for s := range clause.Named() {
		name := s.Field(FieldName)
		as := either(s.Field(FieldAlias), name)
		e := Export{TypeOnly: typeOnly || s.HasToken("type"), Span: as.Span()}
		if specifier != "" {
			e.From, e.Name = specifier, exportName(name)
		} else {
			e.Local = name.Text()
		}
		m.export(exportName(as), e)
	}
}

func (m *Names) exportDefault(n Node) {
	declaration := n.Field(FieldDeclaration)
	if declaration.IsZero() {
		m.exportValue("default", n.Field(FieldValue))
		return
	}
	m.declare(declaration)
	m.export("default", Export{Node: declaration, TypeOnly: declaration.Kind() == InterfaceDeclaration,
		Span: either(declaration.Field(FieldName), declaration).Span()})
}

func (m *Names) exportValue(name string, value Node) {
	e := Export{Node: value, Span: value.Span()}
	if inner := value.Unwrap(); inner.Is(Identifier, ShorthandPropertyIdentifier) {
		e.Node, e.Local = Node{}, inner.Text()
	}
	if !value.IsZero() {
		m.export(name, e)
	}
}

// assignment reads the exports of CommonJS: module.exports = value and
// exports.name = value, also chained.
func (m *Names) assignment(n Node) {
	value := n.Field(FieldRight)
	for value.Kind() == AssignmentExpression {
		value = value.Field(FieldRight)
	}
	for ; n.Kind() == AssignmentExpression; n = n.Field(FieldRight) {
		name, ok := strings.CutPrefix(strings.TrimPrefix(n.Field(FieldLeft).CalleePath(), "module."), "exports")
		switch {
		case !ok || n.Field(FieldLeft).Kind() == Identifier:
		case name == "":
			m.exportValue("default", value)
			for key, property := range value.Properties() {
				m.exportValue(key, property)
			}
		case name[0] == '.' && !strings.Contains(name[1:], "."):
			m.exportValue(name[1:], value)
		}
	}
}
