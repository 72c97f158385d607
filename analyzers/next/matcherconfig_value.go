package next

import (
	"fmt"
	"strings"

	"clerkvet/analyzers/js"

	"github.com/Masterminds/semver/v3"
)

// A constant is a value that Next.js reads of the syntax, without running the
// file (next@16.4.6 build/analysis/extract-const-value).
type constant struct {
	kind  constantKind
	text  string // of a string, a number, a boolean or a regular expression
	list  []constant
	props []property // the last of a name counts
	node  js.Node
}

type property struct {
	name  string
	value constant
}

type constantKind string

// The kinds of constants, named as the schema checker of Next.js names them.
const (
	undefinedConstant constantKind = "undefined"
	nullConstant      constantKind = "null"
	booleanConstant   constantKind = "boolean"
	numberConstant    constantKind = "number"
	stringConstant    constantKind = "string"
	regexpConstant    constantKind = "regexp"
	arrayConstant     constantKind = "array"
	objectConstant    constantKind = "object"
)

// get returns a property, undefined if there is none.
func (c constant) get(name string) constant {
	found := constant{kind: undefinedConstant, node: c.node}
	for _, p := range c.props {
		if p.name == name {
			found = p.value
		}
	}
	return found
}

func (c constant) truthy() bool {
	switch c.kind {
	case undefinedConstant, nullConstant:
		return false
	case stringConstant:
		return c.text != ""
	case booleanConstant:
		return c.text == "true"
	case numberConstant:
		return strings.Trim(c.text, "0.xX_n") != ""
	}
	return true
}

// An unreadable is a part of the syntax that is no constant to Next.js.
type unreadable struct {
	why  string // in the words of Next.js
	path string // where in the value: config.matcher[0]
	node js.Node
}

func (u *unreadable) Error() string {
	if u.path == "" {
		return u.why
	}
	return fmt.Sprintf("%s at %q", u.why, u.path)
}

// An extractor reads constants as one version does.
type extractor struct {
	satisfies bool // "satisfies T" is looked through: from 15.0
	asserts   bool // so are "as T", "as const" and <T>: from 16.3
}

func newExtractor(next *semver.Version) extractor {
	return extractor{satisfies: since(next, "15.0.0"), asserts: since(next, "16.3.0")}
}

// since reports whether the version is the given one or later; pre-releases
// count as their release, an unknown version as the newest.
func since(v *semver.Version, version string) bool {
	if v == nil {
		return true
	}
	release := semver.New(v.Major(), v.Minor(), v.Patch(), "", "")
	return release.Compare(semver.MustParse(version)) >= 0
}

func (x extractor) value(n js.Node, path string) (constant, error) {
	switch n.Kind() {
	case js.Null:
		return constant{kind: nullConstant, node: n}, nil
	case js.True, js.False:
		return constant{kind: booleanConstant, text: n.Text(), node: n}, nil
	case js.Number:
		return constant{kind: numberConstant, text: n.Text(), node: n}, nil
	case js.Undefined:
		return constant{kind: undefinedConstant, node: n}, nil
	case js.Regex:
		return constant{kind: regexpConstant, text: n.Field(js.FieldPattern).Text(), node: n}, nil
	case js.String, js.TemplateString:
		return x.text(n, path)
	case js.Array:
		return x.array(n, path)
	case js.Object:
		return x.object(n, path)
	case js.SatisfiesExpression, js.AsExpression, js.TypeAssertion:
		return x.assertion(n, path)
	case js.Identifier:
		return constant{}, &unreadable{fmt.Sprintf("Unknown identifier %q", n.Text()), path, n}
	}
	return constant{}, unsupportedNode(n, path)
}

func (x extractor) text(n js.Node, path string) (constant, error) {
	text, ok := n.StringValue()
	if !ok {
		return constant{}, &unreadable{"Unsupported template literal with expressions", path, n}
	}
	return constant{kind: stringConstant, text: text, node: n}, nil
}

func (x extractor) assertion(n js.Node, path string) (constant, error) {
	if x.asserts || x.satisfies && n.Kind() == js.SatisfiesExpression {
		inner := n.First()
		if n.Kind() == js.TypeAssertion { // the type comes first
			for c := range n.Named() {
				inner = c
			}
		}
		return x.value(inner, "")
	}
	return constant{}, unsupportedNode(n, path)
}

func (x extractor) array(n js.Node, path string) (constant, error) {
	out := constant{kind: arrayConstant, list: []constant{}, node: n}
	for i, element := range elements(n) {
		if element.Kind() == js.SpreadElement {
			return out, &unreadable{"Unsupported spread operator in the Array Expression", path, element}
		}
		if element.IsZero() {
			out.list = append(out.list, constant{kind: undefinedConstant, node: n})
			continue
		}
		value, err := x.value(element, below(path, fmt.Sprintf("[%d]", i)))
		if err != nil {
			return out, err
		}
		out.list = append(out.list, value)
	}
	return out, nil
}

