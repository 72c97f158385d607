package visitor

import (
	"maps"
	"testing"
)

const (
	guardedPage = `import { auth } from "@clerk/nextjs/server";
export default async function P() { await auth.protect(); return <p>in</p>; }`
	readingFile = `import { PrismaClient } from "@prisma/client";
const db = new PrismaClient();
export default async function F({ children }: any) { const rows = await db.order.findMany(); return <ul>{rows.map((r: any) => <li>{r.text}</li>)}{children}</ul>; }`
	quietFile      = `export default function F() { return <p>one moment</p>; }`
	closedGate     = "import { clerkMiddleware } from \"@clerk/nextjs/server\";\nexport default clerkMiddleware(async (auth) => { await auth.protect(); });"
	packageOfCases = `{"name":"x","dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"7.9.9"}}`
)

func TestFilesBesidePages(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  map[string]Protection // of the files that are resources by themselves
	}{
		"what is shown meanwhile":        {map[string]string{"app/orders/loading.tsx": readingFile}, map[string]Protection{"app/orders/loading.tsx": Open}},
		"above the page":                 {map[string]string{"app/template.tsx": readingFile}, map[string]Protection{"app/template.tsx": Open}},
		"in the place of a missing page": {map[string]string{"app/orders/not-found.tsx": readingFile}, map[string]Protection{"app/orders/not-found.tsx": Open}},
		"in a slot":                      {map[string]string{"app/orders/@side/default.tsx": readingFile}, map[string]Protection{"app/orders/@side/default.tsx": Open}},
		"nothing is read":                {map[string]string{"app/orders/loading.tsx": quietFile}, nil},
		"in the browser":                 {map[string]string{"app/orders/loading.tsx": "\"use client\";\n" + quietFile}, nil},
		"it asks who is there":           {map[string]string{"app/orders/loading.tsx": guardedPage}, nil},
		"beside another page":            {map[string]string{"app/other/loading.tsx": readingFile}, nil},
		"behind the middleware":          {map[string]string{"app/orders/loading.tsx": readingFile, "middleware.ts": closedGate}, map[string]Protection{"app/orders/loading.tsx": ByMiddleware}},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{"app/orders/page.tsx": guardedPage, "package.json": packageOfCases}
			maps.Copy(files, c.files)
			got := map[string]Protection{}
			for _, r := range load(t, files).Resources() {
				if r.File != "app/orders/page.tsx" {
					got[r.File] = r.Protection
				}
			}
			if !maps.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
