package js

// A Kind says what a node is. The names are those of the tree-sitter grammars
// for JavaScript and TypeScript, in Go's spelling: call_expression is
// CallExpression.
type Kind uint8

// The kinds of nodes. Token is a kept punctuation mark, operator or keyword
// (see Node.Text); Other is a named node that no one asks for by kind.
const (
	None Kind = iota
	Error
	Token
	Other
	AbstractClassDeclaration
	AbstractMethodSignature
	AccessibilityModifier
	AddingTypeAnnotation
	AmbientDeclaration
	Arguments
	Array
	ArrayPattern
	ArrayType
	ArrowFunction
	AsExpression
	Asserts
	AssertsAnnotation
	AssignmentExpression
	AssignmentPattern
	AugmentedAssignmentExpression
	AwaitExpression
	BinaryExpression
	BreakStatement
	CallExpression
	CallSignature
	CatchClause
	Class
	ClassBody
	ClassDeclaration
	ClassHeritage
	ClassStaticBlock
	Comment
	ComputedPropertyName
	ConditionalType
	Constraint
	ConstructSignature
	ConstructorType
	ContinueStatement
	DebuggerStatement
	Decorator
	DefaultType
	DoStatement
	ElseClause
	EmptyStatement
	EnumAssignment
	EnumBody
	EnumDeclaration
	EscapeSequence
	ExistentialType
	ExportClause
	ExportSpecifier
	ExportStatement
	ExpressionStatement
	ExtendsClause
	ExtendsTypeClause
	False
	FieldDefinition
	FinallyClause
	FlowMaybeType
	ForInStatement
	ForStatement
	FormalParameters
	FunctionDeclaration
	FunctionExpression
	FunctionSignature
	FunctionType
	GeneratorFunction
	GeneratorFunctionDeclaration
	GenericType
	HashBangLine
	HTMLCharacterReference
	HTMLComment
	Identifier
	IfStatement
	ImplementsClause
	ImportKeyword
	ImportAlias
	ImportAttribute
	ImportClause
	ImportRequireClause
	ImportSpecifier
	ImportStatement
	IndexSignature
	IndexTypeQuery
	InferType
	InstantiationExpression
	InterfaceBody
	InterfaceDeclaration
	InternalModule
	IntersectionType
	JSXAttribute
	JSXClosingElement
	JSXElement
	JSXExpression
	JSXNamespaceName
	JSXOpeningElement
	JSXSelfClosingElement
	JSXText
	LabeledStatement
	LexicalDeclaration
	LiteralType
	LookupType
	MappedTypeClause
	MemberExpression
	MetaProperty
	MethodDefinition
	MethodSignature
	ModuleDeclaration
	NamedImports
	NamespaceExport
	NamespaceImport
	NestedIdentifier
	NestedTypeIdentifier
	NewExpression
	NonNullExpression
	Null
	Number
	Object
	ObjectAssignmentPattern
	ObjectPattern
	ObjectType
	OmittingTypeAnnotation
	OptingTypeAnnotation
	OptionalChain
	OptionalParameter
	OptionalType
	OverrideModifier
	Pair
	PairPattern
	ParenthesizedExpression
	ParenthesizedType
	PredefinedType
	PrivatePropertyIdentifier
	Program
	PropertyIdentifier
	PropertySignature
	PublicFieldDefinition
	ReadonlyType
	Regex
	RegexFlags
	RegexPattern
	RequiredParameter
	RestPattern
	RestType
	ReturnStatement
	SatisfiesExpression
	SequenceExpression
	ShorthandPropertyIdentifier
	ShorthandPropertyIdentifierPattern
	SpreadElement
	StatementBlock
	StatementIdentifier
	String
	StringFragment
	SubscriptExpression
	Super
	SwitchBody
	SwitchCase
	SwitchDefault
	SwitchStatement
	TemplateLiteralType
	TemplateString
	TemplateSubstitution
	TemplateType
	TernaryExpression
	This
	ThisType
	ThrowStatement
	True
	TryStatement
	TupleType
	TypeAliasDeclaration
	TypeAnnotation
	TypeArguments
	TypeAssertion
	TypeIdentifier
	TypeParameter
	TypeParameters
	TypePredicate
	TypePredicateAnnotation
	TypeQuery
	UnaryExpression
	Undefined
	UnionType
	UpdateExpression
	VariableDeclaration
	VariableDeclarator
	WhileStatement
	WithStatement
	YieldExpression
)

