package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
)

// outermost returns the widest expression with the value of n: what stands in
// parentheses, or gets another type.
func outermost(n js.Node) js.Node {
	for n.Parent().Is(js.ParenthesizedExpression, js.AsExpression, js.SatisfiesExpression, js.NonNullExpression, js.TypeAssertion) {
		n = n.Parent()
	}
	return n
}

// promiseMethods are the members that promises have.
var promiseMethods = map[string]bool{"then": true, "catch": true, "finally": true, "constructor": true, "toString": true}

// aliasDepth bounds how many variables in a row hold a promise.
const aliasDepth = 3

// use looks at what becomes of the promise that n has for its value; at is
// where it was made or the name that it goes by. What is awaited, passed on or
// returned is none of our business.
func (l *lookout) use(n, at js.Node, depth int) {
	n = outermost(n)
	up := n.Parent()
	if look := l.uses()[up.Kind()]; look != nil {
		look(n, up, at, depth)
	}
}

// uses is the table of the places in which a promise is no use.
func (l *lookout) uses() map[js.Kind]func(n, up, at js.Node, depth int) {
	return map[js.Kind]func(n, up, at js.Node, depth int){
		js.ExpressionStatement:  l.dropped,
		js.MemberExpression:     l.member,
		js.SubscriptExpression:  l.subscript,
		js.VariableDeclarator:   l.declared,
		js.AssignmentExpression: l.assigned,
		js.IfStatement:          l.tested,
		js.WhileStatement:       l.tested,
		js.DoStatement:          l.tested,
		js.ForStatement:         l.tested,
		js.UnaryExpression:      l.unary,
		js.TernaryExpression:    l.ternary,
		js.BinaryExpression:     l.binary,
		js.TemplateSubstitution: l.joined,
		js.SpreadElement:        l.joined,
	}
}

func (l *lookout) dropped(n, up, at js.Node, depth int) {
	if l.promise.denies {
		l.report(Dropped, "", Passes, at)
	}
}

func (l *lookout) member(n, up, at js.Node, depth int) {
	part := up.Field(js.FieldProperty).Text()
	if n.Role() != js.FieldObject || promiseMethods[part] {
		return
	}
	if outer := outermost(up); outer.Parent().Is(js.CallExpression) && outer.Role() == js.FieldFunction || l.calledBelow(outer) {
		l.report(PartCalled, part, "", at)
		return
	}
	l.report(PartRead, part, consequenceOf(up), at)
}

// calledBelow reports whether a member of what is read is read or called in its
// turn, without ?.: that fails.
func (l *lookout) calledBelow(n js.Node) bool {
	up := n.Parent()
	return up.Is(js.MemberExpression, js.SubscriptExpression) && n.Role() == js.FieldObject &&
		up.Child(js.OptionalChain).IsZero() && !up.HasToken("?.")
}

func (l *lookout) subscript(n, up, at js.Node, depth int) {
	if n.Role() == js.FieldObject {
		l.report(PartRead, up.Field(js.FieldIndex).Text(), consequenceOf(up), at)
	}
}

func (l *lookout) declared(n, up, at js.Node, depth int) {
	switch name := up.Field(js.FieldName); {
	case n.Role() != js.FieldValue:
	case name.Is(js.ObjectPattern):
		part, consequence := partsOf(name, up)
		l.report(PartRead, part, consequence, at)
	case name.Is(js.Identifier) && depth < aliasDepth:
		l.held(name, up, depth)
	}
}

// partsOf lists what a pattern takes, and says what becomes of the first check
// of it.
func partsOf(pattern, by js.Node) (string, Consequence) {
	var parts []string
	consequence := Consequence("")
	for member := range pattern.Named() {
		if key, ok := member.PropertyName(); ok {
			parts = append(parts, key)
		}
	}
	for name := range pattern.Bindings() {
		for _, ref := range references(name, by) {
			if consequence == "" {
				consequence = consequenceOf(ref)
			}
		}
	}
	return strings.Join(parts, ", "), consequence
}

// references returns the places that name what a declaration binds.
func references(name, by js.Node) (out []js.Node) {
	syntax, want := name.Syntax(), name.Text()
	for n := range syntax.Root().Descendants() {
		if n != name && n.Is(js.Identifier, js.ShorthandPropertyIdentifier) && n.Text() == want && syntax.Resolve(n) == by {
			out = append(out, n)
		}
	}
	return out
}

// held looks at the uses of a variable that holds the promise. Where it is
// given another value nothing is known.
func (l *lookout) held(name, by js.Node, depth int) {
	refs := references(name, by)
	for _, ref := range refs {
		up := outermost(ref).Parent()
		switch {
		case up.Is(js.AssignmentExpression, js.AugmentedAssignmentExpression) && outermost(ref).Role() == js.FieldLeft:
			return
		case !up.Is(js.AwaitExpression) && l.uses()[up.Kind()] == nil || promiseMethods[up.Field(js.FieldProperty).Text()]:
			l.promise.fixed = false
		}
	}
	if len(refs) == 0 && l.promise.denies {
		l.report(Dropped, "", Passes, l.promise.node)
	}
	for _, ref := range refs {
		l.use(ref, ref, depth+1)
	}
}

func (l *lookout) assigned(n, up, at js.Node, depth int) {
	if left := up.Field(js.FieldLeft); n.Role() == js.FieldRight && left.Is(js.ObjectPattern) {
		l.report(PartRead, strings.Trim(left.Text(), "{ }"), "", at)
	}
}

