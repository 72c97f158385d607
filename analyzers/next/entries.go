package next

import (
	"path"
	"slices"
	"strings"
)

// An EntryPoint is a module that Next.js itself loads.
type EntryPoint struct {
	Module *Module
	Kind   EntryKind
}

// EntryKind says why a module is an entry. An entry of the app router has the
// name of its convention: "page", "layout", "route", "error", "sitemap".
type EntryKind string

// The kinds of entries beside those of the app router.
const (
	PagesPage       EntryKind = "pages router page"
	PagesDocument   EntryKind = "pages router _document"
	PagesAPI        EntryKind = "pages router API route"
	MiddlewareEntry EntryKind = "middleware"
	Instrumentation EntryKind = "instrumentation"
	ClientSetup     EntryKind = "instrumentation-client"
	SentryClient    EntryKind = "sentry.client.config"
	SentryServer    EntryKind = "sentry.server.config"
	ConfigEntry     EntryKind = "next.config"
)

// conventions are the files of the app router that Next.js loads; the images
// among them may be numbered.
var conventions = []string{
	"page", "layout", "template", "error", "global-error", "not-found", "global-not-found", "loading", "default", "route",
	"forbidden", "unauthorized", "robots", "sitemap", "manifest", "icon", "apple-icon", "opengraph-image", "twitter-image",
}

// Entries returns the modules that Next.js itself loads, by path: what the
// routers take up, middleware, instrumentation, and the configuration. Tests
// and stories are none, unless the pages router serves them (facts.md F8.2).
// They are found once the app is loaded; the caller must not change the list.
func (a *App) Entries() []EntryPoint {
	a.entriesOnce.Do(func() { a.entries = a.findEntries() })
	return a.entries
}

// Serves reports whether an entry of the app leads to a module, as none does to its
// tests.
func (a *App) Serves(m *Module) bool {
	a.servesOnce.Do(func() {
		a.serves = map[*Module]bool{}
		for _, m := range a.Reachable() {
			a.serves[m] = true
		}
	})
	return a.serves[m]
}

func (a *App) findEntries() []EntryPoint {
	var out []EntryPoint
	add := func(name string, kind EntryKind) {
		if m := a.Project.Graph.Module(name); m != nil {
			out = append(out, EntryPoint{m, kind})
		}
	}
	for _, name := range a.below(a.AppDir) {
		if kind := a.convention(name); kind != "" {
			add(name, kind)
		}
	}
	for _, name := range a.below(a.PagesDir) {
		if kind := a.pagesKind(name); kind != "" {
			add(name, kind)
		}
	}
	for _, m := range a.running() {
		add(m.Path, MiddlewareEntry)
	}
	if a.Config != nil && a.Config.File != nil {
		add(a.Config.File.Path, ConfigEntry)
	}
	a.singles(add)
	slices.SortStableFunc(out, func(x, y EntryPoint) int { return strings.Compare(x.Module.Path, y.Module.Path) })
	return out
}

// below returns the files of a folder that may be "".
func (a *App) below(dir string) (out []string) {
	if dir == "" {
		return nil
	}
	return a.Project.Tree.Below(dir)
}

// singles adds the files of which there is one at most, in the folder of the
// app or in its src.
func (a *App) singles(add func(name string, kind EntryKind)) {
	for _, ext := range a.pageExtensions() {
		add(path.Join(a.CodeDir, "instrumentation."+ext), Instrumentation)
		for _, dir := range []string{a.Dir, path.Join(a.Dir, "src")} {
			if a.next() == nil || since(a.next(), "15.3.0-0") {
				add(path.Join(dir, "instrumentation-client."+ext), ClientSetup)
			}
		}
	}
	for _, ext := range []string{"ts", "js", "tsx", "jsx"} { // Sentry looks for them, whatever Next.js takes for pages
		for _, dir := range []string{a.Dir, path.Join(a.Dir, "src")} {
			add(path.Join(dir, "sentry.client.config."+ext), SentryClient)
			add(path.Join(dir, "sentry.server.config."+ext), SentryServer)
			add(path.Join(dir, "sentry.edge.config."+ext), SentryServer)
		}
	}
}

// convention returns the kind of a file below the app folder, "" if it is no
// entry: not named by a convention, or in a private folder.
func (a *App) convention(name string) EntryKind {
	rel, _ := relative(a.AppDir, name)
	stem, ok := a.stem(path.Base(name))
	if !ok || strings.HasPrefix(rel, "_") || strings.Contains(rel, "/_") {
		return ""
	}
	if !slices.Contains(conventions, stem) {
		stem = strings.TrimRight(stem, "0123456789")
		if !strings.HasSuffix(stem, "icon") && !strings.HasSuffix(stem, "-image") || !slices.Contains(conventions, stem) {
			return ""
		}
	}
	return EntryKind(stem)
}

// stem strips the page extension of a file name.
func (a *App) stem(base string) (string, bool) {
	for _, ext := range a.pageExtensions() {
		if stem, ok := strings.CutSuffix(base, "."+ext); ok {
			return stem, true
		}
	}
	return "", false
}

func (a *App) pagesKind(name string) EntryKind {
	rel, _ := relative(a.PagesDir, name)
	stem, ok := a.stem(rel)
	switch {
	case !ok || strings.HasSuffix(stem, ".d"):
		return ""
	case stem == "api" || strings.HasPrefix(stem, "api/"):
		return PagesAPI
	case stem == "_document":
		return PagesDocument
	}
	return PagesPage
}
