package js

import "strings"

// NameAt returns the names of the functions, classes and methods around an
// offset, outermost first, joined by dots; those without a name are left out.
func (s *Syntax) NameAt(offset int) string {
	var names []string
	for n := range s.Root().Descendants() {
		if span := n.Span(); span.Start > offset || offset >= span.End {
			continue
		}
		if name := n.scopeName(); name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ".")
}

// scopeName is the name under which a function or class stands: its own, or
// that of the variable or key that holds it.
func (n Node) scopeName() string {
	if !n.IsFunction() && !n.Is(ClassDeclaration, Class) {
		return ""
	}
	holder := n.Parent()
	for _, named := range []Node{n.Field(FieldName), holder.Field(FieldName), holder.Field(FieldKey), holder.Field(FieldLeft)} {
		if text := named.Text(); text != "" && len(text) < 200 {
			return text
		}
		if n.Role() != FieldValue && n.Role() != FieldRight {
			break
		}
	}
	return ""
}