func (l *lookout) tested(n, up, at js.Node, depth int) {
	if n.Role() == js.FieldCondition {
		l.report(Tested, "", Passes, at)
	}
}

func (l *lookout) unary(n, up, at js.Node, depth int) {
	switch op := up.Field(js.FieldOperator).Text(); {
	case op == "!":
		l.report(Tested, "", Passes, at)
	case op == "void" && !l.promise.own:
		l.dropped(n, up, at, depth)
	}
}

func (l *lookout) ternary(n, up, at js.Node, depth int) {
	if n.Role() == js.FieldCondition {
		l.report(Tested, "", Passes, at)
		return
	}
	l.use(up, at, depth)
}

func (l *lookout) binary(n, up, at js.Node, depth int) {
	op, left := up.Field(js.FieldOperator).Text(), n.Role() == js.FieldLeft
	switch op {
	case "&&", "||":
		if left {
			l.report(Tested, "", Passes, at)
			return
		}
		l.use(up, at, depth)
	case "??":
		if left {
			l.report(Fallback, "", "", at)
			return
		}
		l.use(up, at, depth)
	case "===", "==", "!==", "!=":
		l.report(Compared, "", "", at)
	case "+":
		l.joined(n, up, at, depth)
	}
}

func (l *lookout) joined(n, up, at js.Node, depth int) { l.report(Joined, "", "", at) }

// consequenceOf says what becomes of a check of a value that is always
// undefined.
func consequenceOf(n js.Node) Consequence {
	n = outermost(n)
	switch up := n.Parent(); up.Kind() {
	case js.UnaryExpression:
		if up.Field(js.FieldOperator).Text() == "!" {
			return Refuses
		}
	case js.BinaryExpression:
		return comparison(n, up)
	case js.IfStatement, js.TernaryExpression:
		if n.Role() == js.FieldCondition {
			return Refuses
		}
	}
	return ""
}

func comparison(n, up js.Node) Consequence {
	other := up.Field(js.FieldLeft)
	if n.Role() == js.FieldLeft {
		other = up.Field(js.FieldRight)
	}
	switch op, with := up.Field(js.FieldOperator).Text(), other.Unwrap(); {
	case op == "&&" && n.Role() == js.FieldLeft:
		return Refuses
	case (op == "===" || op == "!==") && with.Is(js.Null, js.False):
		return Passes
	case strings.HasPrefix(op, "==") && with.Is(js.Null, js.Undefined), strings.HasPrefix(op, "!=") && with.Is(js.Null, js.Undefined):
		return Refuses
	}
	return ""
}

// named looks at a function that stands where its answer is meant: as a
// condition, awaited, or alone.
func (l *lookout) named(n js.Node) {
	n = outermost(n)
	switch up := n.Parent(); {
	case up.Is(js.AwaitExpression):
		l.report(Uncalled, "", l.uncalled(up), l.promise.node)
	case up.Is(js.ExpressionStatement) && l.promise.denies:
		l.report(Uncalled, "", Passes, l.promise.node)
	case up.Is(js.UnaryExpression) && up.Field(js.FieldOperator).Text() == "!",
		up.Is(js.IfStatement, js.TernaryExpression, js.WhileStatement) && n.Role() == js.FieldCondition,
		up.Is(js.BinaryExpression) && n.Role() == js.FieldLeft && isLogical(up.Field(js.FieldOperator).Text()):
		if !l.promise.client && !l.callsLater(n, up) {
			l.report(Uncalled, "", Passes, l.promise.node)
		}
	case up.Is(js.MemberExpression) && n.Role() == js.FieldObject:
		l.partOf(n, up.Field(js.FieldProperty).Text())
	}
}

// ofEveryFunction are the parts that a function has.
var ofEveryFunction = map[string]bool{"name": true, "length": true, "call": true, "apply": true, "bind": true, "toString": true, "prototype": true}

// partOf reports that a part of one of Clerk's functions is read, once for the app: from
// Clerk 6 on they have none but protect() (F4.2), and before it auth has not even that one
// (F4.3). Code that calls it as well knows both kinds.
func (l *lookout) partOf(n js.Node, part string) {
	p := l.promise
	if p.own || p.unsure || ofEveryFunction[part] || part == "protect" && l.async {
		return
	}
	around := n.Enclosing()
	if around.IsZero() {
		around = n.Syntax().Root()
	}
	if l.callsLater(n, around) {
		return
	}
	if i, known := l.parts[p.name]; known {
		l.out[i].Further = append(l.out[i].Further, n.Span())
		return
	}
	l.parts[p.name] = len(l.out)
	l.out = append(l.out, Unawaited{Name: p.name, Misuse: OfFunction, Part: part, At: n.Span(), Use: n.Span()})
}

func isLogical(op string) bool { return op == "&&" || op == "||" }

// uncalled says what becomes of an awaited function.
func (l *lookout) uncalled(n js.Node) Consequence {
	up := outermost(n).Parent()
	if up.Is(js.VariableDeclarator) && up.Field(js.FieldName).Is(js.ObjectPattern) {
		_, consequence := partsOf(up.Field(js.FieldName), up)
		return consequence
	}
	if up.Is(js.ExpressionStatement) && l.promise.denies {
		return Passes
	}
	return ""
}

// callsLater reports whether the same name is called in what the condition
// guards: it only asks whether there is such a function.
func (l *lookout) callsLater(n, up js.Node) bool {
	for d := range up.Descendants() {
		if d.Is(js.CallExpression) && d.CalleePath() == l.promise.node.Text() {
			return true
		}
	}
	return false
}
