package js

// scopeKinds are the nodes that a name declared in them is visible in.
// Signatures and function types are among them for the sake of their
// parameters.
var scopeKinds = func() (t [256]bool) {
	for _, k := range []Kind{
		Program, StatementBlock, SwitchBody, ForStatement, ForInStatement, CatchClause, ClassStaticBlock,
		FunctionDeclaration, FunctionExpression, ArrowFunction, MethodDefinition, GeneratorFunction,
		GeneratorFunctionDeclaration, Class, ClassDeclaration, AbstractClassDeclaration,
		FunctionSignature, MethodSignature, AbstractMethodSignature, CallSignature, ConstructSignature,
		FunctionType, ConstructorType, InternalModule, ModuleDeclaration, InterfaceDeclaration,
		TypeAliasDeclaration, ConditionalType, IndexSignature,
	} {
		t[k] = true
	}
	return t
}()

// hoistKinds are the scopes that var declares in. The block of declare global is
// one as well: what it says is true of another scope than the file's.
var hoistKinds = func() (t [256]bool) {
	for _, k := range []Kind{
		Program, FunctionDeclaration, FunctionExpression, ArrowFunction, MethodDefinition, GeneratorFunction,
		GeneratorFunctionDeclaration, ClassStaticBlock, InternalModule, ModuleDeclaration,
	} {
		t[k] = true
	}
	return t
}()

// A scopeTable holds every declaration of a file by scope and name.
type scopeTable struct {
	declared map[scopeName]int32 // the declaring node
	inner    []int32             // by node, the innermost scope that it stands in
}

// Types and values have names of their own.
type scopeName struct {
	scope  int32
	isType bool
	name   string
}

// Resolve returns the node that declares an identifier: the innermost
// variable_declarator, function, class, enum, namespace, import_specifier,
// namespace_import, import_clause (of the default), import_require_clause,
// import_alias, interface, type alias or type parameter; for a parameter the
// child of formal_parameters, or the lone identifier of an arrow function; for
// a catch parameter the catch_clause; for the variable of for … of and for …
// in the for_in_statement. It is none for globals, and for what is no
// reference: a property name, the tag of an HTML element.
func (s *Syntax) Resolve(identifier Node) Node {
	if identifier.syntax != s || s == nil || !isReference(identifier) {
		return Node{}
	}
	t := s.scopeTable()
	isType := identifier.Kind() == TypeIdentifier
	name := identifier.Text()
	for at := t.inner[identifier.id]; at >= 0; at = t.inner[at] {
		if d, ok := t.declared[scopeName{at, true, name}]; ok && isType {
			return Node{s, d}
		}
		if d, ok := t.declared[scopeName{at, false, name}]; ok {
			return Node{s, d}
		}
	}
	return Node{}
}

func isReference(n Node) bool {
	up := n.Parent()
	switch n.Kind() {
	case TypeIdentifier, ShorthandPropertyIdentifier, ShorthandPropertyIdentifierPattern:
		return true
	case Identifier:
	default:
		return false
	}
	switch up.Kind() {
	case ImportSpecifier:
		return n.Role() == FieldAlias || up.Field(FieldAlias).IsZero()
	case ExportSpecifier:
		return n.Role() == FieldName && up.Parent().Parent().Field(FieldSource).IsZero()
	case JSXOpeningElement, JSXClosingElement, JSXSelfClosingElement:
		c := n.Text()[0]
		return n.Role() != FieldName || c < 'a' || c > 'z'
	case JSXNamespaceName, NamespaceExport:
		return false
	}
	return true
}

func (s *Syntax) scopeTable() *scopeTable {
	s.scopesOnce.Do(func() {
		b := scopeBuilder{syntax: s, table: scopeTable{
			declared: map[scopeName]int32{}, inner: make([]int32, len(s.nodes)),
		}}
		for i := range s.nodes {
			b.visit(int32(i))
		}
		s.scopes = &b.table
	})
	return s.scopes
}

// A scopeBuilder passes over the nodes once, in document order.
type scopeBuilder struct {
	syntax *Syntax
	table  scopeTable
	open   []int32 // the scopes around the node at hand
	hoist  []int32 // those of them that var declares in
}

func (b *scopeBuilder) visit(i int32) {
	nodes := b.syntax.nodes
	b.open = leave(b.open, nodes, i)
	b.hoist = leave(b.hoist, nodes, i)
	b.table.inner[i] = -1
	if n := len(b.open); n > 0 {
		b.table.inner[i] = b.open[n-1]
	}
	at := Node{b.syntax, i}
	if declare := declarers[nodes[i].kind]; declare != nil {
		declare(b, at)
	}
	if scopeKinds[nodes[i].kind] {
		b.open = append(b.open, i)
	}
	if hoistKinds[nodes[i].kind] || at.Is(StatementBlock) && at.Parent().Is(AmbientDeclaration) {
		b.hoist = append(b.hoist, i)
	}
}

