package gitfs

import (
	"bytes"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

// checkIgnore asks git about paths, given as they are on disk.
func (c checkout) checkIgnore(paths []string) map[string]string {
	c.t.Helper()
	cmd := exec.Command("git", "check-ignore", "-v", "-n", "-z", "--stdin", "--no-index")
	cmd.Dir = c.dir
	cmd.Stdin = strings.NewReader(strings.Join(paths, "\x00") + "\x00")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && cmd.ProcessState.ExitCode() != 1 {
		c.t.Fatalf("git check-ignore: %v\n%s", err, stderr.String())
	}
	items := fields(out)
	verdicts := map[string]string{}
	for i := 0; i+3 < len(items); i += 4 {
		verdicts[items[i+3]] = items[i] + ":" + items[i+1] + ":" + items[i+2]
	}
	return verdicts
}

// verdict tells the rule that decides in the form of checkIgnore.
func verdict(g *Ignore, name string, dir bool) string {
	r := g.Match(name, dir)
	if r == nil {
		return "::"
	}
	return r.Source + ":" + strconv.Itoa(r.Line) + ":" + r.Pattern
}

// compare holds our verdict about every path in the checkout against git's,
// and returns how many there were.
func (c checkout) compare() int {
	c.t.Helper()
	r := c.open()
	defer r.Close()
	dirs := map[string]bool{}
	var paths []string
	fs.WalkDir(os.DirFS(c.dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			c.t.Fatal(err)
		}
		switch name {
		case ".":
			return nil
		case ".git":
			return fs.SkipDir
		}
		paths = append(paths, name)
		dirs[name] = d.IsDir()
		return nil
	})
	want := c.checkIgnore(paths)
	for _, name := range paths {
		if got := verdict(r.Rules(), name, dirs[name]); got != want[name] {
			c.t.Errorf("%s (folder: %v): got %q, git says %q", name, dirs[name], got, want[name])
		}
	}
	return len(paths)
}

// names and shapes make patterns that meet, and often nearly meet, the paths
// that are made of the same names.
var names = []string{"a", "b", "ab", "abc", "A", "Ab", "foo", "foo.js", "x y", "b ", "#c", "!d", "é", "-", "]", "[", "a]b", "*s", `q\`, ".env", ".env.local", "aaa", "a-b", "^", "env", "1"}

var shapes = []string{
	"%s", "/%s", "%s/", "/%s/", "%s/%s", "**/%s", "%s/**", "**/%s/**", "%s/**/%s", "*%s", "%s*", "*", "**", "*/%s", "%s/*",
	"!%s", "!/%s", "!%s/", "!%s/**", "!*/", "/*", "/**", "%s**/%s", "%s/***/%s", "*%s*", "?%s", "%s?", "[a-c]%s", "[!a]%s", "[^b]*",
	"[[:alpha:]]%s", "[[:upper:]]*", "[[:nope:]]", "[a", "[]]*", "[!]]*", "[]-a]*", "[a-]*", `\%s`, `%s\ `, `%s\`, "%s ", "%s  ", `[\]]*`,
	"[A-Z]*", "[z-a]", "[[:digit:][:space:]]*", `**\/%s`, "a*/**/*b", "**/", "/", "//", "!", "#%s", `\#%s`, `\!%s`, "", "  ", "%s\r",
	"%s/*/%s", "*a*b*", "[[:a]*", "[[]*", "%s[/]%s", "?", "??", "*.js", "!*.js", "%s/\\*", "[a-[:alpha:]]", "[[:]", "[\\a-\\c]*", "%s//%s", "./%s", "*\\", "/%s*/%s", "/a*c", "%s/?",
}

func randomRules(r *rand.Rand) string {
	var b strings.Builder
	if r.IntN(20) == 0 {
		b.WriteString("\xef\xbb\xbf")
	}
	for range 1 + r.IntN(6) {
		shape := shapes[r.IntN(len(shapes))]
		for strings.Contains(shape, "%s") {
			name := names[r.IntN(len(names))]
			if r.IntN(6) == 0 {
				name = strings.ToUpper(name)
			}
			shape = strings.Replace(shape, "%s", name, 1)
		}
		b.WriteString(shape)
		b.WriteString([]string{"\n", "\n", "\n", "\r\n"}[r.IntN(4)])
	}
	text := b.String()
	if r.IntN(4) == 0 {
		text = strings.TrimSuffix(text, "\n")
	}
	return text
}

// randomTree fills the checkout with files and folders and ignore files in
// some of them.
func (c checkout) randomTree(r *rand.Rand) {
	dirs := []string{""}
	for range 8 {
		dir := dirs[r.IntN(len(dirs))] + names[r.IntN(len(names))] + "/"
		if err := os.MkdirAll(filepath.Join(c.dir, dir), 0o755); err == nil {
			dirs = append(dirs, dir)
		}
	}
	for range 30 {
		file := filepath.Join(c.dir, dirs[r.IntN(len(dirs))]+names[r.IntN(len(names))])
		if _, err := os.Lstat(file); err != nil {
			os.WriteFile(file, nil, 0o644)
		}
	}
	c.write(".gitignore", randomRules(r))
	for range 2 {
		c.write(dirs[r.IntN(len(dirs))]+".gitignore", randomRules(r))
	}
	c.write(".git/info/exclude", randomRules(r))
	c.write("../"+path.Base(c.dir)+".global", randomRules(r))
}

