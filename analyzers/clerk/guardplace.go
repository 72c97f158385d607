package clerk

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A style is how a file is written, as far as inserted code should fit in.
type style struct {
	quote byte
	semi  string // ";" or ""
}

func styleOf(s *js.Syntax) style {
	out := style{quote: '\'', semi: ""}
	for n := range s.Root().Named() {
		if !n.Is(js.ImportStatement) {
			continue
		}
		if text := n.Field(js.FieldSource).Text(); text != "" {
			out.quote = text[0]
		}
		if strings.HasSuffix(n.Text(), ";") {
			out.semi = ";"
		}
		return out
	}
	if bytes.Contains(s.File.Text, []byte(";\n")) || bytes.Contains(s.File.Text, []byte(";\r\n")) {
		out.semi = ";"
	}
	return out
}

// restOfLine matches what may stand between an insertion and the end of its
// line: comments that end there.
var restOfLine = source.Pattern(`^[ \t]*(/\*([^*\n]|\*[^/\n])*\*/[ \t]*)?(//[^\n]*?)?(\r?\n|\r?$)`)

// lineEnd returns the end of the line on which an offset stands; false if code
// follows on it.
func lineEnd(f *source.File, offset int) (int, bool) {
	m := restOfLine().FindSubmatchIndex(f.Text[offset:])
	if m == nil {
		return offset, false
	}
	return offset + m[8], true
}

// indentAt returns the blanks before an offset; false if something else stands
// before it on its line.
func indentAt(f *source.File, offset int) (string, bool) {
	line := f.Text[bytes.LastIndexByte(f.Text[:offset], '\n')+1 : offset]
	return string(line), len(bytes.Trim(line, " \t")) == 0
}

// insertion is a text to insert at an offset.
func insertion(f *source.File, offset int, text string) Insertion {
	return Insertion{f.Span(offset, offset), text}
}

// prepend returns what puts statements at the beginning of a function, behind
// its directives. An expression for a body becomes a block. The lines are
// without semicolons.
func prepend(f js.Node, lines []string) []Insertion {
	body, file := f.Field(js.FieldBody), f.Syntax().File
	if !body.Is(js.StatementBlock) {
		return []Insertion{
			insertion(file, body.Span().Start, "{ "+oneLine(lines)+" return "),
			insertion(file, body.Span().End, " }"),
		}
	}
	at, first := body.Span().Start+1, js.Node{}
	for s := range body.Named() {
		if !isDirective(s) {
			first = s
			break
		}
		at = s.Span().End
	}
	if first.IsZero() {
		return nil
	}
	end, free := lineEnd(file, at)
	indent, alone := indentAt(file, first.Span().Start)
	if !free || !alone {
		return []Insertion{insertion(file, at, " "+oneLine(lines))}
	}
	return []Insertion{insertion(file, end, block(lines, "\n"+indent, first))}
}

func isDirective(n js.Node) bool {
	return n.Is(js.ExpressionStatement) && n.First().Is(js.String)
}

func oneLine(lines []string) string {
	out := ""
	for i, line := range lines {
		out += strings.TrimSpace(line)
		if !strings.HasSuffix(line, "{") && !strings.HasSuffix(line, "}") {
			out += ";"
		}
		if i < len(lines)-1 {
			out += " "
		}
	}
	return out
}

// block sets lines out. Without semicolons, one is due before what would go on
// with the line.
func block(lines []string, indent string, next js.Node) string {
	semi := ""
	if !next.Is(js.EmptyStatement) && strings.HasSuffix(next.Text(), ";") || styleOf(next.Syntax()).semi != "" {
		semi = ";"
	}
	goesOn := strings.ContainsRune("([`+-/*,.", rune(next.Text()[0]))
	out := ""
	for i, line := range lines {
		out += indent + line
		if !strings.HasSuffix(line, "{") && !strings.HasSuffix(line, "}") && (semi != "" || goesOn && i == len(lines)-1) {
			out += ";"
		}
	}
	return out
}

// importable returns what to call a name of a package in a file, and what has
// to be inserted so that it is imported.
func importable(s *js.Syntax, f js.Node, name string, specifiers ...string) (local string, add []Insertion) {
	for _, specifier := range specifiers {
		for local, b := range s.Names().Imports {
			if b.Specifier == specifier && b.Name == name && !b.TypeOnly && !shadowed(f, local) {
				return local, nil
			}
		}
	}
	local = freeName(s, name)
	as := name
	if local != name {
		as += " as " + local
	}
	for n := range s.Root().Named() {
		specifier, _ := n.Field(js.FieldSource).StringValue()
		if n.Is(js.ImportStatement) && slices.Contains(specifiers, specifier) && !n.HasToken("type") {
			if list := n.Child(js.ImportClause).Child(js.NamedImports); !list.IsZero() {
				return local, []Insertion{joinList(list, as)}
			}
		}
	}
	return local, []Insertion{newImport(s, as, specifiers[0])}
}

// joinList adds a name to an import list.
func joinList(list js.Node, name string) Insertion {
	file, last := list.Syntax().File, js.Node{}
	for n := range list.Named() {
		last = n
	}
	if last.IsZero() {
		return insertion(file, list.Span().Start+1, " "+name+" ")
	}
	return insertion(file, last.Span().End, ", "+name)
}

// newImport adds an import behind the others, or behind the directives. A
// comment at the top of the file keeps its place: it may be meant for tools.
func newImport(s *js.Syntax, name, specifier string) Insertion {
	style, after, directives := styleOf(s), 0, true
	for n := range s.Root().Named() {
		directives = directives && isDirective(n)
		if directives || n.Is(js.ImportStatement) || n.Is(js.HashBangLine) {
			after = n.Span().End
		}
	}
	text := "import { " + name + " } from " + string(style.quote) + specifier + string(style.quote) + style.semi
	if after == 0 {
		at := topComments(s)
		return insertion(s.File, at, text+"\n")
	}
	end, free := lineEnd(s.File, after)
	if !free {
		return insertion(s.File, after, "\n"+strings.TrimSuffix(text, ";")+";\n")
	}
	return insertion(s.File, end, "\n"+text)
}

// topComment matches lines of comments that a file has to begin with.
var topComment = source.Pattern(`^(\x{FEFF})?([ \t]*(//|#!)[^\n]*\n|[ \t]*/\*[^*\n]*\*/[ \t]*\r?\n|[ \t]*\r?\n)+`)

func topComments(s *js.Syntax) int { return len(topComment().Find(s.File.Text)) }

// shadowed reports whether a name means something else than an import around a
// function or within it.
func shadowed(f js.Node, name string) bool {
	for up := f.Enclosing(); !up.IsZero(); up = f.Enclosing() {
		f = up
	}
	for n := range f.Descendants() {
		if n.Is(js.Identifier, js.ShorthandPropertyIdentifier, js.ShorthandPropertyIdentifierPattern) && n.Text() == name {
			if by := n.Syntax().Resolve(n); !by.IsZero() && !by.Is(js.ImportSpecifier) {
				return true
			}
		}
	}
	return false
}

// freeName returns a name that nothing in the file has.
func freeName(s *js.Syntax, name string) string {
	taken := map[string]bool{}
	for n := range s.Root().Descendants() {
		if n.Is(js.Identifier, js.ShorthandPropertyIdentifier, js.ShorthandPropertyIdentifierPattern, js.TypeIdentifier) {
			taken[n.Text()] = true
		}
	}
	local := name
	for taken[local] {
		if local == name {
			local = "clerk" + strings.ToUpper(name[:1]) + name[1:]
			continue
		}
		local += "_"
	}
	return local
}
