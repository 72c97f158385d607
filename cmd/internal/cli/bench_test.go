package cli

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
	"time"

	"clerkvet/analyzers"
	"clerkvet/analyzers/gitfs"
	"clerkvet/analyzers/js"
	"clerkvet/cmd/internal/report"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// BenchmarkAudit audits generated trees, each twice the one before, the example,
// and the folder that BENCH_DIR names. Beside time it tells where the processor
// was: lexing and the module graph, parsing, interpreting, rules, output.
func BenchmarkAudit(b *testing.B) {
	for _, times := range []int{1, 2, 4} {
		b.Run(fmt.Sprintf("generated %dx", times), func(b *testing.B) {
			dir := b.TempDir()
			plant(b, dir, generated(generatedUnit*times))
			benchmarkAudit(b, dir)
		})
	}
	b.Run("example", func(b *testing.B) {
		dir := b.TempDir() // not the whole repository that holds it
		if err := os.CopyFS(dir, os.DirFS(example)); err != nil {
			b.Fatal(err)
		}
		benchmarkAudit(b, dir)
	})
	if dir := os.Getenv("BENCH_DIR"); dir != "" {
		b.Run(filepath.Base(dir), func(b *testing.B) { benchmarkAudit(b, dir) })
	}
}

func benchmarkAudit(b *testing.B, dir string) {
	var spent stages
	b.ReportAllocs()
	for b.Loop() {
		spent.audit(b, dir)
	}
	spent.report(b)
}

// stages is how long the processors worked at each part of the audits, and how
// much they read.
type stages struct {
	load, visit, rest, output time.Duration
	lex, parse                time.Duration // of the same files once more, alone
	files, bytes              int
	parsed                    int // bytes
}

// audit does what an audit does, part by part. What a part needs of an earlier
// one is made there: the parser runs for the visitor first, then for the rules.
func (s *stages) audit(b *testing.B, dir string) {
	var facts *analyzers.Facts
	s.load += processor(func() {
		repo, err := gitfs.Open(context.Background(), dir)
		if err != nil {
			b.Fatal(err)
		}
		defer repo.Close()
		if facts, err = analyzers.Load(context.Background(), repo); err != nil {
			b.Fatal(err)
		}
	})
	s.visit += processor(func() {
		for _, app := range facts.Apps {
			app.Visitor().Resources()
		}
	})
	var results []*rules.Result
	s.rest += processor(func() { results = rules.Audit(context.Background(), facts, catalogue.All()) })
	s.output += processor(func() { s.write(b, facts, results) })
	b.StopTimer()
	s.again(facts)
	b.StartTimer()
}

func (s *stages) write(b *testing.B, facts *analyzers.Facts, results []*rules.Result) {
	audit := &report.Audit{Version: "0", Facts: facts, Rules: catalogue.All(), Results: results}
	c := &command{stdout: io.Discard, stderr: io.Discard}
	for _, format := range []string{"text", "sarif"} {
		var buf bytes.Buffer
		if err := c.render(&buf, format, audit, &plan{formats: report.Formats}, report.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}

// again lexes and parses the files of an audit once more: within it both are
// interleaved with what asks for them.
func (s *stages) again(facts *analyzers.Facts) {
	modules := facts.Project.Graph.Modules()
	s.lex += processor(func() {
		for _, m := range modules {
			js.Scan(m.File)
			s.files++
			s.bytes += len(m.File.Text)
		}
	})
	s.parse += processor(func() {
		for _, m := range modules {
			if m.Parsed() != nil {
				_, _ = js.Parse(m.File)
				s.parsed += len(m.File.Text)
			}
		}
	})
}

func (s *stages) report(b *testing.B) {
	seconds := b.Elapsed().Seconds()
	all := s.load + s.visit + s.rest + s.output
	share := func(d time.Duration) float64 { return 100 * float64(d) / float64(all) }
	b.ReportMetric(float64(s.files)/seconds, "files/s")
	b.ReportMetric(float64(s.bytes)/1e6/seconds, "MB/s")
	b.ReportMetric(100*float64(s.parsed)/float64(max(1, s.bytes)), "parsed-%")
	b.ReportMetric(share(s.lex), "lexing-%")
	b.ReportMetric(share(s.load-s.lex), "rest-of-loading-%")
	b.ReportMetric(share(s.parse), "parsing-%")
	b.ReportMetric(share(s.visit+s.rest-s.parse), "machine+rules-%")
	b.ReportMetric(share(s.output), "output-%")
	b.ReportMetric(share(s.visit), "of-it-visitor-%")
}

// processor is how long all processors worked for f, in which garbage is
// collected at the expense of who made it.
func processor(f func()) time.Duration {
	runtime.GC()
	before := worked()
	f()
	return worked() - before
}

func worked() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
