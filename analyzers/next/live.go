package next

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// live returns the names that an edge asks for when the code runs, "*" for the
// whole module: all but those that the compiler drops, as they are types,
// whether the import says so or not.
func (e *Edge) live(from *Module) []string { return e.names(from.usesValue) }

// plain returns those of the live names that can be told without parsing.
func (e *Edge) plain(from *Module) []string {
	return e.names(func(local string) bool { return !from.dropsTypes() || from.plainlyUsed(local) })
}

func (e *Edge) names(used func(local string) bool) []string {
	i := e.Import
	switch {
	case i.TypeOnly:
		return nil
	case i.Kind == js.DynamicImport || i.Kind == js.Require || len(i.Names) == 0:
		return []string{"*"}
	}
	var out []string
	for _, name := range i.Names {
		if !name.TypeOnly && (i.Kind != js.StaticImport || used(name.Local)) {
			out = append(out, name.Name)
		}
	}
	return out
}

// usesValue reports whether the code uses an imported name as a value. Only
// TypeScript drops an import that it does not. The file is parsed only if a
// look at the text leaves a doubt.
func (m *Module) usesValue(local string) bool {
	if !m.dropsTypes() || m.plainlyUsed(local) {
		return true
	}
	syntax, err := m.Syntax()
	return err != nil || len(syntax.Broken) > 0 || syntax.ValueUsed(local)
}

// dropsTypes reports whether the compiler of the file drops imports that only
// types use.
func (m *Module) dropsTypes() bool {
	return strings.HasSuffix(m.Path, "ts") || strings.HasSuffix(m.Path, "tsx")
}

// plainlyUsed reports whether the name is called, rendered, spread or passed on
// somewhere in the text, which no type can be. It does not say so where another
// declaration may take the name.
func (m *Module) plainlyUsed(local string) bool {
	text, name, used := m.File.Text, []byte(local), false
	for from := 0; ; {
		i := bytes.Index(text[from:], name)
		if i < 0 {
			return used
		}
		start, end := from+i, from+i+len(name)
		from = end
		if (start > 0 && isWord(text[start-1])) || (end < len(text) && isWord(text[end])) || m.inImport(start) || inComment(text[:start]) {
			continue
		}
		if mayDeclare(text[:start], text[end:]) {
			return false
		}
		used = used || isValueUse(text[:start], name, text[end:])
	}
}

// inComment reports whether the line so far looks like one of a comment.
func inComment(before []byte) bool {
	line := bytes.TrimLeft(before[bytes.LastIndexByte(before, '\n')+1:], " \t")
	return bytes.HasPrefix(line, []byte("*")) || bytes.HasPrefix(line, []byte("/*")) || bytes.Contains(line, []byte("//"))
}

// mayDeclare reports whether a name stands where a declaration or a pattern
// could bind it anew: const Icon, { icon: Icon }.
func mayDeclare(before, after []byte) bool {
	before = bytes.TrimRight(before, " \t\r\n")
	for _, word := range []string{"const", "let", "var", "function", "class"} {
		if hasWord(before, word) {
			return true
		}
	}
	first := firstByte(bytes.TrimLeft(after, " \t\r\n"))
	return lastByte(before) == ':' && (first == ',' || first == '}' || first == '=')
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

func (m *Module) inImport(offset int) bool {
	for i := range m.Imports {
		if s := m.Imports[i].Span; m.Imports[i].Kind != js.DynamicImport && m.Imports[i].Kind != js.Require && s.Start <= offset && offset < s.End {
			return true
		}
	}
	return false
}

// isValueUse looks at the text before and after a name: whether no type can
// stand there. Types are rarely named like values, so that a name like "user"
// or "MAX_SIZE" is believed in more places than one like "User".
func isValueUse(before, name, after []byte) bool {
	if bytes.HasSuffix(before, []byte("...")) {
		return true
	}
	before = bytes.TrimRight(before, " \t\r\n")
	next := bytes.TrimLeft(after, " \t\r\n")
	last, first := lastByte(before), firstByte(next)
	switch last {
	case '.':
		return false
	case '<': // an element, unless it is a type argument
		return !isWord(lastByte(before[:len(before)-1])) && (first == '/' || first == '>' || len(after) > len(next) || first == '.')
	case '{':
		if first == '}' && lastByte(before[:len(before)-1]) == '=' { // an attribute
			return true
		}
	case '(':
		if first == ')' || first == ',' {
			return true
		}
	}
	if first == '(' || hasWord(before, "new") || hasWord(before, "instanceof") || hasWord(before, "return") ||
		bytes.HasSuffix(before, []byte("||")) || bytes.HasSuffix(before, []byte("&&")) || bytes.HasSuffix(before, []byte("??")) {
		return true
	}
	return valueLike(name) && isValuePlace(before, last, first)
}

// isValuePlace looks at the text around a name that is written as values are.
func isValuePlace(before []byte, last, first byte) bool {
	switch last {
	case ':':
		return first != '.' // z.infer
	case '<', '|', '&':
		return false
	case '=':
		return !assignsType(before)
	}
	return first != ':' && !hasWord(before, "typeof") && !hasWord(before, "as") && !hasWord(before, "extends") && !hasWord(before, "keyof")
}

// assignsType reports whether an equals sign at the end belongs to a type alias.
func assignsType(before []byte) bool {
	line := before[bytes.LastIndexByte(before, '\n')+1:]
	return bytes.Contains(line, []byte("type "))
}

func hasWord(before []byte, word string) bool {
	return bytes.HasSuffix(before, []byte(word)) && !isWord(lastByte(before[:len(before)-len(word)]))
}

// valueLike reports whether a name is written as values are: camelCase or
// UPPER_CASE.
func valueLike(name []byte) bool {
	if name[0] >= 'a' && name[0] <= 'z' {
		return true
	}
	return len(name) > 2 && !bytes.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' })
}

func lastByte(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[len(b)-1]
}

func firstByte(b []byte) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}

