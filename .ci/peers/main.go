// Command peers times clerkvet against tools that read the same files: oxlint,
// ast-grep with five patterns, ripgrep for a rare word, gitleaks, and reading
// alone. The runs take turns, so that what else the machine does hits all alike;
// only the ratios mean anything.
package main

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

func main() {
	var s settings
	flag.StringVar(&s.binary, "clerkvet", "./clerkvet", "the binary to measure")
	flag.StringVar(&s.store, "store", defaultStore(), "folder for tools that are installed")
	flag.BoolVar(&s.install, "install", false, "install what npm and the Go module proxy have and is missing")
	flag.IntVar(&s.rounds, "rounds", 5, "runs of each tool")
	flag.Parse()
	if err := s.run(flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "peers:", err)
		os.Exit(1)
	}
}

type settings struct {
	binary, store string
	install       bool
	rounds        int
}

func defaultStore() string {
	dir, err := os.UserCacheDir()
	if err != nil {
		dir = os.TempDir()
	}
	return filepath.Join(dir, "clerkvet-peers")
}

func (s settings) run(dirs []string) error {
	binary, err := filepath.Abs(s.binary)
	if err != nil {
		return err
	}
	if s.install {
		installAll(s.store)
	}
	rules, err := writePatterns()
	if err != nil {
		return err
	}
	defer os.Remove(rules)
	fmt.Print(machine())
	for _, dir := range dirs {
		if dir == "" {
			continue
		}
		if err := s.compare(dir, contestants(s.store, binary, rules)); err != nil {
			return fmt.Errorf("%s: %w", dir, err)
		}
	}
	return nil
}

// compare runs all tools on a folder in turns and prints the table.
func (s settings) compare(dir string, tools []*contestant) error {
	files, bytes := measure(dir)
	fmt.Printf("\n%s: %d JavaScript and TypeScript files, %.2f MB; median of %d runs\n", dir, files, float64(bytes)/1e6, s.rounds)
	for round := range s.rounds + 1 {
		for _, t := range tools {
			if !t.fits(dir) {
				continue
			}
			if err := t.time(dir, round > 0); err != nil { // the first warms the cache
				return err
			}
		}
	}
	table(tools, dir)
	return nil
}

// machine says on what was measured.
func machine() string {
	model := ""
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("machine: %s/%s, %d processors, %s, %s\n", runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), cmp.Or(model, "processor not known"), runtime.Version())
}

// measure counts what is there to read.
func measure(dir string) (files int, bytes int64) {
	_ = filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		switch filepath.Ext(name) {
		case ".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts":
			if info, err := d.Info(); err == nil && info.Mode().IsRegular() {
				files++
				bytes += info.Size()
			}
		}
		return nil
	})
	return files, bytes
}
