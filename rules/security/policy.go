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
func behindLayout(resources []*visitor.Resource, r *visitor.Resource) bool {
	return !r.HandsOut() && refusingLayout(resources, r) != nil
}
