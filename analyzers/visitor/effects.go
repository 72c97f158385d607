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
	writeVerbs  = set("create createmany createmanyandreturn insert insertone insertmany update updateone updatemany upsert insertinto replaceinto mergeinto updatetable set save push add put hset sadd zadd lpush rpush incr incrby decr expire mset append replaceone findoneandupdate findbyidandupdate bulkwrite mutation patch write commit rpc $executeraw $executerawunsafe execute_ executewrite runtransaction setdoc adddoc updatedoc writefile mkdir appendfile writefilesync mkdirsync appendfilesync copyfile copyfilesync rename renamesync cp cpsync createwritestream connectorcreate connectoverwrite seed setex publish upload move copy")
	deleteVerbs = set("delete deletefrom deleteone deletemany remove destroy findoneanddelete findbyidanddelete del unlink hdel srem zrem flushall truncate drop deletedoc rm clear rmsync unlinksync rmdir rmdirsync")
	readVerbs   = set("findunique findfirst findmany findone find findbyid finduniqueorthrow findfirstorthrow count aggregate groupby select query queryraw $queryraw $queryrawunsafe get getall hget hgetall mget smembers zrange lrange exists keys scan distinct fetch execute getdoc getdocs all run first list search collection estimateddocumentcount selectfrom selectall executetakefirst executetakefirstorthrow hexists sismember getdel findoneby findby findoneorfail findonebyorfail countdocuments countdocument similaritysearch readfile readdir readfilesync readdirsync createreadstream existssync stat statsync lstat lstatsync access accesssync realpath realpathsync opendir opendirsync preloadquery fetchquery raw maybesingle single similaritysearchwithscore listall getmany")
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

// setUp are the functions and methods that make a client, or name what a query is about.
var setUp = set("$extends connect $connect disconnect $disconnect $on $use model from schema auth storage channel plugin pre post index virtual method setAuthToken withIndex collection db doc pipeline multi prepare createPool createConnection createClient createPoolCluster")

// listening are the methods that ask a client to tell of something.
var listening = set("on once off addListener removeAllListeners")

// dbCall is a call on a database client: it starts a query, goes on with one, or
// sets up a client.
func (m *run) dbCall(c *call) value {
	name := lastName(c.path)
	e := m.underway(c.fn.ref.query)
	verb, ok := verbOf(name)
	if !ok {
		verb, ok = m.compoundVerb(c, name)
	}
	sql, tagged := m.statement(c)
	if (!c.isNew || len(c.args) > 0) && m.nameMatches(asksNone, c.path) {
		return m.ofLibrary(c, name)
	}
	if c.isNew || (strings.HasSuffix(c.path, "#"+name) || m.nameMatches(ofClass, c.path)) && !ok && !tagged {
		return m.onBehalf(c, m.instance(c))
	}
	if v, ok := m.aboutClient(c, e, name); ok {
		return v
	}
	if strings.Contains(strings.ToLower(name), "transaction") || (name == "begin" || name == "savepoint") && isFunction(c.lastArg()) {
		return m.transaction(c)
	}
	if e == nil {
		e = m.beginQuery(c, ok)
	}
	if sql != "" {
		verb, ok = sql, true
	}
	if name == "rpc" && looksOnly(c.arg(0).str) {
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
	case e.Verb == Write:
		e.Refills = m.refills(e, c)
	}
	m.callbacks(c, fresh(0, "a part of a query"), fresh(0, "operators"))
	v := nativeObject(c.path + "()")
	v.ref.query, v.ref.from = e, FromRecord
	v.ref.native.asked = append(slices.Clip(c.asked(e)), question{name, args, statementOf(c)})
	return v
}

// aboutClient is what a method gives that asks nothing of a database: it waits for a query,
// or makes, sets up or closes a client.
func (m *run) aboutClient(c *call, e *Event, name string) (value, bool) {
	switch {
	case name == "then", name == "catch", name == "finally":
		return m.queryThen(c, e, name), true
	case e != nil:
		return undefined, false
	case listening[name]:
		return c.this, true // what it tells, it tells later
	case name == "destroy" && len(c.args) == 0 && newClient.MatchString(c.path): // closes the connection
		return resolved(undefined), true
	case name == "ping":
		return resolved(text("PONG")), true
	case !setUp[name]:
		return undefined, false
	}
	v := nativeObject(c.path + "()")
	v.ref.from = originOf(c.args...)
	v.ref.native.behalf = c.this.actsForVisitor()
	v.ref.native.args = append(slices.Clip(c.fn.ref.native.args), c.args...)
	return v, true
}

