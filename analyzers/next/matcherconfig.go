package next

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"

	"github.com/Masterminds/semver/v3"
)

// The words that make Next.js look into a file at all, by version
// (build/analysis/get-page-static-info of 13.5.11, 14.2.35, 15.5.29, 16.0.0).
const (
	words13 = `runtime|preferredRegion|getStaticProps|getServerSideProps|generateStaticParams|export const`
	words15 = words13 + `|generateImageMetadata|generateSitemaps`
	words16 = words15 + `|middleware|proxy`
)

var (
	looked13 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words13) })
	looked15 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words15) })
	looked16 = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(words16) })
)

func looksInto(next *semver.Version, text []byte) bool {
	switch {
	case since(next, "16.0.0"):
		return looked16().Match(text)
	case since(next, "15.0.0"):
		return looked15().Match(text)
	}
	return looked13().Match(text)
}

// A middlewareReader reads what Next.js reads of a middleware or proxy file
// before it runs it.
type middlewareReader struct {
	site      pathmatch.Site
	proxy     bool
	turbopack bool // the build uses Turbopack
	syntax    *js.Syntax
}

// A rejection ends the reading: the file fails the build.
type rejection struct {
	outcome Outcome
	why     string
	at      source.Span
}

func (r rejection) config() MiddlewareConfig {
	return MiddlewareConfig{Outcome: r.outcome, Problem: r.why, Fails: true, At: r.at}
}

// read returns the config and the runtime that the file asks for ("" for none).
func (r *middlewareReader) read() (c MiddlewareConfig, runtime string) {
	if !looksInto(r.site.Next, r.syntax.File.Text) {
		return r.withoutMatcher(js.Node{}), ""
	}
	if why := r.exportRule(); why != "" {
		return rejection{Throws, why, r.syntax.File.Whole()}.config(), ""
	}
	x := newExtractor(r.site.Next)
	node := exportedConst(r.syntax, "config")
	value, err := constant{kind: undefinedConstant}, error(nil)
	if !node.IsZero() {
		value, err = x.value(node, "config")
	}
	if err != nil {
		value = constant{kind: undefinedConstant}
	}
	runtime, rejected := r.runtime(x, value)
	switch {
	case rejected != nil:
		return rejected.config(), runtime
	case err != nil:
		return r.unsupported(err), runtime
	}
	return r.config(node, value), runtime
}

// byDefault is the config without a matcher: every path.
func (r *middlewareReader) byDefault(at source.Span) MiddlewareConfig {
	c := MiddlewareConfig{Outcome: Default, At: at}
	c.Matcher, _ = pathmatch.Compile(r.site, nil) // fails for entries only
	return c
}

// unsupported is the config that cannot be read: up to 14 Next.js warns and
// goes on with the default, later the build fails (F2.6).
func (r *middlewareReader) unsupported(err error) MiddlewareConfig {
	c := r.byDefault(source.Span{})
	var u *unreadable
	if errors.As(err, &u) {
		c.At = u.node.Span()
	}
	c.Outcome, c.Problem = Unsupported, err.Error()
	if since(r.site.Next, "15.0.0") {
		c.Fails, c.Matcher = true, nil
	}
	return c
}

func (r *middlewareReader) config(node js.Node, value constant) MiddlewareConfig {
	if rejected := r.shape(value); rejected != nil {
		return rejected.config()
	}
	list, ok, err := matchersOf(r.site.Next, value)
	var refused *refusal
	switch {
	case errors.As(err, &refused):
		return rejection{Invalid, refused.why, refused.at.node.Span()}.config()
	case !ok:
		return r.withoutMatcher(node)
	}
	var entries = []pathmatch.Entry{}
	for _, m := range list {
		entries = append(entries, m.Entry)
	}
	c := MiddlewareConfig{Outcome: Matchers, At: value.get("matcher").node.Span(), Sources: list}
	c.Matcher, err = pathmatch.Compile(r.site, entries)
	var wrong *pathmatch.EntryError
	if errors.As(err, &wrong) {
		m := list[wrong.Index]
		return rejection{Invalid, fmt.Sprintf("the matcher %q is no valid pattern: %v", m.Entry.Source, wrong.Err), m.Span}.config()
	}
	return c
}

