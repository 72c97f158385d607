package next

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestApps(t *testing.T) {
	for _, c := range []struct{ name, tree, want string }{
		{"app folder", `
-- package.json --
{"dependencies": {"next": "15.0.0", "@clerk/nextjs": "6.0.0"}}
-- app/page.tsx --
`, `. app= "@clerk/nextjs": "6.0.0"`},
		{"pages in src, as a dev dependency", `
-- package.json --
{"devDependencies": {"next": "15.0.0"}}
-- src/pages/index.tsx --
`, `. app= "next": "15.0.0"`},
		{"another @clerk package", `
-- package.json --
{"dependencies": {"next": "15.0.0", "@clerk/themes": "1.0.0", "@clerk/clerk-react": "5.0.0"}}
-- app/page.tsx --
`, `. app= "@clerk/clerk-react": "5.0.0"`},
		{"library with pages", `
-- package.json --
{"peerDependencies": {"next": ">=13"}, "devDependencies": {"next": "15.0.0"}}
-- src/pages/index.tsx --
`, ``},
		{"config package", `
-- package.json --
{"workspaces": ["*"]}
-- web/package.json --
{"dependencies": {"next": "15.0.0"}}
-- web/app/page.tsx --
-- base/package.json --
{"dependencies": {"next": "15.0.0"}}
-- base/next.config.js --
module.exports = {}
`, `web app= "next": "15.0.0"`},
		{"nothing but next", `
-- package.json --
{"dependencies": {"next": "15.0.0"}}
`, `. app= "next": "15.0.0"`},
		{"Nx", `
-- package.json --
{"dependencies": {"next": "15.0.0", "@clerk/nextjs": "6.0.0"}}
-- apps/web/next.config.js --
module.exports = {}
-- apps/web/src/app/page.tsx --
`, `apps/web app= "@clerk/nextjs": "6.0.0"`},
		{"own package.json, dependencies in the root", `
-- package.json --
{"dependencies": {"next": "15.0.0", "@clerk/nextjs": "6.0.0"}, "workspaces": {"packages": ["apps/*"]}}
-- apps/web/package.json --
{"name": "web", "scripts": {"build": "next build"}}
-- apps/web/app/page.tsx --
`, `apps/web app= "@clerk/nextjs": "6.0.0"`},
		{"installed packages are none", `
-- package.json --
{"dependencies": {"next": "15.0.0"}}
-- app/page.tsx --
-- node_modules/x/package.json --
{"dependencies": {"next": "15.0.0"}}
-- node_modules/x/app/page.tsx --
`, `. app= "next": "15.0.0"`},
		{"several, legacy among them", `
-- b/package.json --
{"dependencies": {"next": "15.0.0"}}
-- b/app/page.tsx --
-- a/package.json --
{"dependencies": {"next": "9.0.0"}}
-- a/pages/index.js --
`, `a app= "next": "9.0.0"|b app= "next": "15.0.0"`},
		{"no package of its own", `
-- package.json --
{"dependencies": {"react": "19.0.0"}}
-- app/page.tsx --
`, ``},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, a := range loadTree(t, c.tree).Apps {
				got = append(got, fmt.Sprintf("%s app= %s", a.Dir, a.Anchor.Text()))
			}
			if got := strings.Join(got, "|"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestFolders(t *testing.T) {
	for _, c := range []struct{ name, version, files, want string }{
		{"root app wins", "15.0.0", "app/page.tsx src/app/page.tsx", "app  ."},
		{"src", "15.0.0", "src/app/page.tsx src/pages/index.tsx", "src/app src/pages src"},
		{"foreign root app", "16.0.0", "app/main.py src/app/page.tsx", "app  ."},
		{"pages decide", "15.0.0", "app/page.tsx src/pages/index.tsx", "app src/pages src"},
		{"no app router before 13", "12.3.4", "app/page.tsx pages/index.tsx", " pages ."},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := `-- package.json --` + "\n" + `{"dependencies":{"next":"` + c.version + `"}}` + "\n"
			for file := range strings.FieldsSeq(c.files) {
				text += "-- " + file + " --\n"
			}
			a := loadTree(t, text).Apps[0]
			if got := strings.Join([]string{a.AppDir, a.PagesDir, a.CodeDir}, " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWorkspaces(t *testing.T) {
	const packages = `
-- apps/web/package.json --
{"name": "web"}
-- packages/ui/package.json --
{"name": "ui"}
-- packages/deep/er/package.json --
{"name": "er"}
-- fixtures/web/package.json --
{"name": "fixture"}
`
	for _, c := range []struct{ name, root, want string }{
		{"array", `-- package.json --` + "\n" + `{"workspaces": ["apps/*", "./packages/*/"]}`, "ui web"},
		{"object", `-- package.json --` + "\n" + `{"workspaces": {"packages": ["packages/**"]}}`, "er ui"},
		{"negated", `-- package.json --` + "\n" + `{"workspaces": ["**", "!fixtures/**"]}`, "er ui web"},
		{"pnpm", `-- pnpm-workspace.yaml --` + "\npackages:\n  - 'apps/*'\n  - \"packages/deep/er\"\n", "er web"},
		{"pnpm flow", `-- pnpm-workspace.yaml --` + "\npackages: [apps/*]\n", "web"},
		{"lerna", `-- package.json --` + "\n{}\n" + `-- lerna.json --` + "\n" + `{"packages": ["apps/*"]}`, "web"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := loadTree(t, c.root+"\n"+packages[1:]).workspaces["."]
			if w == nil {
				t.Fatal("no workspace")
			}
			if got := strings.Join(sortedKeys(w.members), " "); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestBrokenFiles(t *testing.T) {
	deep := strings.Repeat("[", 100_000)
	p := loadTree(t, `
-- package.json --
{
  "dependencies": {"next": "15.0.0"
-- web/package.json --
{"dependencies": {"next": "^15.1.0", "react": 7}, "scripts": []}
-- web/app/page.tsx --
import x from "./gone"
-- web/package-lock.json --
{"packages":
-- web/tsconfig.json --
{"extends": "./tsconfig.json", "compilerOptions": {"paths": 3}}
-- web/next.config.js --
module.exports = {
-- web/vercel.json --
`+deep+`
-- list/package.json --
[]
-- pnpm-workspace.yaml --
packages: [
-- y/package.json --
{"dependencies": {"next": "^14.1.0"}}
-- y/pages/index.js --
-- y/yarn.lock --
# yarn lockfile v1

<<<<<<< HEAD
next@^14.1.0:
  version "14.2.0"
-- z/package.json --
{"dependencies": {"next": "^14.1.0"}}
-- z/pages/index.js --
-- z/bun.lockb --
binary
`)
	if len(p.Apps) != 3 || p.Apps[0].Dir != "web" {
		t.Fatalf("apps: %v", p.Apps)
	}
	if got := shown(p.Apps[0].Versions["next"]); got != "15.1.0" {
		t.Errorf("next is %s", got)
	}
	var got []string
	for _, problem := range p.Tree.Problems() {
		got = append(got, fmt.Sprintf("%s:%d", problem.Path, problem.At.StartLine()))
	}
	want := []string{"list/package.json:1", "package.json:3", "pnpm-workspace.yaml:1", "web/package-lock.json:2", "web/vercel.json:1", "y/yarn.lock:3", "z/bun.lockb:1"}
	if !slices.Equal(got, want) {
		t.Errorf("problems %v, want %v", got, want)
	}
}
