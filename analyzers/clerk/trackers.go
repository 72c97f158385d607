package clerk

import (
	"bytes"
	"path"
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// An errorTracker is a service that is told of errors. Analytics alone is none:
// what only counts visits until told otherwise has a condition.
type errorTracker struct {
	name     string
	packages func() *regexp.Regexp
	starts   func() *regexp.Regexp // what starts it: a call, a class or a component
	users    func() *regexp.Regexp // what tells it who the user is
	needs    func() *regexp.Regexp // text without which it tracks no errors, nil if none
}

var errorTrackers = []errorTracker{
	{"Sentry", source.Pattern(`^@sentry/(nextjs|node|browser|react|core|vercel-edge)$`), source.Pattern(`^init$`), source.Pattern(`^(setUser|setContext|initialScope)$`), nil},
	{"Bugsnag", source.Pattern(`^@bugsnag/`), source.Pattern(`^(start|createClient)$`), source.Pattern(`^(setUser|addMetadata)$`), nil},
	{"Rollbar", source.Pattern(`^(rollbar|@rollbar/react)$`), source.Pattern(`^(Rollbar|init|Provider)$`), source.Pattern(`^(configure|person|useRollbarPerson)$`), nil},
	{"Datadog", source.Pattern(`^(dd-trace|@datadog/browser-(rum|logs).*)$`), source.Pattern(`^init$`), source.Pattern(`^(setUser|setTag|setUserProperty)$`), nil},
	{"Highlight", source.Pattern(`^(@highlight-run/.+|highlight\.run)$`), source.Pattern(`^(init|HighlightInit|registerHighlight|Highlight\w*|AppRouterHighlight|PageRouterHighlight)$`), source.Pattern(`^identify$`), nil},
	{"Axiom", source.Pattern(`^(next-axiom|@axiomhq/(nextjs|logging|react|js))$`), source.Pattern(`^(withAxiom|Logger|useLogger|AxiomWebVitals|createAxiomRouteHandler|createOnRequestError|createUseLogger|Axiom|log)$`), source.Pattern(`^(with|setUser|userId|error|warn)$`), nil},
	{"OpenTelemetry", source.Pattern(`^(@vercel/otel|@opentelemetry/.+)$`), source.Pattern(`^(registerOTel|start|register|NodeSDK|WebTracerProvider|NodeTracerProvider|registerInstrumentations)$`), source.Pattern(`^(setAttributes?|setBaggage)$`), nil},
	{"PostHog", source.Pattern(`^(posthog-(js|node).*|@posthog/.+)$`), source.Pattern(`^(init|PostHog|PostHogProvider|captureException)$`), source.Pattern(`^identify$`), source.Pattern(`captureException|capture_exceptions|enableExceptionAutocapture|startExceptionAutocapture`)},
	{"New Relic", source.Pattern(`^(newrelic|@newrelic/.+)$`), source.Pattern(`^(BrowserAgent|noticeError|getBrowserTimingHeader|newrelic)$`), source.Pattern(`^(setUserID|setUserId|addCustomAttributes?)$`), nil},
	{"LogRocket", source.Pattern(`^logrocket.*$`), source.Pattern(`^init$`), source.Pattern(`^identify$`), nil},
	{"Honeybadger", source.Pattern(`^@honeybadger-io/`), source.Pattern(`^(configure|HoneybadgerErrorBoundary)$`), source.Pattern(`^setContext$`), nil},
	{"AppSignal", source.Pattern(`^@appsignal/`), source.Pattern(`^(Appsignal|start)$`), source.Pattern(`^(setTags|setCustomData)$`), nil},
	{"another tracker", source.Pattern(`^(raygun4js|raygun|trackjs|@airbrake/.+|elastic-apm-node|@elastic/apm-rum.*|applicationinsights|@microsoft/applicationinsights-.+|@logtail/next|@baselime/.+|@hyperdx/.+|@grafana/faro.*|@middleware\.io/.+|@signoz/.+|flagsmith-errors)$`),
		source.Pattern(`.`), source.Pattern(`(?i)user|context`), nil},
}

// scriptTracker matches the address of a tracker that a script element loads.
var scriptTracker = source.Pattern(`js\.sentry-cdn\.com|browser\.sentry-cdn\.com|cdn\.rollbar\.com|datadoghq-browser-agent\.com|d2wy8f7a9ursnm\.cloudfront\.net/.*bugsnag|cdn\.lr-(in|ingest)`)

// Tracking is what watches for errors in an app.
type Tracking struct {
	Installed string      // a tracker that is imported, started or not; "" if there is none
	Server    source.Span // where one starts on the server
	Browser   source.Span // where one starts in the browser
	User      source.Span // where one is told who the user is
	// Unloaded is a configuration of Sentry for the server that no
	// instrumentation file loads, UnloadedClient one for the browser that
	// Turbopack does not load.
	Unloaded, UnloadedClient source.Span
	// Misplaced is an instrumentation file where Next.js does not look.
	Misplaced source.Span
}

// Tracking returns what watches for errors on both sides of the app. It is
// found once, when first asked for.
func (a *App) Tracking() Tracking { return a.tracking() }

func (a *App) findTracking() Tracking {
	var t Tracking
	browser, server := a.browserModules(), a.serverModules()
	users, instrumentation := a.trackerUsers(), a.instrumentation()
	for _, m := range a.Next.Reachable() {
		if len(users[m]) == 0 && browser[m] && t.Browser.IsZero() {
			t.Browser = scriptAt(m)
		}
		if len(users[m]) == 0 && slices.Contains(instrumentation, m) {
			t.own(m)
		}
		for _, tr := range users[m] {
			t.see(a, m, tr, sides{server: server[m] || !browser[m], browser: browser[m]})
		}
	}
	if at := scriptIn(a.Next.Segments); t.Browser.IsZero() {
		t.Browser = at
	}
	if len(instrumentation) == 0 {
		t.Misplaced = a.strayInstrumentation()
	}
	return t
}

// strayInstrumentation is an instrumentation file on the other side of src than the code
// of the app.
func (a *App) strayInstrumentation() source.Span {
	for _, dir := range []string{a.Next.Dir, path.Join(a.Next.Dir, "src")} {
		for _, ext := range []string{"ts", "js", "tsx", "jsx"} {
			if m := a.Next.Project.Graph.Module(path.Join(dir, "instrumentation."+ext)); m != nil && dir != a.Next.CodeDir {
				return m.File.Whole()
			}
		}
	}
	return source.Span{}
}

// browserModules are those that run in the browser.
func (a *App) browserModules() map[*next.Module]bool {
	out := map[*next.Module]bool{}
	for _, r := range a.Next.Client() {
		out[r.Module] = true
	}
	for _, e := range a.Next.Entries() {
		if e.Kind == next.ClientSetup || e.Kind == next.SentryClient {
			for m := range e.Module.Chains() {
				out[m] = true
			}
		}
	}
	return out
}

// serverModules are those that run on the server though the browser may have
// them too: what handlers and the instrumentation import.
func (a *App) serverModules() map[*next.Module]bool {
	out := map[*next.Module]bool{}
	for _, e := range a.Next.Entries() {
		switch e.Kind {
		case next.Instrumentation, next.SentryServer, next.PagesAPI, "route":
			for _, m := range reach(e.Module) {
				out[m] = true
			}
		}
	}
	return out
}

// sides are those on which a module runs.
type sides struct{ server, browser bool }

// trackerUsers returns the trackers that each module of the app imports as
// values, those left out that are told of no errors.
func (a *App) trackerUsers() map[*next.Module][]*errorTracker {
	imported, packages := map[*next.Module][]int{}, map[string][]int{}
	told := make([]bool, len(errorTrackers))
	for _, m := range a.Next.Reachable() {
		imported[m] = trackersOf(m, packages)
		for _, i := range imported[m] {
			told[i] = told[i] || errorTrackers[i].needs == nil || errorTrackers[i].needs().Match(m.File.Text)
		}
	}
	users := map[*next.Module][]*errorTracker{}
	for m, trackers := range imported {
		for _, i := range trackers {
			if told[i] {
				users[m] = append(users[m], &errorTrackers[i])
			}
		}
	}
	return users
}

// see notes what a module does with a tracker.
func (t *Tracking) see(a *App, m *next.Module, tr *errorTracker, runs sides) {
	t.Installed = tr.name
	for n := range m.Root().Descendants() {
		switch name := started(n); {
		case name == "":
		case tr.starts().MatchString(name) && tr.name == "Sentry" && a.unloaded(m):
			t.Unloaded = n.Span()
		case tr.starts().MatchString(name) && tr.name == "Sentry" && a.unloadedClient(m):
			t.UnloadedClient = n.Span()
		case tr.name == "Axiom" && logs().MatchString(n.CalleePath()):
			t.start(n.Span(), runs, false)
		case tr.starts().MatchString(name):
			t.start(n.Span(), runs, n.Enclosing().IsZero() && below(m, a.Next.PagesDir))
		}
		if t.User.IsZero() && tellsUser(n, tr.users) {
			t.User = n.Span()
		}
	}
	if tr.name == "New Relic" && t.Server.IsZero() && runs.server {
		t.Server = m.File.Whole() // importing the agent starts it
	}
}

// start notes that a tracker starts; at the top level of a module of the pages
// router it does so wherever the page is rendered.
func (t *Tracking) start(at source.Span, runs sides, rendered bool) {
	if runs.browser {
		t.Browser = firstSpan(t.Browser, at)
	}
	if runs.server || rendered {
		t.Server = firstSpan(t.Server, at)
	}
}

func below(m *next.Module, dir string) bool {
	return dir != "" && strings.HasPrefix(m.Path, dir+"/")
}

// own notes a hook of the app that reports errors without a package:
// onRequestError in the instrumentation file.
func (t *Tracking) own(m *next.Module) {
	syntax, err := m.Syntax()
	if err != nil {
		return
	}
	if x, ok := syntax.Names().Exports["onRequestError"]; ok {
		t.Server = firstSpan(t.Server, x.Span)
	}
}

func (a *App) instrumentation() (out []*next.Module) {
	for _, e := range a.Next.Entries() {
		if e.Kind == next.Instrumentation {
			out = append(out, e.Module)
		}
	}
	return out
}

// unloaded reports whether the module is Sentry's configuration for the server
// in a version that leaves loading it to the instrumentation file (8 and later).
func (a *App) unloaded(m *next.Module) bool {
	if !strings.Contains(m.Path, "sentry.server.config") && !strings.Contains(m.Path, "sentry.edge.config") {
		return false
	}
	return atLeast(a.Next.Versions.Of("@sentry/nextjs"), "8.0.0") && len(m.Importers) == 0
}

// unloadedClient reports whether the module is Sentry's configuration for the browser,
// which Sentry puts into the bundle of webpack only.
func (a *App) unloadedClient(m *next.Module) bool {
	return strings.Contains(m.Path, "sentry.client.config") && a.Next.Turbopack() && len(m.Importers) == 0
}

// logs matches calls of a logger that is told of an error.
var logs = source.Pattern(`(?i)(^|\.)log(ger)?\.(error|warn)$`)

// trackersOf returns the places in errorTrackers of those whose packages a
// module imports as values, in order. packages remembers them by package.
func trackersOf(m *next.Module, packages map[string][]int) []int {
	var out []int
	for i := range m.Edges {
		e := &m.Edges[i]
		if e.To != nil || e.Import.TypeOnly {
			continue
		}
		trackers, known := packages[e.Package]
		if !known {
			trackers = trackersIn(e.Package)
			packages[e.Package] = trackers
		}
		out = append(out, trackers...)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func trackersIn(name string) []int {
	var out []int
	for i, tr := range errorTrackers {
		if tr.packages().MatchString(name) {
			out = append(out, i)
		}
	}
	return out
}

// started returns the name of what a node calls, makes or renders.
func started(n js.Node) string {
	switch {
	case n.Is(js.CallExpression):
		return calledName(n)
	case n.Is(js.NewExpression):
		return lastPart(n.CalleePath())
	case n.Is(js.JSXOpeningElement, js.JSXSelfClosingElement):
		return lastPart(n.Field(js.FieldName).Text())
	}
	return ""
}

// tellsUser reports whether a node gives the tracker a user: setUser(null) does
// not.
func tellsUser(n js.Node, users func() *regexp.Regexp) bool {
	if n.Is(js.Pair) {
		name, ok := n.PropertyName()
		return ok && (name == "person" || name == "initialScope") && users().MatchString(name)
	}
	if !n.Is(js.CallExpression) || !users().MatchString(calledName(n)) || len(n.Arguments()) == 0 {
		return false
	}
	switch calledName(n) {
	case "error", "warn":
		return logs().MatchString(n.CalleePath()) && userField().MatchString(n.Field(js.FieldArguments).Text())
	case "setUser", "identify", "setUserID", "setUserId", "useRollbarPerson":
		return n.Argument(0).Text() != "null"
	}
	return strings.Contains(strings.ToLower(n.Field(js.FieldArguments).Text()), "user") // a context, a tag, an attribute
}

// userField matches a field that says whose request it was.
var userField = source.Pattern(`(?i)\buser(_?id|_?email)?\b\s*[:,}]`)

// scriptMarks are texts of which each address that scriptTracker matches holds
// one: files without them need no expression.
var scriptMarks = [][]byte{[]byte("cdn."), []byte("datadoghq-browser-agent"), []byte("d2wy8f7a9ursnm")}

// scriptAt returns the script of a tracker that a module renders.
func scriptAt(m *next.Module) source.Span {
	if !slices.ContainsFunc(scriptMarks, func(mark []byte) bool { return bytes.Contains(m.File.Text, mark) }) {
		return source.Span{}
	}
	if loc := scriptTracker().FindIndex(m.File.Text); loc != nil {
		return m.File.Span(loc[0], loc[1])
	}
	return source.Span{}
}

func scriptIn(segments []*next.Segment) source.Span {
	for _, m := range layoutsOf(segments) {
		if at := scriptAt(m); !at.IsZero() {
			return at
		}
	}
	return source.Span{}
}

func firstSpan(a, b source.Span) source.Span {
	if a.IsZero() {
		return b
	}
	return a
}
