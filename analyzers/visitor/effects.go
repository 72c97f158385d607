package visitor

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
)

// verbs say what a database method does by its name; names that start with one
// of them count too.
var (
	writeVerbs  = set("create createmany createmanyandreturn insert insertone insertmany update updateone updatemany upsert insertinto replaceinto mergeinto updatetable set save push add put hset sadd zadd lpush rpush incr incrby decr expire mset append replaceone findoneandupdate findbyidandupdate bulkwrite mutation patch write commit rpc $executeraw $executerawunsafe execute_ executewrite runtransaction setdoc adddoc updatedoc writefile mkdir appendfile writefilesync mkdirsync appendfilesync copyfile copyfilesync rename renamesync cp cpsync createwritestream connectorcreate connectoverwrite seed setex publish")
	deleteVerbs = set("delete deletefrom deleteone deletemany remove destroy findoneanddelete findbyidanddelete del unlink hdel srem zrem flushall truncate drop deletedoc rm clear rmsync unlinksync rmdir rmdirsync")
	readVerbs   = set("findunique findfirst findmany findone find findbyid finduniqueorthrow findfirstorthrow count aggregate groupby select query queryraw $queryraw $queryrawunsafe get getall hget hgetall mget smembers zrange lrange exists keys scan distinct fetch execute getdoc getdocs all run first list search collection estimateddocumentcount selectfrom selectall executetakefirst executetakefirstorthrow hexists sismember getdel findoneby findby findoneorfail findonebyorfail countdocuments countdocument similaritysearch readfile readdir readfilesync readdirsync createreadstream preloadquery fetchquery raw maybesingle single similaritysearchwithscore listall getmany")
	oneVerbs    = set("findunique findfirst findone findbyid finduniqueorthrow findfirstorthrow first single maybesingle getdoc get hget getdel executetakefirst executetakefirstorthrow findoneby findoneorfail findonebyorfail")
	throwVerbs  = set("finduniqueorthrow findfirstorthrow executetakefirstorthrow findoneorfail findonebyorfail")
	countVerbs  = set("count countdocuments hexists sismember")
)

func verbOf(name string) (Verb, bool) {
	name = strings.ToLower(name)
	switch {
	case writeVerbs[name], name == "fetchmutation", name == "fetchaction", name == "action":
		return Write, true
	case deleteVerbs[name]:
		return Delete, true
	case readVerbs[name]:
		return Read, true
	}
	return "", false
}

// dbCall is a call on a database client: it starts a query, goes on with one, or
// sets up a client.
func (m *run) dbCall(c *call) value {
	name := lastName(c.path)
	e := m.underway(c.fn.ref.query)
	verb, ok := verbOf(name)
	sql, tagged := m.statement(c)
	if !c.isNew && m.nameMatches(ofLibrary, c.path) {
		return fresh(originOf(c.args...), name+"()")
	}
	if c.isNew || (strings.HasSuffix(c.path, "#"+name) || m.nameMatches(ofClass, c.path)) && !ok && !tagged {
		return m.instance(c)
	}
	switch name {
	case "then", "catch", "finally":
		return m.queryThen(c, e, name)
	case "destroy":
		if e == nil && len(c.args) == 0 && newClient.MatchString(c.path) { // closes the connection
			return resolved(undefined)
		}
	case "$extends", "connect", "$connect", "disconnect", "$disconnect", "$on", "$use", "model", "from", "schema", "auth", "storage", "channel", "plugin", "pre", "post", "index", "virtual", "method", "set" + "AuthToken", "withIndex", "collection", "db", "doc", "pipeline", "multi", "prepare":
		if e == nil {
			v := nativeObject(c.path + "()")
			v.ref.from = originOf(c.args...)
			v.ref.native.args = append(slices.Clip(c.fn.ref.native.args), c.args...)
			return v
		}
	}
	if strings.Contains(strings.ToLower(name), "transaction") {
		return m.transaction(c)
	}
	if e == nil {
		e = m.beginQuery(c, ok)
	}
	if sql != "" {
		verb, ok = sql, true
	}
	if name == "rpc" && onlyLooks.MatchString(c.arg(0).str) {
		verb = Read
	}
	if ok && (verb == Write || verb == Delete) && e.Verb != Write && e.Verb != Delete && !c.neverRuns() {
		e.Verb, e.Hard = verb, true
		e.Logged, e.refusing = m.logs(e, name), m.refusing(c.at)
	} else if ok && e.Verb == Unnamed {
		e.Verb = verb
	}
	e.Calls = append(e.Calls, name)
	args := m.withCondition(c)
	m.addArgs(e, args)
	switch {
	case m.remembers(e, c):
		e.Verb, e.Hard = Cache, false
	case e.Hard && m.counts(c):
		e.Kind, e.Hard = Limiter, false
	}
	m.callbacks(c, fresh(0, "a part of a query"), fresh(0, "operators"))
	v := nativeObject(c.path + "()")
	v.ref.query, v.ref.from = e, FromRecord
	v.ref.native.asked = append(slices.Clip(c.asked(e)), question{name, args, statementOf(c)})
	return v
}

