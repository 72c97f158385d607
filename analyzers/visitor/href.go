package visitor

import "strings"

// The URL of a request is known but for its query, which the visitor chooses: what
// is asked of its end, or whether it has something, he may decide.

// addressed gives a URL of which the path is known whatever query there may be.
func (m *run) addressed(url value) {
	href := m.read(url.ref.own("href"))
	url.ref.props["href"] = m.cell(href.with(endless))
	url.ref.props["search"] = m.cell(fresh(FromQuery, "url.search"))
}

// addressOrigin is where a value comes from, of a URL its address: its host is asked of
// the request where the address is a path.
func (m *run) addressOrigin(v value) Origin {
	if v.is(nativeShape) && v.ref.native.path == "url" {
		return v.ref.from | m.read(v.ref.own("href")).origin()
	}
	return originOf(v)
}

// mayEnd reports whether the visitor decides if a text that he can go on with ends
// in, or has, something.
func (v value) mayEnd() bool { return v.kind == stringKind && v.from.Has(endless) }

// mayBegin reports whether he decides if such a text begins with another one.
func (v value) mayBegin(with string) bool {
	return v.mayEnd() && strings.HasPrefix(with, v.str) && with != v.str
}

// partsOfAddress are the parts of a URL that goes on: a query adds some.
func (v value) partsOfAddress(parts []value, sep string) value {
	list := array(parts)
	list.ref.open, list.ref.from = true, FromQuery
	for i := range parts {
		if i < len(parts)-1 || sep == "?" {
			parts[i].from &^= endless
		}
	}
	return list
}
