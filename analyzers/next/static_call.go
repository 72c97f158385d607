package next

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

func (s *static) call(n js.Node) value {
	if to := s.required(n); to != nil {
		return s.definition(n, s.graph.Export(to, "default"), s.read)
	}
	callee := n.Callee()
	switch n.CalleePath() {
	case "Object.assign":
		return s.assign(n)
	case "Object.freeze", "Promise.resolve":
		return s.read(n.Argument(0))
	case "Object.entries":
		return s.entries(n)
	case "String.raw":
		return unknown(n)
	}
	if callee.Kind() == js.MemberExpression {
		object := s.read(callee.Field(js.FieldObject))
		if method := methodOf(callee.Field(js.FieldProperty).Text()); method != nil && (object.kind != unread || len(object.options) > 0) {
			return method(s, n, object)
		}
	}
	if f := s.read(callee); f.kind == functionValue {
		return s.apply(f.node, s.arguments(n), s.read)
	}
	return unknown(n)
}

func (s *static) assign(n js.Node) value {
	out := value{kind: objectValue, node: n}
	for _, arg := range s.arguments(n) {
		out = out.spread(arg)
	}
	return out
}

func (s *static) entries(n js.Node) value {
	object := s.read(n.Argument(0))
	if object.kind != objectValue {
		return unknown(n)
	}
	out := value{kind: arrayValue, node: n, open: object.open}
	for _, p := range object.props {
		pair := value{kind: arrayValue, node: p.key, items: []value{text(p.key, p.name), p.value}}
		out.items = append(out.items, pair)
	}
	return out
}

// apply evaluates a call of a function of the repository.
func (s *static) apply(f js.Node, args []value, read func(js.Node) value) value {
	if s.busy[f] || s.depth > maxDepth {
		return unknown(f)
	}
	restore := map[parameter]value{}
	for i, p := range parameters(f) {
		arg := value{kind: nullValue, node: p}
		if i < len(args) {
			arg = args[i]
		}
		pattern := p
		if inner := p.Field(js.FieldPattern); !inner.IsZero() {
			pattern = inner
		}
		if initial := p.Field(js.FieldValue); !initial.IsZero() && arg.kind == nullValue {
			arg = s.read(initial)
		}
		s.destructure(pattern, arg, func(bound js.Node, v value) {
			key := parameter{p, bound.Text()}
			restore[key] = s.bound[key]
			s.bound[key] = v
		})
	}
	s.busy[f] = true
	s.depth++
	v := s.returned(f, read)
	s.depth--
	delete(s.busy, f)
	for key, old := range restore {
		s.bound[key] = old
	}
	return v
}

// parameters returns the parameters of a function as js.Syntax.Resolve names
// them.
func parameters(f js.Node) (out []js.Node) {
	if p := f.Field(js.FieldParameter); !p.IsZero() {
		return []js.Node{p}
	}
	for p := range f.Field(js.FieldParameters).Named() {
		if p.Kind() != js.Comment {
			out = append(out, p)
		}
	}
	return out
}

// body returns what a function returns.
func (s *static) body(f js.Node) value { return s.returned(f, s.read) }

func (s *static) returned(f js.Node, read func(js.Node) value) value {
	body := f.Field(js.FieldBody)
	if body.Kind() != js.StatementBlock {
		return read(body)
	}
	v, returns := s.block(slices.Collect(body.Named()), read)
	if !returns {
		return value{kind: nullValue, node: f}
	}
	return v
}

// block evaluates statements up to a return.
func (s *static) block(statements []js.Node, read func(js.Node) value) (v value, returns bool) {
	for i, n := range statements {
		switch n.Kind() {
		case js.ReturnStatement:
			if n.First().IsZero() {
				return value{kind: nullValue, node: n}, true
			}
			return read(n.First()), true
		case js.IfStatement:
			if v, returns, undecided := s.branch(n, read); returns && !undecided {
				return v, true
			} else if returns {
				rest, restReturns := s.block(statements[i+1:], read)
				if !restReturns {
					rest = value{kind: nullValue, node: n}
				}
				return either(n, v, rest), true
			}
		case js.StatementBlock, js.TryStatement:
			inner := n
			if n.Kind() == js.TryStatement {
				inner = n.Field(js.FieldBody)
			}
			if v, returns := s.block(slices.Collect(inner.Named()), read); returns {
				return v, true
			}
		case js.SwitchStatement, js.ForStatement, js.ForInStatement, js.WhileStatement:
			if hasReturn(n) {
				return unknown(n), true
			}
		}
	}
	return value{}, false
}

func hasReturn(n js.Node) bool {
	for d := range n.Descendants() {
		if d.Kind() == js.ReturnStatement {
			return true
		}
	}
	return false
}

// branch evaluates an if statement; undecided says that the code after it may
// run as well.
func (s *static) branch(n js.Node, read func(js.Node) value) (v value, returns, undecided bool) {
	truth, known := s.read(n.Field(js.FieldCondition)).truth()
	yes := statementsOf(n.Field(js.FieldConsequence))
	no := statementsOf(n.Field(js.FieldAlternative))
	switch {
	case known && truth:
		v, returns = s.block(yes, read)
		return v, returns, false
	case known:
		v, returns = s.block(no, read)
		return v, returns, false
	}
	a, aReturns := s.block(yes, read)
	b, bReturns := s.block(no, read)
	switch {
	case aReturns && bReturns:
		return either(n, a, b), true, false
	case aReturns:
		return a, true, true
	}
	return b, bReturns, true
}

