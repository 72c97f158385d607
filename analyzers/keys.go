package analyzers

import (
	"bytes"
	"context"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
)

// A KeyAt is a key of Clerk's form that stands in a tracked file.
type KeyAt struct {
	Key clerk.Key
	At  source.Span
}

// Keys returns the keys in the text files that git tracks, placeholders left
// out, by place. The files are read once, when first asked for.
func (f *Facts) Keys() []KeyAt { return f.keys() }

// pictures are files that hold no text.
var pictures = []string{
	".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".ico", ".bmp", ".woff", ".woff2", ".ttf", ".otf", ".eot",
	".mp3", ".mp4", ".wav", ".webm", ".mov", ".pdf", ".zip", ".gz", ".br", ".wasm", ".lockb", ".node", ".glb", ".bin",
}

func (f *Facts) findKeys() []KeyAt {
	names := f.Tree.Files()
	found := make([][]clerk.Match, len(names))
	_ = source.Parallel(context.Background(), len(names), func(i int) { found[i] = f.secretsOf(names[i]) })
	var out []KeyAt
	for i, name := range names {
		if len(found[i]) > 0 && f.Repo.Tracked(name) {
			out = append(out, f.place(name, found[i])...)
		}
	}
	return out
}

func (f *Facts) secretsOf(name string) []clerk.Match {
	if slices.Contains(pictures, strings.ToLower(path.Ext(name))) {
		return nil
	}
	text, err := f.Tree.Peek(name)
	if err != nil || bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0 {
		return nil
	}
	return secretsIn(text)
}

func secretsIn(text []byte) []clerk.Match {
	return slices.DeleteFunc(clerk.FindKeys(text), func(m clerk.Match) bool {
		return m.Key.Placeholder || m.Key.Malformed != "" || m.Key.Kind == clerk.LegacyKey
	})
}

// place turns matches into keys with spans. Publishable keys come along: they
// are no secret, and a test key may be in the wrong place.
func (f *Facts) place(name string, found []clerk.Match) []KeyAt {
	file, err := f.Tree.Read(name)
	if err != nil {
		return nil
	}
	var out []KeyAt
	for _, m := range found {
		out = append(out, KeyAt{m.Key, file.Span(m.Start, m.End)})
	}
	return out
}

// testWords are the words of a path that speak of tests, fixtures, examples or
// documentation.
var testWords = map[string]bool{
	"test": true, "tests": true, "testing": true, "testdata": true, "spec": true, "specs": true, "e2e": true, "integration": true,
	"fixture": true, "fixtures": true, "mock": true, "mocks": true, "example": true, "examples": true, "sample": true, "samples": true,
	"docs": true, "storybook": true, "stories": true, "cypress": true, "playwright": true, "vitest": true, "jest": true,
}

var pathWord = source.Pattern(`[A-Z]?[a-z0-9]+|[A-Z0-9]+`)

// IsTest reports whether a path is one of tests, fixtures, examples or
// documentation, where a key is likelier to be a sample. Whole words count:
// integrations, testimonials and latest are none of these.
func IsTest(name string) bool {
	return slices.ContainsFunc(pathWord().FindAllString(name, -1), func(w string) bool { return testWords[strings.ToLower(w)] })
}
