package next

import (
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
)

// Bounds of one evaluation, far above what a configuration needs.
const (
	maxSteps = 50_000
	maxDepth = 200
	maxText  = 1 << 20
	// maxOptions is how many texts of a value that is one of several are told.
	maxOptions = 8
)

// A static evaluates the expressions of next.config as they are when the app is
// built for production. What depends on the machine, on time or on a package is
// unknown.
type static struct {
	graph *Graph
	steps int
	depth int
	bound map[parameter]value
	// busy holds the nodes under evaluation: a name may be defined by itself.
	busy   map[js.Node]bool
	writes map[*js.Syntax]map[js.Node][]js.Node
	// wrappers collects the functions of packages that a configuration is passed
	// through.
	wrappers []string
}

// A parameter is a name that the declaration at node binds.
type parameter struct {
	node js.Node
	name string
}

func newStatic(g *Graph) *static {
	return &static{graph: g, bound: map[parameter]value{}, busy: map[js.Node]bool{}, writes: map[*js.Syntax]map[js.Node][]js.Node{}}
}

func (s *static) read(n js.Node) value {
	n = n.Unwrap()
	if s.steps++; s.steps > maxSteps || s.depth > maxDepth || s.busy[n] {
		return unknown(n)
	}
	reader := readersOf(n.Kind())
	if reader == nil {
		return unknown(n)
	}
	s.depth++
	s.busy[n] = true
	v := reader(s, n)
	delete(s.busy, n)
	s.depth--
	if len(v.text) > maxText {
		return unknown(n)
	}
	return v
}

// readersOf is a switch, not a table: a table would refer to itself.
func readersOf(k js.Kind) func(*static, js.Node) value {
	switch k {
	case js.String:
		return readString
	case js.TemplateString:
		return (*static).template
	case js.Number, js.True, js.False, js.Null, js.Undefined, js.Regex:
		return readLiteral
	case js.Array:
		return (*static).array
	case js.Object:
		return (*static).object
	case js.Identifier, js.ShorthandPropertyIdentifier:
		return (*static).identifier
	case js.MemberExpression, js.SubscriptExpression:
		return (*static).member
	case js.CallExpression:
		return (*static).call
	case js.TernaryExpression:
		return (*static).ternary
	case js.BinaryExpression:
		return (*static).binary
	case js.UnaryExpression:
		return (*static).unary
	case js.AwaitExpression:
		return func(s *static, n js.Node) value { return s.read(n.First()) }
	case js.AssignmentExpression:
		return func(s *static, n js.Node) value { return s.read(n.Field(js.FieldRight)) }
	case js.FunctionDeclaration, js.FunctionExpression, js.ArrowFunction, js.MethodDefinition:
		return func(_ *static, n js.Node) value { return value{kind: functionValue, node: n} }
	}
	return nil
}

func readString(_ *static, n js.Node) value {
	s, ok := n.StringValue()
	if !ok {
		return unknown(n)
	}
	return text(n, s)
}

func readLiteral(_ *static, n js.Node) value {
	switch n.Kind() {
	case js.Number:
		f, ok := n.NumberValue()
		if !ok {
			return unknown(n)
		}
		return value{kind: numberValue, text: strconv.FormatFloat(f, 'f', -1, 64), node: n}
	case js.True, js.False:
		return boolean(n, n.Kind() == js.True)
	case js.Regex:
		return value{kind: regexValue, text: n.Text(), node: n}
	}
	return value{kind: nullValue, node: n}
}

func (s *static) template(n js.Node) value {
	out := text(n, "")
	var b strings.Builder
	for part := range n.Children() {
		switch part.Kind() {
		case js.StringFragment:
			b.WriteString(strings.ReplaceAll(part.Text(), "\r\n", "\n"))
		case js.EscapeSequence:
			b.WriteString(escaped(part.Text()))
		case js.TemplateSubstitution:
			t, known := s.read(part.First()).display()
			b.WriteString(t)
			out.open = out.open || !known
		}
		if b.Len() > maxText {
			return unknown(n)
		}
	}
	out.text = b.String()
	return out
}

