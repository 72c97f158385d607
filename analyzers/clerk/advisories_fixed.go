package clerk

import "github.com/Masterminds/semver/v3"

// FixedIn returns the first version that is free of all the advisories of one
// package, or "" if one of them has no known fix.
func FixedIn(hits []Vulnerable) string {
	var highest *semver.Version
	for _, h := range hits {
		v, err := semver.NewVersion(h.Fixed)
		if err != nil {
			return ""
		}
		if highest == nil || v.GreaterThan(highest) {
			highest = v
		}
	}
	if highest == nil {
		return ""
	}
	return highest.String()
}
