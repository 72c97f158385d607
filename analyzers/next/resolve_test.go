package next

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/source"
)

// TestResolve loads a tree in which the file app/page.tsx, or the one that the
// case names, imports one specifier, and looks where it leads.
func TestResolve(t *testing.T) {
	for _, c := range []struct{ name, specifier, tree, want string }{
		{"extension", "./a", "-- app/a.ts --\n", "app/a.ts"},
		{"TypeScript before JavaScript", "./a", "-- app/a.js --\n-- app/a.tsx --\n", "app/a.tsx"},
		{"index", "../lib", "-- lib/index.jsx --\n", "lib/index.jsx"},
		{"file before folder", "../lib", "-- lib/index.ts --\n-- lib.ts --\n", "lib.ts"},
		{"own folder", ".", "-- app/index.ts --\n", "app/index.ts"},
		{".js stands for .ts", "./a.js", "-- app/a.ts --\n", "app/a.ts"},
		{".mjs stands for .mts", "./a.mjs", "-- app/a.mts --\n", "app/a.mts"},
		{"declaration", "./a", "-- app/a.d.ts --\n", "app/a.d.ts"},
		{"query", "./a?inline", "-- app/a.ts --\n", "app/a.ts"},
		{"asset", "./a.css", "-- app/a.css --\n", "asset app/a.css"},
		{"JSON", "./a.json", "-- app/a.json --\n{}\n", "asset app/a.json"},
		{"not found", "./a", "", "unresolved"},
		{"above the root", "../../a", "", "unresolved"},
		{"package", "next/link", "", "next link"},
		{"scoped package", "@clerk/nextjs/server", "", "@clerk/nextjs server"},
		{"node", "node:fs", "", "node:fs"},
		{"paths", "@/lib/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}} // comment
-- src/lib/a.ts --
`, "src/lib/a.ts"},
		{"paths below baseUrl", "@/lib/a", `
-- tsconfig.json --
{"compilerOptions": {"baseUrl": "src", "paths": {"@/*": ["*"]}}}
-- src/lib/a.ts --
`, "src/lib/a.ts"},
		{"longest prefix", "@/lib/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"], "@/lib/*": ["./lib/*"]}}}
-- src/lib/a.ts --
-- lib/a.ts --
`, "lib/a.ts"},
		{"exact before wild", "@/env", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"], "@/env": ["./env.mjs"]}}}
-- src/env.ts --
-- env.mjs --
`, "env.mjs"},
		{"second target", "@/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./one/*", "./two/*"]}}}
-- two/a.ts --
`, "two/a.ts"},
		{"star without a slash", "@ui/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@ui*": ["./ui/*"]}}}
-- ui/a.ts --
`, "ui/a.ts"},
		{"no such file behind an alias", "@/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./src/*"]}}}
`, "unresolved"},
		{"catch-all mapping leaves packages alone", "react", `
-- tsconfig.json --
{"compilerOptions": {"baseUrl": ".", "paths": {"*": ["./types/*"]}}}
`, "react"},
		{"mapping to an installed package", "ui", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"ui": ["./node_modules/ui"]}}}
`, "ui"},
		{"baseUrl", "lib/a", `
-- tsconfig.json --
{"compilerOptions": {"baseUrl": "."}}
-- lib/a.ts --
`, "lib/a.ts"},
		{"jsconfig", "@/a", `
-- jsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./*"]}}}
-- a.js --
`, "a.js"},
		{"extends", "@/a", `
-- tsconfig.json --
{"extends": "./config/base"}
-- config/base.json --
{"compilerOptions": {"paths": {"@/*": ["../lib/*"]}}}
-- lib/a.ts --
`, "lib/a.ts"},
		{"extends an array, the last wins", "@/a", `
-- tsconfig.json --
{"extends": ["./one.json", "./two.json"]}
-- one.json --
{"compilerOptions": {"paths": {"@/*": ["./one/*"]}}}
-- two.json --
{"compilerOptions": {"paths": {"@/*": ["${configDir}/two/*"]}}}
-- one/a.ts --
-- two/a.ts --
`, "two/a.ts"},
		{"extends a package of the workspace", "@/a", `
-- package.json --
{"workspaces": ["packages/*"]}
-- tsconfig.json --
{"extends": "@repo/tsconfig/nextjs.json"}
-- packages/ts/package.json --
{"name": "@repo/tsconfig"}
-- packages/ts/nextjs.json --
{"compilerOptions": {"baseUrl": "../..", "paths": {"@/*": ["src/*"]}}}
-- src/a.ts --
`, "src/a.ts"},
		{"extends in a circle", "@/a", `
-- tsconfig.json --
{"extends": "./b.json"}
-- b.json --
{"extends": "./tsconfig.json", "compilerOptions": {"paths": {"@/*": ["./*"]}}}
-- a.ts --
`, "a.ts"},
		{"not the tsconfig of another package", "@lib/a", `
-- lib/tsconfig.json --
{}
-- tsconfig.json --
{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}
-- app/package.json --
{}
-- app/tsconfig.json --
{}
-- lib/a.ts --
`, "@lib/a"},
		{"the tsconfig above where the package has none", "@lib/a", `
-- tsconfig.json --
{"compilerOptions": {"paths": {"@lib/*": ["./lib/*"]}}}
-- app/package.json --
{}
-- lib/a.ts --
`, "lib/a.ts"},
		{"convention where the configuration is broken", "@/a", `
-- package.json --
{}
-- tsconfig.json --
{
-- src/a.ts --
`, "src/a.ts"},
		{"package imports", "#db/client", `
-- package.json --
{"imports": {"#db/*": {"types": "./types/*.d.ts", "default": "./db/*.js"}}}
-- db/client.ts --
`, "db/client.ts"},
		{"package imports of a package", "#auth", `
-- package.json --
{"imports": {"#auth": "@clerk/nextjs/server"}}
`, "@clerk/nextjs server"},
		{"package of the workspace", "@repo/ui", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/ui/package.json --
{"name": "@repo/ui", "main": "./src/main.tsx"}
-- packages/ui/src/main.tsx --
`, "packages/ui/src/main.tsx @repo/ui"},
		{"subpath without exports", "@repo/ui/button", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/ui/package.json --
{"name": "@repo/ui"}
-- packages/ui/button.tsx --
`, "packages/ui/button.tsx @repo/ui button"},
		{"exports with a pattern", "@repo/ui/button", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/ui/package.json --
{"name": "@repo/ui", "exports": {"./*": "./src/*.tsx", "./button": {"types": "./dist/button.d.ts", "import": "./dist/button.mjs"}}}
-- packages/ui/src/button.tsx --
`, "packages/ui/src/button.tsx @repo/ui button"},
		{"the longest pattern of exports", "@repo/ui/icons/x", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/ui/package.json --
{"name": "@repo/ui", "exports": {"./*": "./src/*.tsx", "./icons/*": "./icons/*.tsx"}}
-- packages/ui/icons/x.tsx --
-- packages/ui/src/icons/x.tsx --
`, "packages/ui/icons/x.tsx @repo/ui icons/x"},
		{"built files lead to their source", "@repo/db", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/db/package.json --
{"name": "@repo/db", "exports": {".": {"require": "./dist/cjs/index.cjs", "import": "./dist/esm/index.js"}}}
-- packages/db/src/index.ts --
`, "packages/db/src/index.ts @repo/db"},
		{"a condition of the repository's own", "@repo/db", `
-- package.json --
{"workspaces": ["packages/*"]}
-- packages/db/package.json --
{"name": "@repo/db", "exports": {".": {"@repo/source": "./code/index.ts", "default": "./gone/index.js"}}}
-- packages/db/code/index.ts --
`, "packages/db/code/index.ts @repo/db"},
		{"not exported", "@repo/db/secret", `
-- package.json --
{"workspaces": ["packages/*"], "dependencies": {"@repo/db": "*"}}
-- packages/db/package.json --
{"name": "@repo/db", "exports": {".": "./index.ts"}}
-- packages/db/index.ts --
-- packages/db/secret.ts --
`, "unresolved @repo/db secret"},
		{"a name of the registry", "left-pad", `
-- package.json --
{"workspaces": ["packages/*"], "dependencies": {"left-pad": "^1.0.0"}}
-- packages/pad/package.json --
{"name": "left-pad", "version": "2.0.0"}
-- packages/pad/index.js --
`, "left-pad"},
		{"outside of the workspace", "@repo/ui", `
-- package.json --
{"dependencies": {"@repo/ui": "1.0.0"}}
-- packages/ui/package.json --
{"name": "@repo/ui"}
-- packages/ui/index.ts --
`, "@repo/ui"},
		{"an example that installs the published package", "@repo/ui", `
-- package.json --
{"workspaces": ["packages/*"]}
-- app/package.json --
{"dependencies": {"@repo/ui": "latest"}}
-- packages/ui/package.json --
{"name": "@repo/ui"}
-- packages/ui/index.ts --
`, "@repo/ui"},
		{"file: dependency", "ui", `
-- package.json --
{"dependencies": {"ui": "file:./vendor/ui"}}
-- vendor/ui/package.json --
{"name": "@vendor/ui"}
-- vendor/ui/index.js --
`, "vendor/ui/index.js ui"},
		{"own name", "web/lib/a", `
-- package.json --
{"name": "web"}
-- lib/a.ts --
`, "lib/a.ts web lib/a"},
		{"folder with a package.json", "./ui", `
-- app/ui/package.json --
{"main": "./main.ts"}
-- app/ui/main.ts --
`, "app/ui/main.ts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := loadTree(t, strings.TrimPrefix(c.tree, "\n")+"-- app/page.tsx --\nimport x from \""+c.specifier+"\"\n")
			m := p.Graph.Module("app/page.tsx")
			if got := leads(m.Edges[0]); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			again := p.Graph.Resolve(m, c.specifier)
			if again.Import = m.Edges[0].Import; again != m.Edges[0] {
				t.Errorf("Resolve says %q", leads(again))
			}
			if to := m.Edges[0].To; to != nil && (len(to.Importers) != 1 || to.Importers[0].From != m) {
				t.Errorf("importers: %v", to.Importers)
			}
		})
	}
}

func leads(e Edge) string {
	var out []string
	if e.To != nil {
		out = append(out, e.To.Path)
	}
	if e.Asset != "" {
		out = append(out, "asset "+e.Asset)
	}
	if e.Unresolved {
		out = append(out, "unresolved")
	}
	return strings.TrimSpace(strings.Join(append(out, e.Package, e.Subpath), " "))
}

func TestExport(t *testing.T) {
	p := loadTree(t, `
-- package.json --
{"workspaces": ["packages/*"], "dependencies": {"next": "15.0.0"}}
-- tsconfig.json --
{"compilerOptions": {"paths": {"@/*": ["./*"]}}}
-- app/page.tsx --
-- packages/auth/package.json --
{"name": "@repo/auth", "main": "index.ts"}
-- packages/auth/index.ts --
export { guard } from "./guard"
export * from "@clerk/nextjs/server"
-- packages/auth/guard.ts --
export async function guard() {}
-- lib/index.ts --
export { default as fetcher, helper as renamed } from "./a"
export * from "./b"
export * from "./index"
export * as all from "./a"
export { missing } from "./gone"
import { guard } from "@repo/auth"
export { guard }
export { auth } from "@repo/auth"
-- lib/a.ts --
export default function fetcher() {}
const helper = () => 1
export { helper }
-- lib/b.ts --
export class Thing {}
export * from "./c"
export default 1
-- lib/c.ts --
export * from "./b"
export const deep = 1, other = 2
-- lib/two.ts --
export * from "one"
export * from "two"
-- lib/cjs.js --
module.exports.run = function () {}
-- lib/circle.ts --
export { x } from "./circle2"
-- lib/circle2.ts --
export { x } from "./circle"
`[1:])
	for _, c := range []struct{ module, name, want string }{
		{"lib/index.ts", "fetcher", "lib/a.ts default function_declaration"},
		{"lib/index.ts", "renamed", "lib/a.ts helper variable_declarator"},
		{"lib/index.ts", "Thing", "lib/b.ts Thing class_declaration"},
		{"lib/index.ts", "deep", "lib/c.ts deep variable_declarator"},
		{"lib/index.ts", "all", "lib/a.ts * none"},
		{"lib/index.ts", "missing", "unresolved missing"},
		{"lib/index.ts", "default", "nothing"},
		{"lib/index.ts", "absent", "nothing"},
		{"lib/index.ts", "guard", "packages/auth/guard.ts guard function_declaration of @repo/auth guard"},
		{"lib/index.ts", "auth", "@clerk/nextjs/server auth"},
		{"lib/b.ts", "other", "lib/c.ts other variable_declarator"},
		{"lib/two.ts", "x", "one x guess"},
		{"lib/cjs.js", "run", "lib/cjs.js run function_expression"},
		{"lib/circle.ts", "x", "nothing"},
	} {
		if got := defines(p.Graph.Export(p.Graph.Module(c.module), c.name)); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.module, c.name, got, c.want)
		}
		again := p.Graph.Export(p.Graph.Module(c.module), c.name)
		if got := defines(again); got != c.want {
			t.Errorf("%s %s, asked again: %q", c.module, c.name, got)
		}
	}
}

func defines(d Definition) string {
	switch {
	case d.Unresolved:
		return "unresolved " + d.Name
	case d.Module != nil:
		out := fmt.Sprintf("%s %s %s", d.Module.Path, d.Name, d.Node.Kind())
		if d.Package != "" {
			out += " of " + d.Package + " " + d.PackageName
		}
		return out
	case d.External():
		out := d.Package
		if d.Subpath != "" {
			out += "/" + d.Subpath
		}
		out += " " + d.Name
		if d.Guess {
			out += " guess"
		}
		return out
	}
	return "nothing"
}

func FuzzTSConfig(f *testing.F) {
	f.Add([]byte(`{"extends": ["./b.json", "c"], "compilerOptions": {"baseUrl": "./", "paths": {"@/*": ["./x/*"], "a*b": ["*"], "*": []}}}`), "@/a")
	f.Add([]byte(`{"extends": "./tsconfig", "compilerOptions": {"baseUrl": "..", "paths": {"": [""]}}}`), "")
	f.Fuzz(func(t *testing.T, text []byte, specifier string) {
		fsys := fstest.MapFS{"tsconfig.json": {Data: text}, "b.json": {Data: text}, "app/page.tsx": {}, "x/a.ts": {}}
		tree, err := source.Walk(context.Background(), fsys, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Load(context.Background(), tree)
		if err != nil {
			t.Fatal(err)
		}
		p.Graph.Resolve(p.Graph.Module("app/page.tsx"), specifier)
	})
}