// beginQuery notes the first call of a query, of which it may be known that it is one.
func (m *run) beginQuery(c *call, known bool) *Event {
	e := m.note(&Event{Kind: Effect, Verb: Read, Name: calleeText(c.at), Method: c.path, At: c.at.Span()})
	if !known {
		e.Verb = Unnamed
	}
	m.addArgs(e, c.fn.ref.native.args)
	return e
}

// onlyLooks matches the names of functions of a database that only look something
// up, or check something.
var onlyLooks = regexp.MustCompile(`^(get|list|search|find|fetch|match|count|is|has|check|verify|validate|authenticate|look_?up|hybrid_search|nearby)(_|$|[A-Z])`)

// newClient matches the methods of a client itself.
var newClient = regexp.MustCompile(`^[^#]+#[^().]+\(\)\.\w+$`)

// ofClass matches the functions of classes: Redis.fromEnv.
var ofClass = regexp.MustCompile(`#(default\.)?[A-Z]\w*\.\w+$`)

// ofLibrary matches the functions of a library of databases that ask none: its
// settings, and what makes and tests an id.
var ofLibrary = regexp.MustCompile(`^mongoose#(default\.)?(set|plugin|pluralize|isValidObjectId|isObjectIdOrHexString)$|[#.]ObjectI[dD](\.(isValid|createFrom\w+|generate))?$`)

// underway is the query that a call goes on with: one of this path, as a client
// that was made when its module was loaded is no query.
func (m *run) underway(e *Event) *Event {
	if e != nil && slices.Contains(m.events, e) {
		return e
	}
	return nil
}

func (m *run) transaction(c *call) value {
	if f := c.arg(0); isFunction(f) {
		root := c.path[:strings.LastIndexByte(c.path, '.')]
		return m.invoke(f, []value{nativeObject(root)}, c.at)
	}
	if l := m.force(c.arg(0)); l.is(arrayShape) {
		return m.promiseAll(&call{at: c.at, args: []value{l}})
	}
	return fresh(FromRecord, "what a transaction gives")
}

func (m *run) queryThen(c *call, e *Event, name string) value {
	if name == "catch" && m.visitor != SignedOut {
		return m.promiseCatch(c)
	}
	if name != "then" {
		if c.this.ref != nil {
			return c.this
		}
		return fresh(FromRecord, "a record")
	}
	return resolved(m.callbacks(c, m.record(e, c.asked(e), c.at)))
}

// argDepth bounds how deep the parts of arguments are listed.
const (
	argDepth = 6
	maxArgs  = 64
)

func (m *run) addArgs(e *Event, args []value) {
	for i, a := range args {
		e.addArg(strconv.Itoa(i), a, argDepth)
	}
	e.args = append(e.args, args...)
	e.From |= originOf(args...)
}

