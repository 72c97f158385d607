package clerk

import (
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// lateComponents show nothing before Clerk has loaded in the browser, so that
// they are never in the first paint.
var lateComponents = []string{
	"UserButton", "UserProfile", "OrganizationSwitcher", "OrganizationProfile", "OrganizationList", "CreateOrganization",
	"PricingTable", "UserAvatar",
}

// signComponents are in the first paint of the page that is there for them.
var signComponents = []string{"SignIn", "SignUp", "Waitlist"}

// An Eager is a component of Clerk that a page or layout loads at once.
type Eager struct {
	Use   Use
	Entry string          // the file that loads it
	Chain []next.Importer // from the entry, the import of Clerk last
}

// EagerComponents returns the components of Clerk's user interface that the
// landing page and the layouts above it import statically, each once. Of a
// landing page that is there to sign in, the form is left out.
func (a *App) EagerComponents() []Eager {
	page, layouts := a.landing()
	var out []Eager
	add := func(m *next.Module, names []string) {
		for _, e := range a.eager(m, names) {
			if !slices.ContainsFunc(out, func(x Eager) bool { return x.Use.Name == e.Use.Name }) {
				out = append(out, e)
			}
		}
	}
	for _, m := range layouts {
		add(m, slices.Concat(lateComponents, signComponents))
	}
	if page != nil {
		add(page, lateComponents)
	}
	return out
}

// landing returns the page at the root, below a leading locale perhaps, and the
// root layouts.
func (a *App) landing() (page *next.Module, layouts []*next.Module) {
	for _, path := range []string{"/", "/[locale]", "/[lang]", "/[lng]"} {
		for _, r := range a.Next.Routes {
			if r.Kind == next.PageRoute && r.Path == path && r.Module != nil && page == nil && !r.Slot && !r.Intercepts {
				page = r.Module
				layouts = layoutsOf(r.Segments)
			}
		}
	}
	if page == nil {
		for _, s := range a.Next.Segments {
			if s.Dir == a.Next.AppDir {
				layouts = layoutsOf([]*next.Segment{s})
			}
		}
	}
	if m := a.pagesFile("_app"); m != nil {
		layouts = append(layouts, m)
	}
	return page, layouts
}

func layoutsOf(segments []*next.Segment) (out []*next.Module) {
	for _, s := range segments {
		for _, name := range []string{"layout", "template"} {
			if m := s.Files[name]; m != nil {
				out = append(out, m)
			}
		}
	}
	return out
}

// pagesFile returns a file of the pages router that is no page: _app, _error.
func (a *App) pagesFile(name string) *next.Module {
	if a.Next.PagesDir == "" {
		return nil
	}
	for _, ext := range []string{"tsx", "jsx", "ts", "js"} {
		if m := a.Next.Project.Graph.Module(a.Next.PagesDir + "/" + name + "." + ext); m != nil {
			return m
		}
	}
	return nil
}

// eager returns the uses of the names that the module's bundle holds.
func (a *App) eager(m *next.Module, names []string) []Eager {
	var out []Eager
	chains := m.Chains()
	for _, u := range a.Uses(names...) {
		chain, ok := chains[u.Module]
		if ok && u.Kind != js.DynamicImport && u.Kind != js.ReExport && renders(u) {
			out = append(out, Eager{u, m.Path, chain})
		}
	}
	return out
}

// renders reports whether the module renders the component.
func renders(u Use) bool { return !renderedAt(u.Module, u.Local).IsZero() }

// renderedAt returns the first element of the name in the module.
func renderedAt(m *next.Module, name string) source.Span {
	for n := range m.Root().Descendants() {
		if n.Is(js.JSXOpeningElement, js.JSXSelfClosingElement) && n.Field(js.FieldName).Text() == name {
			return n.Span()
		}
	}
	return source.Span{}
}