// elements returns the elements of an array with the zero Node for a hole.
func elements(n js.Node) []js.Node {
	var out []js.Node
	text, base := n.Text(), n.Span().Start
	from := 1
	filled := false
	for e := range n.Named() {
		for range commas(text[from:e.Span().Start-base], filled) {
			out = append(out, js.Node{})
		}
		out = append(out, e)
		from, filled = e.Span().End-base, true
	}
	for range commas(text[from:max(from, len(text)-1)], filled) {
		out = append(out, js.Node{})
	}
	return out
}

// commas returns how many holes the text between two elements makes: one for
// each comma, but for the one that ends the element before.
func commas(gap string, filled bool) int {
	n := strings.Count(withoutComments(gap), ",")
	if filled && n > 0 {
		n--
	}
	return n
}

func withoutComments(text string) string {
	var b strings.Builder
	for text != "" {
		start, end := strings.Index(text, "/*"), "*/"
		if line := strings.Index(text, "//"); line >= 0 && (start < 0 || line < start) {
			start, end = line, "\n"
		}
		if start < 0 {
			break
		}
		b.WriteString(text[:start])
		_, text, _ = strings.Cut(text[start+2:], end)
	}
	return b.String() + text
}

func (x extractor) object(n js.Node, path string) (constant, error) {
	out := constant{kind: objectConstant, node: n}
	for member := range n.Named() {
		if member.Kind() != js.Pair {
			return out, &unreadable{"Unsupported spread operator in the Object Expression", path, member}
		}
		key := member.Field(js.FieldKey)
		name, ok := member.PropertyName()
		if !ok || !key.Is(js.PropertyIdentifier, js.String) {
			return out, &unreadable{fmt.Sprintf("Unsupported key type %q in the Object Expression", keyTypes[key.Kind()]), path, member}
		}
		value, err := x.value(member.Field(js.FieldValue), below(path, "."+name))
		if err != nil {
			return out, err
		}
		out.props = append(out.props, property{name, value})
	}
	return out, nil
}

var keyTypes = map[js.Kind]string{js.Number: "NumericLiteral", js.ComputedPropertyName: "Computed"}

// below extends a path, unless a type assertion has cut it off.
func below(path, part string) string {
	if path == "" {
		return ""
	}
	return path + part
}

// nodeTypes names kinds of syntax as the compiler of Next.js does.
var nodeTypes = map[js.Kind]string{
	js.ArrowFunction: "ArrowFunctionExpression", js.AsExpression: "TsAsExpression", js.AssignmentExpression: "AssignmentExpression",
	js.AwaitExpression: "AwaitExpression", js.BinaryExpression: "BinaryExpression", js.CallExpression: "CallExpression",
	js.FunctionExpression: "FunctionExpression", js.MemberExpression: "MemberExpression", js.NewExpression: "NewExpression",
	js.NonNullExpression: "TsNonNullExpression", js.ParenthesizedExpression: "ParenthesisExpression",
	js.SatisfiesExpression: "TsSatisfiesExpression", js.SequenceExpression: "SequenceExpression", js.SubscriptExpression: "MemberExpression",
	js.TernaryExpression: "ConditionalExpression", js.TypeAssertion: "TsTypeAssertion", js.UnaryExpression: "UnaryExpression",
}

func unsupportedNode(n js.Node, path string) error {
	name := nodeTypes[n.Kind()]
	switch {
	case n.Kind() == js.AsExpression && n.HasToken("const"), n.Kind() == js.TypeAssertion && strings.HasPrefix(n.Text(), "<const>"):
		name = "TsConstAssertion"
	case n.Kind() == js.CallExpression && n.Field(js.FieldArguments).Kind() == js.TemplateString:
		name = "TaggedTemplateExpression"
	case name == "":
		name = n.Kind().String()
	}
	return &unreadable{fmt.Sprintf("Unsupported node type %q", name), path, n}
}

// exportedConst returns the value of the first `export const name = …` of the
// file. It is none for every other way to export the name.
func exportedConst(s *js.Syntax, name string) js.Node {
	for statement := range s.Root().Named() {
		declaration := statement.Field(js.FieldDeclaration)
		if statement.Kind() != js.ExportStatement || declaration.Kind() != js.LexicalDeclaration || !declaration.HasToken("const") {
			continue
		}
		for d := range declaration.Named() {
			id, value := d.Field(js.FieldName), d.Field(js.FieldValue)
			if id.Kind() == js.Identifier && id.Text() == name && !value.IsZero() {
				return value
			}
		}
	}
	return js.Node{}
}
