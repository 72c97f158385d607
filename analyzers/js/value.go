package js

import (
	"iter"
	"slices"
	"strings"
)

// Property returns the value of a property of an object literal: the
// expression of a pair, the identifier of a shorthand, the node of a method.
// Of several with the name the last counts, as when the code runs. It is none
// if there is no such property, or if n is no object literal. A spread or a
// computed name may still set one: see Open.
func (n Node) Property(name string) Node {
	found := Node{}
	for key, value := range n.Properties() {
		if key == name {
			found = value
		}
	}
	return found
}

// Properties yields the properties of an object literal with a constant name
// in order, with their values as Property gives them.
func (n Node) Properties() iter.Seq2[string, Node] {
	n = n.Unwrap()
	return func(yield func(string, Node) bool) {
		if n.Kind() != Object {
			return
		}
		for member := range n.Named() {
			name, ok := member.PropertyName()
			value := member
			if member.Kind() == Pair {
				value = member.Field(FieldValue)
			}
			if ok && !yield(name, value) {
				return
			}
		}
	}
}

// PropertyName returns the constant name of a member of an object literal, an
// object pattern or a class.
func (n Node) PropertyName() (string, bool) {
	switch n.Kind() {
	case Pair, PairPattern:
		return n.Field(FieldKey).keyName()
	case MethodDefinition, PublicFieldDefinition, MethodSignature:
		return n.Field(FieldName).keyName()
	case FieldDefinition:
		return n.Field(FieldProperty).keyName()
	case ShorthandPropertyIdentifier, ShorthandPropertyIdentifierPattern:
		return n.Text(), true
	case ObjectAssignmentPattern:
		return n.Field(FieldLeft).PropertyName()
	}
	return "", false
}

func (n Node) keyName() (string, bool) {
	switch n.Kind() {
	case PropertyIdentifier, PrivatePropertyIdentifier, Number:
		return n.Text(), true
	case ComputedPropertyName:
		return n.First().StringValue()
	}
	return n.StringValue()
}

// Open reports whether an object literal may have properties beyond those that
// Properties yields: it spreads another object or computes a name.
func (n Node) Open() bool {
	for member := range n.Unwrap().Named() {
		if _, ok := member.PropertyName(); !ok {
			return true
		}
	}
	return false
}

// Elements returns the elements of an array literal, spreads included; holes
// are left out.
func (n Node) Elements() []Node {
	n = n.Unwrap()
	if n.Kind() != Array {
		return nil
	}
	return slices.Collect(n.Named())
}

// Arguments returns the arguments of a call or of new, spreads included.
func (n Node) Arguments() []Node {
	args := n.Unwrap().Field(FieldArguments)
	if args.Kind() != Arguments {
		return nil
	}
	return slices.Collect(args.Named())
}

// Argument returns the i-th argument of a call or of new, from 0, or none.
func (n Node) Argument(i int) Node {
	if args := n.Arguments(); i < len(args) {
		return args[i]
	}
	return Node{}
}

// Callee returns what is called: the function of a call, the class of new.
func (n Node) Callee() Node {
	n = n.Unwrap()
	if n.Kind() == NewExpression {
		return n.Field(FieldConstructor).Unwrap()
	}
	return n.Field(FieldFunction).Unwrap()
}

// CalleePath returns the dotted path of a chain of names, such as
// "auth.protect" or "process.env.X", through parentheses, type assertions,
// optional chaining and constant subscripts. Of a call or of new it is the path
// of what is called. It is "" for anything else.
func (n Node) CalleePath() string {
	n = n.Unwrap()
	if n.Is(CallExpression, NewExpression) {
		n = n.Callee()
	}
	var few [6]string
	for parts := few[:0]; ; n = n.Field(FieldObject) {
		n = n.Unwrap()
		switch n.Kind() {
		case Identifier, This, Super, MetaProperty, ShorthandPropertyIdentifier, TypeIdentifier, Undefined, ImportKeyword:
			if len(parts) == 0 {
				return n.Text()
			}
			parts = append(parts, n.Text())
			slices.Reverse(parts)
			return strings.Join(parts, ".")
		case MemberExpression, NestedIdentifier:
			parts = append(parts, n.Field(FieldProperty).Text())
		case SubscriptExpression:
			index, ok := n.Field(FieldIndex).StringValue()
			if !ok {
				return ""
			}
			parts = append(parts, index)
		default:
			return ""
		}
	}
}

// Bindings yields the identifiers that a pattern binds: the name of a
// declarator, a parameter, the left of a destructuring assignment. Defaults,
// keys and types are left out.
func (n Node) Bindings() iter.Seq[Node] {
	return func(yield func(Node) bool) {
		if n.syntax == nil {
			return
		}
		all := n.syntax.nodes
		for i := n.id; i < all[n.id].next; {
			at := Node{n.syntax, i}
			switch {
			case i != n.id && (at.Role() == FieldRight || at.Role() == FieldKey):
				i = all[i].next
			case at.Is(Identifier, ShorthandPropertyIdentifierPattern):
				if !yield(at) {
					return
				}
				i = all[i].next
			case at.Is(ObjectPattern, ArrayPattern, PairPattern, RestPattern, AssignmentPattern, ObjectAssignmentPattern, Error):
				i++
			default:
				i = all[i].next
			}
		}
	}
}
