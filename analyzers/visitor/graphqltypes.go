package visitor

import (
	"regexp"
	"strings"
)

// The text of a GraphQL schema says which types a field leads to: only their fields are
// resolved for who asks for it.

var (
	schemaNoise = regexp.MustCompile(`(?s)""".*?"""|"[^"\n]*"|#[^\n]*`)
	schemaType  = regexp.MustCompile(`(?s)\b(?:type|interface)\s+(\w+)([^{}]*)\{([^{}]*)\}`)
	schemaUnion = regexp.MustCompile(`\bunion\s+(\w+)[^=\n]*=([\s|\w]+)`)
	schemaField = regexp.MustCompile(`(?s)(\w+)\s*(?:\([^)]*\))?\s*:\s*[\[\s]*(\w+)`)
	schemaName  = regexp.MustCompile(`\w+`)
)

// graphTypesOf are the types that each type of a schema leads to, and each field of it,
// by "Type" and "Type.field"; nil if the text is not known.
func (m *run) graphTypesOf(options value) map[string][]string {
	defs := m.option(options, "typeDefs")
	texts := m.texts(defs)
	if len(texts) == 0 || defs.is(arrayShape) && (defs.ref.open || len(texts) != len(defs.ref.elems)) {
		return nil
	}
	leads := map[string][]string{}
	text := schemaNoise.ReplaceAllString(strings.Join(texts, "\n"), "")
	for _, t := range schemaType.FindAllStringSubmatch(text, -1) {
		if _, implemented, ok := strings.Cut(t[2], "implements"); ok {
			for _, name := range schemaName.FindAllString(implemented, -1) {
				leads[name] = append(leads[name], t[1])
			}
		}
		for _, f := range schemaField.FindAllStringSubmatch(t[3], -1) {
			leads[t[1]] = append(leads[t[1]], f[2])
			leads[t[1]+"."+f[1]] = append(leads[t[1]+"."+f[1]], f[2])
		}
	}
	for _, u := range schemaUnion.FindAllStringSubmatch(text, -1) {
		leads[u[1]] = append(leads[u[1]], schemaName.FindAllString(u[2], -1)...)
	}
	return leads
}

// fieldsBehind are the fields that are resolved for who asks for one of a root: of all
// types where the text of the schema does not tell.
func (g *graphRequest) fieldsBehind(root graphField) (out []graphField) {
	seen := map[string]bool{}
	todo := g.leads[root.kind+"."+root.name]
	if len(todo) == 0 {
		return g.fields
	}
	for len(todo) > 0 {
		name := todo[0]
		if todo = todo[1:]; !seen[name] {
			seen[name] = true
			todo = append(todo, g.leads[name]...)
		}
	}
	for _, f := range g.fields {
		if seen[f.kind] {
			out = append(out, f)
		}
	}
	return out
}
