package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"clerkvet/analyzers/source"
)

// maxConfig is the largest configuration, in bytes, that is read; maxNesting
// the deepest. The parser takes a stack frame, and more, a level.
const (
	maxConfig  = 256 << 10
	maxNesting = 64
	maxErrors  = 20
)

// A located is a word of the configuration and where it stands.
type located struct {
	text string
	at   source.Span
}

// A complaint is what is wrong at one place of the configuration.
type complaint struct {
	at      source.Span
	message string
}

func (c complaint) String() string {
	start, _ := c.at.Positions(source.Runes)
	return fmt.Sprintf("%s:%d:%d: %s", c.at.Path(), start.Line, start.Column, c.message)
}

// A yamlReader walks the syntax of one file and gathers complaints.
type yamlReader struct {
	file       *source.File
	complaints []complaint
}

func (y *yamlReader) complain(at source.Span, format string, args ...any) {
	y.complaints = append(y.complaints, complaint{at, fmt.Sprintf(format, args...)})
}

// err returns all complaints as one error, or nil.
func (y *yamlReader) err() error {
	var errs []error
	slices.SortStableFunc(y.complaints, func(a, b complaint) int { return source.Compare(a.at, b.at) })
	for i, c := range y.complaints {
		if i == maxErrors {
			errs = append(errs, fmt.Errorf("and %d more", len(y.complaints)-i))
			break
		}
		errs = append(errs, errors.New(c.String()))
	}
	return errors.Join(errs...)
}

// parse returns the one document of the file; nil for an empty one.
func (y *yamlReader) parse() ast.Node {
	if !utf8.Valid(y.file.Text) {
		y.complain(y.file.Whole(), "is not UTF-8")
		return nil
	}
	if nesting(string(y.file.Text)) > maxNesting {
		y.complain(y.file.Whole(), "is nested deeper than %d levels", maxNesting)
		return nil
	}
	doc, err := parser.ParseBytes(y.file.Text, 0)
	var syntax *yaml.SyntaxError
	switch {
	case errors.As(err, &syntax):
		y.complain(y.span(syntax.Token), "%s", syntax.Message)
		return nil
	case err != nil:
		y.complain(y.file.Whole(), "%s", firstLine(err.Error()))
		return nil
	case len(doc.Docs) > 1:
		y.complain(y.span(doc.Docs[1].Start), "holds more than one document") // it may be empty
		return nil
	case len(doc.Docs) == 0 || doc.Docs[0].Body == nil:
		return nil
	}
	return doc.Docs[0].Body
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(s, "\n")
	return line
}

// nesting is an upper bound of the depth: brackets, and blocks by indentation.
func nesting(text string) int {
	deepest, open := 0, 0
	for line := range strings.Lines(text) {
		trimmed := strings.TrimLeft(line, " ")
		dashes := len(trimmed) - len(strings.TrimLeft(trimmed, "- "))
		for _, r := range trimmed {
			switch r {
			case '[', '{':
				open++
			case ']', '}':
				open = max(0, open-1)
			}
			deepest = max(deepest, open+dashes/2)
		}
		deepest = max(deepest, open+(len(line)-len(trimmed))/8)
	}
	return deepest
}

// span is where a token stands. The parser counts columns in characters.
func (y *yamlReader) span(t *token.Token) source.Span {
	if t == nil || t.Position == nil {
		return y.file.Whole()
	}
	line := y.file.Line(t.Position.Line)
	start := line.Start
	for i := 1; i < t.Position.Column && start < line.End; i++ {
		_, size := utf8.DecodeRune(y.file.Text[start:line.End])
		start += size
	}
	end := min(line.End, start+len(strings.TrimSpace(firstLine(t.Origin))))
	return y.file.Span(start, max(start, end))
}

func (y *yamlReader) at(n ast.Node) source.Span {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 {
			return y.span(n.Values[0].Key.GetToken())
		}
	case *ast.MappingValueNode:
		return y.span(n.Key.GetToken())
	case *ast.SequenceNode:
		if len(n.Values) > 0 {
			return y.at(n.Values[0])
		}
	}
	return y.span(n.GetToken())
}

// fields reads the value of each key that may stand in a mapping.
type fields map[string]func(ast.Node)

// mapping reads a mapping with the fields and complains of other keys.
func (y *yamlReader) mapping(n ast.Node, what string, f fields) {
	y.pairs(n, what, func(key located, value ast.Node) {
		read, known := f[key.text]
		switch {
		case !known:
			y.complain(key.at, "unknown key %q of %s: %s", key.text, what, suggestion(key.text, sortedNames(f)))
		case isNull(value):
			y.complain(key.at, "%s of %s is empty: give it a value or remove it", key.text, what)
		default:
			read(value)
		}
	})
}

// pairs yields the pairs of a mapping; a key that stands twice is refused.
func (y *yamlReader) pairs(n ast.Node, what string, visit func(located, ast.Node)) {
	var values []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		y.complain(y.at(n), "%s must be a mapping of keys, not %s", what, kindOf(n))
		return
	}
	seen := map[string]bool{}
	for _, v := range values {
		key, ok := v.Key.(ast.Node).(*ast.StringNode)
		switch at := y.span(v.Key.GetToken()); {
		case !ok:
			y.complain(at, "a key of %s must be plain text", what)
		case seen[key.Value]:
			y.complain(at, "the key %q stands twice", key.Value)
		default:
			seen[key.Value] = true
			visit(located{key.Value, at}, v.Value)
		}
	}
}

// list yields the items of a sequence.
func (y *yamlReader) list(n ast.Node, what string, visit func(ast.Node)) {
	s, ok := n.(*ast.SequenceNode)
	if !ok {
		y.complain(y.at(n), "%s must be a list, not %s", what, kindOf(n))
		return
	}
	for _, v := range s.Values {
		if isNull(v) {
			y.complain(y.span(s.GetToken()), "an item of %s is empty", what)
			continue
		}
		visit(v)
	}
}

// word reads a text. Numbers, dates and off are texts here.
func (y *yamlReader) word(n ast.Node, what string) located {
	at := y.at(n)
	switch n := n.(type) {
	case *ast.StringNode:
		return y.filled(n.Value, at, what)
	case *ast.LiteralNode:
		return y.filled(strings.TrimSpace(n.Value.Value), at, what)
	case *ast.BoolNode, *ast.IntegerNode, *ast.FloatNode:
		return located{n.GetToken().Value, at}
	}
	y.complain(at, "%s must be a text, not %s", what, kindOf(n))
	return located{at: at}
}

func (y *yamlReader) filled(text string, at source.Span, what string) located {
	if strings.TrimSpace(text) == "" {
		y.complain(at, "%s is empty", what)
	}
	return located{text, at}
}

func isNull(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	return null || n == nil
}

func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode, *ast.TagNode:
		return "an anchor, alias or tag"
	}
	return "a single value"
}