func (c checkout) clear() {
	entries, _ := os.ReadDir(c.dir)
	for _, e := range entries {
		if e.Name() != ".git" {
			os.RemoveAll(filepath.Join(c.dir, e.Name()))
		}
	}
}

func TestIgnoreAgreesWithGit(t *testing.T) {
	c := newCheckout(t)
	c.git("config", "core.excludesFile", c.dir+".global")
	pairs := 0
	rounds := 80
	if n, err := strconv.Atoi(os.Getenv("GITFS_ROUNDS")); err == nil {
		rounds = n
	}
	for seed := range uint64(rounds) {
		c.clear()
		r := rand.New(rand.NewPCG(seed, 1))
		c.git("config", "core.ignoreCase", strconv.FormatBool(seed%3 == 0))
		c.randomTree(r)
		pairs += c.compare()
		if t.Failed() {
			t.Logf("seed %d\n%s", seed, c.ignoreFiles())
			break
		}
	}
	if !t.Failed() && pairs < 2000 {
		t.Errorf("only %d pairs were compared", pairs)
	}
	t.Logf("%d pairs of rules and path agree", pairs)
}

func (c checkout) ignoreFiles() string {
	var b strings.Builder
	fs.WalkDir(os.DirFS(c.dir), ".", func(name string, d fs.DirEntry, err error) error {
		if path.Base(name) == ".gitignore" || path.Base(name) == "exclude" {
			text, _ := os.ReadFile(filepath.Join(c.dir, name))
			fmt.Fprintf(&b, "== %s\n%q\n", name, text)
		}
		return nil
	})
	text, _ := os.ReadFile(c.dir + ".global")
	fmt.Fprintf(&b, "== global\n%q\n", text)
	return b.String()
}

// TestIgnoreOfRealRepositories compares on the file lists of the checkouts in
// the folder that REAL_REPOS names.
func TestIgnoreOfRealRepositories(t *testing.T) {
	root := os.Getenv("REAL_REPOS")
	if root == "" {
		t.Skip("REAL_REPOS names no folder")
	}
	checkouts, _ := filepath.Glob(filepath.Join(root, "*", ".gitignore"))
	for _, file := range checkouts {
		dir := filepath.Dir(file)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			c := newCheckout(t)
			c.shadow(dir)
			t.Logf("%d paths agree", c.compare())
		})
	}
}

// shadow copies the ignore files of dir, and the names of its other files, and
// adds names that ignore files are about.
func (c checkout) shadow(dir string) {
	fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil || name == ".":
		case path.Base(name) == ".git" || !d.IsDir() && !d.Type().IsRegular():
			if d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
			for _, extra := range []string{".env", ".env.local", ".env.production", "out/x.js", "build/x", "dist/y.ts", "coverage/z", ".DS_Store", "node_modules/p/i.js", "next-env.d.ts", "a.log", ".vercel/x"} {
				c.write(name+"/"+extra, "")
			}
		case path.Base(name) == ".gitignore":
			text, _ := os.ReadFile(filepath.Join(dir, name))
			c.write(name, string(text))
		default:
			c.write(name, "")
		}
		return nil
	})
}

func TestMatchSaysWhere(t *testing.T) {
	g := Rules(fstest.MapFS{
		".gitignore":          {Data: []byte("# env\n.env*\n!.env.example\n/build/\n")},
		"apps/web/.gitignore": {Data: []byte("!.env.test\n")},
		"build/.gitignore":    {Data: []byte("!*\n")},
	})
	cases := []struct {
		name, want string
		ignored    bool
	}{
		{".env", ".gitignore:2:.env*", true},
		{"apps/web/.env.local", ".gitignore:2:.env*", true},
		{".env.example", ".gitignore:3:!.env.example", false},
		{"apps/web/.env.test", "apps/web/.gitignore:1:!.env.test", false},
		{"build/x/y.js", ".gitignore:4:/build/", true},
		{"src/build.ts", "::", false},
	}
	for _, c := range cases {
		if got := verdict(g, c.name, false); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		if got := g.Ignored(c.name, false); got != c.ignored {
			t.Errorf("%s: ignored is %v", c.name, got)
		}
	}
}

// A boolean that the early question cannot read is left to git.
func TestTruthOfSetting(t *testing.T) {
	for text, want := range map[string]string{"true": "true", "Yes": "true", "ON": "true", "1": "true", "-3": "true",
		"false": "false", "no": "false", "off": "false", "0": "false", "": "false", "1k": "", "maybe": ""} {
		got, ok := truth(text)
		if ok != (want != "") || ok && got != want {
			t.Errorf("truth(%q) = %q, %v, want %q", text, got, ok, want)
		}
	}
}
