package js

import (
	"strings"
	"testing"
	"time"

	"clerkvet/analyzers/source"
)

// hostile texts make a careless reader go over the rest of the file again and
// again.
var hostile = []string{
	`\"`, `/\/`, `import("x",`, "import('x', {", `<a `, `<a>`, `<a>{`, `<a b="`, `a=<T,>(`, `<A<B`, `{`, `(`, "`${", `import "\"`,
	"import `${", "require(`\\`", `const {a:b} = process.env;`, `{a:`, `import {a,`, `import a,`, `export {a as b,`, `process.env["\"`, `/*`, `//`,
	`import("x").y `, `}:`, `"use client";`, "\u00a0", `case {a}: `, `[`, `a?b:`, `<>`, `</`, `const {`, `x=<a>&`, "const {`a` = '\"",
}

// TestHostileTextEnds would take hours if some reader were quadratic: each text
// has a quarter of a megabyte.
func TestHostileTextEnds(t *testing.T) {
	for _, part := range hostile {
		text := []byte(strings.Repeat(part, 1<<18/len(part)))
		start := time.Now()
		f := source.NewFile("a.tsx", text)
		Scan(f)
		scanned := time.Since(start)
		repair(f)
		if d := time.Since(start); d > 5*time.Second {
			t.Errorf("%q: scan %v, scan and repair %v", part, scanned, d)
		} else if d > time.Second {
			t.Logf("%q: scan %v, scan and repair %v", part, scanned, d)
		}
	}
}
