package next

import (
	"path"
	"slices"
	"strings"
)

// specialFiles are the conventions of a segment; rootFiles count in the root
// of the app router only.
var (
	specialFiles = []string{"page", "layout", "template", "error", "not-found", "loading", "default", "route", "forbidden", "unauthorized"}
	rootFiles    = []string{"global-error", "global-not-found"}
)

// loadSegments makes a Segment of each folder of the app router that has a
// special file, and of those above it, and returns them by folder.
func (a *App) loadSegments() map[string]*Segment {
	segments := map[string]*Segment{}
	for _, file := range a.below(a.AppDir) {
		rel, _ := relative(a.AppDir, file)
		stem, rank := a.pageStem(path.Base(rel))
		if isPrivate(rel) || !slices.Contains(specialFiles, stem) && !(path.Dir(rel) == "." && slices.Contains(rootFiles, stem)) {
			continue
		}
		m := a.Project.Graph.Module(file)
		s := a.segment(segments, path.Dir(file))
		if old := s.Files[stem]; m != nil && (old == nil || rank < a.rank(old.Path)) {
			s.Files[stem] = m
		}
	}
	for _, dir := range sortedKeys(segments) {
		a.Segments = append(a.Segments, segments[dir])
	}
	return segments
}

func (a *App) segment(segments map[string]*Segment, dir string) *Segment {
	if s := segments[dir]; s != nil {
		return s
	}
	s := &Segment{Dir: dir, Path: "/", Files: map[string]*Module{}}
	if rel, ok := relative(a.AppDir, dir); ok && dir != a.AppDir {
		s.Path = intercepted(appURL("/" + unescaped(rel)))
		s.Parent = a.segment(segments, path.Dir(dir))
	}
	segments[dir] = s
	return s
}

// chain returns the segments from the root of the app router to a folder;
// folders without a special file in or below them are left out.
func (s *Segment) chain() []*Segment {
	if s == nil {
		return nil
	}
	return append(s.Parent.chain(), s)
}

// closest returns the segment of a folder, else of the closest one above.
func closest(segments map[string]*Segment, dir string) *Segment {
	for _, at := range above(dir) {
		if s := segments[at]; s != nil {
			return s
		}
	}
	return nil
}

// isPrivate reports whether a path below app has a part that Next.js skips.
func isPrivate(rel string) bool {
	return strings.HasPrefix(rel, "_") || strings.Contains(rel, "/_")
}

// unescaped turns %5F back, which lets the name of a public folder start with
// an underscore.
func unescaped(rel string) string { return strings.ReplaceAll(rel, "%5F", "_") }

// pageStem strips the page extension off a name, the longest that fits, and
// returns its place in the list; "" if there is none.
func (a *App) pageStem(name string) (stem string, rank int) {
	longest := ""
	for i, ext := range a.pageExtensions() {
		if cut, ok := strings.CutSuffix(name, "."+ext); ok && len(ext) > len(longest) {
			stem, rank, longest = cut, i, ext
		}
	}
	return stem, rank
}

// rank returns the place of a file's extension among the page extensions.
func (a *App) rank(file string) int {
	_, rank := a.pageStem(path.Base(file))
	return rank
}
