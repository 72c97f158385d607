package cli

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/goccy/go-yaml/ast"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

// ruleIDs are the ids that a configuration or comment may name.
func ruleIDs() []string {
	var ids []string
	for _, r := range slices.Concat(catalogue.All(), rules.Configured()) {
		ids = append(ids, r.ID)
	}
	return ids
}

// suggestion says what a word may mean, or what is allowed.
func suggestion(word string, allowed []string) string {
	best, distance := "", len(word)/2+1
	for _, a := range allowed {
		if d := editDistance(word, a); d < distance {
			best, distance = a, d
		}
	}
	switch {
	case best != "":
		return "did you mean " + best + "?"
	case len(allowed) > 12:
		return "see clerkvet rules"
	case len(allowed) == 0:
		return "there is none"
	}
	return "want one of " + strings.Join(allowed, ", ")
}

func (y *yamlReader) oneOf(n ast.Node, what string, allowed ...string) located {
	w := y.word(n, what)
	if w.text != "" && !slices.Contains(allowed, w.text) {
		y.complain(w.at, "%s is %q: %s", what, w.text, suggestion(w.text, allowed))
	}
	return w
}

func (y *yamlReader) ruleID(id located) {
	if ids := ruleIDs(); !slices.Contains(ids, id.text) {
		y.complain(id.at, "no rule %q: %s", id.text, suggestion(id.text, ids))
	}
}

// declare adds a pattern of public or protected to the section.
func (y *yamlReader) declare(s *section, n ast.Node, intent visitor.Intent) {
	w := y.word(n, string(intent))
	if strings.TrimSpace(w.text) == "" {
		return
	}
	var p visitor.Policy
	if err := p.Declare(intent, w.text, w.at); err != nil {
		y.complain(w.at, "%s: %v; write it as for createRouteMatcher, such as \"/dashboard(.*)\"", intent, err)
		return
	}
	for _, d := range s.declared {
		switch {
		case d.text == w.text && d.intent == intent:
			y.complain(w.at, "the pattern %q stands twice", w.text)
			return
		case d.text == w.text:
			y.complain(w.at, "the pattern %q is declared both public and protected", w.text)
			return
		}
	}
	s.declared = append(s.declared, declared{w, intent})
}

// settings reads rules: {id: level}.
func (y *yamlReader) settings(n ast.Node) map[string]*rules.Setting {
	out := map[string]*rules.Setting{}
	y.pairs(n, "rules", func(id located, value ast.Node) {
		y.ruleID(id)
		if isNull(value) {
			y.complain(id.at, "the level of %s is empty: want error, warning, note or off", id.text)
			return
		}
		level := y.oneOf(value, "the level of "+id.text, "error", "warning", "note", "off")
		s := &rules.Setting{Off: level.text == "off", At: id.at}
		s.Level, _ = rules.ParseLevel(level.text)
		out[id.text] = s
	})
	return out
}

// ignore reads one entry of ignore.
func (y *yamlReader) ignore(n ast.Node) *rules.Ignore {
	i := &rules.Ignore{At: y.at(n).FirstLine()}
	seen := map[string]located{}
	read := func(key string) func(ast.Node) {
		return func(n ast.Node) { seen[key] = y.word(n, key) }
	}
	y.mapping(n, "an ignore", fields{"rule": read("rule"), "path": read("path"), "reason": read("reason"), "expires": read("expires")})
	for _, key := range []string{"rule", "path", "reason"} {
		if _, ok := seen[key]; !ok {
			y.complain(i.At, "this ignore has no %s: %s", key, ignoreHelp[key])
		}
	}
	i.Rule, i.Path, i.Reason = seen["rule"].text, seen["path"].text, seen["reason"].text
	if i.Rule != "" {
		y.ruleID(seen["rule"])
	}
	y.glob(i, seen["path"])
	y.expiry(i, seen["expires"])
	return i
}

var ignoreHelp = map[string]string{
	"rule":   "name the rule that it silences",
	"path":   "name the file, or a glob such as \"app/legacy/**\"; to turn a rule off, use rules: {ID: off}",
	"reason": "say why the finding may stand",
}