func (e *Event) addArg(path string, v value, depth int) {
	if len(e.Args) >= maxArgs {
		return
	}
	if e.every && v.kind == unknownKind && len(v.sym.options) > 0 {
		for _, o := range v.sym.options {
			e.addArg(path, o, depth)
		}
		return
	}
	command := v.is(nativeShape) && len(v.ref.native.args) > 0 && isCommand(v.ref.native.path)
	if v.ref == nil || depth == 0 || v.ref.shape == functionShape || len(v.ref.props)+len(v.ref.elems) == 0 && !command {
		from := v.origin()
		if from.Has(Visitor) && holdsSecret(path[strings.LastIndexByte(path, '.')+1:]) {
			from |= FromCredential
		}
		if from != 0 || v.concrete() {
			e.Args = append(e.Args, Arg{Path: path, From: from, Null: v.nullish(), Text: v.str, Name: v.source()})
		}
		return
	}
	if command {
		e.addArg(path, v.ref.native.args[0], depth)
		return
	}
	for _, k := range v.ref.keys {
		if c := v.ref.props[k]; c.state == ready && c.getter == nil {
			e.addArg(path+"."+k, c.v, depth-1)
		}
	}
	for i, x := range v.ref.elems {
		e.addArg(path+"."+strconv.Itoa(i), x, depth-1)
	}
}

func calleeText(n js.Node) string {
	if p := n.CalleePath(); p != "" {
		return p
	}
	if n.Is(js.JSXElement, js.JSXSelfClosingElement) { // a component that is rendered
		return openTag(n).Field(js.FieldName).Text()
	}
	callee := n.Callee()
	if callee.Kind() == js.MemberExpression {
		return rootName(callee) + "…" + callee.Field(js.FieldProperty).Text()
	}
	return "a call"
}

var classVerbs = map[class]Verb{network: Network, paid: Pay, mail: Mail, storage: Write}

// serviceCall is a call of the client of a service. Making the client is no
// effect, neither is what only builds a request.
func (m *run) serviceCall(kind class, c *call) value {
	name := lastName(c.path)
	if name == "isInstance" { // asks whether a value is one of the package's errors
		return fresh(0, c.path)
	}
	if c.isNew || makesClient(kind, c) || quietService(name) || kind == storage && storedName[name] || m.nameMatches(googleClient, c.path) {
		return m.prepared(c)
	}
	e := m.note(&Event{Kind: Effect, Verb: classVerbs[kind], Hard: true, Name: calleeText(c.at), Method: c.path, At: c.at.Span()})
	if name == "send" && asksOnly(c.arg(0)) {
		e.Hard, e.Verb = false, Read
	}
	switch {
	case kind == network && (readName(name) || exchanges[name]), kind == storage && strings.Contains(name, "Url") && readName(name):
		e.Hard = false
	case kind == mail && readName(name):
		e.Hard, e.Verb = false, Read
	case kind == storage && (slices.ContainsFunc(strings.FieldsFunc(c.path, isDot), readName) || name == "download" || name == "exists"):
		e.Hard, e.Verb = false, Read
	}
	if c.this.is(nativeShape) && storedName[lastName(strings.TrimSuffix(c.this.ref.native.path, "()"))] {
		m.addArgs(e, c.this.ref.native.args)
	}
	m.addArgs(e, c.args)
	m.callbacks(c, fresh(FromRecord, "an event"))
	if t := m.fault(e, c.at); t != nil {
		return rejected(t)
	}
	return fresh(FromRecord, e.Name)
}

// prepared is a client of a service, or what it is going to be asked: a command holds
// what it was made of.
func (m *run) prepared(c *call) value {
	v := m.bound(c.path+"()", c.this)
	v.ref.from = originOf(c.args...) & Visitor
	if isCommand(c.path) || storedName[lastName(c.path)] {
		v.ref.native.args = c.args
	}
	return v
}

// storedName are methods of stores of files that only name a place: what is done
// with it is the next call.
var storedName = set("bucket file getContainerClient getBlobClient getBlockBlobClient")

