package js

import (
	"os"
	"testing"

	"clerkvet/analyzers/source"
)

// seed adds every sample under every extension that makes a difference.
func seed(f *testing.F) {
	for _, text := range samples {
		for _, name := range []string{"a.ts", "a.tsx", "a.js"} {
			f.Add(name, []byte(text))
		}
	}
	for _, text := range []string{
		"import a, { type b as c } from 'x'; export * as d from \"y\"; require('z')",
		"const { A, B: c = 'd', ...r }: E = process.env; process.env?.['F']",
		"<a b={`${<c>'</c>}`}>it's // {d} & e</a>; x = <T,>(y: T) => y / 2 /re[/]/",
		"await f<T>(x).g; !o?.f<T>`a`[0]!; b + await !f<T>(!g<U>(y)).h<V>(z); -f<T>",
		"#!x\n'use client'\n/* */ \\u0041 `${`", "export type * from 'x'; let a: import('y').Z",
	} {
		f.Add("a.tsx", []byte(text))
	}
}

func checkSpan(t *testing.T, s source.Span) {
	t.Helper()
	if s.Start < 0 || s.Start > s.End || s.End > len(s.File.Text) {
		t.Errorf("span %d to %d in %d bytes", s.Start, s.End, len(s.File.Text))
	}
}

func FuzzScan(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		m := Scan(source.NewFile(name, text))
		for _, i := range m.Imports {
			checkSpan(t, i.Span)
			checkSpan(t, i.Specifier.Span)
			if i.Span.Start > i.Specifier.Span.Start || i.Span.End < i.Specifier.Span.End {
				t.Errorf("%q is not within %q", i.Specifier.Span.Text(), i.Span.Text())
			}
		}
		last := 0
		for _, r := range m.EnvReads {
			checkSpan(t, r.Span)
			if r.Span.Start < last {
				t.Error("env reads are out of order")
			}
			last = r.Span.Start
		}
	})
}

func FuzzParse(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		s, err := Parse(source.NewFile(name, text))
		if err != nil {
			return
		}
		checkTree(t, s)
		s.Names()
		s.ValueUsed("a")
		for n := range s.Root().Descendants() {
			checkSpan(t, n.Span())
			if p := n.Parent(); !p.Contains(n) || p.Span().Start > n.Span().Start || p.Span().End < n.Span().End {
				t.Fatalf("%s is not within its parent %s", n.Kind(), p.Kind())
			}
			if d := s.Resolve(n); !d.IsZero() && d.Syntax() != s {
				t.Fatal("resolved to another file")
			}
			n.StringValue()
			n.NumberValue()
			n.BoolValue()
			n.CalleePath()
			n.Property("a")
			n.Arguments()
		}
	})
}

func FuzzRepair(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, name string, text []byte) {
		before := string(text)
		out := rewritten(source.NewFile(name, text))
		if len(out) != len(text) || string(text) != before {
			t.Errorf("%d bytes became %d, or the original changed", len(text), len(out))
		}
		for i, c := range text {
			if (c == '\n') != (out[i] == '\n') {
				t.Fatalf("the line end at %d changed", i)
			}
		}
	})
}

// benchText is the file that BENCH_FILE names, or a plain component.
func benchText(b *testing.B) *source.File {
	if name := os.Getenv("BENCH_FILE"); name != "" {
		text, err := os.ReadFile(name)
		if err != nil {
			b.Fatal(err)
		}
		return source.NewFile(name, text)
	}
	text := "import { a } from 'b'\n"
	for range 200 {
		text += "export function C({ a }: { a: string }) {\n  const [b, setB] = useState<string>(process.env.X ?? '')\n" +
			"  return <div className=\"c\" onClick={() => setB(a.b(1))}>it's {b}, d</div>\n}\n"
	}
	return source.NewFile("a.tsx", []byte(text))
}

func BenchmarkScan(b *testing.B) {
	f := benchText(b)
	b.SetBytes(int64(len(f.Text)))
	b.ReportAllocs()
	for b.Loop() {
		Scan(f)
	}
}

func BenchmarkParse(b *testing.B) {
	f := benchText(b)
	b.SetBytes(int64(len(f.Text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(f); err != nil {
			b.Fatal(err)
		}
	}
}