func (y *yamlReader) glob(i *rules.Ignore, w located) {
	switch {
	case w.text == "":
	case !doublestar.ValidatePattern(w.text):
		y.complain(w.at, "the glob %q cannot be read", w.text)
	case path.IsAbs(w.text) || strings.Contains(w.text, `\`) || slices.Contains(strings.Split(w.text, "/"), ".."):
		y.complain(w.at, "the glob %q must be relative to the root of the repository, with forward slashes", w.text)
	}
	i.Path = strings.TrimPrefix(w.text, "./")
}

func (y *yamlReader) expiry(i *rules.Ignore, w located) {
	if w.text == "" {
		return
	}
	day, err := time.Parse(time.DateOnly, w.text)
	if err != nil {
		y.complain(w.at, "expires is %q: want a day such as 2027-01-31", w.text)
	}
	i.Expires = day
}

// app reads one entry of apps.
func (y *yamlReader) app(n ast.Node) appSection {
	var a appSection
	f := a.fields(y, "an app")
	f["dir"] = func(n ast.Node) { a.dir = y.word(n, "dir") }
	y.mapping(n, "an app", f)
	if a.dir.text == "" {
		a.dir.at = y.at(n)
		y.complain(a.dir.at, "this app has no dir: name its folder, such as apps/web")
	}
	return a
}

func (y *yamlReader) sameApp(apps []appSection) {
	last := apps[len(apps)-1]
	for _, a := range apps[:len(apps)-1] {
		if a.dir.text == last.dir.text && a.dir.text != "" {
			y.complain(last.dir.at, "the app %s has two sections: join them", a.dir.text)
		}
	}
}

// check compares the configuration with the repository. An app that is not
// there is an error.
func (c *config) check(facts *analyzers.Facts) error {
	y := &yamlReader{file: c.file}
	var dirs []string
	for _, app := range slices.Concat(facts.Apps, facts.Others) {
		dirs = append(dirs, app.Next.Dir)
	}
	for _, a := range c.apps {
		if !slices.ContainsFunc(dirs, func(dir string) bool { return sameDir(a.dir.text, dir) }) {
			y.complain(a.dir.at, "there is no Next.js app in %q: %s", a.dir.text, suggestion(a.dir.text, dirs))
		}
	}
	return y.err()
}

// warnings returns what the configuration says in vain: patterns that name no
// route, ignores that are over or silence nothing.
func (c *config) warnings(facts *analyzers.Facts, results []*rules.Result, now time.Time) []complaint {
	out := c.vainPatterns(facts)
	for _, i := range c.ignores {
		switch {
		case i.Expired(now):
			out = append(out, complaint{i.At, fmt.Sprintf("this ignore of %s expired on %s and silences nothing: fix the finding, or set a later day", i.Rule, i.Expires.Format(time.DateOnly))})
		case i.Idle(results) && !slices.ContainsFunc(facts.Others, func(a *analyzers.App) bool { return a.Clerk.Installed() }):
			out = append(out, complaint{i.At, fmt.Sprintf("this ignore of %s in %q matches no finding: remove it", i.Rule, i.Path)})
		}
	}
	slices.SortStableFunc(out, func(a, b complaint) int { return source.Compare(a.at, b.at) })
	return out
}

// vainPatterns names the patterns that match no route of any app that they
// speak of. Where apps were left alone, theirs are not known.
func (c *config) vainPatterns(facts *analyzers.Facts) (out []complaint) {
	hit, asked := map[source.Span]bool{}, map[source.Span]declared{}
	for _, app := range facts.Apps {
		all := c.declaredFor(app)
		for _, d := range all {
			asked[d.at] = d
			hit[d.at] = hit[d.at] || matchesRoute(d, app)
		}
	}
	if len(facts.Others) > 0 {
		for _, d := range c.routes.declared {
			hit[d.at] = true
		}
	}
	for at, d := range asked {
		if !hit[at] {
			out = append(out, complaint{at, fmt.Sprintf("the %s pattern %q matches no route: it declares nothing", d.intent, d.text)})
		}
	}
	return out
}

func matchesRoute(d declared, app *analyzers.App) bool {
	var p visitor.Policy
	_ = p.Declare(d.intent, d.text, d.at)
	return slices.ContainsFunc(app.Visitor().Resources(), func(r *visitor.Resource) bool { return p.Of(r.Path) != nil })
}