// isCommand reports whether a path is the class of what a client of AWS sends.
func isCommand(path string) bool {
	return strings.HasPrefix(path, "@aws-sdk/") && strings.HasSuffix(strings.TrimSuffix(path, "()"), "Command")
}

// exchanges are the methods that give a token for a code, which anybody has who has an
// account at the service.
var exchanges = set("acquireTokenByCode acquireTokenByRefreshToken acquireTokenSilent acquireTokenByClientCredential validateAuthorizationCode refreshAccessToken")

// makesClient reports whether a function of a service's package gives a client, as
// createClient() and what some export by default do: twilio(id, token).
func makesClient(kind class, c *call) bool {
	name := lastName(c.path)
	return (strings.HasSuffix(c.path, "#"+name) || strings.HasSuffix(c.path, "#default."+name)) && (strings.HasPrefix(name, "create") || name == "default" && (kind == paid || kind == mail) || isTag(name))
}

// isTag reports whether a function marks a text in the code as a query.
func isTag(name string) bool { return name == "gql" || name == "graphql" }

// asksOnly reports whether a command object, as the AWS clients send them, only
// reads: new GetObjectCommand(…).
func asksOnly(v value) bool {
	if !v.is(nativeShape) {
		return false
	}
	return readName(lastName(v.ref.native.path)) || strings.HasPrefix(lastName(v.ref.native.path), "Describe")
}

// googleClient matches the functions that make a client of one of Google's
// services: google.drive.
var googleClient = regexp.MustCompile(`^googleapis#google\.\w+$`)

func quietService(name string) bool {
	switch name {
	case "fromTemplate", "fromMessages", "pipe", "bind", "extend", "config", "setApiKey", "use", "tool", "jsonSchema", "openai", "anthropic", "google", "createUploadthing", "convertToModelMessages", "convertToCoreMessages", "stepCountIs", "toDataStreamResponse", "toUIMessageStreamResponse", "toTextStreamResponse",
		"getGenerativeModel", "startChat", "addGrant", "prepareSession", "allow", "getInstance", "generateAuthUrl", "authorizeUrl", "setCredentials":
		return true
	}
	return false
}

func isDot(r rune) bool { return r == '.' || r == '#' }

func readName(name string) bool {
	name = strings.ToLower(name)
	for _, p := range []string{"get", "list", "fetch", "find", "retrieve", "search", "read", "head", "query", "load", "resource"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

// fetch asks another host. Only a request that may change something there is an
// effect that a later denial does not make good.
func (m *run) fetch(c *call) value {
	if to := c.at.Argument(0).Text() + c.arg(0).str; (telemetry.MatchString(to) || captures(to, c.at)) && dropped(c.at) {
		e := m.note(&Event{Kind: Tracker, Name: "fetch", Method: c.path, At: c.at.Span()})
		m.addArgs(e, c.args)
		return resolved(fresh(FromRecord, "an answer of another host"))
	}
	e := m.note(&Event{Kind: Effect, Verb: Network, Name: "fetch", Method: c.path, At: c.at.Span()})
	if o := m.force(c.arg(1)); o.ref != nil && o.ref.own("method") != nil {
		method := m.force(m.read(o.ref.own("method")))
		e.Hard = method.kind == stringKind && !strings.EqualFold(method.str, "GET") && !strings.EqualFold(method.str, "HEAD")
	}
	m.addArgs(e, c.args)
	if ownToken.MatchString(c.at.Argument(0).Text()+c.arg(0).str) && !e.From.Has(Visitor) {
		e.Hard = false
	}
	if t := m.fault(e, c.at); t != nil {
		return rejected(t)
	}
	if strings.Contains(c.at.Argument(0).Text()+c.arg(0).str, verifiesAt) && e.From.Has(FromHeader) {
		return resolved(m.verified(e))
	}
	answer := fresh(FromRecord, "an answer of another host")
	if m.visitor == SignedOut && e.From.Has(FromCredential) && !captcha.MatchString(c.at.Argument(0).Text()+c.arg(0).str) && !anyAccount(e, c.at) {
		// another service is asked about a credential that is not valid
		e.Hard = false
		m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: "a credential that another service checks", At: e.At})
		answer.sym.hollow = true
	}
	return answer
}

