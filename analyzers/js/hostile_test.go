package js

import (
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

// hostile texts make a careless reader go over the rest of the file again and
// again.
var hostile = []string{
	`\"`, `/\/`, `import("x",`, "import('x', {", `<a `, `<a>`, `<a>{`, `<a b="`, `a=<T,>(`, `<A<B`, `{`, `(`, "`${", `import "\"`,
	"import `${", "require(`\\`", `const {a:b} = process.env;`, `{a:`, `import {a,`, `import a,`, `export {a as b,`, `process.env["\"`, `/*`, `//`,
	`import("x").y `, `}:`, `"use client";`, "\u00a0", `case {a}: `, `[`, `a?b:`, `<>`, `</`, `const {`, `x=<a>&`, "const {`a` = '\"",
}

// TestHostileTextEnds reads texts on which a reader that starts over at every
// part would need minutes. It judges no time: go test ends a run that hangs, and
// BenchmarkHostile tells how the time grows.
func TestHostileTextEnds(t *testing.T) {
	for _, part := range hostile {
		f := source.NewFile("a.tsx", []byte(strings.Repeat(part, 1<<16/len(part))))
		Scan(f)
		rewritten(f)
	}
}

func BenchmarkHostile(b *testing.B) {
	for _, part := range hostile {
		b.Run(part, func(b *testing.B) {
			text := []byte(strings.Repeat(part, 1<<18/len(part)))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Scan(source.NewFile("a.tsx", text))
			}
		})
	}
}