func statementsOf(n js.Node) []js.Node {
	switch n.Kind() {
	case js.None:
		return nil
	case js.ElseClause:
		return statementsOf(n.First())
	case js.StatementBlock:
		return slices.Collect(n.Named())
	}
	return []js.Node{n}
}

// methodOf knows the methods of strings and arrays that configurations use to
// put a header together.
func methodOf(name string) func(s *static, n js.Node, object value) value {
	switch name {
	case "join":
		return (*static).join
	case "map":
		return (*static).mapItems
	case "filter":
		return (*static).filter
	case "concat":
		return (*static).concat
	case "replace", "replaceAll":
		return textMethod(replace)
	case "trim":
		return textMethod(func(_ *static, _ js.Node, t string) (string, bool) { return strings.TrimSpace(t), true })
	case "toLowerCase":
		return textMethod(func(_ *static, _ js.Node, t string) (string, bool) { return strings.ToLower(t), true })
	case "toString":
		return func(_ *static, _ js.Node, object value) value { return object }
	}
	return nil
}

func textMethod(f func(s *static, n js.Node, t string) (string, bool)) func(*static, js.Node, value) value {
	of := func(s *static, n js.Node, object value) value {
		if object.kind != stringValue {
			return unknown(n)
		}
		t, ok := f(s, n, object.text)
		if !ok {
			return unknown(n)
		}
		out := text(n, t)
		out.open = object.open
		return out
	}
	return func(s *static, n js.Node, object value) value {
		if len(object.options) == 0 {
			return of(s, n, object)
		}
		var out []value
		for _, o := range object.options {
			out = append(out, of(s, n, o))
		}
		return oneOf(n, out...)
	}
}

func (s *static) join(n js.Node, object value) value {
	separator := ","
	if arg := n.Argument(0); !arg.IsZero() {
		separator = s.read(arg).text
	}
	if object.kind != arrayValue {
		return unknown(n)
	}
	out := text(n, "")
	out.open = object.open
	parts := make([]string, 0, len(object.items)+1)
	for _, item := range object.items {
		_, known := item.display()
		t := item.part()
		if item.kind == nullValue {
			t, known = "", true
		}
		parts = append(parts, t)
		out.open = out.open || !known
	}
	if object.open && !object.bounded {
		parts = append(parts, Hole)
	}
	for _, item := range object.maybe {
		if object.bounded && item.kind != nullValue {
			parts = append(parts, strings.TrimSuffix(item.part(), MayMiss)+MayMiss)
		}
	}
	out.text = strings.Join(parts, separator)
	return out
}

func (s *static) mapItems(n js.Node, object value) value {
	f := s.read(n.Argument(0))
	if object.kind != arrayValue || f.kind != functionValue {
		return unknown(n)
	}
	out := value{kind: arrayValue, node: n, open: object.open}
	for _, item := range object.items {
		out.items = append(out.items, s.apply(f.node, []value{item}, s.read))
	}
	return out
}

// filter keeps what is not known to be left out.
func (s *static) filter(n js.Node, object value) value {
	if object.kind != arrayValue {
		return unknown(n)
	}
	f := s.read(n.Argument(0))
	out := value{kind: arrayValue, node: n, open: object.open, maybe: object.maybe, bounded: object.finite()}
	for _, item := range object.items {
		kept := item
		if f.kind == functionValue {
			kept = s.apply(f.node, []value{item}, s.read)
		}
		if f.kind != functionValue && n.Argument(0).Text() != "Boolean" {
			kept = unknown(n)
		}
		truth, known := kept.truth()
		switch {
		case !known:
			out.open, out.maybe = true, append(out.maybe[:len(out.maybe):len(out.maybe)], item)
		case truth:
			out.items = append(out.items, item)
		}
	}
	return out
}

func (s *static) concat(n js.Node, object value) value {
	switch object.kind {
	case stringValue:
		for _, arg := range s.arguments(n) {
			object = s.plus(n, object, arg)
		}
		return object
	case arrayValue:
		for _, arg := range s.arguments(n) {
			if arg.kind != arrayValue && arg.kind != unread {
				continue
			}
			object = object.extend(arg)
		}
		return object
	}
	return unknown(n)
}

// replace does what String.prototype.replace does for a text or for a regular
// expression that Go understands as well.
func replace(s *static, n js.Node, t string) (string, bool) {
	what, with := s.read(n.Argument(0)), s.read(n.Argument(1))
	if with.kind != stringValue || with.open || strings.Contains(with.text, "$") {
		return "", false
	}
	all := n.Callee().Field(js.FieldProperty).Text() == "replaceAll"
	switch what.kind {
	case stringValue:
		if all {
			return strings.ReplaceAll(t, what.text, with.text), true
		}
		return strings.Replace(t, what.text, with.text, 1), true
	case regexValue:
		end := strings.LastIndexByte(what.text, '/')
		re, err := regexp.Compile(what.text[1:end])
		flags := what.text[end+1:]
		if err != nil || flags != "g" {
			return "", false
		}
		return re.ReplaceAllLiteralString(t, with.text), true
	}
	return "", false
}
