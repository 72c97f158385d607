package clerk

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Webhook is a route handler that another service calls.
type Webhook struct {
	Route    *next.Route
	Provider string      // "Clerk", "Stripe", …; "" where it cannot be told
	Evidence string      // how it is known to be one
	At       source.Span // where the payload is read
	Forwards source.Span // where the request is passed on with its headers; zero if it is not
}

// A sender is known by the header that carries its signature, by the text of
// its path, or by names of its events.
type sender struct {
	name    string
	headers []string
	events  func() *regexp.Regexp
	// shared is set if others sign with the same header, so that something else
	// has to say whose delivery it is.
	shared bool
}

// Resend, WebSub and Meta stand before those whose headers they use too.
var providers = []sender{
	{name: "Resend", events: source.Pattern(`^email\.(sent|delivered|delivery_delayed|bounced|complained|opened|clicked|failed|received)$`)},
	{name: "WebSub", events: source.Pattern(`^hub\.(topic|lease_seconds)$`)}, // Meta asks in the same words, and for no topic
	{name: "Meta", events: source.Pattern(`^hub\.(mode|challenge|verify_token)$`)},
	{name: "Clerk", headers: []string{"svix-signature", "svix-id"}, events: source.Pattern(`^(user|session|organization|organizationMembership|email|sms)\.(created|updated|deleted|ended|removed|revoked)$`), shared: true},
	{name: "Stripe", headers: []string{"stripe-signature"}, events: source.Pattern(`^(checkout\.session\.|invoice\.|customer\.subscription\.|payment_intent\.)`)},
	{name: "GitHub", headers: []string{"x-hub-signature-256", "x-hub-signature"}, shared: true},
	{name: "Lemon Squeezy", headers: []string{"x-signature"}, events: source.Pattern(`^subscription_(created|updated|payment)`), shared: true},
	{name: "Razorpay", headers: []string{"x-razorpay-signature"}},
	{name: "Paddle", headers: []string{"paddle-signature"}},
	{name: "Slack", headers: []string{"x-slack-signature"}},
	{name: "Twilio", headers: []string{"x-twilio-signature"}},
	{name: "Shopify", headers: []string{"x-shopify-hmac-sha256"}},
	{name: "Linear", headers: []string{"linear-signature"}},
	{name: "Standard Webhooks", headers: []string{"webhook-signature"}},
}

// Webhooks returns the route handlers of the app that are webhooks, by route.
// They are found once: rules ask for each handler and action. The caller must
// not change the list.
func (a *App) Webhooks() []Webhook { return a.webhooks() }

func (a *App) findWebhooks() []Webhook {
	var candidates []*next.Route
	var modules []*next.Module
	for _, r := range a.Next.Routes {
		if r.Kind == next.HandlerRoute && r.Module != nil && mayBeWebhook(r) {
			candidates, modules = append(candidates, r), append(modules, r.Module)
		}
	}
	next.Prefetch(modules)
	var out []Webhook
	for _, r := range candidates {
		if w, ok := a.webhook(r); ok {
			out = append(out, w)
		}
	}
	return out
}

// webhookSigns are texts of which a handler has one, in lower case, that is a
// webhook though its path does not say so: a header of a signature, or a payload
// of Clerk. The name of an event is not enough there.
var webhookSigns = [][]byte{[]byte("signature"), []byte("svix"), []byte("email_addresses")}

// mayBeWebhook spares the parser the handlers that show no sign of a webhook in
// their path or text. One that only passes on another module is looked into.
func mayBeWebhook(r *next.Route) bool {
	if webhookPath().MatchString(r.Path) {
		return true
	}
	if slices.ContainsFunc(r.Module.Edges, func(e next.Edge) bool { return e.Import.Kind == js.ReExport }) {
		return true
	}
	text := bytes.ToLower(r.Module.File.Text)
	return slices.ContainsFunc(webhookSigns, func(sign []byte) bool { return bytes.Contains(text, sign) })
}

// webhookPath matches a path segment that says webhook, whatever follows.
var webhookPath = source.Pattern(`(?i)(^|/)[^/]*web-?hooks?\b`)

