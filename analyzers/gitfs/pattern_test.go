package gitfs

import (
	"strings"
	"testing"
	"testing/fstest"

	gogit "github.com/go-git/go-git/v5/plumbing/format/gitignore"
)

// slowMatch tries everything: what glob.match must agree with.
func slowMatch(g glob, text string) bool {
	if len(g) == 0 {
		return text == ""
	}
	switch tok := g[0]; tok.kind {
	case starSlash:
		if slowMatch(g[1:], text) {
			return true
		}
		for i := range len(text) {
			if text[i] == '/' && slowMatch(g[1:], text[i+1:]) {
				return true
			}
		}
		return false
	case star, stars:
		for i := 0; ; i++ {
			if slowMatch(g[1:], text[i:]) {
				return true
			}
			if i == len(text) || tok.kind == star && text[i] == '/' {
				return false
			}
		}
	case oneByte:
		return text != "" && text[0] == tok.lit && slowMatch(g[1:], text[1:])
	case oneOf:
		return text != "" && tok.set[text[0]] && slowMatch(g[1:], text[1:])
	}
	return false
}

func FuzzGlob(f *testing.F) {
	for _, seed := range [][2]string{{"a/**/b*c/*d", "a/x/y/bzc/d"}, {"**/*.js", "a/b.js"}, {"[[:upper:]a-]*\\]", "A]"}, {"*a*/**/a*b/**", "xa/a/ab/c"}, {"[!]-]", "x"}, {"[", "["}} {
		f.Add(seed[0], seed[1], true, false)
		f.Add(seed[0], seed[1], false, true)
	}
	f.Fuzz(func(t *testing.T, pattern, text string, paths, fold bool) {
		if len(pattern) > 20 || len(text) > 20 || !paths && strings.Contains(text, "/") {
			return
		}
		g := compileGlob(pattern, paths, fold)
		if got, want := g.match(text), slowMatch(g, text); got != want {
			t.Errorf("%q on %q: %v, want %v", pattern, text, got, want)
		}
	})
}

func FuzzRules(f *testing.F) {
	f.Add([]byte("\xef\xbb\xbf# x\r\n*.js\r\n!/a/\n\\!b\nc\\ \n[a\n"), "a/b.js")
	f.Add([]byte("**\n!**/a\n/*\n\x00\n!\n/\n//\n"), "x/a")
	f.Fuzz(func(t *testing.T, text []byte, name string) {
		fsys := fstest.MapFS{".gitignore": {Data: text}}
		g := Rules(fsys)
		r := g.Match(name, false)
		if r == nil {
			return
		}
		lines := strings.Split(string(text), "\n")
		if r.Line < 1 || r.Line > len(lines) || !strings.Contains(lines[r.Line-1], r.Pattern) {
			t.Errorf("line %d has no pattern %q", r.Line, r.Pattern)
		}
	})
}

// TestHostilePatternEnds has a pattern for which wildmatch.c of old took ages.
func TestHostilePatternEnds(t *testing.T) {
	g := compileGlob(strings.Repeat("*a", 40)+"*b", true, false)
	deep := compileGlob(strings.Repeat("**/*a", 1)+strings.Repeat("*/**/a*", 30)+"b", true, false)
	if g.match(strings.Repeat("a", 4000)) || deep.match(strings.Repeat("a/", 2000)) {
		t.Error("matched")
	}
}

var benchRules = "# dependencies\n/node_modules\n/.pnp\n.pnp.*\n.yarn/*\n!.yarn/patches\n/coverage\n/.next/\n/out/\n/build\n.DS_Store\n*.pem\nnpm-debug.log*\nyarn-debug.log*\nyarn-error.log*\n.env*\n!.env.example\n.vercel\n*.tsbuildinfo\nnext-env.d.ts\n**/generated/**\n.clerk/\n.idea\n"

func benchPaths() (paths []string) {
	for _, dir := range []string{"app", "apps/web/app/(group)/[id]", "packages/ui/src/components", "apps/web/lib/a/b/c"} {
		for _, name := range []string{"page.tsx", "layout.tsx", "route.ts", "util.ts", "index.ts", ".env.local", "x.pem", "image.png", "README.md", "package.json"} {
			paths = append(paths, dir+"/"+name)
		}
	}
	return paths
}

func BenchmarkIgnored(b *testing.B) {
	g := Rules(fstest.MapFS{".gitignore": {Data: []byte(benchRules)}})
	paths := benchPaths()
	for i := 0; b.Loop(); i++ {
		g.Ignored(paths[i%len(paths)], false)
	}
}

func BenchmarkIgnoredByGoGit(b *testing.B) {
	var patterns []gogit.Pattern
	for line := range strings.SplitSeq(benchRules, "\n") {
		if line != "" && line[0] != '#' {
			patterns = append(patterns, gogit.ParsePattern(line, nil))
		}
	}
	m := gogit.NewMatcher(patterns)
	var paths [][]string
	for _, p := range benchPaths() {
		paths = append(paths, strings.Split(p, "/"))
	}
	for i := 0; b.Loop(); i++ {
		m.Match(paths[i%len(paths)], false)
	}
}

// TestGlob holds what random patterns seldom meet. The verdicts are those of
// git check-ignore 2.39.
func TestGlob(t *testing.T) {
	cases := []struct {
		pattern, text string
		paths, fold   bool
		want          bool
	}{
		{"**/b", "ab", true, false, false},
		{"**/b", "x/ab", true, false, false},
		{"**/b", "x/y/b", true, false, true},
		{"**/b", "b", true, false, true},
		{"a/**/b", "a/b", true, false, true},
		{"a/**/b", "a/xb", true, false, false},
		{"a**/b", "ax/y/b", true, false, false},
		{`**\/b`, "b", true, false, false},
		{`**\/b`, "x/b", true, false, true},
		{"a*c", "a/c", true, false, false},
		{"a?c", "a/c", true, false, false},
		{"a[/]c", "a/c", true, false, false},
		{`\A`, "a", false, true, false},
		{"A", "a", false, true, true},
		{"[A]", "a", false, true, false},
		{"[A-Z]", "a", false, true, true},
		{"[[:upper:]]", "a", false, true, true},
		{"[[:upper:]]", "a", false, false, false},
		{"a\\", "a\\", false, false, false},
		{"[a", "[a", false, false, false},
	}
	for _, c := range cases {
		if got := compileGlob(c.pattern, c.paths, c.fold).match(c.text); got != c.want {
			t.Errorf("%q on %q (paths %v, fold %v): %v", c.pattern, c.text, c.paths, c.fold, got)
		}
	}
}
