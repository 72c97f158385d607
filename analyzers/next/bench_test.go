package next

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"runtime"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/source"
)

// generated is an app of n sections: a page, a client component, a barrel, a
// server module and a handler each, tied to those of the section before.
func generated(n int) fstest.MapFS {
	tree := fstest.MapFS{}
	put := func(name, format string, args ...any) {
		tree[name] = &fstest.MapFile{Data: fmt.Appendf(nil, format, args...)}
	}
	put("package.json", `{"name":"web","dependencies":{"next":"15.2.0","@clerk/nextjs":"6.9.0"}}`)
	put("tsconfig.json", `{"compilerOptions":{"paths":{"@/*":["./*"]}}}`)
	for i := range n {
		put(fmt.Sprintf("app/s%d/page.tsx", i), "import { Card } from '@/ui/s%d'\nimport { load } from '@/lib/s%d'\nexport default async function Page() {\n  return <Card row={await load()} />\n}\n", i, i)
		put(fmt.Sprintf("ui/s%d/index.ts", i), "export * from './card'\n")
		put(fmt.Sprintf("ui/s%d/card.tsx", i), "'use client'\nimport { Row } from '@/lib/s%d'\nimport { Label } from '../s%d/card'\nexport const Label = (p: { row: Row }) => <b>{p.row.id}</b>\nexport function Card({ row }: { row: Row }) {\n  return <Label row={row} />\n}\n", i, max(0, i-1))
		put(fmt.Sprintf("lib/s%d.ts", i), "export interface Row { id: string }\nexport async function load(): Promise<Row> {\n  return { id: process.env.SECRET_%d ?? '' }\n}\n", i)
		put(fmt.Sprintf("app/api/s%d/route.ts", i), "import { load } from '@/lib/s%d'\nexport async function GET() { return Response.json(await load()) }\n", i)
	}
	return tree
}

// loaded walks and loads a tree, and follows the browser's chains.
func loaded(tb testing.TB, fsys fs.FS) *Project {
	tree, err := source.Walk(context.Background(), fsys, func(name string, dir bool) bool {
		return dir && (vendored(name+"/") || name == ".git")
	})
	if err != nil {
		tb.Fatal(err)
	}
	p, err := Load(context.Background(), tree)
	if err != nil {
		tb.Fatal(err)
	}
	for _, app := range p.Apps {
		app.Client()
	}
	return p
}

func benchmarkGrowth(b *testing.B, fsys fs.FS) {
	var files, bytes int
	for _, m := range loaded(b, fsys).Graph.Modules() {
		files++
		bytes += len(m.File.Text)
	}
	b.SetBytes(int64(bytes))
	for b.Loop() {
		loaded(b, fsys)
	}
	b.ReportMetric(float64(files*b.N)/b.Elapsed().Seconds(), "files/s")
}

// BenchmarkGrowth shows growth: each tree is twice the one before. BENCH_DIR
// names a repository to load as well.
func BenchmarkGrowth(b *testing.B) {
	for _, times := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("%dx", times), func(b *testing.B) {
			dir := b.TempDir() // listing a folder of a MapFS takes a look at all its files
			if err := os.CopyFS(dir, generated(200*times)); err != nil {
				b.Fatal(err)
			}
			benchmarkGrowth(b, os.DirFS(dir))
		})
	}
	b.Run("example", func(b *testing.B) { benchmarkGrowth(b, os.DirFS("../../testdata/example")) })
	if dir := os.Getenv("BENCH_DIR"); dir != "" {
		b.Run("repository", func(b *testing.B) { benchmarkGrowth(b, os.DirFS(dir)) })
	}
}

// TestLoadIsDeterministic loads one tree on one processor and on many.
func TestLoadIsDeterministic(t *testing.T) {
	fsys := generated(40)
	fsys["lib/broken.ts"] = &fstest.MapFile{Data: []byte("import {")}
	fsys["app/tsconfig.json"] = &fstest.MapFile{Data: []byte("{")}
	var first []string
	for _, procs := range []int{1, 1, 8, 8} {
		before := runtime.GOMAXPROCS(procs)
		got := summary(loaded(t, fsys))
		runtime.GOMAXPROCS(before)
		if first == nil {
			first = got
		}
		if !reflect.DeepEqual(got, first) {
			t.Fatalf("on %d processors:\n%q\nfirst:\n%q", procs, got, first)
		}
	}
	if len(first) < 200 {
		t.Fatalf("the summary has %d lines, too few to tell anything", len(first))
	}
}

// summary is what a load found, in words and in order.
func summary(p *Project) (out []string) {
	for _, m := range p.Graph.Modules() {
		out = append(out, fmt.Sprint(m.Path, " parsed ", m.Parsed() != nil))
		for _, e := range m.Edges {
			if e.To != nil {
				out = append(out, m.Path+" imports "+e.To.Path)
			}
		}
	}
	for _, app := range p.Apps {
		for _, r := range app.Client() {
			out = append(out, "client "+r.Module.Path+" from "+r.Entry)
			for _, step := range r.Chain {
				out = append(out, "  by "+step.From.Path)
			}
		}
	}
	for _, problem := range p.Tree.Problems() {
		out = append(out, problem.Path+" "+problem.Reason)
	}
	return out
}