// isBarrel reports whether a module does nothing but re-export and import
// others for their effects.
func (m *Module) isBarrel() bool {
	m.barrelOnce.Do(func() { m.barrel = m.onlyReExports() })
	return m.barrel
}

func (m *Module) onlyReExports() bool {
	reExports, at := 0, 0
	for _, d := range m.Directives {
		at = d.Span.End
	}
	for i := range m.Imports {
		imp := &m.Imports[i]
		switch {
		case imp.Kind == js.ReExport:
			reExports++
		case imp.Kind == js.StaticImport && len(imp.Names) == 0:
		default:
			return false
		}
		if imp.Span.Start < at || !isBlank(m.File.Text[at:imp.Span.Start]) {
			return false
		}
		at = imp.Span.End
	}
	return reExports > 0 && isBlank(m.File.Text[at:])
}

// isBlank reports whether a text holds only space, comments and semicolons.
func isBlank(text []byte) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case ' ', '\t', '\r', '\n', ';':
			continue
		}
		rest := text[i:]
		end := -1
		switch {
		case bytes.HasPrefix(rest, []byte("//")):
			if end = bytes.IndexByte(rest, '\n'); end < 0 {
				return true
			}
		case bytes.HasPrefix(rest, []byte("/*")):
			if end = bytes.Index(rest, []byte("*/")); end >= 0 {
				end++
			}
		case bytes.HasPrefix(rest, []byte("\uFEFF")):
			end = len("\uFEFF") - 1
		}
		if end < 0 {
			return false
		}
		i += end
	}
	return true
}

// A want is a name that is asked of a module; "*" asks for all of it.
type want struct {
	module *Module
	name   string
}

// passes returns the edges of a barrel that lead to a name, each with the name
// there. Imports for their effect always count.
func (m *Module) passes(name string) (out []step) {
	var stars []step
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.Import.TypeOnly || e.To == nil {
			continue
		}
		if len(e.Import.Names) == 0 {
			out = append(out, step{edge: e, name: "*"})
		}
		for _, n := range e.Import.Names {
			switch {
			case n.TypeOnly:
			case n.Local == name:
				out = append(out, step{edge: e, name: n.Name})
			case n.Local == "" && n.Name == "*" && name != "default":
				stars = append(stars, step{edge: e, name: name})
			}
		}
	}
	if slices.ContainsFunc(out, func(s step) bool { return s.name != "*" }) {
		return out
	}
	claimed := stars[:0:0]
	for _, s := range stars {
		if s.edge.To.mayExport(name, 0) {
			claimed = append(claimed, s)
		}
	}
	if len(claimed) == 0 {
		claimed = stars
	}
	return append(out, claimed...)
}

// A step is an edge and the name that it asks for.
type step struct {
	edge *Edge
	name string
}

// mayExport reports whether the text of a module has the name near the word
// export, or whether a barrel may pass it on. It is a guess that need not parse.
func (m *Module) mayExport(name string, depth int) bool {
	if m.isBarrel() {
		for i := range m.Edges {
			for _, n := range m.Edges[i].Import.Names {
				if n.Local == name {
					return true
				}
				if to := m.Edges[i].To; n.Local == "" && to != nil && depth < 8 && to.mayExport(name, depth+1) {
					return true
				}
			}
		}
		return false
	}
	text, word := m.File.Text, []byte(name)
	for from := 0; ; {
		i := bytes.Index(text[from:], word)
		if i < 0 {
			return false
		}
		start, end := from+i, from+i+len(word)
		from = end
		if (start > 0 && isWord(text[start-1])) || (end < len(text) && isWord(text[end])) {
			continue
		}
		statement := text[max(0, start-400):start]
		if i := bytes.LastIndexByte(statement, ';'); i >= 0 {
			statement = statement[i:]
		}
		if bytes.Contains(statement, []byte("export")) {
			return true
		}
	}
}
