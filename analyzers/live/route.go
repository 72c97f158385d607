package live

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// A Prediction is what the static map says of a route.
type Prediction string

// The predictions.
const (
	Denial    Prediction = "denied"  // by the middleware or the code
	Passage   Prediction = "reached" // the visitor gets to the code, which does not turn them away
	Undecided Prediction = "unknown"
)

// A RouteAnswer is a route of the static map, what it predicts, and what the
// site said.
type RouteAnswer struct {
	Pattern  string // of the URL
	URL      string // that was asked for
	Method   string // "" if it was not asked, since its code would act
	At       source.Span
	Document bool // a page, asked for as a browser does
	Dynamic  bool // the URL has made-up values
	Expected Prediction
	Clerk    bool // Clerk's middleware runs before it
	Page     Page
}

// planned returns a request for every URL of the map, pages first, each URL
// once. A handler without GET is asked for it all the same: Next.js answers 405
// unless the middleware comes before. A GET that does something for anyone is
// asked by OPTIONS, which Next.js answers by itself; a pages/api handler of that
// sort, which gets every method, is not asked.
func planned(app *App) []RouteAnswer {
	byURL := map[string][]*visitor.Resource{}
	var urls []string
	for _, r := range app.Machine.Resources() {
		url := r.Middleware.URL
		if url == "" || r.Kind != visitor.Page && r.Kind != visitor.Handler || r.Route == nil || r.Route.Intercepts {
			continue
		}
		if byURL[url] == nil {
			urls = append(urls, url)
		}
		byURL[url] = append(byURL[url], r)
	}
	var out []RouteAnswer
	for _, url := range urls {
		out = append(out, plannedAt(url, byURL[url]))
	}
	calls, _ := app.Clerk.CallsClerk()
	for i := range out {
		out[i].Clerk = calls == clerk.Yes && byURL[out[i].URL][0].Middleware.Runs
	}
	slices.SortStableFunc(out, func(a, b RouteAnswer) int {
		return cmp.Or(-compareBool(a.Document, b.Document), cmp.Compare(a.URL, b.URL))
	})
	return out
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

func plannedAt(url string, resources []*visitor.Resource) RouteAnswer {
	r := resources[0]
	if i := slices.IndexFunc(resources, answersGet); i >= 0 {
		r = resources[i]
	}
	a := RouteAnswer{Pattern: r.Path, URL: url, Method: http.MethodGet, At: r.Span, Document: r.Kind == visitor.Page,
		Dynamic: strings.Contains(r.Path, "[")}
	if !answersGet(r) {
		a.Expected = byMiddleware(r)
		return a
	}
	a.Expected = predict(r)
	for _, other := range resources {
		if answersGet(other) && predict(other) != a.Expected {
			a.Expected = Undecided
		}
	}
	if r.Kind == visitor.Handler && a.Expected != Denial && acts(r) {
		a.Method, a.Expected = http.MethodOptions, byMiddleware(r)
		if r.Name == "default" {
			a.Method = ""
		}
	}
	return a
}

// answersGet reports whether a GET reaches the resource.
func answersGet(r *visitor.Resource) bool {
	return r.Kind == visitor.Page || r.Name == "GET" || r.Name == "default"
}

// acts reports whether the code of a handler changes something, costs money or
// tells somebody, on any path: a check of ours must not set that off.
func acts(r *visitor.Resource) bool {
	deeds := []visitor.Verb{visitor.Write, visitor.Delete, visitor.Pay, visitor.Mail}
	return slices.ContainsFunc(r.Code.Events, func(e *visitor.Event) bool {
		return e.Kind == visitor.Effect && slices.Contains(deeds, e.Verb)
	})
}

func predict(r *visitor.Resource) Prediction {
	m := byMiddleware(r)
	switch {
	case m == Denial, r.Code.Verdict == visitor.Denied && !r.Code.Accidental:
		return Denial
	case m == Undecided, r.Code.Verdict == visitor.Unknown, r.Protection == visitor.ByLayout, r.Code.Accidental, len(r.Code.FailsOpen) > 0, len(r.Code.OpensWith) > 0:
		return Undecided
	}
	return Passage
}

func byMiddleware(r *visitor.Resource) Prediction {
	switch v := r.Middleware.Verdict; {
	case r.Middleware.Locale, v == visitor.MiddlewareUnknown, len(r.Middleware.FailsOpen) > 0, len(r.Middleware.OpensWith) > 0:
		return Undecided
	case v == visitor.Denies:
		return Denial
	}
	return Passage
}

// crossed picks the requests to repeat with a foreign Origin: some handlers,
// as pages are not what other sites fetch.
func crossed(plan []RouteAnswer) (out []RouteAnswer) {
	const most = 3
	for _, r := range plan {
		if !r.Document && !r.Dynamic && len(out) < most {
			out = append(out, r)
		}
	}
	return out
}

// An Agreement says how an answer and its prediction fit.
type Agreement string

// The agreements. Hole is content where the map says that the visitor is
// turned away; Closed the reverse; Gone a route that is not deployed; Unasked
// and Unclear decide nothing.
const (
	Agrees  Agreement = "agrees"
	Hole    Agreement = "hole"
	Closed  Agreement = "closed"
	Gone    Agreement = "gone"
	Broken  Agreement = "broken" // the site fails
	Unasked Agreement = "unasked"
	Unclear Agreement = "unclear"
)

// Agreement compares.
func (r RouteAnswer) Agreement() Agreement {
	switch r.Page.Ending {
	case "":
		return Unasked
	case Handshake, Moved:
		return Unclear
	}
	if r.Expected == Undecided || r.Method == http.MethodOptions && r.Page.Ending != Refused {
		return Unclear
	}
	return agreements[r.Expected][r.Page.Ending].of(r)
}

// A choice is an agreement that a URL with made-up values may not allow: the
// record that it names is not there.
type choice struct{ fixed, dynamic Agreement }

func (c choice) of(r RouteAnswer) Agreement {
	if r.Dynamic {
		return c.dynamic
	}
	return c.fixed
}

func both(a Agreement) choice { return choice{a, a} }

var agreements = map[Prediction]map[Ending]choice{
	Denial: {
		Delivered: both(Hole), Refused: both(Agrees), SentOn: both(Agrees), Absent: both(Agrees), NoMethod: both(Hole), Failed: both(Broken), Rejected: both(Unclear),
	},
	Passage: {
		Delivered: both(Agrees), Refused: both(Closed), SentOn: both(Unclear), Absent: {Gone, Agrees}, NoMethod: both(Agrees), Failed: {Broken, Unclear}, Rejected: both(Agrees),
	},
}

// Unmarked returns the routes whose answers Clerk's middleware should have
// marked, if it marked none at all.
func (s *Site) Unmarked() (out []RouteAnswer) {
	for _, r := range s.Routes {
		switch {
		case r.Page.ClerkStatus() != "":
			return nil
		case r.Clerk && r.Page.Status != 0 && r.Page.Ending != Moved:
			out = append(out, r)
		}
	}
	return out
}
