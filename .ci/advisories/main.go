// Advisories brings the table of advisories up to date from OSV records.
//
// It reads the *.json files of a folder, one OSV record each, as an export of
// the npm ecosystem holds them, and rewrites analyzers/clerk/advisories.json.
// It never uses the network. A record that is new gets no condition and no
// title of ours: give it both by hand before committing.
//
//	go run ./.ci/advisories -from FOLDER [-table FILE] [-date 2026-11-24]
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// packages are those that decide how an app is protected.
var packages = []string{"next", "@clerk/nextjs", "@clerk/backend", "@clerk/shared", "@clerk/clerk-react", "svix", "path-to-regexp"}

type table struct {
	Date       string     `json:"date"`
	Advisories []advisory `json:"advisories"`
}

type advisory struct {
	ID        string     `json:"id"`
	Aliases   []string   `json:"aliases"`
	Title     string     `json:"title"`
	Condition string     `json:"condition"`
	Affected  []affected `json:"affected"`
	Source    string     `json:"source"`
	Confirmed bool       `json:"confirmed"`
	Published string     `json:"published"`
	// Availability marks what only makes the server unavailable.
	Availability bool `json:"availability,omitempty"`
}

type affected struct {
	Package string         `json:"package"`
	Ranges  []versionRange `json:"ranges"`
}

type versionRange struct {
	Introduced string `json:"introduced"`
	Fixed      string `json:"fixed,omitempty"`
}

// A record is the part of an OSV record that matters here.
type record struct {
	ID, Summary, Published, Withdrawn string
	Aliases                           []string
	Affected                          []struct {
		Package struct{ Ecosystem, Name string }
		Ranges  []struct {
			Type   string
			Events []map[string]string
		}
	}
}

func main() {
	from := flag.String("from", "", "folder of OSV records")
	file := flag.String("table", "analyzers/clerk/advisories.json", "the table to rewrite")
	day := flag.String("date", time.Now().UTC().Format(time.DateOnly), "the day of the export")
	flag.Parse()
	report, err := refresh(*from, *file, *day)
	if err != nil {
		fmt.Fprintln(os.Stderr, "advisories:", err)
		os.Exit(2)
	}
	fmt.Print(report)
}

// refresh rewrites the table and says what changed.
func refresh(from, file, day string) (string, error) {
	var t table
	if err := readJSON(file, &t); err != nil {
		return "", err
	}
	names, err := filepath.Glob(filepath.Join(from, "*.json"))
	if err != nil || len(names) == 0 {
		return "", fmt.Errorf("no records in %q", from)
	}
	var report strings.Builder
	for _, name := range names {
		var r record
		if err := readJSON(name, &r); err != nil {
			return "", err
		}
		t.apply(r, &report)
	}
	t.Date = day
	return report.String(), writeJSON(file, t)
}

func readJSON(name string, into any) error {
	data, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return nil
}

func writeJSON(name string, v any) error {
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(b.String()), 0o644)
}

// apply takes one record over. What people wrote stays: title and condition.
func (t *table) apply(r record, report *strings.Builder) {
	found := r.affected()
	if len(found) == 0 {
		return
	}
	at := slices.IndexFunc(t.Advisories, func(a advisory) bool { return a.names(r) })
	switch {
	case r.Withdrawn != "" && at >= 0:
		t.Advisories = slices.Delete(t.Advisories, at, at+1)
		fmt.Fprintf(report, "%s: withdrawn\n", r.ID)
	case r.Withdrawn != "":
	case at < 0:
		t.Advisories = append(t.Advisories, advisory{
			ID: r.ID, Aliases: orEmpty(r.Aliases), Title: r.Summary, Affected: found, Source: source(r), Confirmed: true, Published: day(r.Published),
		})
		fmt.Fprintf(report, "%s: new, needs a title and a condition: %s\n", r.ID, r.Summary)
	default:
		a := &t.Advisories[at]
		if fmt.Sprint(a.Affected) != fmt.Sprint(found) {
			fmt.Fprintf(report, "%s: ranges %v, were %v\n", r.ID, found, a.Affected)
		}
		if !a.Confirmed {
			a.Source = source(r)
		}
		a.Affected, a.Confirmed = found, true
	}
}

func (a advisory) names(r record) bool {
	ids := append([]string{a.ID}, a.Aliases...)
	return slices.Contains(ids, r.ID) || slices.ContainsFunc(r.Aliases, func(id string) bool { return slices.Contains(ids, id) })
}

func source(r record) string { return "https://osv.dev/vulnerability/" + r.ID }

func day(t string) string {
	before, _, _ := strings.Cut(t, "T")
	return before
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// affected returns the ranges of the packages that count.
func (r record) affected() []affected {
	var out []affected
	for _, a := range r.Affected {
		if a.Package.Ecosystem != "npm" || !slices.Contains(packages, a.Package.Name) {
			continue
		}
		at := slices.IndexFunc(out, func(o affected) bool { return o.Package == a.Package.Name })
		if at < 0 {
			out = append(out, affected{Package: a.Package.Name})
			at = len(out) - 1
		}
		for _, rg := range a.Ranges {
			if rg.Type == "SEMVER" {
				out[at].Ranges = append(out[at].Ranges, ranges(rg.Events)...)
			}
		}
	}
	return out
}

// ranges turns events into pairs. "last_affected" has no first fixed version:
// the next patch stands for it.
func ranges(events []map[string]string) []versionRange {
	var out []versionRange
	for _, e := range events {
		switch {
		case e["introduced"] == "0":
			out = append(out, versionRange{Introduced: "0.0.0-0"})
		case e["introduced"] != "":
			out = append(out, versionRange{Introduced: e["introduced"]})
		case len(out) > 0 && e["fixed"] != "":
			out[len(out)-1].Fixed = e["fixed"]
		case len(out) > 0 && e["last_affected"] != "":
			out[len(out)-1].Fixed = nextPatch(e["last_affected"])
		}
	}
	return out
}

func nextPatch(version string) string {
	var major, minor, patch int
	if n, _ := fmt.Sscanf(version, "%d.%d.%d", &major, &minor, &patch); n != 3 || strings.Contains(version, "-") {
		return version
	}
	return fmt.Sprintf("%d.%d.%d", major, minor, patch+1)
}
