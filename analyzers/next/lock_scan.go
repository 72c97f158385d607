package next

import (
	"bytes"
	"encoding/json"
	"strings"

	"clerkvet/analyzers/source"
)

// scanNPMLock reads a package-lock.json of version 2 or 3 that is plain JSON
// without building a tree of it, which took a third of the time of a small
// audit. It gives up (ok is false) on anything unexpected: the careful reader
// then says what is wrong.
func scanNPMLock(f *source.File) (l *lock, ok bool) {
	l = newLock(f)
	l.resolve = resolveInstalled
	found := false
	end, ok := scanObject(f.Text, skipBlanks(f.Text, 0), func(name []byte, at int) (int, bool) {
		if string(name) != "packages" || found {
			return skipValue(f.Text, at)
		}
		found = true
		return scanObject(f.Text, at, l.scanPackage)
	})
	return l, ok && found && skipBlanks(f.Text, end) == len(f.Text)
}

// scanPackage reads one entry of packages, whose key is its install path.
func (l *lock) scanPackage(path []byte, at int) (end int, ok bool) {
	text := l.file.Text
	e := &locked{}
	end, ok = scanObject(text, at, func(field []byte, at int) (int, bool) {
		switch string(field) {
		case "version":
			value, end, ok := scanString(text, at)
			e.version = string(value)
			return end, ok
		case "dependencies", "optionalDependencies":
			return scanObject(text, at, func(name []byte, at int) (int, bool) {
				value, end, ok := scanString(text, at)
				e.deps = append(e.deps, lockedDep{string(name), string(value)})
				return end, ok
			})
		}
		return skipValue(text, at)
	})
	e.span = l.file.Span(at, max(at, end))
	key := string(path)
	if key == "" { // the folder itself, which is no package that it installs
		return end, ok
	}
	name := key
	if i := strings.LastIndex(name, "node_modules/"); i >= 0 {
		name = name[i+len("node_modules/"):]
	}
	l.add(key, name, e)
	return end, ok
}

// scanObject reads the object at an offset. member is called with the name of
// each member and the offset of its value, and returns where the value ends.
func scanObject(text []byte, at int, member func(name []byte, at int) (end int, ok bool)) (end int, ok bool) {
	if at >= len(text) || text[at] != '{' {
		return at, false
	}
	at = skipBlanks(text, at+1)
	if at < len(text) && text[at] == '}' {
		return at + 1, true
	}
	for {
		name, end, ok := scanString(text, at)
		at = skipBlanks(text, end)
		if !ok || at >= len(text) || text[at] != ':' {
			return at, false
		}
		at, ok = member(name, skipBlanks(text, at+1))
		at = skipBlanks(text, at)
		switch {
		case !ok || at >= len(text):
			return at, false
		case text[at] == '}':
			return at + 1, true
		case text[at] != ',':
			return at, false
		}
		at = skipBlanks(text, at+1)
	}
}

// scanString reads the string at an offset. It is a part of the text if nothing
// in it is escaped.
func scanString(text []byte, at int) (value []byte, end int, ok bool) {
	end, ok = skipString(text, at)
	if !ok {
		return nil, end, false
	}
	value = text[at+1 : end-1]
	if bytes.IndexByte(value, '\\') < 0 {
		return value, end, true
	}
	var unescaped string
	err := json.Unmarshal(text[at:end], &unescaped)
	return []byte(unescaped), end, err == nil
}

// skipString returns where the string at an offset ends.
func skipString(text []byte, at int) (end int, ok bool) {
	if at >= len(text) || text[at] != '"' {
		return at, false
	}
	for end = at + 1; end < len(text) && text[end] != '"'; end++ {
		if text[end] == '\\' {
			end++
		}
	}
	return min(end+1, len(text)), end < len(text)
}

// skipValue returns where the value at an offset ends. What is within brackets
// is not looked at beyond strings and brackets.
func skipValue(text []byte, at int) (end int, ok bool) {
	depth := 0
	for at < len(text) {
		switch text[at] {
		case '"':
			if at, ok = skipString(text, at); !ok {
				return at, false
			}
		case '{', '[':
			depth++
			at++
		case '}', ']':
			depth--
			at++
		case ',', ' ', '\t', '\n', '\r', ':':
			at++
			continue
		default:
			for at < len(text) && strings.IndexByte(",]} \t\r\n", text[at]) < 0 {
				at++
			}
		}
		if depth <= 0 {
			return at, depth == 0
		}
	}
	return at, false
}

func skipBlanks(text []byte, at int) int {
	for at < len(text) && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n' || text[at] == '\r') {
		at++
	}
	return at
}