// withoutMatcher is the config that the file does not have, or not in the form
// that is read. Turbopack refuses a config that is exported by a list (F2.2).
func (r *middlewareReader) withoutMatcher(node js.Node) MiddlewareConfig {
	c := r.byDefault(node.Span())
	if !node.IsZero() {
		return c
	}
	e, ok := r.syntax.Names().Exports["config"]
	if !ok {
		return c
	}
	c.At = e.Span
	if r.turbopack && (e.From != "" || e.Local != "") {
		c.Problem = "the config is re-exported, which Turbopack refuses"
		c.Fails, c.Matcher = true, nil
	}
	return c
}

// shape checks what the schema says of the config but for its matcher. Before
// 15 there was none.
func (r *middlewareReader) shape(config constant) *rejection {
	if !since(r.site.Next, "15.0.0") {
		return nil
	}
	if config.kind != undefinedConstant && config.kind != objectConstant {
		return &rejection{Throws, "the config must be an object, not " + article(config), config.node.Span()}
	}
	if d := config.get("maxDuration"); d.kind != undefinedConstant && d.kind != numberConstant {
		return &rejection{Throws, "config.maxDuration must be a number, not " + article(d), d.node.Span()}
	}
	for _, name := range []string{"regions", "unstable_allowDynamic"} {
		v := config.get(name)
		listed := v.kind == arrayConstant && !slices.ContainsFunc(v.list, func(c constant) bool { return c.kind != stringConstant })
		if v.kind != undefinedConstant && v.kind != stringConstant && !listed {
			return &rejection{Invalid, "config." + name + " must be a string or a list of strings", v.node.Span()}
		}
	}
	return nil
}

var runtimes = []string{"edge", "experimental-edge", "nodejs"}

// runtime returns the runtime that the file asks for, and refuses what the
// version does (F1.9).
func (r *middlewareReader) runtime(x extractor, config constant) (string, *rejection) {
	asked := config.get("runtime")
	if node := exportedConst(r.syntax, "runtime"); !node.IsZero() {
		if v, err := x.value(node, "runtime"); err == nil && v.kind != undefinedConstant {
			asked = v
		}
	}
	reject := func(why string) (string, *rejection) {
		return "", &rejection{Throws, why, asked.node.Span()}
	}
	switch {
	case asked.kind == undefinedConstant:
		return "", nil
	case asked.kind != stringConstant || !slices.Contains(runtimes, asked.text):
		return reject("the runtime must be edge, experimental-edge or nodejs")
	case r.proxy:
		return reject("a proxy file may not set a runtime, as it always runs on Node.js")
	case asked.text == "edge" && since(r.site.Next, "15.0.0"):
		return reject("the runtime edge is refused here; the name is experimental-edge")
	}
	return asked.text, nil
}

// exportRule says what is wrong with the exports by the static check of
// Next.js 16 and later (F1.6); "" if nothing is, or before.
func (r *middlewareReader) exportRule() string {
	if !since(r.site.Next, "16.0.0") {
		return ""
	}
	want := "middleware"
	if r.proxy {
		want = "proxy"
	}
	for statement := range r.syntax.Root().Named() {
		if statement.Kind() == js.ExportStatement && satisfiesRule(statement, want) {
			return ""
		}
	}
	return fmt.Sprintf("Next.js finds no function to run: the file must export a default or %q, and not pass it on with \"export *\" or \"as default\"", want)
}

func satisfiesRule(statement js.Node, want string) bool {
	if statement.HasToken("default") {
		return true
	}
	declaration := statement.Field(js.FieldDeclaration)
	switch declaration.Kind() {
	case js.FunctionDeclaration, js.GeneratorFunctionDeclaration:
		return declaration.Field(js.FieldName).Text() == want
	case js.LexicalDeclaration, js.VariableDeclaration: // only the first declarator is looked at
		return declaration.Child(js.VariableDeclarator).Field(js.FieldName).Text() == want
	}
	for s := range statement.Child(js.ExportClause).Named() {
		name := s.Field(js.FieldAlias)
		if name.IsZero() {
			name = s.Field(js.FieldName)
		}
		if s.Field(js.FieldName).Kind() == js.Identifier && strings.Trim(name.Text(), `"'`) == want {
			return true
		}
	}
	return false
}
