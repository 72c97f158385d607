package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/next"
)

// Beside a page Next.js renders other files of its segments: what stands there while the
// page is not ready, in the place of one that is not found, around it, or in a slot that
// has none. They are components of the server like the page, made for every request, and
// no check in the page stands before them (next@15 create-component-tree).

// companionFiles are those files. An error file is one of the browser.
var companionFiles = []string{"loading", "not-found", "template", "default", "forbidden", "unauthorized"}

// companions are the files beside pages as resources. Those that give a visitor nothing are
// left out once they have been asked.
func (m *Machine) companions() (out []*Resource) {
	for _, s := range m.app.Segments {
		for _, name := range companionFiles {
			mod := s.Files[name]
			if mod == nil || mod.HasDirective("use client") {
				continue
			}
			below := m.pagesBelow(s, name)
			if len(below) == 0 {
				continue
			}
			r := m.resource(Page, mod, "default", pageEntry)
			r.Path, r.Route, r.beside = below[0].Path, below[0], below
			out = append(out, r)
		}
	}
	return out
}

// pagesBelow are the pages that a file of a segment is rendered with. That of a slot is
// rendered with those of the segment around it.
func (m *Machine) pagesBelow(s *next.Segment, name string) (out []*next.Route) {
	if name == "default" && s.Parent != nil && strings.Contains(s.Dir[strings.LastIndexByte(s.Dir, '/')+1:], "@") {
		s = s.Parent
	}
	for _, route := range m.app.Routes {
		if route.AppRouter && route.Kind == next.PageRoute && slices.Contains(route.Segments, s) {
			out = append(out, route)
		}
	}
	return out
}

// givesNothing reports whether a file beside pages does no more for a visitor than to show
// what is the same for everybody.
func (r *Resource) givesNothing() bool {
	return r.beside != nil && r.Code.Verdict != Unknown && !slices.ContainsFunc(r.Code.Reaches, func(e *Event) bool { return e.Verb == Read || e.plain() })
}

// placeCompanions takes for each file beside pages the page that the middleware protects
// least.
func (m *Machine) placeCompanions() {
	pages := map[*next.Route]*Resource{}
	for _, r := range m.resources {
		if r.Kind == Page && r.beside == nil && pages[r.Route] == nil {
			pages[r.Route] = r
		}
	}
	for _, r := range m.resources {
		for _, gate := range []MiddlewareVerdict{Denies, MiddlewareUnknown, NotRun, Passes} {
			for _, route := range r.beside {
				if p := pages[route]; p != nil && p.gate == gate && r.gate != gate {
					r.Path, r.Route, r.Middleware, r.gate, r.Variants = p.Path, p.Route, p.Middleware, p.gate, p.Variants
				}
			}
		}
	}
}