func (a *App) webhook(r *next.Route) (Webhook, bool) {
	takers := a.receivers(r)
	if len(takers) == 0 {
		return Webhook{}, false
	}
	h := readHandler(takers[0])
	if h.payload.IsZero() {
		h.payload = h.passes
	}
	w := Webhook{Route: r, At: h.payload}
	w.Provider, w.Evidence = h.sender()
	if w.Evidence != "header" && ofAnother(r.Path, w.Provider) {
		w.Provider = ""
	}
	inPath := webhookPath().MatchString(r.Path)
	switch {
	case w.Evidence == "" && !inPath, h.payload.IsZero() && w.Evidence != "header":
		return w, false
	case !inPath && w.Evidence != "header" && !h.payloadShape:
		return w, false // an event name in a handler of another kind
	}
	if w.Provider == "" {
		w.Provider, w.Evidence = providerInPath(r.Path), cmp.Or(w.Evidence, "path")
	}
	if !h.acts {
		return w, false // it answers and does nothing
	}
	if (h.guarded || h.asksWho) && (w.Evidence == "path" || !inPath && w.Evidence != "header") {
		return w, false // a management endpoint: it checks the user
	}
	w.Forwards = h.forwards
	return w, true
}

// ofAnother reports whether a path names somebody else whose deliveries come there than
// the sender whose events bear such names.
func ofAnother(path, provider string) bool {
	named := namedSender().FindStringSubmatch(path)
	return provider != "" && named != nil && !aboutSomething().MatchString(named[1]) && providerInPath(path) != provider
}

var (
	// namedSender matches the paths that end in a word after the one that says webhook.
	namedSender = source.Pattern(`(?i)(?:^|/)web-?hooks?/([a-z][\w-]*)$`)
	// aboutSomething are such words that say what the deliveries are about.
	aboutSomething = source.Pattern(`(?i)^(users?|auth\w*|org(anization)?s?|sync|payments?|pay|billing|subscriptions?|checkout|orders?|events?|receive|handler|callback|incoming|route|v\d+)$`)
)

// A receiver is the function that takes deliveries by one method, or the
// expression that makes it; the whole module where neither can be told.
type receiver struct {
	module *next.Module
	node   js.Node
}

// receivers returns what takes the deliveries of a route, through re-exports. A
// route of the app router without a method that has a body takes none.
func (a *App) receivers(r *next.Route) []receiver {
	methods := []string{"POST", "PUT", "PATCH"}
	if !r.AppRouter {
		methods = []string{"default"}
	}
	var out []receiver
	for _, name := range methods {
		def := a.Next.Project.Graph.Export(r.Module, name)
		switch {
		case def.Module != nil:
			out = append(out, receiver{def.Module, handlerNode(def)})
		case def.Found() || def.Unresolved:
			out = append(out, receiver{r.Module, r.Module.Root()})
		}
	}
	if len(out) == 0 && !r.AppRouter {
		out = append(out, receiver{r.Module, r.Module.Root()})
	}
	return out
}

// handlerNode returns what an exported handler is made of: itself if it holds a
// function or names one, else its module, in which a framework's routes may be
// declared statement by statement.
func handlerNode(def next.Definition) js.Node {
	tops := def.Module.Root().Syntax().Names().Top
	if holdsFunction(def.Node) {
		return def.Node
	}
	for n := range def.Node.Descendants() {
		if n.Is(js.Identifier) && holdsFunction(tops[n.Text()]) {
			return def.Node
		}
	}
	return def.Module.Root()
}

func holdsFunction(n js.Node) bool { return !function(n).IsZero() }

// function returns the node if it is a function, else the first one below.
func function(n js.Node) js.Node {
	if n.IsFunction() {
		return n
	}
	for d := range n.Descendants() {
		if d.IsFunction() {
			return d
		}
	}
	return js.Node{}
}

func providerInPath(path string) string {
	lower := strings.ToLower(path)
	for _, p := range providers {
		if strings.Contains(lower, strings.ToLower(strings.ReplaceAll(p.name, " ", ""))) {
			return p.name
		}
	}
	return ""
}

// handler is what one module of a route handler shows.
type handler struct {
	node         js.Node
	request      string // what the function calls its request, if it takes one
	texts        []string
	payload      source.Span // where the body is read
	passes       source.Span // where the request is handed on as a whole
	payloadShape bool        // Clerk's user object is taken apart
	guarded      bool        // the signed-in user is asked for
	asksWho      bool        // a function of the app is asked who that is, for all that its name says
	acts         bool        // something is called that may have an effect
	forwards     source.Span // the request is passed on with its headers
}

var (
	bodyRead   = source.Pattern(`\.(json|text|formData|arrayBuffer|body|rawBody)$`)
	guardNames = source.Pattern(`(?i)^(await )?(auth|currentUser|getAuth|requireUser|requireAuth|withAuth\w*|withSession|withWorkspace|getServerSession|getSession|require[A-Z]\w*|\w*authenticat\w*)$`)
)

// askingNames are functions that say who is signed in: they are given nothing.
var askingNames = source.Pattern(`^get(Current|Session|Signed[iI]n)?(User|Auth|Account)(Id|ID)?(OrThrow)?$`)