// leave drops the scopes that end before node i.
func leave(open []int32, nodes []node, i int32) []int32 {
	for len(open) > 0 && nodes[open[len(open)-1]].next <= i {
		open = open[:len(open)-1]
	}
	return open
}

// set declares a name unless the scope has it: the first declaration counts,
// but a signature gives way to its implementation.
func (b *scopeBuilder) set(scope int32, name Node, by Node, isType bool) {
	if name.IsZero() || scope < 0 {
		return
	}
	key := scopeName{scope, isType, name.Text()}
	if old, ok := b.table.declared[key]; !ok || b.syntax.nodes[old].kind == FunctionSignature {
		b.table.declared[key] = by.id
	}
}

func (b *scopeBuilder) bindings(scope int32, pattern Node, by Node) {
	for name := range pattern.Bindings() {
		b.set(scope, name, by, false)
	}
}

// here is the scope around n; hoisted the one for var.
func (b *scopeBuilder) here(n Node) int32 { return b.table.inner[n.id] }

func (b *scopeBuilder) hoisted() int32 { return b.hoist[len(b.hoist)-1] }

// declarers holds, by kind, how a node declares names.
var declarers = func() (t [256]func(*scopeBuilder, Node)) {
	for _, k := range []Kind{FunctionDeclaration, GeneratorFunctionDeclaration, FunctionSignature,
		ClassDeclaration, AbstractClassDeclaration, EnumDeclaration, InternalModule, ModuleDeclaration} {
		t[k] = declareOutside
	}
	for _, k := range []Kind{FunctionExpression, GeneratorFunction, Class} {
		t[k] = declareInside
	}
	for _, k := range []Kind{InterfaceDeclaration, TypeAliasDeclaration} {
		t[k] = func(b *scopeBuilder, n Node) { b.set(b.here(n), n.Field(FieldName), n, true) }
	}
	for _, k := range []Kind{NamespaceImport, ImportRequireClause, ImportAlias} {
		t[k] = func(b *scopeBuilder, n Node) { b.set(b.here(n), n.First(), n, false) }
	}
	for _, k := range []Kind{TypeParameter, MappedTypeClause} {
		t[k] = func(b *scopeBuilder, n Node) { b.set(b.here(n), n.Field(FieldName), n, true) }
	}
	t[InferType] = func(b *scopeBuilder, n Node) { b.set(b.here(n), n.First(), n, true) }
	t[ImportClause] = func(b *scopeBuilder, n Node) { b.set(b.here(n), n.Child(Identifier), n, false) }
	t[ImportSpecifier] = func(b *scopeBuilder, n Node) {
		b.set(b.here(n), either(n.Field(FieldAlias), n.Field(FieldName)), n, false)
	}
	t[VariableDeclarator] = declareVariable
	t[ForInStatement] = declareLoop
	t[FormalParameters] = declareParameters
	t[ArrowFunction] = func(b *scopeBuilder, n Node) { b.set(n.id, n.Field(FieldParameter), n.Field(FieldParameter), false) }
	t[CatchClause] = func(b *scopeBuilder, n Node) { b.bindings(n.id, n.Field(FieldParameter), n) }
	return t
}()

func declareOutside(b *scopeBuilder, n Node) {
	if name := n.Field(FieldName); name.Is(Identifier, TypeIdentifier) {
		b.set(b.here(n), name, n, false)
	}
}

// declareInside declares the name of a function or class expression, which
// only itself sees.
func declareInside(b *scopeBuilder, n Node) { b.set(n.id, n.Field(FieldName), n, false) }

func declareVariable(b *scopeBuilder, n Node) {
	scope := b.here(n)
	if n.Parent().Kind() == VariableDeclaration {
		scope = b.hoisted()
	}
	b.bindings(scope, n.Field(FieldName), n)
}

func declareLoop(b *scopeBuilder, n Node) {
	switch n.Field(FieldKind).Text() {
	case "var":
		b.bindings(b.hoisted(), n.Field(FieldLeft), n)
	case "let", "const":
		b.bindings(n.id, n.Field(FieldLeft), n)
	}
}

func declareParameters(b *scopeBuilder, n Node) {
	for p := range n.Named() {
		pattern := p
		if p.Is(RequiredParameter, OptionalParameter) {
			pattern = p.Field(FieldPattern)
		}
		b.bindings(n.Parent().id, pattern, p)
	}
}
