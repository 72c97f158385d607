package report

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// A RouteMap is clerkvet/routes@1: what a signed-out visitor gets from every
// resource.
type RouteMap struct {
	Schema string     `json:"schema"`
	Apps   []RouteApp `json:"apps"`
}

// A RouteApp is the part of the map about one app.
type RouteApp struct {
	Dir        string           `json:"dir"`
	Next       string           `json:"next"`
	Clerk      string           `json:"clerk"`
	Middleware *RouteMiddleware `json:"middleware"`
	Resources  []RouteResource  `json:"resources"`
	Error      *string          `json:"error"` // why Next.js refuses to build the app
}

// A RouteMiddleware is the middleware of an app.
type RouteMiddleware struct {
	Path    string   `json:"path"`
	Runtime string   `json:"runtime"`
	Matcher []string `json:"matcher"`
	Strays  []string `json:"strays"`
}

// A RouteResource is one page, handler, procedure or action.
type RouteResource struct {
	Kind       string         `json:"kind"`
	Path       string         `json:"path"`
	File       string         `json:"file"`
	Line       int            `json:"line"`
	Name       string         `json:"name"`
	Middleware string         `json:"middleware"`
	Code       string         `json:"code"`
	OtherCheck *string        `json:"otherCheck"`
	Protection string         `json:"protection"`
	Confidence string         `json:"confidence"`
	Why        []PathStep     `json:"why"`
	Variants   []RouteVariant `json:"variants"`

	gate     []PathStep // why the middleware does what it does
	language bool       // the middleware only redirects to the page in a language
}

// A RouteVariant is a URL of the resource that the middleware answers otherwise.
type RouteVariant struct {
	URL        string `json:"url"`
	When       string `json:"when"`
	Runs       bool   `json:"runs"`
	Middleware string `json:"middleware"`
}

// Routes makes the map of the apps.
func Routes(apps []*analyzers.App) *RouteMap {
	m := &RouteMap{Schema: "clerkvet/routes@1", Apps: []RouteApp{}}
	for _, app := range apps {
		v := app.Visitor()
		a := RouteApp{Dir: dirOf(app), Next: versionOf(app, "next"), Clerk: versionOf(app, "@clerk/nextjs"),
			Middleware: routeMiddleware(app), Resources: []RouteResource{}, Error: optional(rules.Redact(v.BuildError()))}
		for _, r := range v.Resources() {
			a.Resources = append(a.Resources, routeResource(r))
		}
		m.Apps = append(m.Apps, a)
	}
	return m
}

func routeMiddleware(app *analyzers.App) *RouteMiddleware {
	mw := app.Next.Middleware
	if mw == nil {
		return nil
	}
	out := &RouteMiddleware{Path: mw.Module.Path, Runtime: mw.Runtime, Matcher: []string{}, Strays: []string{}}
	for _, s := range mw.Config.Sources {
		out.Matcher = append(out.Matcher, s.Entry.Source)
	}
	for _, s := range app.Next.Strays {
		out.Strays = append(out.Strays, s.Module.Path)
	}
	return out
}

func routeResource(r *visitor.Resource) RouteResource {
	out := RouteResource{
		Kind: string(r.Kind), Path: r.Path, File: r.File, Line: r.Line(), Name: r.Name,
		Middleware: string(r.Middleware.Verdict), Code: string(r.Code.Verdict), OtherCheck: optional(string(r.Code.OtherCheck)),
		Protection: string(r.Protection), Confidence: string(r.Code.Confidence),
		Why: routeSteps(r.Code.Trail), Variants: []RouteVariant{}, gate: routeSteps(r.Middleware.Trail), language: r.Middleware.Locale,
	}
	for _, v := range r.Variants {
		out.Variants = append(out.Variants, RouteVariant{v.URL, v.When, v.Runs, string(v.Middleware)})
	}
	return out
}

func routeSteps(trail []visitor.Step) []PathStep {
	out := []PathStep{}
	for _, s := range trail {
		out = append(out, routeStep(s.Message, s.At))
	}
	return out
}

func routeStep(message string, at source.Span) PathStep { return Step(rules.Redact(message), at) }

// JSON writes the map as clerkvet/routes@1.
func (m *RouteMap) JSON(w io.Writer) error { return writeJSON(w, m) }

// Lines returns the map one line a resource, without line numbers, so that an
// unrelated edit does not change it.
func (m *RouteMap) Lines() (lines []string) {
	for _, a := range m.Apps {
		for _, r := range a.Resources {
			lines = append(lines, strings.Join(r.columns(a.Dir), "\t"))
		}
	}
	return lines
}

var routeHeads = []string{"PROTECTION", "MIDDLEWARE", "CODE", "KIND", "NAME", "PATH", "FILE"}

