package visitor

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// Function returns the function that answers for a resource, and its module: the
// one that it exports, or the only one that it hands to what makes the export,
// as in withLogging(handler). It is none where there are several, where the
// function stands in a package, or behind an adapter.
func (m *Machine) Function(r *Resource) (*next.Module, js.Node) {
	mod := m.app.Project.Graph.Module(r.File)
	if mod == nil || r.Kind == Procedure {
		return nil, js.Node{}
	}
	if r.Inline {
		return mod, inlineFunction(mod, r.Span)
	}
	def := m.app.Project.Graph.Export(mod, r.Name)
	if def.Module == nil {
		return nil, js.Node{}
	}
	return def.Module, functionIn(def.Node, 0)
}

// takesDefault reports whether a call leaves out an argument for which the function
// calls something: what that does is not seen where all arguments are given.
func (c *call) takesDefault() bool {
	i := 0
	for p := range c.fn.ref.closure.node.Field(js.FieldParameters).Named() {
		if i++; i <= len(c.args) {
			continue
		}
		for n := range p.Field(js.FieldValue).Descendants() {
			if n.Is(js.CallExpression, js.NewExpression) {
				return true
			}
		}
		if p.Field(js.FieldValue).Unwrap().Is(js.CallExpression, js.NewExpression) {
			return true
		}
	}
	return false
}

func inlineFunction(mod *next.Module, at source.Span) js.Node {
	for n := range mod.Root().Descendants() {
		if n.IsFunction() && saysUseServer(n) && n.Span().FirstLine() == at {
			return n
		}
	}
	return js.Node{}
}

// maxWrappers is how many functions may stand around the one that answers.
const maxWrappers = 5

func functionIn(n js.Node, depth int) js.Node {
	n = n.Unwrap()
	switch {
	case n.IsFunction() && !n.Is(js.MethodDefinition):
		return n
	case depth > maxWrappers:
	case n.Is(js.VariableDeclarator):
		return functionIn(n.Field(js.FieldValue), depth+1)
	case n.Is(js.Identifier):
		return functionIn(n.Syntax().Resolve(n), depth+1)
	case n.Is(js.CallExpression):
		return functionAmong(n.Arguments(), depth+1)
	}
	return js.Node{}
}

// functionAmong returns the only function that arguments hold.
func functionAmong(arguments []js.Node, depth int) (only js.Node) {
	for _, a := range arguments {
		f := functionIn(a, depth)
		switch {
		case f.IsZero():
		case !only.IsZero():
			return js.Node{}
		default:
			only = f
		}
	}
	return only
}
