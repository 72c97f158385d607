package dotenv

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// A Mode is the NODE_ENV that Next.js loads env files for.
type Mode string

// The modes: next build and next start are Production, next dev Development.
const (
	Production  Mode = "production"
	Development Mode = "development"
	Test        Mode = "test"
)

// Files returns the names of the env files that Next.js loads, the first
// winning (facts.md F6.7).
func (m Mode) Files() []string {
	if m == Test {
		return []string{".env.test.local", ".env.test", ".env"}
	}
	return []string{".env." + string(m) + ".local", ".env.local", ".env." + string(m), ".env"}
}

// errExpansion stands for the stack overflow in which dotenv-expand ends.
var errExpansion = errors.New("a variable refers to itself")

// Bounds of one expansion: a value that needs more never settles.
const (
	maxExpansions = 5000
	maxExpanded   = 4 << 20 // bytes, summed over all steps
)

// environment is process.env while Next.js loads the files, and what it loaded.
type environment struct {
	process map[string]string // grows with every file
	loaded  map[string]string
	initial map[string]string
}

func newEnvironment(mode Mode) *environment {
	initial := map[string]string{"NODE_ENV": string(mode)}
	return &environment{
		initial: initial, loaded: map[string]string{},
		process: map[string]string{"NODE_ENV": string(mode), "__NEXT_PROCESSED_ENV": "true"},
	}
}

// load expands the variables of one file and adds what no earlier file set, as
// processEnv of @next/env with dotenv-expand 10.0.0 does. An error means that
// Next.js logs it and leaves out the whole file.
func (e *environment) load(entries []Entry) error {
	parsed, order := assignments(entries)
	for _, name := range order {
		value, ok := e.process[name]
		if !ok {
			value = parsed[name]
		}
		expanded, err := e.interpolate(value, parsed)
		if err != nil {
			return err
		}
		parsed[name] = strings.ReplaceAll(expanded, `\$`, "$")
	}
	for _, name := range order {
		e.process[name] = parsed[name]
		_, before := e.initial[name]
		if _, ok := e.loaded[name]; !ok && !before {
			e.loaded[name] = parsed[name]
		}
	}
	return nil
}

// assignments returns the values by name and the names in the order of a
// JavaScript object's keys: numbers first, then as written.
func assignments(entries []Entry) (map[string]string, []string) {
	parsed := map[string]string{}
	var order []string
	for _, entry := range entries {
		if entry.Name == "__proto__" { // sets no property
			continue
		}
		if _, ok := parsed[entry.Name]; !ok {
			order = append(order, entry.Name)
		}
		parsed[entry.Name] = entry.Value.text()
	}
	slices.SortStableFunc(order, func(a, b string) int {
		return int(min(arrayIndex(a), 1<<32) - min(arrayIndex(b), 1<<32))
	})
	return parsed, order
}

// arrayIndex returns the number that a property name is, or 1<<32.
func arrayIndex(name string) int64 {
	n, err := strconv.ParseUint(name, 10, 32)
	if err != nil || n == 1<<32-1 || strconv.FormatUint(n, 10) != name {
		return 1 << 32
	}
	return int64(n)
}

// interpolate replaces the references of a value, the last one first, until
// none is left.
func (e *environment) interpolate(value string, parsed map[string]string) (string, error) {
	work := 0
	for range maxExpansions {
		dollar := lastDollar(value)
		if dollar < 0 {
			return value, nil
		}
		ref, ok := reference(value[dollar:])
		if !ok {
			return value, nil
		}
		replacement := e.process[ref.name]
		if replacement == "" {
			replacement = ref.fallback
		}
		if replacement == "" {
			replacement = parsed[ref.name]
		}
		value = replaceFirst(value, ref.text, replacement)
		if work += len(value); work > maxExpanded {
			return "", errExpansion
		}
	}
	return "", errExpansion
}

// lastDollar returns the last "$" without a backslash before it, or -1.
func lastDollar(value string) int {
	for i := len(value) - 1; i >= 0; i-- {
		if value[i] == '$' && (i == 0 || value[i-1] != '\\') {
			return i
		}
	}
	return -1
}

type ref struct{ text, name, fallback string }

// reference reads $NAME, ${NAME} or ${NAME:-fallback} at the start of a text;
// the braces need not be balanced. It follows dotenv-expand's expression,
// which is not tried further on: every later "$" is escaped.
func reference(text string) (ref, bool) {
	at := 1
	if at < len(text) && text[at] == '{' {
		at++
	}
	start := at
	for at < len(text) && isWordByte(text[at]) {
		at++
	}
	if at == start {
		return ref{}, false
	}
	r := ref{name: text[start:at]}
	if strings.HasPrefix(text[at:], ":-") {
		from := at + 2
		at = from
		for at < len(text) && text[at] != '}' && text[at] != '\\' {
			at++
		}
		r.fallback = text[from:at]
	}
	if at < len(text) && text[at] == '}' {
		at++
	}
	r.text = text[:at]
	return r, true
}

// replaceFirst is JavaScript's replace with two strings: the first occurrence
// only, and "$$", "$&", "$`" and "$'" in the replacement have a meaning.
func replaceFirst(s, old, replacement string) string {
	at := strings.Index(s, old)
	before, after := s[:at], s[at+len(old):]
	var out strings.Builder
	out.WriteString(before)
	for i := 0; i < len(replacement); i++ {
		if replacement[i] != '$' || i+1 == len(replacement) {
			out.WriteByte(replacement[i])
			continue
		}
		i++
		switch replacement[i] {
		case '$':
			out.WriteByte('$')
		case '&':
			out.WriteString(old)
		case '`':
			out.WriteString(before)
		case '\'':
			out.WriteString(after)
		default:
			out.WriteString("$")
			i--
		}
	}
	out.WriteString(after)
	return out.String()
}