// beginQuery notes the first call of a query, of which it may be known that it is one.
func (m *run) beginQuery(c *call, known bool) *Event {
	e := m.note(&Event{Kind: Effect, Verb: Read, Name: c.name(), Method: c.path, At: c.at.Span(), OnBehalf: c.this.actsForVisitor()})
	if !known {
		e.Verb = Unnamed
	}
	m.addArgs(e, c.fn.ref.native.args)
	e.of = tableOf(c.this)
	return e
}

// tableOf is the table that a client was told by a text: of client.from("notes") "notes".
func tableOf(client value) string {
	if !client.is(nativeShape) || !namesTable[lastName(strings.TrimSuffix(client.ref.native.path, "()"))] {
		return ""
	}
	args := client.ref.native.args
	if len(args) == 0 {
		return ""
	}
	return strings.ToLower(args[len(args)-1].str)
}

// namesTable are the methods that name a table, a collection or a model by a text.
var namesTable = set("from collection model")

// onlyLooks matches the names of functions of a database that only look something
// up, or check something.
var onlyLooks = regexp.MustCompile(`^(get|list|search|find|fetch|match|count|peek|exists|is|has|check|verify|validate|authenticate|look_?up|hybrid_search|nearby)(_|$|[A-Z])`)

// figures matches the names of such functions that say what they give: charity_stats. Of
// what does something with them the name says that, too.
var (
	figures = regexp.MustCompile(`_(stats|statistics|totals?|summary|counts?|overview|metrics)$`)
	keeping = regexp.MustCompile(`(^|_)(add|adjust|apply|bump|change|clear|consume|count|create|dec\w*|delete|ensure|inc\w*|init\w*|insert|log|mark|merge|move|put|re\w+|save|set|store|sync|touch|track|upd\w*|upsert|write)_`)
)

// looksOnly reports whether a function of a database only looks something up.
func looksOnly(name string) bool {
	return onlyLooks.MatchString(name) || figures.MatchString(name) && !keeping.MatchString(name)
}

// newClient matches the methods of a client itself.
var newClient = regexp.MustCompile(`^[^#]+#[^().]+\(\)\.\w+$`)

// ofClass matches the functions of classes: Redis.fromEnv.
var ofClass = regexp.MustCompile(`#(default\.)?[A-Z]\w*\.\w+$`)

// asksNone matches the functions of a library of databases that ask none: its
// settings, and what makes and tests an id.
var asksNone = regexp.MustCompile(`^mongoose#(default\.)?(set|plugin|pluralize|isValidObjectId|isObjectIdOrHexString)$|[#.]ObjectI[dD](\.(isValid|createFrom\w+|generate))?$`)

// ofLibrary is what a library of databases gives without asking one. An id that is made
// of a text is the one that the text names.
func (m *run) ofLibrary(c *call, name string) value {
	v := fresh(originOf(c.args...), name+"()")
	if c.isNew {
		v.sym.truth = truthy
	}
	return v
}

// underway is the query that a call goes on with: one of this path, as a client
// that was made when its module was loaded is no query.
func (m *run) underway(e *Event) *Event {
	if e != nil && slices.Contains(m.events, e) {
		return e
	}
	return nil
}

func (m *run) transaction(c *call) value {
	if len(c.args) == 0 && strings.Contains(c.path, "sanity") { // what is done in it follows
		return m.bound(c.path[:strings.LastIndexByte(c.path, '.')], c.this)
	}
	if f := c.lastArg(); isFunction(f) && !isFunction(c.arg(0)) {
		return m.transaction(&call{at: c.at, path: c.path, args: []value{f}})
	}
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
			e.Args = append(e.Args, Arg{Path: path, From: from, Null: v.nullish(), Empty: v.kind == stringKind && v.str == "", Text: v.str, Name: v.source()})
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
	if callee.Kind() == js.SubscriptExpression {
		if root := rootName(callee.Field(js.FieldObject)); root != "" && len(root) < 40 {
			return root + "…[]"
		}
	}
	return "a call"
}

// name is what the code calls, or what the package does that calls itself.
func (c *call) name() string {
	if c.at.IsZero() {
		return lastName(c.path)
	}
	return calleeText(c.at)
}

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
	if m.nameMatches(mayDeny, lastName(c.path)) {
		return m.either(m.bound(c.path+"()", c.this), undefined)
	}
	return m.bound(c.path+"()", c.this)
}

// mayDeny is how functions of logs and trackers are called whose answer may be no:
// whether a flag is set, which span there is.
var mayDeny = regexp.MustCompile(`^(is|has|should|can|last)[A-Z]|Flag|^getActive`)

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
