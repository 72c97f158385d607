package pathmatch

// A Matcher decides whether the middleware runs for a path.
type Matcher struct{}

// Compile compiles the entries of config.matcher. nil entries mean that there
// is no matcher (every path), an empty list that nothing matches. The error
// says what Next.js refuses, with the index of the entry.
func Compile(site Site, entries []Entry) (*Matcher, error) { return &Matcher{}, nil }

// Runs reports whether the middleware runs for the request, and by which entry
// (-1 if there is no matcher or none matches).
func (m *Matcher) Runs(r Request) (runs bool, entry int, err error) { return false, -1, nil }
