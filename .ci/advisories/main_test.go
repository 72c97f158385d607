package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const before = `{"date": "2026-01-01", "advisories": [
 {"id": "GHSA-a", "aliases": ["CVE-1"], "title": "our words", "condition": "app-router", "affected": [{"package": "next", "ranges": [{"introduced": "1.0.0", "fixed": "1.1.0"}]}], "source": "old", "confirmed": false, "published": "2026-01-01"},
 {"id": "GHSA-w", "aliases": [], "title": "gone", "condition": "", "affected": [], "source": "s", "confirmed": true, "published": "2026-01-01"}]}`

var records = map[string]string{
	"a.json": `{"id": "GHSA-x", "aliases": ["CVE-1"], "summary": "theirs", "affected": [{"package": {"ecosystem": "npm", "name": "next"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "1.2.0"}, {"introduced": "2.0.0"}, {"last_affected": "2.3.4"}]}]}]}`,
	"b.json": `{"id": "GHSA-new", "summary": "new one", "published": "2026-02-03T04:05:06Z", "affected": [{"package": {"ecosystem": "npm", "name": "@clerk/nextjs"}, "ranges": [{"type": "SEMVER", "events": [{"introduced": "1.0.0"}]}]}]}`,
	"c.json": `{"id": "GHSA-other", "affected": [{"package": {"ecosystem": "npm", "name": "lodash"}, "ranges": []}]}`,
	"d.json": `{"id": "GHSA-w", "withdrawn": "2026-02-02T00:00:00Z", "affected": [{"package": {"ecosystem": "npm", "name": "next"}}]}`,
}

func TestRefresh(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "table")
	put(t, file, before)
	for name, text := range records {
		put(t, filepath.Join(dir, name), text)
	}
	report, err := refresh(dir, file, "2026-03-03")
	if err != nil {
		t.Fatal(err)
	}
	var got table
	if err := readJSON(file, &got); err != nil {
		t.Fatal(err)
	}
	if got.Date != "2026-03-03" || len(got.Advisories) != 2 {
		t.Fatalf("%+v", got)
	}
	a, b := got.Advisories[0], got.Advisories[1]
	want := []versionRange{{"0.0.0-0", "1.2.0"}, {"2.0.0", "2.3.5"}}
	if a.Title != "our words" || a.Condition != "app-router" || !a.Confirmed || len(a.Affected[0].Ranges) != 2 || a.Affected[0].Ranges[0] != want[0] || a.Affected[0].Ranges[1] != want[1] {
		t.Errorf("known: %+v", a)
	}
	if b.ID != "GHSA-new" || b.Published != "2026-02-03" || b.Affected[0].Ranges[0] != (versionRange{Introduced: "1.0.0"}) {
		t.Errorf("new: %+v", b)
	}
	if !strings.Contains(report, "GHSA-new: new") || !strings.Contains(report, "GHSA-w: withdrawn") {
		t.Errorf("report %q", report)
	}
}

func TestRefreshErrors(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "table")
	if _, err := refresh(dir, file, ""); err == nil {
		t.Error("no table, no error")
	}
	put(t, file, before)
	if _, err := refresh(dir, file, ""); err == nil {
		t.Error("no records, no error")
	}
	put(t, filepath.Join(dir, "bad.json"), "{")
	if _, err := refresh(dir, file, ""); err == nil {
		t.Error("a broken record, no error")
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
