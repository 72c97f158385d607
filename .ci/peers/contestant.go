package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"time"
)

// A contestant is one tool with what it is asked to do.
type contestant struct {
	name    string
	binary  string // "" if the tool is not there
	missing string // how to get it
	args    func(dir string) []string
	git     bool // needs a repository with a history
	version []string
	wall    []time.Duration
	cpu     []time.Duration
	peak    []int64 // KiB
}

// contestants are clerkvet and its peers. The first is the one whose ratios are
// printed, those marked git are held against the one before them.
func contestants(store, clerkvet, patterns string) []*contestant {
	npm := filepath.Join(store, "node_modules", ".bin")
	own := "go install and npm install did not bring it"
	return []*contestant{
		{name: "clerkvet audit", binary: clerkvet, version: []string{"version"}, args: func(dir string) []string {
			return []string{"audit", dir, "--format", "json", "--fail-on", "never"}
		}},
		{name: "oxlint, default rules", binary: find(npm, "oxlint"), missing: own, version: []string{"--version"}, args: func(dir string) []string { return []string{dir} }},
		{name: "ast-grep, 5 patterns", binary: find(npm, "ast-grep"), missing: own, version: []string{"--version"}, args: func(dir string) []string {
			return []string{"scan", "--rule", patterns, dir}
		}},
		{name: "ripgrep, a rare word", binary: find("", "rg"), missing: "install ripgrep with the system's packages", version: []string{"--version"}, args: func(dir string) []string {
			return []string{"--line-number", "clerkMiddleware", dir}
		}},
		{name: "gitleaks dir", binary: find(store, "gitleaks"), missing: own, args: func(dir string) []string {
			return []string{"dir", "--no-banner", "--log-level", "error", "--exit-code", "0", dir}
		}},
		{name: "cat of every file", binary: find("", "find"), missing: "no find", args: func(dir string) []string {
			return []string{dir, "-name", "node_modules", "-prune", "-o", "-name", ".git", "-prune", "-o", "-type", "f", "-exec", "cat", "{}", "+"}
		}},
		{name: "clerkvet, history", binary: clerkvet, git: true, args: func(dir string) []string {
			return []string{"audit", dir, "--history", "--rule", "secret-in-history", "--format", "json", "--fail-on", "never"}
		}},
		{name: "gitleaks git", binary: find(store, "gitleaks"), git: true, missing: own, args: func(dir string) []string {
			return []string{"git", "--no-banner", "--log-level", "error", "--exit-code", "0", dir}
		}},
	}
}

// find returns the tool in the folder, else on the PATH, else "".
func find(dir, name string) string {
	if dir != "" {
		if file := filepath.Join(dir, name); isFile(file) {
			return file
		}
	}
	file, err := exec.LookPath(name)
	if err != nil {
		return ""
	}
	return file
}

func isFile(name string) bool {
	info, err := os.Stat(name)
	return err == nil && info.Mode().IsRegular()
}

func (t *contestant) fits(dir string) bool {
	if t.binary == "" {
		return false
	}
	_, err := os.Stat(filepath.Join(dir, ".git"))
	return !t.git || err == nil
}

// time runs the tool once. Findings are no failure: they are exit code 1 of
// most.
func (t *contestant) time(dir string, count bool) error {
	cmd := exec.Command(t.binary, t.args(dir)...)
	start := time.Now()
	err := cmd.Run()
	took := time.Since(start)
	if cmd.ProcessState == nil || cmd.ProcessState.ExitCode() > 1 || cmd.ProcessState.ExitCode() < 0 {
		return fmt.Errorf("%s: %w", t.name, err)
	}
	if !count {
		return nil
	}
	t.wall = append(t.wall, took)
	t.cpu = append(t.cpu, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
	if u, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		t.peak = append(t.peak, int64(u.Maxrss))
	}
	return nil
}

func median[T int64 | time.Duration](all []T) T {
	if len(all) == 0 {
		return 0
	}
	all = slices.Sorted(slices.Values(all))
	return all[len(all)/2]
}

// table prints what each tool took, and clerkvet's share of it.
func table(tools []*contestant, dir string) {
	fmt.Printf("  %-22s %10s %10s %10s   clerkvet is\n", "", "wall", "processor", "peak")
	base := tools[0]
	for _, t := range tools {
		switch {
		case t.binary == "":
			fmt.Printf("  %-22s missing: %s\n", t.name, t.missing)
			continue
		case !t.fits(dir):
			fmt.Printf("  %-22s left out: no repository with a history\n", t.name)
			continue
		}
		if t.git && t.binary == tools[0].binary {
			base = t
		}
		fmt.Printf("  %-22s %10s %10s %6d MiB", t.name, round(median(t.wall)), round(median(t.cpu)), median(t.peak)>>10)
		if t != base {
			fmt.Printf("   %.2f × wall, %.2f × processor", ratio(base.wall, t.wall), ratio(base.cpu, t.cpu))
		}
		fmt.Println()
	}
	for _, t := range tools {
		t.wall, t.cpu, t.peak = nil, nil, nil
	}
}

func round(d time.Duration) time.Duration { return d.Round(100 * time.Microsecond) }

// ratio is the median of the ratios of runs that took place side by side.
func ratio(a, b []time.Duration) float64 {
	var all []time.Duration
	for i := range min(len(a), len(b)) {
		all = append(all, time.Duration(float64(a[i])/float64(max(1, b[i]))*1e6))
	}
	return float64(median(all)) / 1e6
}
