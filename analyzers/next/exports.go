package next

import "strings"

// conditions are what a bundler for Next.js asks for in "exports" and
// "imports". Other conditions, such as "types" or one of the repository's own,
// are tried after them: they often name the source.
var conditions = map[string]bool{
	"import": true, "module": true, "require": true, "node": true, "browser": true, "default": true, "module-sync": true,
}

// targets returns the targets of a subpath (".", "./x", "#x") in a value of
// "exports" or "imports", the best first.
func targets(v jsonValue, want string) []string {
	if !hasSubpaths(v) {
		if want != "." {
			return nil
		}
		return conditional(v, "", 0)
	}
	best, star, found := "", "", jsonValue{}
	for m := range v.members() {
		if m.name == want {
			return conditional(m.value, "", 0)
		}
		prefix, suffix, wild := strings.Cut(m.name, "*")
		if !wild && strings.HasSuffix(m.name, "/") { // a folder, as before Node.js 17
			wild = true
		}
		if wild && len(want) >= len(prefix)+len(suffix) && strings.HasPrefix(want, prefix) &&
			strings.HasSuffix(want, suffix) && len(prefix) > len(best) {
			best, star, found = prefix, want[len(prefix):len(want)-len(suffix)], m.value
		}
	}
	return conditional(found, star, 0)
}

func hasSubpaths(v jsonValue) bool {
	for m := range v.members() {
		return strings.HasPrefix(m.name, ".") || strings.HasPrefix(m.name, "#")
	}
	return false
}

// conditional returns the targets below a value: conditions that hold first.
func conditional(v jsonValue, star string, depth int) (out []string) {
	if s, ok := v.text(); ok {
		if star != "" && strings.HasSuffix(s, "/") {
			return []string{s + star}
		}
		return []string{strings.ReplaceAll(s, "*", star)}
	}
	if depth > maxNesting {
		return nil
	}
	for _, e := range v.elements() {
		out = append(out, conditional(e, star, depth+1)...)
	}
	for _, holds := range []bool{true, false} {
		for m := range v.members() {
			if conditions[m.name] == holds {
				out = append(out, conditional(m.value, star, depth+1)...)
			}
		}
	}
	return out
}
