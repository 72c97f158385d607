package next

import (
	"bytes"
	"errors"
	"fmt"
	"iter"

	"clerkvet/analyzers/source"

	"github.com/tailscale/hujson"
)

// maxNesting bounds the brackets that may be open at once: the parser recurses,
// and a stack that overflows cannot be caught.
const maxNesting = 500

// jsonValue is a value of a JSON file with its place. The zero jsonValue is
// none and answers with zero values, so chains need no checks.
type jsonValue struct {
	file  *source.File
	value *hujson.Value
}

// readJSON parses JSON with comments and trailing commas, as the tools that
// read tsconfig.json and bun.lock do.
func readJSON(f *source.File) (jsonValue, error) {
	text := f.Text
	if bytes.HasPrefix(text, []byte("\uFEFF")) { // keep the offsets
		text = append([]byte("   "), text[3:]...)
	}
	if line := tooNested(text); line > 0 {
		return jsonValue{}, &lineError{line, errors.New("is nested too deeply")}
	}
	v, err := hujson.Parse(text)
	if err != nil {
		var line, column int
		_, _ = fmt.Sscanf(err.Error(), "hujson: line %d, column %d", &line, &column)
		return jsonValue{}, &lineError{line, fmt.Errorf("is not valid JSON: %w", errors.Unwrap(err))}
	}
	return jsonValue{f, &v}, nil
}

// tooNested returns the line of the bracket that opens one level too many, or
// 0. Brackets in strings and comments do not count.
func tooNested(text []byte) int {
	depth := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '{', '[':
			if depth++; depth > maxNesting {
				return 1 + bytes.Count(text[:i], []byte("\n"))
			}
		case '}', ']':
			depth--
		case '"', '/':
			i = skipOver(text, i)
		}
	}
	return 0
}

// skipOver returns the last byte of the string or comment at i, or i.
func skipOver(text []byte, i int) int {
	rest := text[i:]
	end := -1
	switch {
	case rest[0] == '"':
		for j := 1; j < len(rest) && rest[j] != '"'; j++ {
			if rest[j] == '\\' {
				j++
			}
			end = j + 1
		}
		end = max(end, 1)
	case bytes.HasPrefix(rest, []byte("//")):
		end = bytes.IndexByte(rest, '\n')
	case bytes.HasPrefix(rest, []byte("/*")):
		if end = bytes.Index(rest[2:], []byte("*/")); end >= 0 {
			end += 3
		}
	default:
		return i
	}
	if end < 0 {
		return len(text)
	}
	return i + end
}

// A lineError is an error at a 1-based line of a file.
type lineError struct {
	line int
	err  error
}

func (e *lineError) Error() string { return e.err.Error() }

func (e *lineError) Unwrap() error { return e.err }

// report turns the error of reading f into a Problem.
func report(tree *source.Tree, f *source.File, err error) {
	p := source.Problem{Path: f.Path, Reason: err.Error(), At: f.Whole()}
	if le := (*lineError)(nil); errors.As(err, &le) {
		p.At = f.Line(le.line)
	}
	tree.Report(p)
}

func (v jsonValue) ok() bool { return v.value != nil }

func (v jsonValue) span() source.Span {
	if !v.ok() {
		return source.Span{}
	}
	return v.file.Span(v.value.StartOffset, v.value.EndOffset)
}

// str returns the string that the value is, or "".
func (v jsonValue) str() string {
	s, _ := v.text()
	return s
}

func (v jsonValue) text() (string, bool) {
	if !v.ok() {
		return "", false
	}
	lit, ok := v.value.Value.(hujson.Literal)
	if !ok || lit.Kind() != '"' {
		return "", false
	}
	if bytes.IndexByte(lit, '\\') < 0 {
		return string(lit[1 : len(lit)-1]), true
	}
	return lit.String(), true
}

func (v jsonValue) isTrue() bool {
	if !v.ok() {
		return false
	}
	lit, ok := v.value.Value.(hujson.Literal)
	return ok && string(lit) == "true"
}

func (v jsonValue) isObject() bool {
	if !v.ok() {
		return false
	}
	_, ok := v.value.Value.(*hujson.Object)
	return ok
}

func (v jsonValue) isArray() bool {
	if !v.ok() {
		return false
	}
	_, ok := v.value.Value.(*hujson.Array)
	return ok
}

// A jsonMember is a member of an object; the span holds name and value.
type jsonMember struct {
	name  string
	value jsonValue
	span  source.Span
}

// members yields the members of an object in order.
func (v jsonValue) members() iter.Seq[jsonMember] {
	return func(yield func(jsonMember) bool) {
		if !v.isObject() {
			return
		}
		all := v.value.Value.(*hujson.Object).Members
		for i := range all {
			name := jsonValue{v.file, &all[i].Name}
			value := jsonValue{v.file, &all[i].Value}
			at := v.file.Span(name.value.StartOffset, value.value.EndOffset)
			if !yield(jsonMember{name.str(), value, at}) {
				return
			}
		}
	}
}

// get follows a path of names. Of several members of one name the last counts,
// as for JSON.parse.
func (v jsonValue) get(names ...string) jsonValue {
	for _, name := range names {
		found := jsonValue{}
		for m := range v.members() {
			if m.name == name {
				found = m.value
			}
		}
		v = found
	}
	return v
}

// elements returns the elements of an array.
func (v jsonValue) elements() []jsonValue {
	if !v.isArray() {
		return nil
	}
	all := v.value.Value.(*hujson.Array).Elements
	out := make([]jsonValue, len(all))
	for i := range all {
		out[i] = jsonValue{v.file, &all[i]}
	}
	return out
}

// strings returns the strings of an array, or the one string that the value is.
func (v jsonValue) strings() (out []string) {
	if s, ok := v.text(); ok {
		return []string{s}
	}
	for _, e := range v.elements() {
		if s, ok := e.text(); ok {
			out = append(out, s)
		}
	}
	return out
}
