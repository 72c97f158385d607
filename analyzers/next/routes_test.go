package next

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/Masterminds/semver/v3"
)

func appOf(version string) *App {
	return &App{Versions: Versions{"next": {Name: "next", Locked: semver.MustParse(version)}}, Project: &Project{}, AppDir: "app", PagesDir: "pages", Dir: ".", CodeDir: "."}
}

// TestRoutesGolden compares page keys and URLs with what eight versions of
// Next.js make of files.
func TestRoutesGolden(t *testing.T) {
	var data struct {
		App map[string]map[string]struct {
			Entry, Metadata, SkippedPrivate bool
			Page, URL                       string
		}
		Pages map[string]map[string]struct {
			Page   string
			IsPage bool
		}
	}
	readGolden(t, "routes.json", &data)
	checked := 0
	for file, versions := range data.App {
		for v, want := range versions {
			a := appOf(v)
			key, metadata := a.appKey(file, false)
			checked++
			if (key != "") != want.Entry || (metadata != "") != want.Metadata {
				t.Errorf("%s on %s: key %q, metadata %q, want %+v", file, v, key, metadata, want)
				continue
			}
			if want.Entry && (key != want.Page || appURL(key) != want.URL) {
				t.Errorf("%s on %s: key %q, URL %q, want %+v", file, v, key, appURL(key), want)
			}
			if isPrivate(file) != want.SkippedPrivate {
				t.Errorf("%s on %s: private %v", file, v, isPrivate(file))
			}
		}
	}
	for file, versions := range data.Pages {
		for v, want := range versions {
			checked++
			if got := appOf(v).pagesKey(file); got != want.Page || !want.IsPage {
				t.Errorf("%s on %s: got %q, want %+v", file, v, got, want)
			}
		}
	}
	if checked != (43+14)*8 {
		t.Errorf("checked %d", checked)
	}
}

