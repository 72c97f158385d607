package visitor

import (
	"strings"

	"clerkvet/analyzers/clerk"
)

// Apps ask whether Clerk's keys are real ones before they let Clerk run: whether a key
// still holds your_key_here, is long enough, begins with pk_. Of a key that is set it is
// known what the answer is: it begins with pk_ or sk_ and is some fifty signs long.

// keyVariables are the variables that hold Clerk's keys, and how these begin.
var keyVariables = map[string]string{"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": "pk", "CLERK_PUBLISHABLE_KEY": "pk", "CLERK_SECRET_KEY": "sk"}

// realKeys are keys like the one that a value is, of both kinds of instances; none of
// another value.
func (v value) realKeys() (keys []string) {
	if v.kind != unknownKind {
		return nil
	}
	s := v.sym
	for s.parent != nil && s.ofSameText() {
		s = s.parent
	}
	begins := keyVariables[s.env]
	if s.parent != nil || begins == "" {
		return nil
	}
	for _, kind := range []string{"_live_", "_test_"} {
		keys = append(keys, begins+kind+strings.Repeat("Y2xlcmsu", 5))
	}
	return keys
}

// ofRealKey is whether something holds of one of Clerk's keys, if it is the same for all
// of them.
func (v value) ofRealKey(holds func(key string) bool) (answer value, known bool) {
	keys := v.realKeys()
	if keys == nil {
		return v, false
	}
	for _, k := range keys[1:] {
		if holds(k) != holds(keys[0]) {
			return v, false
		}
	}
	return boolean(holds(keys[0])), true
}

// keyQuestions are the methods that ask for a part of a key.
var keyQuestions = map[string]func(key, part string) bool{"includes": strings.Contains, "startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix}

// asksKey is what a method says of one of Clerk's keys.
func (m *run) asksKey(c *call, s *symbol, method string) (value, bool) {
	ask, part := keyQuestions[method], m.force(c.arg(0))
	if ask == nil || s.parent == nil || part.kind != stringKind || len(c.args) != 1 {
		return value{}, false
	}
	return value{kind: unknownKind, sym: s.parent}.ofRealKey(func(key string) bool { return ask(key, part.str) })
}

// isKey reports whether a text of the code is a key of Clerk's, and stands for none.
func isKey(text string) bool {
	k := clerk.Classify(text)
	return (k.Kind == clerk.PublishableKey || k.Kind == clerk.SecretKey) && !k.Placeholder && k.Malformed == ""
}

// ofNoKey is whether a key of Clerk's is a text of the code that is none: only a key that
// is not set is empty.
func (m *run) ofNoKey(a, b value) (value, bool) {
	if b.realKeys() != nil {
		a, b = b, a
	}
	switch {
	case a.realKeys() == nil || b.kind != stringKind || b.from != 0 || isKey(b.str):
		return value{}, false
	case b.str == "":
		return m.negate(a), true
	}
	return no, true
}
