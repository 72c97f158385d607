package gitfs

import (
	"slices"
)

// TrackedFiles returns the regular files in the index, sorted. It is an error
// that there is no git to ask.
func (r *Repo) TrackedFiles() ([]string, error) {
	if err := r.need("index"); err != nil {
		return nil, err
	}
	if r.Bare {
		return nil, nil
	}
	entries, err := r.entries()
	if err != nil {
		return nil, err
	}
	names := make([]string, 0, len(entries))
	for name, e := range entries {
		if e.mode != modeLink && e.mode != modeSubmodule {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names, nil
}