func routesOf(a *App) string {
	var out []string
	for _, r := range a.Routes {
		line := fmt.Sprintf("%s %s %s", r.Path, r.Kind, r.File)
		if r.Slot {
			line += " slot"
		}
		if r.Intercepts {
			line += " intercepts"
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}

func TestRoutes(t *testing.T) {
	for _, c := range []struct{ name, tree, want string }{
		{"groups, slots, interception, private folders", "next 16.4.6\n-- app/(shop)/page.tsx --\n-- app/feed/page.tsx --\n-- app/feed/@modal/(..)photo/[id]/page.tsx --\n-- app/_lib/page.tsx --\n-- app/%5Fx/page.tsx --\n-- app/@side/feed/page.tsx --\n-- app/a/(...)b/c/page.tsx --\n-- app/a/b/(..)(..)c/page.tsx --\n",
			"/ page app/(shop)/page.tsx\n/_x page app/%5Fx/page.tsx\n/b/c page app/a/(...)b/c/page.tsx intercepts\n/c page app/a/b/(..)(..)c/page.tsx intercepts\n" +
				"/feed page app/@side/feed/page.tsx slot\n/feed page app/feed/page.tsx\n/photo/[id] page app/feed/@modal/(..)photo/[id]/page.tsx slot intercepts"},
		{"pages router", "next 15.5.29\n-- pages/index.tsx --\n-- pages/_app.tsx --\n-- pages/404.tsx --\n-- pages/a/_b.tsx --\n-- pages/api/x.test.ts --\n-- pages/api.ts --\n-- pages/types.d.ts --\n-- pages/style.css --\n-- pages/docs/index.jsx --\n",
			"/ page pages/index.tsx\n/a/_b page pages/a/_b.tsx\n/api handler pages/api.ts\n/api/x.test handler pages/api/x.test.ts\n/docs page pages/docs/index.jsx"},
		{"pageExtensions", "next 15.5.29\n-- next.config.mjs --\nexport default { pageExtensions: ['page.tsx', 'mdx'] }\n-- app/page.page.tsx --\n-- app/page.tsx --\n-- app/doc/page.mdx --\n-- app/route.ts --\n-- app/sitemap.ts --\n-- app/icon.page.tsx --\n",
			"/ page app/page.page.tsx\n/doc page app/doc/page.mdx\n/icon metadata app/icon.page.tsx"},
		{"two extensions", "next 15.5.29\n-- app/page.js --\n-- app/page.tsx --\n", "/ page app/page.tsx"},
		{"metadata", "next 16.4.6\n-- app/icon3.png --\n-- app/icon.tsx --\n-- app/x/sitemap.ts --\nexport async function generateSitemaps() {}\n-- app/y/robots.ts --\n-- app/(g)/@s/twitter-image.jpg --\n-- app/y/icon12.png --\n-- app/opengraph-image.alt.txt --\n",
			"/icon metadata app/icon.tsx\n/icon3.png metadata app/icon3.png\n/twitter-image-" + groupSuffix("/(g)/@s", true)[1:] + ".jpg metadata app/(g)/@s/twitter-image.jpg slot\n/x/sitemap/[__metadata_id__] metadata app/x/sitemap.ts"},
		{"before the app router", "next 12.3.4\n-- app/page.tsx --\n-- pages/a.tsx --\n", "/a page pages/a.tsx"},
		{"a foreign folder app", "next 16.4.6\n-- app/main.py --\n-- src/app/page.tsx --\n", ""},
		{"src", "next 16.4.6\n-- src/app/page.tsx --\n", "/ page src/app/page.tsx"},
	} {
		a := loadApp(t, c.tree)
		if got := routesOf(a); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestSegments(t *testing.T) {
	a := loadApp(t, "next 16.4.6\n-- app/layout.tsx --\n-- app/global-error.tsx --\n-- app/error.ts --\n-- app/error.tsx --\n-- app/(in)/admin/[id]/page.tsx --\n-- app/(in)/admin/[id]/global-error.tsx --\n-- app/(in)/layout.tsx --\n-- app/lib/util.ts --\n-- app/_p/layout.tsx --\n")
	var got []string
	for _, s := range a.Segments {
		parent := ""
		if s.Parent != nil {
			parent = s.Parent.Dir
		}
		got = append(got, fmt.Sprint(s.Dir, " ", s.Path, " ", sortedKeys(s.Files), " ", parent))
	}
	want := []string{
		"app / [error global-error layout] ", "app/(in) / [layout] app",
		"app/(in)/admin /admin [] app/(in)", "app/(in)/admin/[id] /admin/[id] [page] app/(in)/admin",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
	if f := a.Segments[0].Files["error"]; f == nil || f.Path != "app/error.tsx" {
		t.Errorf("error file: %v", f)
	}
	if r := a.Match("/admin/7"); r == nil || len(r.Segments) != 4 || r.Segments[0].Dir != "app" {
		t.Errorf("route %+v", r)
	}
}

func TestMatch(t *testing.T) {
	a := loadApp(t, "next 16.4.6\n-- next.config.js --\nmodule.exports = { basePath: '/base', i18n: { locales: ['en', 'fr'], defaultLocale: 'en' } }\n"+
		"-- app/page.tsx --\n-- app/users/page.tsx --\n-- app/users/[id]/page.tsx --\n-- app/users/new/page.tsx --\n-- app/users/[id]/edit/page.tsx --\n-- app/docs/[...p]/page.tsx --\n"+
		"-- app/shop/[[...p]]/page.tsx --\n-- app/shop/cart/page.tsx --\n-- app/api/x/route.ts --\n-- app/@s/users/page.tsx --\n-- app/users/(.)hidden/page.tsx --\n-- pages/old.tsx --\n-- app/caf%C3%A9/page.tsx --\n")
	for url, want := range map[string]string{
		"/base": "app/page.tsx", "/base/": "app/page.tsx", "/": "", "/basement": "",
		"/base/users": "app/users/page.tsx", "/base/users/7": "app/users/[id]/page.tsx", "/base/users/new": "app/users/new/page.tsx",
		"/base/users/new/": "app/users/new/page.tsx", "/base/users/new/edit": "app/users/[id]/edit/page.tsx", "/base/users/7/x": "",
		"/base/docs": "", "/base/docs/a/b": "app/docs/[...p]/page.tsx", "/base/shop": "app/shop/[[...p]]/page.tsx",
		"/base/shop/a": "app/shop/[[...p]]/page.tsx", "/base/shop/cart": "app/shop/cart/page.tsx", "/base/api/x?y=1#z": "app/api/x/route.ts",
		"/base/users/hidden": "app/users/[id]/page.tsx", "/base/fr/old": "pages/old.tsx", "/base/fr/users": "", "/base/Users": "",
		"/base/%75sers": "app/users/page.tsx",
	} {
		got := ""
		if r := a.Match(url); r != nil {
			got = r.File
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", url, got, want)
		}
	}
	for _, r := range a.Routes {
		if m := a.Match(r.Sample()); !r.Intercepts && !r.Slot && m != r {
			t.Errorf("%s: sample %s is answered by %v", r.File, r.Sample(), m)
		}
	}
}

func TestMethods(t *testing.T) {
	for _, c := range []struct{ name, file, text, want string }{
		{"functions and constants", "app/a/route.ts", "export async function POST() {}\nexport const GET = () => {}\nexport const dynamic = 'x'\n", "GET variable_declarator, POST function_declaration"},
		{"a list", "app/a/route.ts", "const h = () => {}\nexport { h as GET, h as PUT }\n", "GET variable_declarator, PUT variable_declarator"},
		{"destructured", "app/a/route.ts", "export const { GET, POST } = handlers\n", "GET variable_declarator, POST variable_declarator"},
		{"re-export", "app/a/route.ts", "export { handler as DELETE } from '../../lib/h'\n", "DELETE function_declaration"},
		{"star", "app/a/route.ts", "export * from '../../lib/h'\n", "PATCH function_declaration"},
		{"imported", "app/a/route.ts", "import { handler } from '../../lib/h'\nexport const GET = handler\nexport { handler as POST }\n", "GET variable_declarator, POST function_declaration"},
		{"CommonJS", "app/a/route.js", "exports.GET = function () {}\n", "GET function_expression"},
		{"a type", "app/a/route.ts", "export type GET = string\nexport const OPTIONS = 1\n", "OPTIONS variable_declarator"},
		{"pages", "pages/api/a.ts", "export default function handler() {}\n", "* function_declaration"},
		{"pages, wrapped", "pages/api/a.ts", "export default wrap(handler)\n", "* call_expression"},
		{"from a package", "app/a/route.ts", "export { GET, POST } from 'some-package'\n", "GET none, POST none"},
	} {
		a := loadApp(t, "next 16.4.6\n-- "+c.file+" --\n"+c.text+"-- lib/h.ts --\nexport function handler() {}\nexport function PATCH() {}\n")
		if len(a.Routes) != 1 {
			t.Errorf("%s: %s", c.name, routesOf(a))
			continue
		}
		var got []string
		for _, m := range a.Routes[0].Methods() {
			got = append(got, m.Name+" "+m.Node.Kind().String())
		}
		if got := strings.Join(got, ", "); got != c.want {
			t.Errorf("%s: got %s, want %s", c.name, got, c.want)
		}
	}
}

func FuzzRoutes(f *testing.F) {
	for _, s := range []string{"(g)/@m/(..)photo/[id]/page.tsx", "a/(..)(..)b/route.ts", "(g)/icon1.png", "x/sitemap.ts", "[[...a]]/page.js", "(...)/page.tsx", "%5Fa/page.tsx"} {
		f.Add(s, "/a/b")
	}
	f.Fuzz(func(t *testing.T, rel, url string) {
		for _, v := range []string{"14.2.35", "16.4.6"} {
			a := appOf(v)
			for _, r := range []*Route{a.appRoute("app/" + rel), a.pagesRoute("pages/" + rel)} {
				if r == nil {
					continue
				}
				r.app = a
				a.Routes = append(a.Routes, r)
				r.Sample()
				if !strings.HasPrefix(r.Path, "/") {
					t.Errorf("%q: path %q", rel, r.Path)
				}
			}
			a.Match(url)
		}
	})
}
