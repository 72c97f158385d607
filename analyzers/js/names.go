package js

import "clerkvet/analyzers/source"

// Names lists what a module binds and exports at its top level.
type Names struct {
	Imports map[string]Binding // by local name
	Exports map[string]Export  // by exported name; "default" for the default export
	Stars   []Text             // specifiers of export * from "x"
	Top     map[string]Node    // top-level declarations by name: the function, class, enum or variable_declarator node
}

// A Binding is a local name for something of another module.
type Binding struct {
	Specifier string
	Name      string // in the other module; "default", or "*"
	TypeOnly  bool
	Span      source.Span
}

// An Export is one exported name. Exactly one of Local, From and Node is the
// way to its value: a declaration or an expression here (Node), a name of this
// module (Local), or a name of another module (From, Name).
type Export struct {
	Node     Node   // function, class or variable_declarator; for "default" possibly any expression
	Local    string // export { local as name }, export default local
	From     string // specifier of a re-export
	Name     string // its name there; "*" for export * as name
	TypeOnly bool
	Span     source.Span
}