// telemetry matches the addresses at which services count events and take
// errors, which is nobody's work.
var telemetry = regexp.MustCompile(`(?i)posthog\.com|plausible\.io|segment\.(io|com)|mixpanel\.com|amplitude\.com|google-analytics\.com|sentry\.io|datadoghq\.|logtail\.com|betterstack\.com|axiom\.co\b|logflare\.app|logsnag\.com`)

// captures reports whether an address is the one at which PostHog takes events,
// behind a host that is not known. A payment is captured at such an address, too.
func captures(to string, call js.Node) bool {
	return strings.HasSuffix(strings.TrimRight(to, "/`\"'"), "/capture") && strings.Contains(strings.ToLower(call.Syntax().Root().Text()), "posthog")
}

// dropped reports whether nobody looks at what a call gives, but for its failure.
func dropped(call js.Node) bool {
	at := call.Parent()
	for at.Is(js.AwaitExpression, js.UnaryExpression, js.ParenthesizedExpression, js.CallExpression) ||
		at.Is(js.MemberExpression) && at.Field(js.FieldProperty).Text() == "catch" {
		at = at.Parent()
	}
	return at.Is(js.ExpressionStatement)
}

// captcha matches the addresses of services that ask whether somebody is human,
// whoever that is.
var captcha = regexp.MustCompile(`(?i)captcha|turnstile|siteverify`)

// logCall is a call of a log or an error tracker. One that is given a function
// wraps it, and the function runs.
func (m *run) logCall(c *call, kind EventKind) value {
	if c.isNew {
		return m.bound(c.path+"()", c.this)
	}
	e := m.note(&Event{Kind: kind, Name: calleeText(c.at), Method: c.path, At: c.at.Span()})
	m.addArgs(e, c.args)
	if name := lastName(c.path); strings.Contains(strings.ToLower(name), "wrap") || strings.HasPrefix(name, "with") && !runsAtOnce.MatchString(name) {
		for _, a := range c.args {
			if isFunction(a) || a.is(nativeShape) {
				return m.wrapped(c, a)
			}
		}
	}
	if v := m.callbacks(c, fresh(0, "a span")); v != undefined {
		return v
	}
	return m.bound(c.path+"()", c.this)
}

// runsAtOnce is how functions of error trackers are called that run what they are
// given rather than wrap it, wherever it was written.
var runsAtOnce = regexp.MustCompile(`^with(Scope|IsolationScope|ServerActionInstrumentation|Monitor|\w*Span)$`)

// wrapped is a function that a known wrapper gives back: if it is a callback
// that takes no arguments it runs at once.
func (m *run) wrapped(c *call, f value) value {
	if isFunction(f) && f.ref.closure.node.Enclosing() == c.at.Enclosing() && !c.at.Enclosing().IsZero() {
		return m.invoke(f, []value{fresh(0, "a span")}, c.at)
	}
	return f
}

func (m *run) wrapperCall(c *call) value {
	for _, a := range c.args {
		if isFunction(a) {
			return a
		}
	}
	return m.bound(c.path+"()", c.this)
}

// limiterCall asks a rate limiter. It lets visitors through or not, whoever
// they are.
func (m *run) limiterCall(c *call) value {
	name := lastName(c.path)
	if c.isNew || name == "fixedWindow" || name == "slidingWindow" || name == "tokenBucket" || strings.HasSuffix(c.path, "#"+name) && name != "checkRateLimit" {
		return m.bound(c.path+"()", c.this)
	}
	m.note(&Event{Kind: Limiter, Name: calleeText(c.at), Method: c.path, At: c.at.Span(), From: originOf(c.args...)})
	return fresh(0, "a limiter's answer")
}