// kindNames holds the grammar's name of each kind that it has.
var kindNames = [...]string{
	None: "none", Error: "ERROR", Token: "token", Other: "other",
	AbstractClassDeclaration:           "abstract_class_declaration",
	AbstractMethodSignature:            "abstract_method_signature",
	AccessibilityModifier:              "accessibility_modifier",
	AddingTypeAnnotation:               "adding_type_annotation",
	AmbientDeclaration:                 "ambient_declaration",
	Arguments:                          "arguments",
	Array:                              "array",
	ArrayPattern:                       "array_pattern",
	ArrayType:                          "array_type",
	ArrowFunction:                      "arrow_function",
	AsExpression:                       "as_expression",
	Asserts:                            "asserts",
	AssertsAnnotation:                  "asserts_annotation",
	AssignmentExpression:               "assignment_expression",
	AssignmentPattern:                  "assignment_pattern",
	AugmentedAssignmentExpression:      "augmented_assignment_expression",
	AwaitExpression:                    "await_expression",
	BinaryExpression:                   "binary_expression",
	BreakStatement:                     "break_statement",
	CallExpression:                     "call_expression",
	CallSignature:                      "call_signature",
	CatchClause:                        "catch_clause",
	Class:                              "class",
	ClassBody:                          "class_body",
	ClassDeclaration:                   "class_declaration",
	ClassHeritage:                      "class_heritage",
	ClassStaticBlock:                   "class_static_block",
	Comment:                            "comment",
	ComputedPropertyName:               "computed_property_name",
	ConditionalType:                    "conditional_type",
	Constraint:                         "constraint",
	ConstructSignature:                 "construct_signature",
	ConstructorType:                    "constructor_type",
	ContinueStatement:                  "continue_statement",
	DebuggerStatement:                  "debugger_statement",
	Decorator:                          "decorator",
	DefaultType:                        "default_type",
	DoStatement:                        "do_statement",
	ElseClause:                         "else_clause",
	EmptyStatement:                     "empty_statement",
	EnumAssignment:                     "enum_assignment",
	EnumBody:                           "enum_body",
	EnumDeclaration:                    "enum_declaration",
	EscapeSequence:                     "escape_sequence",
	ExistentialType:                    "existential_type",
	ExportClause:                       "export_clause",
	ExportSpecifier:                    "export_specifier",
	ExportStatement:                    "export_statement",
	ExpressionStatement:                "expression_statement",
	ExtendsClause:                      "extends_clause",
	ExtendsTypeClause:                  "extends_type_clause",
	False:                              "false",
	FieldDefinition:                    "field_definition",
	FinallyClause:                      "finally_clause",
	FlowMaybeType:                      "flow_maybe_type",
	ForInStatement:                     "for_in_statement",
	ForStatement:                       "for_statement",
	FormalParameters:                   "formal_parameters",
	FunctionDeclaration:                "function_declaration",
	FunctionExpression:                 "function_expression",
	FunctionSignature:                  "function_signature",
	FunctionType:                       "function_type",
	GeneratorFunction:                  "generator_function",
	GeneratorFunctionDeclaration:       "generator_function_declaration",
	GenericType:                        "generic_type",
	HashBangLine:                       "hash_bang_line",
	HTMLCharacterReference:             "html_character_reference",
	HTMLComment:                        "html_comment",
	Identifier:                         "identifier",
	IfStatement:                        "if_statement",
	ImplementsClause:                   "implements_clause",
	ImportKeyword:                      "import",
	ImportAlias:                        "import_alias",
	ImportAttribute:                    "import_attribute",
	ImportClause:                       "import_clause",
	ImportRequireClause:                "import_require_clause",
	ImportSpecifier:                    "import_specifier",
	ImportStatement:                    "import_statement",
	IndexSignature:                     "index_signature",
	IndexTypeQuery:                     "index_type_query",
	InferType:                          "infer_type",
	InstantiationExpression:            "instantiation_expression",
	InterfaceBody:                      "interface_body",
	InterfaceDeclaration:               "interface_declaration",
	InternalModule:                     "internal_module",
	IntersectionType:                   "intersection_type",
	JSXAttribute:                       "jsx_attribute",
	JSXClosingElement:                  "jsx_closing_element",
	JSXElement:                         "jsx_element",
	JSXExpression:                      "jsx_expression",
	JSXNamespaceName:                   "jsx_namespace_name",
	JSXOpeningElement:                  "jsx_opening_element",
	JSXSelfClosingElement:              "jsx_self_closing_element",
	JSXText:                            "jsx_text",
	LabeledStatement:                   "labeled_statement",
	LexicalDeclaration:                 "lexical_declaration",
	LiteralType:                        "literal_type",
	LookupType:                         "lookup_type",
	MappedTypeClause:                   "mapped_type_clause",
	MemberExpression:                   "member_expression",
	MetaProperty:                       "meta_property",
	MethodDefinition:                   "method_definition",
	MethodSignature:                    "method_signature",
	ModuleDeclaration:                  "module",
	NamedImports:                       "named_imports",
	NamespaceExport:                    "namespace_export",
	NamespaceImport:                    "namespace_import",
	NestedIdentifier:                   "nested_identifier",
	NestedTypeIdentifier:               "nested_type_identifier",
	NewExpression:                      "new_expression",
	NonNullExpression:                  "non_null_expression",
	Null:                               "null",
	Number:                             "number",
	Object:                             "object",
	ObjectAssignmentPattern:            "object_assignment_pattern",
	ObjectPattern:                      "object_pattern",
	ObjectType:                         "object_type",
	OmittingTypeAnnotation:             "omitting_type_annotation",
	OptingTypeAnnotation:               "opting_type_annotation",
	OptionalChain:                      "optional_chain",
	OptionalParameter:                  "optional_parameter",
	OptionalType:                       "optional_type",
	OverrideModifier:                   "override_modifier",
	Pair:                               "pair",
	PairPattern:                        "pair_pattern",
	ParenthesizedExpression:            "parenthesized_expression",
	ParenthesizedType:                  "parenthesized_type",
	PredefinedType:                     "predefined_type",
	PrivatePropertyIdentifier:          "private_property_identifier",
	Program:                            "program",
	PropertyIdentifier:                 "property_identifier",
	PropertySignature:                  "property_signature",
	PublicFieldDefinition:              "public_field_definition",
	ReadonlyType:                       "readonly_type",
	Regex:                              "regex",
	RegexFlags:                         "regex_flags",
	RegexPattern:                       "regex_pattern",
	RequiredParameter:                  "required_parameter",
	RestPattern:                        "rest_pattern",
	RestType:                           "rest_type",
	ReturnStatement:                    "return_statement",
	SatisfiesExpression:                "satisfies_expression",
	SequenceExpression:                 "sequence_expression",
	ShorthandPropertyIdentifier:        "shorthand_property_identifier",
	ShorthandPropertyIdentifierPattern: "shorthand_property_identifier_pattern",
	SpreadElement:                      "spread_element",
	StatementBlock:                     "statement_block",
	StatementIdentifier:                "statement_identifier",
	String:                             "string",
	StringFragment:                     "string_fragment",
	SubscriptExpression:                "subscript_expression",
	Super:                              "super",
	SwitchBody:                         "switch_body",
	SwitchCase:                         "switch_case",
	SwitchDefault:                      "switch_default",
	SwitchStatement:                    "switch_statement",
	TemplateLiteralType:                "template_literal_type",
	TemplateString:                     "template_string",
	TemplateSubstitution:               "template_substitution",
	TemplateType:                       "template_type",
	TernaryExpression:                  "ternary_expression",
	This:                               "this",
	ThisType:                           "this_type",
	ThrowStatement:                     "throw_statement",
	True:                               "true",
	TryStatement:                       "try_statement",
	TupleType:                          "tuple_type",
	TypeAliasDeclaration:               "type_alias_declaration",
	TypeAnnotation:                     "type_annotation",
	TypeArguments:                      "type_arguments",
	TypeAssertion:                      "type_assertion",
	TypeIdentifier:                     "type_identifier",
	TypeParameter:                      "type_parameter",
	TypeParameters:                     "type_parameters",
	TypePredicate:                      "type_predicate",
	TypePredicateAnnotation:            "type_predicate_annotation",
	TypeQuery:                          "type_query",
	UnaryExpression:                    "unary_expression",
	Undefined:                          "undefined",
	UnionType:                          "union_type",
	UpdateExpression:                   "update_expression",
	VariableDeclaration:                "variable_declaration",
	VariableDeclarator:                 "variable_declarator",
	WhileStatement:                     "while_statement",
	WithStatement:                      "with_statement",
	YieldExpression:                    "yield_expression",
}

func (k Kind) String() string { return kindNames[k] }
