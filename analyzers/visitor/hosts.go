package visitor

import (
	"slices"
	"strings"
)

// Where a visitor names another host, an app may allow some hosts only. What is
// known of the host of a URL belongs to the text that the URL was made of.

// hostParts are the parts of a URL that say which host it is.
var hostParts = []string{"hostname", "host", "origin"}

// hostsOf makes the host of a URL one with the text that it is made of.
func (m *run) hostsOf(url, of value) {
	if of.kind != unknownKind || len(of.sym.options) > 0 {
		return
	}
	for _, part := range hostParts {
		s := of.sym.child("url." + part)
		s.from |= FromQuery
		s.truth, s.learn().env = truthy, ""
		url.ref.props[part] = m.cell(value{kind: unknownKind, sym: s})
	}
}

// amongHosts is whether a list of texts has the host of a URL, or nothing if
// something else is looked for.
func amongHosts(list *object, wanted value) value {
	if wanted.kind != unknownKind || !strings.HasPrefix(wanted.sym.op, "url.") {
		return undefined
	}
	var hosts []string
	for _, e := range list.elems {
		if e.kind != stringKind {
			return undefined
		}
		hosts = append(hosts, e.str)
	}
	if list.open || len(hosts) == 0 {
		return undefined
	}
	return wanted.derive("=== one of " + strings.Join(hosts, " "))
}

// hostAllowed reports whether the path has compared the host of a URL with what
// the app allows, and found it there.
func hostAllowed(url value) bool {
	return slices.ContainsFunc(hostParts, func(part string) bool {
		var host *symbol
		switch {
		case url.is(nativeShape) && url.ref.own(part) != nil:
			host = url.ref.own(part).v.sym
		case url.kind == unknownKind:
			host = url.sym.children["url."+part]
		}
		if host == nil {
			return false
		}
		for op, compared := range host.children {
			if strings.HasPrefix(op, "===") && compared.truth == truthy {
				return true
			}
		}
		return false
	})
}
