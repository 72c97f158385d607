package js

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// StringValue returns the value of a string literal or of a template string
// without substitutions, escapes decoded. It looks through parentheses and
// type assertions.
func (n Node) StringValue() (string, bool) {
	n = n.Unwrap()
	text := n.Text()
	if !n.Is(String, TemplateString) || len(text) < 2 || n.Child(TemplateSubstitution).Kind() != None {
		return "", false
	}
	text = text[1 : len(text)-1]
	switch {
	case n.Parent().Kind() == JSXAttribute:
		return html.UnescapeString(text), true
	case n.Kind() == TemplateString:
		text = strings.ReplaceAll(text, "\r\n", "\n")
	}
	return unescape(text), true
}

// simpleEscapes are the escapes that stand for one other character.
var simpleEscapes = map[byte]string{
	'n': "\n", 't': "\t", 'r': "\r", 'b': "\b", 'f': "\f", 'v': "\v", '0': "\x00", '\n': "",
}

// unescape decodes the escapes of a string literal without its quotes. One
// that is malformed stands for itself.
func unescape(s string) string {
	if strings.IndexByte(s, '\\') < 0 {
		return s
	}
	var b strings.Builder
	for len(s) > 0 {
		i := strings.IndexByte(s, '\\')
		if i < 0 || i+1 == len(s) {
			b.WriteString(s)
			break
		}
		b.WriteString(s[:i])
		s = s[i+1:]
		value, size := escape(s)
		b.WriteString(value)
		s = s[size:]
	}
	return b.String()
}

// escape decodes the escape at the start of s, its backslash cut off, and
// returns how many bytes it takes.
func escape(s string) (value string, size int) {
	switch {
	case strings.HasPrefix(s, "\r\n"):
		return "", 2
	case s[0] == 'x':
		return hexEscape(s, 1, 3)
	case strings.HasPrefix(s, "u{"):
		end := strings.IndexByte(s, '}')
		if value, size := hexEscape(s, 2, max(2, end)); size == end {
			return value, end + 1
		}
		return s[:1], 1
	case s[0] == 'u':
		return surrogates(s)
	}
	if v, ok := simpleEscapes[s[0]]; ok {
		return v, 1
	}
	_, width := utf8.DecodeRuneInString(s)
	return s[:width], width
}

func hexEscape(s string, from, to int) (string, int) {
	if len(s) < to {
		return s[:1], 1
	}
	v, err := strconv.ParseUint(s[from:to], 16, 32)
	if err != nil {
		return s[:1], 1
	}
	return string(rune(v)), to
}

// surrogates decodes uXXXX, and the pair of two such escapes that makes one
// character.
func surrogates(s string) (string, int) {
	value, size := hexEscape(s, 1, 5)
	if size != 5 || len(s) < 11 || s[5:7] != `\u` {
		return value, size
	}
	high, _ := strconv.ParseUint(s[1:5], 16, 32)
	low, err := strconv.ParseUint(s[7:11], 16, 32)
	if err != nil || high < 0xD800 || high > 0xDBFF || low < 0xDC00 || low > 0xDFFF {
		return value, size
	}
	return string(rune(0x10000 + (high-0xD800)<<10 + (low - 0xDC00))), 11
}

// NumberValue returns the value of a number literal, with its sign.
func (n Node) NumberValue() (float64, bool) {
	n = n.Unwrap()
	if n.Kind() == UnaryExpression {
		v, ok := n.Field(FieldArgument).Unwrap().unsigned()
		switch n.Field(FieldOperator).Text() {
		case "-":
			return -v, ok
		case "+":
			return v, ok
		}
		return 0, false
	}
	return n.unsigned()
}

func (n Node) unsigned() (float64, bool) {
	if n.Kind() != Number {
		return 0, false
	}
	text := strings.TrimSuffix(n.Text(), "n")
	if v, err := strconv.ParseUint(text, 0, 64); err == nil {
		return float64(v), true
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(text, "_", ""), 64)
	return v, err == nil
}

// BoolValue returns the value of true and false, and of !0 and !1, which
// minifiers write.
func (n Node) BoolValue() (value, ok bool) {
	n = n.Unwrap()
	switch n.Kind() {
	case True, False:
		return n.Kind() == True, true
	case UnaryExpression:
		v, ok := n.Field(FieldArgument).NumberValue()
		return v == 0, ok && n.Field(FieldOperator).Text() == "!"
	}
	return false, false
}
