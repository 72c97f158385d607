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

// maxRemembered bounds the length in bytes of the texts whose answers are remembered.
const maxRemembered = 256

// Remembered is a test of texts that remembers its answers: walks ask about the same few
// names and statements many times. The test must depend on the text alone.
func Remembered(test func(text string) bool) func(text string) bool {
	var answers sync.Map // by text
	return func(text string) bool {
		if len(text) > maxRemembered {
			return test(text)
		}
		known, ok := answers.Load(text)
		if !ok {
			known = test(text)
			answers.Store(text, known)
		}
		return known.(bool)
	}
}

// Names is [Remembered] for a pattern, which is compiled when it is first asked for.
func Names(pattern string) func(name string) bool {
	compiled := Pattern(pattern)
	return Remembered(func(name string) bool { return compiled().MatchString(name) })
}
