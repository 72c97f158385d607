package clerk

import (
	_ "embed"
	"encoding/json"
	"sync"
	"time"

	"github.com/Masterminds/semver/v3"
)

// A SupportLine says that versions of a package below one get no more security
// fixes.
type SupportLine struct {
	Package   string
	Below     string
	Since     string // date
	Source    string // URL
	Confirmed bool   // the maintainers' policy says so; else Reason tells what we conclude it from
	Reason    string
}

//go:embed support.json
var supportData []byte

type supportFile struct {
	Lines []SupportLine
	Peers []struct{ Package, Version, Next string }
}

var readSupport = sync.OnceValue(func() supportFile {
	var f supportFile
	if err := json.Unmarshal(supportData, &f); err != nil {
		panic(err) // a test reads the embedded file
	}
	return f
})

// EndOfLife returns the line that a version is below at the given time, the
// earliest one, or false if it still gets security fixes as far as is known.
func EndOfLife(name string, v *semver.Version, now time.Time) (SupportLine, bool) {
	for _, line := range readSupport().Lines {
		if line.Package != name || v == nil || now.Before(date(line.Since)) {
			continue
		}
		if below, err := semver.NewVersion(line.Below); err == nil && v.LessThan(below) {
			return line, true
		}
	}
	return SupportLine{}, false
}

// NextRange returns the versions of Next.js that a version of @clerk/nextjs
// accepts (facts.md F1.13), and whether it is known: the package.json of two
// releases around it, of one major, agree, or it was read itself.
func NextRange(v *semver.Version) (string, bool) {
	if v == nil {
		return "", false
	}
	before, after := "", ""
	for _, p := range readSupport().Peers {
		at, err := semver.NewVersion(p.Version)
		switch {
		case err != nil || at.Major() != v.Major():
		case at.Equal(v):
			return p.Next, true
		case at.LessThan(v):
			before = p.Next
		case after == "":
			after = p.Next
		}
	}
	return before, before != "" && before == after
}

// FitsNext reports whether the two versions fit each other by the peer range of
// @clerk/nextjs, and whether that is known.
func FitsNext(clerk, next *semver.Version) (fits, known bool) {
	text, known := NextRange(clerk)
	if !known || next == nil {
		return false, false
	}
	constraint, err := semver.NewConstraint(text)
	if err != nil {
		return false, false
	}
	return constraint.Check(next), true
}
