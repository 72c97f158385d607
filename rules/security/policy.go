package security

import (
	"strings"

	"clerkvet/analyzers/visitor"
)

// pathOf is the path of a URL, without query and fragment.
func pathOf(url string) string {
	if i := strings.IndexAny(url, "?#"); i >= 0 {
		return url[:i]
	}
	return url
}

// behindLayout reports whether a layout above the resource turns a signed-out
// visitor away, and the resource hands out nothing beside it.
func behindLayout(m *visitor.Machine, r *visitor.Resource) bool {
	return !r.HandsOut() && m.Guard(r) != nil
}
