package security

import (
	"slices"
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
// visitor away.
func behindLayout(resources []*visitor.Resource, r *visitor.Resource) bool {
	return r.Route != nil && slices.ContainsFunc(resources, func(l *visitor.Resource) bool {
		if l.Kind != visitor.Layout || l.Code.Verdict != visitor.Denied {
			return false
		}
		for _, s := range r.Route.Segments {
			if m := s.Files["layout"]; m != nil && m.Path == l.File {
				return true
			}
		}
		return false
	})
}
