package js

// typeKinds are the nodes below which everything is a type and vanishes when
// the file is compiled.
var typeKinds = func() (t [256]bool) {
	for _, k := range []Kind{
		TypeAnnotation, TypeArguments, TypeParameters, TypeAliasDeclaration, InterfaceDeclaration, TypeQuery,
		ImplementsClause, ExtendsTypeClause, TypePredicate, TypePredicateAnnotation, Asserts, AssertsAnnotation,
		OptingTypeAnnotation, OmittingTypeAnnotation, AddingTypeAnnotation, NestedTypeIdentifier, GenericType,
		FunctionType, ConstructorType, ObjectType, UnionType, IntersectionType, ArrayType, TupleType, LookupType,
		ConditionalType, IndexTypeQuery, LiteralType, ReadonlyType, ParenthesizedType, TemplateLiteralType,
		InferType, FlowMaybeType, FunctionSignature, MethodSignature, AbstractMethodSignature, IndexSignature,
		AmbientDeclaration, ImportStatement,
	} {
		t[k] = true
	}
	return t
}()

// ValueUsed reports whether an imported name is used as a value anywhere, not
// only in types. A compiler drops an import without such a use as if it said
// "import type". A name in an export list counts as used.
func (s *Syntax) ValueUsed(local string) bool {
	s.usedOnce.Do(func() { s.used = s.valuesUsed() })
	return s.used[local]
}

func (s *Syntax) valuesUsed() map[string]bool {
	used := map[string]bool{}
	imports := s.Names().Imports
	for i := int32(0); int(i) < len(s.nodes); {
		n := Node{s, i}
		if typeKinds[n.Kind()] || n.Kind() == ExportSpecifier && n.HasToken("type") ||
			n.Kind() == ExportStatement && n.HasToken("type") {
			i = s.nodes[i].next
			continue
		}
		i++
		if !n.Is(Identifier, ShorthandPropertyIdentifier) {
			continue
		}
		if _, ok := imports[n.Text()]; ok && !used[n.Text()] {
			used[n.Text()] = s.isImported(n)
		}
	}
	return used
}

// InType reports whether a node stands in a type: typeof load of
// ReturnType<typeof load>.
func (n Node) InType() bool {
	for ; !n.IsZero(); n = n.Parent() {
		if typeKinds[n.Kind()] {
			return true
		}
	}
	return false
}

func (s *Syntax) isImported(n Node) bool {
	return s.Resolve(n).Is(ImportSpecifier, ImportClause, NamespaceImport, ImportRequireClause)
}