func escaped(sequence string) string {
	if s, err := strconv.Unquote(`"` + sequence + `"`); err == nil {
		return s
	}
	return strings.TrimLeft(strings.TrimPrefix(sequence, `\`), "\r\n")
}

func (s *static) array(n js.Node) value {
	out := value{kind: arrayValue, node: n}
	for e := range n.Named() {
		switch {
		case e.Kind() == js.Comment:
		case e.Kind() != js.SpreadElement:
			out.items = append(out.items, s.read(e))
		default:
			out = out.extend(s.read(e.First()))
		}
	}
	return out
}

func (s *static) object(n js.Node) value {
	out := value{kind: objectValue, node: n}
	for member := range n.Named() {
		if member.Kind() == js.SpreadElement {
			out = out.spread(s.read(member.First()))
			continue
		}
		name, ok := s.memberName(member)
		switch {
		case member.Kind() == js.Comment:
		case !ok:
			out = out.spread(value{kind: objectValue, open: true})
		case member.Kind() == js.Pair:
			out = out.set(field{name, member, s.read(member.Field(js.FieldValue))})
		case member.HasToken("get"):
			out = out.set(field{name, member, s.body(member)})
		default:
			out = out.set(field{name, member, s.read(member)})
		}
	}
	return out
}

func (s *static) memberName(member js.Node) (string, bool) {
	if name, ok := member.PropertyName(); ok {
		return name, true
	}
	if key := member.Field(js.FieldKey); key.Kind() == js.ComputedPropertyName {
		v := s.read(key.First())
		return v.text, v.kind == stringValue && !v.open
	}
	return "", false
}

func (s *static) member(n js.Node) value {
	if n.CalleePath() == "process.env.NODE_ENV" {
		return text(n, "production")
	}
	object := s.read(n.Field(js.FieldObject))
	name := n.Field(js.FieldProperty).Text()
	if n.Kind() == js.SubscriptExpression {
		index, known := s.read(n.Field(js.FieldIndex)).display()
		if !known {
			return unknown(n)
		}
		name = index
	}
	if object.kind == arrayValue && !object.open {
		if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(object.items) {
			return object.items[i]
		}
		return unknown(n)
	}
	v := object.get(name)
	if v.kind == unread {
		return unknown(n)
	}
	return v
}

func (s *static) ternary(n js.Node) value {
	yes, no := n.Field(js.FieldConsequence), n.Field(js.FieldAlternative)
	truth, known := s.read(n.Field(js.FieldCondition)).truth()
	switch {
	case !known:
		return either(n, s.read(yes), s.read(no))
	case truth:
		return s.read(yes)
	}
	return s.read(no)
}

func (s *static) binary(n js.Node) value {
	left, right := s.read(n.Field(js.FieldLeft)), n.Field(js.FieldRight)
	truth, known := left.truth()
	switch op := n.Field(js.FieldOperator).Text(); op {
	case "+":
		return s.plus(n, left, s.read(right))
	case "===", "==", "!==", "!=":
		other := s.read(right)
		if !isConstant(left) || !isConstant(other) {
			return unknown(n)
		}
		return boolean(n, same(left, other) == strings.HasPrefix(op, "="))
	case "&&":
		if known && !truth {
			return left
		}
		if known {
			return s.read(right)
		}
		return s.maybe(n, right)
	case "||":
		if known && truth {
			return left
		}
		if known {
			return s.read(right)
		}
		return oneOf(n, left, s.read(right))
	case "??":
		if left.kind == nullValue {
			return s.read(right)
		}
		if left.kind != unread {
			return left
		}
		return oneOf(n, left, s.read(right))
	}
	return unknown(n)
}

// maybe is the value of "x && value" with x unknown: for the sake of spreads an
// object or array that may be empty.
func (s *static) maybe(n, right js.Node) value {
	v := s.read(right)
	switch v.kind {
	case objectValue:
		return eitherObject(n, v, value{kind: objectValue})
	case arrayValue:
		return eitherArray(n, v, value{kind: arrayValue})
	}
	return unknown(n)
}

func isConstant(v value) bool {
	return !v.open && slices.Contains([]valueKind{stringValue, numberValue, boolValue, nullValue}, v.kind)
}

func (s *static) plus(n js.Node, a, b value) value {
	if a.kind != stringValue && b.kind != stringValue {
		return unknown(n)
	}
	x, knownX := a.display()
	y, knownY := b.display()
	out := text(n, x+y)
	out.open = !knownX || !knownY
	return out
}

func (s *static) unary(n js.Node) value {
	if n.Field(js.FieldOperator).Text() != "!" {
		return unknown(n)
	}
	truth, known := s.read(n.Field(js.FieldArgument)).truth()
	if !known {
		return unknown(n)
	}
	return boolean(n, !truth)
}