func (r *RouteResource) columns(dir string) []string {
	code := r.Code
	if r.OtherCheck != nil {
		code += " (" + *r.OtherCheck + ")"
	}
	mw := r.gateText()
	for _, v := range r.Variants {
		mw += ", " + v.Middleware + " for " + v.URL
	}
	path := r.Path
	if path == "" {
		path = "-"
	}
	return []string{clean(r.Protection), clean(mw), clean(code), clean(r.Kind), clean(r.Name), clean(path), clean(r.File)}
}

// gateText says what the middleware does. That it sends the visitor to the same
// page in a language is no denial to a reader.
func (r *RouteResource) gateText() string {
	if r.language {
		return "redirects to a language"
	}
	return r.Middleware
}

// Text writes the map as a table, an app after the other, and a sum.
func (m *RouteMap) Text(w io.Writer) error {
	var b strings.Builder
	for _, a := range m.Apps {
		a.head(&b)
		table := tabwriter.NewWriter(&b, 0, 4, 2, ' ', 0)
		fmt.Fprintln(table, strings.Join(routeHeads, "\t"))
		for _, r := range a.Resources {
			fmt.Fprintln(table, strings.Join(r.columns(a.Dir), "\t"))
		}
		table.Flush()
		fmt.Fprintf(&b, "\n%s\n\n", a.sum())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (a *RouteApp) head(b *strings.Builder) {
	fmt.Fprintf(b, "%s  next %s, clerk %s\n", clean(a.Dir), clean(a.Next), clean(a.Clerk))
	switch {
	case a.Error != nil:
		fmt.Fprintf(b, "Next.js refuses to build this app: %s\n", clean(*a.Error))
	case a.Middleware == nil:
		b.WriteString("no middleware runs\n")
	default:
		fmt.Fprintf(b, "middleware %s (%s)\n", clean(a.Middleware.Path), a.Middleware.Runtime)
	}
	b.WriteString("\n")
}

// sum counts the resources by what protects them.
func (a *RouteApp) sum() string {
	count := map[string]int{}
	for _, r := range a.Resources {
		count[r.Protection]++
	}
	var parts []string
	for _, p := range []visitor.Protection{visitor.Twice, visitor.ByCode, visitor.ByMiddleware, visitor.ByLayout, visitor.Public, visitor.Open, visitor.Undecided} {
		if n := count[string(p)]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, p))
		}
	}
	return Plural(len(a.Resources), "resource") + ": " + strings.Join(parts, ", ")
}

// Markdown writes the map as tables, for a pull request.
func (m *RouteMap) Markdown(w io.Writer) error {
	var b strings.Builder
	for _, a := range m.Apps {
		fmt.Fprintf(&b, "### What a signed-out visitor gets from %s\n\n", code(a.Dir))
		b.WriteString("| " + strings.Join(routeHeads, " | ") + " |\n" + strings.Repeat("|---", len(routeHeads)) + "|\n")
		for _, r := range a.Resources {
			for _, c := range r.columns(a.Dir) {
				b.WriteString("| " + cell(c) + " ")
			}
			b.WriteString("|\n")
		}
		fmt.Fprintf(&b, "\n%s\n\n", a.sum())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Why writes the trails of the resources that a name asks about: a URL pattern,
// a file, the name of an action or a procedure, or "METHOD /path". It reports
// how many there are.
func (m *RouteMap) Why(w io.Writer, name string) (int, error) {
	var b strings.Builder
	n := 0
	for _, a := range m.Apps {
		for _, r := range a.Resources {
			if !r.answers(name) {
				continue
			}
			n++
			fmt.Fprintf(&b, "%s %s  %s\n", clean(r.Name), clean(r.Path), clean(r.File))
			fmt.Fprintf(&b, "  protection  %s\n  middleware  %s\n", r.Protection, r.gateText())
			writeSteps(&b, r.gate)
			fmt.Fprintf(&b, "  code        %s, %s confidence\n", r.Code, r.Confidence)
			writeSteps(&b, r.Why)
		}
	}
	_, err := io.WriteString(w, b.String())
	return n, err
}

func (r *RouteResource) answers(name string) bool {
	return name == r.Path && name != "" || name == r.File || name == r.Name+" "+r.Path || name == r.Name && (r.Path == "" || r.Kind == string(visitor.Procedure)) || name == r.File+":"+r.Name
}

func writeSteps(b *strings.Builder, steps []PathStep) {
	for _, s := range steps {
		if s.Path == "" {
			fmt.Fprintf(b, "    %s\n", clean(s.Message))
			continue
		}
		fmt.Fprintf(b, "    %s:%d  %s\n", clean(s.Path), s.StartLine, clean(s.Message))
	}
}
