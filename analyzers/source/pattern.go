package source

import (
	"regexp"
	"sync"
)

// Pattern returns a regular expression that is compiled when it is first asked
// for: there are so many that to compile all took half of the start.
func Pattern(text string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(text) })
}
