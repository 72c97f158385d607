package cli

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// licences are those under which what is linked into the binary may stand, each
// with words that its text has and no other's.
var licences = []struct{ name, words string }{
	{"Apache-2.0", "Apache License"},
	{"MPL-2.0", "Mozilla Public License"},
	{"BSD", "Redistribution and use in source and binary forms"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy"},
	{"Unlicense", "This is free and unencumbered software released into the public domain"},
}

// TestLicences lists the modules that are linked into the binary with their
// licences. One without a licence that is known here may not be linked.
func TestLicences(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-json=Module", "clerkvet/cmd/clerkvet").Output()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			Module struct {
				Path, Version, Dir string
				Main               bool
			}
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		if m := p.Module; m.Path != "" && !m.Main && !seen[m.Path] {
			seen[m.Path] = true
			name := licenceOf(m.Dir)
			t.Logf("%-10s %s %s", name, m.Path, m.Version)
			if name == "" {
				t.Errorf("%s %s has no licence that is known", m.Path, m.Version)
			}
		}
	}
	if len(seen) < 10 {
		t.Errorf("%d modules are too few: nothing was checked", len(seen))
	}
}

// licenceOf names the licence of a module; of several texts the first that is
// known counts.
func licenceOf(dir string) string {
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	files = slices.DeleteFunc(files, func(f string) bool {
		base := strings.ToUpper(filepath.Base(f))
		return !strings.HasPrefix(base, "LICEN") && !strings.HasPrefix(base, "COPYING")
	})
	for _, file := range files {
		text, err := os.ReadFile(file)
		words := strings.Join(strings.Fields(string(text)), " ")
		for _, l := range licences {
			if err == nil && strings.Contains(words, l.words) {
				return l.name
			}
		}
	}
	return ""
}
