package clerk

import (
	"slices"

	"clerkvet/analyzers/next"
)

// BoundaryGaps returns the URL patterns of pages without an error file above
// them. Where no page has one (guarded is false) all are returned, else only
// those that ask for the signed-in user, themselves or in a layout.
func (a *App) BoundaryGaps() (bare []string, guarded bool) {
	var private []string
	for _, r := range a.Next.Routes {
		if !r.AppRouter || r.Kind != next.PageRoute {
			continue
		}
		if r.HasBoundary() {
			guarded = true
			continue
		}
		bare = append(bare, r.Path)
		if a.asksForUser(r) {
			private = append(private, r.Path)
		}
	}
	if guarded {
		bare = private
	}
	slices.Sort(bare)
	return slices.Compact(bare), guarded
}

// asksForUser reports whether the page or a layout above it uses a server
// helper of Clerk itself.
func (a *App) asksForUser(r *next.Route) bool {
	modules := []*next.Module{r.Module}
	for _, s := range r.Segments {
		modules = append(modules, s.Files["layout"])
	}
	return slices.ContainsFunc(a.ServerUses(), func(u Use) bool { return slices.Contains(modules, u.Module) })
}
