package visitor

import (
	"strings"

	"clerkvet/analyzers/js"
)

// TypeScript lets a parameter of a constructor declare a property of the instance, as
// services are often given what they work with: constructor(private readonly db: DB) {}.

// givesInstance gives the instance what the parameters of a constructor declare.
func (m *run) givesInstance(f js.Node, s *scope) {
	if f.Kind() != js.MethodDefinition || s.this == nil || s.this.ref == nil {
		return
	}
	for p := range f.Field(js.FieldParameters).Named() {
		if name := declaredBy(p); name != "" && s.vars[name] != nil {
			m.put(s.this.ref, name, m.read(s.vars[name]))
		}
	}
}

// givenFirst gives the instance what a constructor is called with before the fields are
// computed, which may look at it.
func (m *run) givenFirst(constructor *cell, self value, c *call) {
	if constructor == nil || !isFunction(constructor.v) {
		return
	}
	i := 0
	for p := range constructor.v.ref.closure.node.Field(js.FieldParameters).Named() {
		if name := declaredBy(p); name != "" && i < len(c.args) {
			m.put(self.ref, name, c.args[i])
		}
		i++
	}
}

// declaredBy is the property that a parameter declares, or "".
func declaredBy(p js.Node) string {
	if !p.Is(js.RequiredParameter, js.OptionalParameter) {
		return ""
	}
	if p.Child(js.AccessibilityModifier, js.OverrideModifier).IsZero() && !strings.HasPrefix(p.Text(), "readonly ") {
		return ""
	}
	return p.Field(js.FieldPattern).Text()
}