func readHandler(r receiver) handler {
	h := handler{node: r.node, request: requestName(r.node)}
	for n := range r.module.Root().Descendants() {
		switch n.Kind() {
		case js.String:
			if s, ok := n.StringValue(); ok {
				h.texts = append(h.texts, s)
			}
		case js.MemberExpression:
			h.member(n)
		case js.CallExpression:
			h.call(n)
		case js.Pair:
			if n.Field(js.FieldKey).Text() == "headers" && requestHeaders().MatchString(n.Field(js.FieldValue).Text()) {
				h.forwards = n.Span()
			}
		case js.PropertyIdentifier, js.ShorthandPropertyIdentifierPattern:
			h.payloadShape = h.payloadShape || n.Text() == "email_addresses" && !n.Parent().Is(js.Pair) // one that is written is no delivery
			// A wrapper hands the handler who is asking.
			h.guarded = h.guarded || n.Text() == "authentication"
		}
	}
	return h
}

// requestHeaders matches the headers of the request as a whole.
var requestHeaders = source.Pattern(`^(req|request)\.headers$`)

// harmless are objects whose functions have no effect beyond a log.
var harmless = source.Pattern(`^(console|JSON|NextResponse|Response|Object|String|Number|Date|Math|req|request)(\.|$)`)

func (h *handler) call(n js.Node) {
	path := n.CalleePath()
	if guardNames().MatchString(path) {
		h.guarded = true
	}
	h.asksWho = h.asksWho || len(n.Arguments()) == 0 && askingNames().MatchString(path)
	for _, arg := range n.Arguments() {
		if h.passes.IsZero() && (arg.Text() == "req" || arg.Text() == "request" || arg.Text() == h.request) {
			h.passes = n.Span()
		}
	}
	if !harmless().MatchString(path) {
		h.acts = true
	}
}

// member notes where the request's body is read, in the handler itself if it
// is, else anywhere in its file.
func (h *handler) member(n js.Node) {
	object := n.Field(js.FieldObject).Text()
	reads := bodyRead().MatchString("."+n.Field(js.FieldProperty).Text()) &&
		(strings.HasPrefix(object, "req") || strings.HasSuffix(object, ".req") || object == h.request)
	if reads && (h.payload.IsZero() || !covers(h.node.Span(), h.payload) && h.node.Contains(n)) {
		h.payload = n.Span()
	}
}

// requestName returns the name of a function's first parameter, or "".
func requestName(handler js.Node) string {
	f := function(handler)
	first := f.Field(js.FieldParameters).First()
	if first.IsZero() {
		first = f.Field(js.FieldParameter)
	}
	if pattern := first.Field(js.FieldPattern); !pattern.IsZero() {
		first = pattern
	}
	if first.Is(js.Identifier) {
		return first.Text()
	}
	return ""
}

// sender returns whose deliveries the handler takes and how it is known that it
// takes any. Where only a header is known that several use, it names nobody.
func (h *handler) sender() (name, evidence string) {
	for _, p := range providers {
		found := h.evidenceOf(p)
		if name == "" && found != "" && !(p.shared && found == "header" && !h.names(p)) {
			name = p.name
		}
		if evidence == "" || found == "header" {
			evidence = found
		}
	}
	return name, evidence
}

// names reports whether the module of the handler says the name of a sender, or
// knows its payload.
func (h *handler) names(p sender) bool {
	word := strings.ToLower(strings.ReplaceAll(p.name, " ", ""))
	plain := strings.NewReplacer(" ", "", "-", "", "_", "").Replace(strings.ToLower(withoutComments(h.node.Syntax())))
	if p.name == "Clerk" && h.payloadShape || strings.Contains(plain, word) {
		return true
	}
	return p.events != nil && slices.ContainsFunc(h.texts, p.events().MatchString)
}

// withoutComments is the text of a module but for its comments, which may name
// others than the sender.
func withoutComments(s *js.Syntax) string {
	text, from := s.Root().Text(), s.Root().Span().Start
	var out strings.Builder
	at := 0
	for _, c := range s.Comments {
		if start := c.Start - from; start >= at && c.End-from <= len(text) {
			out.WriteString(text[at:start])
			at = c.End - from
		}
	}
	out.WriteString(text[at:])
	return out.String()
}

// evidenceOf says by what the handler shows that it belongs to the provider.
func (h *handler) evidenceOf(p sender) string {
	for _, t := range h.texts {
		for _, header := range p.headers {
			if strings.EqualFold(t, header) {
				return "header"
			}
		}
		if p.events != nil && p.events().MatchString(t) {
			return "event"
		}
	}
	if p.name == "Clerk" && h.payloadShape {
		return "payload"
	}
	return ""
}
