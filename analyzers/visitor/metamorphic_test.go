package visitor

import (
	"maps"
	"math/rand"
	"regexp"
	"strings"
	"testing"
)

// changes are rewritings of a case that do not change what it does.
var rewritings = map[string]func(files map[string]string){
	"reformatted": func(files map[string]string) {
		for path, text := range files {
			if strings.HasSuffix(path, ".ts") && !strings.Contains(text, "use server") {
				files[path] = "\n// a comment\n\n" + strings.ReplaceAll(text, "\n  ", "\n\n\t\t/* a */ ")
			}
		}
	},
	"through a barrel": func(files map[string]string) {
		for path, text := range files {
			files[path] = strings.ReplaceAll(text, `"@clerk/nextjs/server"`, `"@/barrel"`)
		}
		files["barrel/index.ts"] = `export * from "./clerk";`
		files["barrel/clerk.ts"] = `export * from "@clerk/nextjs/server";`
	},
	"with the checks renamed": func(files map[string]string) {
		for path, text := range files {
			text = strings.ReplaceAll(text, "import { auth }", "import { auth as who }")
			if strings.Contains(text, "auth as who") {
				text = strings.NewReplacer("auth()", "who()", "auth.protect", "who.protect").Replace(text)
			}
			files[path] = text
		}
	},
}

func TestRewritingKeepsTheVerdict(t *testing.T) {
	for _, c := range readCases(t) {
		for name, rewrite := range rewritings {
			other := c
			other.files = maps.Clone(c.files)
			rewrite(other.files)
			if got, _ := other.answer(t); got != c.want {
				t.Errorf("%s %s: %s, want %s", c.name, name, got, c.want)
			}
		}
	}
}

// spoiled are rewritings of a guard after which it guards no more.
var spoiled = map[string]func(line, test string) string{
	"removed":  func(line, test string) string { return "" },
	"inverted": func(line, test string) string { return strings.Replace(line, "("+test+")", "(!("+test+"))", 1) },
	"without an exit": func(line, test string) string {
		return regexp.MustCompile(`(return|throw|redirect)\b.*`).ReplaceAllString(line, "console.log(1);")
	},
}

// aGuard is a line that asks who is there and leaves.
var aGuard = regexp.MustCompile(`(?m)^ *if \(((?:!(?:userId|user|session|signedIn|isAuthenticated|uid)|(?:userId|orgId|uid) === null))\) (?:return|throw|redirect).*$`)

// A case with one guard is denied by it alone: spoiled, it must not stay so.
func TestSpoiledGuardChangesTheVerdict(t *testing.T) {
	count := 0
	for _, c := range readCases(t) {
		path, at := onlyGuard(c.files)
		if path == "" || !strings.HasPrefix(c.want, "denied") {
			continue
		}
		for _, name := range sortedKeys(spoiled) {
			text := c.files[path]
			other := c
			other.files = maps.Clone(c.files)
			other.files[path] = text[:at[0]] + spoiled[name](text[at[0]:at[1]], text[at[2]:at[3]]) + text[at[1]:]
			count++
			if got, a := other.answer(t); a.Verdict == Denied && a.Confidence != Low { // low: something fails by accident
				t.Errorf("%s with the guard %s: still %s\n%s", c.name, name, got, other.files[path])
			}
		}
	}
	if count < 30 {
		t.Errorf("only %d cases were spoiled", count)
	}
}

// onlyGuard returns the file and the place of the only guard of a case.
func onlyGuard(files map[string]string) (path string, at []int) {
	for _, name := range sortedKeys(files) {
		found := aGuard.FindAllStringSubmatchIndex(files[name], -1)
		if len(found) > 1 || len(found) == 1 && path != "" {
			return "", nil
		}
		if len(found) == 1 {
			path, at = name, found[0]
		}
	}
	return path, at
}

// TestMutations runs broken and odd code: the machine must end within its
// bounds, without a failure of its own.
func TestMutations(t *testing.T) {
	var seeds []string
	for _, c := range readCases(t) {
		if c.kind == "handler" {
			seeds = append(seeds, c.files[entryFiles["handler"]])
		}
	}
	rng := rand.New(rand.NewSource(1))
	for range 400 {
		m := load(t, map[string]string{"package.json": `{"dependencies":{"next":"15.0.0","@clerk/nextjs":"6.0.0"}}`,
			"app/api/x/route.ts": mutated(rng, seeds)})
		mod := m.app.Project.Graph.Module("app/api/x/route.ts")
		entry := m.entryOf(mod, "POST", handlerEntry)
		m.worker().verdict(handlerEntry, entry)
		m.worker().ask(Stranger, entry, nil)
	}
}

// mutated cuts pieces out of a program, doubles some, and takes others from
// another program.
func mutated(rng *rand.Rand, seeds []string) string {
	pick := func() string { return seeds[rng.Intn(len(seeds))] }
	s := pick()
	for range 1 + rng.Intn(6) {
		if len(s) < 4 {
			break
		}
		i := rng.Intn(len(s))
		j := i + rng.Intn(min(30, len(s)-i))
		switch other := pick(); rng.Intn(3) {
		case 0:
			s = s[:i] + s[j:]
		case 1:
			s = s[:j] + s[i:]
		default:
			at := rng.Intn(len(other))
			s = s[:i] + other[at:min(len(other), at+60)] + s[i:]
		}
	}
	return s
}
