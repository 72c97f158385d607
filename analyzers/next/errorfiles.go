package next

import (
	"path"
	"slices"
	"strings"
)

// GlobalError returns the global-error file at the root of the app router, or
// nil.
func (a *App) GlobalError() *Module {
	for _, s := range a.Segments {
		if s.Dir == a.AppDir {
			return s.Files["global-error"]
		}
	}
	return nil
}

// HasNotFound reports whether the app says what an unknown URL shows: a
// not-found or global-not-found file in the app router, or a 404 page. A root
// layout below a route group counts, as does a catch-all page.
func (a *App) HasNotFound() bool {
	for _, s := range a.Segments {
		if s.Path == "/" && (s.Files["not-found"] != nil || s.Files["global-not-found"] != nil) {
			return true
		}
	}
	if slices.ContainsFunc(a.Routes, catchesAll) {
		return true
	}
	return a.HasPagesFile("404", "_error")
}

// catchesAll reports whether a page answers every URL, at the root or below a
// leading parameter such as the locale.
func catchesAll(r *Route) bool {
	parts := strings.Split(strings.TrimPrefix(r.Path, "/"), "/")
	last := parts[len(parts)-1]
	return r.Kind == PageRoute && (strings.HasPrefix(last, "[...") || strings.HasPrefix(last, "[[...")) &&
		(len(parts) == 1 || len(parts) == 2 && strings.HasPrefix(parts[0], "["))
}

// HasPagesFile reports whether one of the names is a file of the pages router.
func (a *App) HasPagesFile(names ...string) bool {
	if a.PagesDir == "" {
		return false
	}
	for _, name := range names {
		for _, ext := range a.pageExtensions() {
			if a.Project.Tree.Has(path.Join(a.PagesDir, name+"."+ext)) || a.Project.Tree.Has(path.Join(a.PagesDir, name, "index."+ext)) {
				return true
			}
		}
	}
	return false
}

// HasAppPages reports whether the app router has a page.
func (a *App) HasAppPages() bool {
	for _, r := range a.Routes {
		if r.AppRouter && r.Kind == PageRoute {
			return true
		}
	}
	return false
}

// HasPages reports whether the app has a page in either router.
func (a *App) HasPages() bool { return a.HasAppPages() || len(a.PagesIn("/")) > 0 }

// PagesIn returns the pages of the pages router whose URL begins with prefix.
func (a *App) PagesIn(prefix string) []*Route {
	var out []*Route
	for _, r := range a.Routes {
		if !r.AppRouter && r.Kind == PageRoute && strings.HasPrefix(r.Path, prefix) {
			out = append(out, r)
		}
	}
	return out
}

// Boundaries returns the error and global-error files of the app router, by
// folder.
func (a *App) Boundaries() []*Module {
	var out []*Module
	for _, s := range a.Segments {
		for _, name := range []string{"error", "global-error"} {
			if m := s.Files[name]; m != nil && (name == "error" || s.Dir == a.AppDir) {
				out = append(out, m)
			}
		}
	}
	return out
}

// HasBoundary reports whether an error file catches what a page of the app
// router throws: in its own folder or above.
func (r *Route) HasBoundary() bool {
	for _, s := range r.Segments {
		if s.Files["error"] != nil {
			return true
		}
	}
	return false
}
