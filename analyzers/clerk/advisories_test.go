package clerk

import (
	"testing"
	"time"

	"github.com/Masterminds/semver/v3"
)

func versionsOf(versions map[string]string) func(string) *semver.Version {
	return func(name string) *semver.Version {
		if v, ok := versions[name]; ok {
			return semver.MustParse(v)
		}
		return nil
	}
}

func TestAdvisoryData(t *testing.T) {
	seen := map[string]bool{}
	for _, a := range AllAdvisories() {
		if a.ID == "" || a.Title == "" || a.Source == "" || a.Published != "" && date(a.Published).IsZero() || len(a.Affected) == 0 || seen[a.ID] {
			t.Errorf("incomplete or double: %+v", a)
		}
		seen[a.ID] = true
		if conditions[a.Condition] == nil {
			t.Errorf("%s: unknown condition %q", a.ID, a.Condition)
		}
		for _, f := range a.Affected {
			for _, r := range f.Ranges {
				from, err := semver.NewVersion(r.Introduced)
				to, err2 := semver.NewVersion(r.Fixed)
				if err != nil || err2 != nil || !from.LessThan(to) {
					t.Errorf("%s: bad range %+v", a.ID, r)
				}
			}
		}
	}
	if age, day := AdvisoryAge(date(readAdvisories().Date).AddDate(0, 0, 3)); age != 72*time.Hour || day == "" {
		t.Errorf("age %v, day %q", age, day)
	}
	for _, line := range readSupport().Lines {
		if date(line.Since).IsZero() || line.Source == "" || !line.Confirmed && line.Reason == "" {
			t.Errorf("bad line %+v", line)
		}
	}
}

func TestAdvisories(t *testing.T) {
	for _, c := range []struct {
		name     string
		versions map[string]string
		id       string
		fixed    string // "-" for no hit
	}{
		{"header bypass", map[string]string{"next": "14.2.24"}, "GHSA-f82v-jwr5-mffw", "14.2.25"},
		{"fixed", map[string]string{"next": "14.2.25"}, "GHSA-f82v-jwr5-mffw", "-"},
		{"first line of a range", map[string]string{"next": "15.0.0"}, "GHSA-f82v-jwr5-mffw", "15.2.3"},
		{"pre-release of the fix", map[string]string{"next": "15.2.3-canary.1"}, "GHSA-f82v-jwr5-mffw", "15.2.3"},
		{"segment prefetch", map[string]string{"next": "16.2.4"}, "GHSA-267c-6grr-h53f", "16.2.5"},
		{"latest", map[string]string{"next": "16.4.6"}, "GHSA-267c-6grr-h53f", "-"},
		{"code execution", map[string]string{"next": "15.3.5"}, "GHSA-9qr9-h5gf-34mp", "15.3.6"},
		{"matcher, 5 has its own copy", map[string]string{"@clerk/nextjs": "5.7.5", "@clerk/shared": "2.22.1"}, "GHSA-vqx2-fgx2-5wq9", "5.7.6"},
		{"matcher, shared fixed", map[string]string{"@clerk/nextjs": "6.39.1", "@clerk/shared": "3.47.8"}, "GHSA-vqx2-fgx2-5wq9", "-"},
		{"matcher, shared pinned", map[string]string{"@clerk/nextjs": "6.0.2", "@clerk/shared": "2.10.0"}, "GHSA-vqx2-fgx2-5wq9", "6.39.2"},
		{"matcher, shared stale", map[string]string{"@clerk/nextjs": "7.2.1", "@clerk/shared": "4.8.0"}, "GHSA-vqx2-fgx2-5wq9", "4.8.1"},
		{"combined, shared does not help", map[string]string{"@clerk/nextjs": "7.2.3", "@clerk/shared": "4.41.0"}, "GHSA-w24r-5266-9c3c", "7.2.4"},
		{"webhook", map[string]string{"@clerk/backend": "2.3.9"}, "GHSA-9mp4-77wg-rwx9", "2.4.0"},
	} {
		fixed := "-"
		for _, hit := range Advisories(versionsOf(c.versions)) {
			if hit.ID == c.id {
				fixed = hit.Fixed
			}
		}
		if fixed != c.fixed {
			t.Errorf("%s: %s, want %s", c.name, fixed, c.fixed)
		}
	}
	if hits := Advisories(versionsOf(map[string]string{"next": "16.4.6", "@clerk/nextjs": "7.9.17", "@clerk/shared": "4.41.0", "@clerk/backend": "3.25.0"})); len(hits) > 0 {
		t.Errorf("the latest versions have %v", hits)
	}
}

func TestSupport(t *testing.T) {
	now := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)
	for _, c := range []struct{ name, version, below string }{
		{"next", "13.5.11", "15.0.0"}, {"next", "14.2.35", "15.0.0"}, {"next", "15.4.1", "15.5.0"}, {"next", "15.5.29", ""}, {"next", "16.0.0", ""},
		{"@clerk/nextjs", "4.31.8", "5.0.0"}, {"@clerk/nextjs", "5.7.6", ""}, {"@clerk/nextjs", "6.39.8", ""},
	} {
		if line, _ := EndOfLife(c.name, semver.MustParse(c.version), now); line.Below != c.below {
			t.Errorf("%s %s: below %q, want %q", c.name, c.version, line.Below, c.below)
		}
	}
	if _, over := EndOfLife("next", semver.MustParse("14.2.35"), now.AddDate(-2, 0, 0)); over {
		t.Error("a line counts before its date")
	}
	for _, c := range []struct {
		clerk, next string
		fits, known bool
	}{
		{"6.30.2", "16.0.0", false, true}, {"6.20.0", "15.2.3", true, true}, {"6.39.8", "16.1.0", true, true}, {"6.35.0", "16.0.0", false, false},
		{"7.5.0", "15.2.3", false, true}, {"7.5.0", "16.4.6", true, true}, {"5.3.0", "14.2.0", false, false}, {"8.0.0", "17.0.0", false, false},
	} {
		fits, known := FitsNext(semver.MustParse(c.clerk), semver.MustParse(c.next))
		if fits != c.fits || known != c.known {
			t.Errorf("clerk %s with next %s: %v %v", c.clerk, c.next, fits, known)
		}
	}
}
