package next

import (
	"strings"
	"testing"
)

// TestClient holds mini repositories whose client modules, entries included,
// are listed: path, "!" if via a barrel.
func TestClient(t *testing.T) {
	for _, c := range []struct{ name, tree, want string }{
		{"the boundary and what is below", `
-- app/page.tsx --
import { Button } from "../ui/button"
import { db } from "../lib/db"
export default () => <Button>{db()}</Button>
-- ui/button.tsx --
"use client"
import { cn } from "./cn"
const later = () => import("./later")
const old = require("./old")
export const Button = () => cn()
-- ui/cn.ts --
-- ui/later.tsx --
-- ui/old.js --
-- lib/db.ts --
-- ui/orphan.tsx --
"use client"
`, "ui/button.tsx ui/cn.ts ui/later.tsx ui/old.js"},
		{"types do not count", `
-- app/page.tsx --
"use client"
import type { A } from "./a"
import { type B } from "./b"
import { C } from "./c"
import { D, e } from "./d"
import { schema } from "./f"
export type { G } from "./g"
const x: C = e(1 as unknown as D)
type F = z.infer<typeof schema>
-- app/a.ts --
-- app/b.ts --
-- app/c.ts --
export interface C {}
export const secret = process.env.SECRET
-- app/d.ts --
export const e = 1
-- app/f.ts --
export const schema = 1
-- app/g.ts --
`, "app/d.ts app/page.tsx"},
		{"JavaScript keeps imports", `
-- app/page.jsx --
"use client"
import { a } from "./a"
-- app/a.js --
`, "app/a.js app/page.jsx"},
		{"server actions and server-only end a chain", `
-- app/page.tsx --
"use client"
import { act } from "./actions"
import { get } from "./data"
act(get())
-- app/actions.ts --
"use server"
import { Mail } from "./mail"
import { db } from "./db"
Mail(db())
-- app/data.ts --
import "server-only"
import { db } from "./db"
-- app/db.ts --
-- app/mail.tsx --
"use client"
`, "app/mail.tsx app/page.tsx"},
		{"a server component as children stays", `
-- app/layout.tsx --
import { Shell } from "./shell"
import { Server } from "./server"
export default () => <Shell><Server /></Shell>
-- app/shell.tsx --
"use client"
-- app/server.tsx --
`, "app/shell.tsx"},
		{"a type alone does not pull in a boundary", `
-- app/page.tsx --
import { Props } from "./client"
export default function Page(props: Props) {}
-- app/client.tsx --
"use client"
export interface Props {}
`, ""},
		{"private folders and route handlers are walked as what they are", `
-- app/_private/page.tsx --
"use client"
-- app/api/route.ts --
import { Shared } from "./shared"
Shared()
-- app/api/shared.tsx --
"use client"
`, "app/api/shared.tsx"},
		{"pages router", `
-- pages/index.tsx --
import { db } from "../db"
import { view } from "../view"
import { helper } from "../helper"
import shared from "../shared"
type Props = { a: Awaited<ReturnType<typeof db>> }
function load() { return helper(shared) }
export async function getServerSideProps() { const x = await import("../lazy"); return { props: { a: db(load()) } } }
export default function Page() { return view(shared) }
-- pages/api/x.ts --
import "../../api"
-- pages/_document.tsx --
import "../doc"
-- pages/_app.tsx --
import "../style"
-- pages/other.tsx --
import { getStaticProps } from "../data"
export { getStaticProps }
export { getStaticPaths } from "../paths"
export const config = run()
function run() { return require("../run") }
export default () => null
-- pages/wrapped.tsx --
import { withAuth } from "../auth"
import { keep } from "../keep"
const unused = keep()
export const getServerSideProps = withAuth(async () => ({}))
export default () => null
-- db.ts --
-- view.ts --
-- helper.ts --
-- shared.ts --
-- lazy.ts --
-- api.ts --
-- doc.ts --
-- style.ts --
-- data.ts --
-- paths.ts --
-- run.ts --
-- auth.ts --
-- keep.ts --
`, "keep.ts pages/_app.tsx pages/index.tsx pages/other.tsx pages/wrapped.tsx run.ts shared.ts style.ts view.ts"},
		{"client setup", `
-- src/app/page.tsx --
-- src/instrumentation-client.ts --
import "./a"
-- src/instrumentation.ts --
import "./b"
-- sentry.client.config.ts --
-- src/a.ts --
-- src/b.ts --
`, "sentry.client.config.ts src/a.ts src/instrumentation-client.ts"},
		{"barrels are passed by name", `
-- app/page.tsx --
"use client"
import { cn, deep } from "../lib"
cn(deep)
-- lib/index.ts --
// all of it
export { cn } from "./cn"
export { db } from "./db"
export * from "./more"
export type { T } from "./types"
-- lib/cn.ts --
-- lib/db.ts --
import "./pool"
-- lib/pool.ts --
-- lib/more/index.ts --
export * from "./a"; export * from "./b"
-- lib/more/a.ts --
export const other = 1
-- lib/more/b.ts --
export const deep = 1
-- lib/types.ts --
`, "app/page.tsx lib/cn.ts lib/db.ts! lib/index.ts lib/more/a.ts! lib/more/b.ts lib/more/index.ts lib/pool.ts!"},
		{"a barrel with code of its own is no barrel", `
-- app/page.tsx --
"use client"
import { cn } from "./lib"
cn()
-- app/lib.ts --
export { cn } from "./cn"
export { db } from "./db"
start()
-- app/cn.ts --
-- app/db.ts --
`, "app/cn.ts app/db.ts app/lib.ts app/page.tsx"},
		{"circles", `
-- app/page.tsx --
"use client"
import { a } from "./a"
a()
-- app/a.ts --
export * from "./b"
-- app/b.ts --
export * from "./a"
export * from "./page"
`, "app/a.ts app/b.ts app/page.tsx"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := loadApp(t, "-- package.json --\n{\"dependencies\": {\"next\": \"15.3.0\"}}\n"+strings.TrimPrefix(c.tree, "\n"))
			var got []string
			for _, r := range a.Client() {
				name := r.Module.Path
				if r.ViaBarrel {
					name += "!"
				}
				got = append(got, name)
			}
			if got := strings.Join(got, " "); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestChain(t *testing.T) {
	a := loadApp(t, `-- package.json --
{"workspaces": ["packages/*"], "dependencies": {"next": "15.0.0", "@repo/ui": "*"}}
-- app/page.tsx --
import { Long } from "./long"
import { Short } from "./short"
export default () => <Long><Short /></Long>
-- app/long.tsx --
"use client"
import "./middle"
-- app/middle.ts --
import "@repo/ui"
-- app/short.tsx --
"use client"
import { ui } from "@repo/ui"
ui()
-- packages/ui/package.json --
{"name": "@repo/ui"}
-- packages/ui/index.ts --
import "./deep"
-- packages/ui/deep.ts --
`)
	for _, r := range a.Client() {
		if r.Module.Path != "packages/ui/deep.ts" {
			continue
		}
		var got []string
		for _, step := range r.Chain {
			got = append(got, step.From.Path+" "+step.Edge.Import.Specifier.Value)
		}
		if got, want := strings.Join(got, " > "), "app/short.tsx @repo/ui > packages/ui/index.ts ./deep"; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		if r.Entry != `"use client"` {
			t.Errorf("entry %s", r.Entry)
		}
		return
	}
	t.Error("not reached")
}

func TestReachable(t *testing.T) {
	a := loadApp(t, `-- package.json --
{"dependencies": {"next": "15.0.0"}}
-- app/page.tsx --
import "../lib/a"
-- app/page.test.tsx --
-- middleware.ts --
import "./lib/b"
-- next.config.mjs --
import "./lib/c.mjs"
export default {}
-- lib/a.ts --
-- lib/b.ts --
-- lib/c.mjs --
-- lib/d.ts --
`)
	var got []string
	for _, m := range a.Reachable() {
		got = append(got, m.Path)
	}
	if got, want := strings.Join(got, " "), "app/page.tsx lib/a.ts lib/b.ts lib/c.mjs middleware.ts next.config.mjs"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

// TestDeterminism loads one tree several times: the results are the same.
func TestDeterminism(t *testing.T) {
	var tree strings.Builder
	tree.WriteString("-- package.json --\n{\"dependencies\": {\"next\": \"15.0.0\"}}\n")
	for _, name := range strings.Fields("a b c d e f g h") {
		tree.WriteString("-- app/" + name + "/page.tsx --\n\"use client\"\nimport \"../../lib/x\"\nimport \"../../lib/" + name + "\"\n")
		tree.WriteString("-- lib/" + name + ".ts --\nimport \"./x\"\nimport \"./y\"\n")
	}
	tree.WriteString("-- lib/x.ts --\nimport \"./y\"\n-- lib/y.ts --\n")
	first := ""
	for range 8 {
		got := ""
		for _, r := range loadApp(t, tree.String()).Client() {
			got += r.Module.Path
			for _, step := range r.Chain {
				got += " < " + step.From.Path
			}
			got += "\n"
		}
		if first == "" {
			first = got
		}
		if got != first {
			t.Fatalf("got\n%s\nand\n%s", first, got)
		}
	}
}
