package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// authName is how functions are called that may turn a visitor away. It decides
// only what an unreadable call may have done, never that it did.
var authName = regexp.MustCompile(`(?i)auth|session|guard|protect|permission|verify|signature|require[A-Z]|ensure[A-Z]|assert[A-Z]|isAdmin|currentUser|getUser$|token|withUser|apiKey`)

// handlesName is how functions are called that wrap a handler.
var pureMethods = set(`map filter find findIndex some every forEach reduce flatMap sort slice splice includes indexOf join concat push pop shift
	unshift reverse keys values entries has get trim split toLowerCase toUpperCase startsWith endsWith replace replaceAll match
	matchAll test exec toString toFixed toISOString getTime padStart padEnd charAt charCodeAt substring substr at flat toJSON
	toLocaleString toLocaleDateString toLocaleTimeString toSorted localeCompare search normalize repeat append then catch finally
	json text formData arrayBuffer blob bytes clone getReader read getAll size toNumber format toPlainObject toObject getHours
	getMinutes getDay getDate getMonth getFullYear setHours setDate isValid valueOf hasOwnProperty call apply bind next return
	digest subarray update pipe on once enqueue close decode encode stringify lean exec toArray addEventListener write end max min floor
	safeParse parse setMonth setFullYear setMinutes getSeconds round ceil abs random lastIndexOf findLast findLastIndex reduceRight
	codePointAt trimStart trimEnd toUTCString toDateString toTimeString toPrecision getTimezoneOffset getMilliseconds setSeconds
	setMilliseconds getUTCHours getUTCMinutes getUTCDay getUTCDate getUTCMonth getUTCFullYear setUTCHours setUTCDate setUTCMonth`)

// stripeEvents are the methods that Stripe's library alone has, and that verify a
// webhook whatever the client was made with.
var stripeEvents = set("constructEvent constructEventAsync")

// cipherNames are methods of a cipher that are no check, for all their names.
var cipherNames = set("setAuthTag getAuthTag setAAD")

// collectionVerbs are methods that sets, maps, headers and buffers have too.
var collectionVerbs = set("add set delete push clear append remove put copy move")

// documentVerbs are methods of a record that keep it or do away with it, as those
// of Mongoose and Sequelize have.
var documentVerbs = set("save updateOne replaceOne deleteOne destroy remove")

// callUnknown calls a function that nothing is known about.
func (m *run) callUnknown(c *call) value {
	s := &symbol{lore: noLore}
	if c.fn.kind == unknownKind {
		s = c.fn.sym
	}
	m.mayExtend(c.args...)
	if len(s.callable) > 0 {
		return m.callWrapped(c, s)
	}
	name := calleeText(c.at)
	last := name
	if callee := c.at.Callee(); callee.Kind() == js.MemberExpression {
		last = callee.Field(js.FieldProperty).Text()
	}
	isMethod := strings.HasPrefix(s.op, ".")
	if v, ok := m.calledOn(c, s, last); ok {
		return v
	}
	if isMethod {
		if v, ok := m.knownMethod(c, s, last, name); ok {
			return v
		}
	}
	from := originOf(append(c.args, c.fn)...)
	if m.nameMatches(runsName, last) && slices.ContainsFunc(c.args, isFunction) {
		return m.callbacks(c, fresh(from, "an argument"))
	}
	verb, isVerb := verbOf(last)
	switch {
	case isMethod && (filing.MatchString(last) || s.opaque != "" && sends(c, last)):
		return m.unknownQuery(c, Write, name)
	case isVerb && isMethod && m.databaseName(name):
		return m.unknownQuery(c, verb, name)
	case isVerb && isMethod && verb != Read && !collectionVerbs[last] && !s.from.Has(FromRequest|FromRecord):
		return m.unknownQuery(c, verb, name)
	case isMethod && documentVerbs[last] && s.parent.query != nil:
		return m.unknownQuery(c, verb, name)
	case m.nameMatches(authName, name) && !cipherNames[last] && !(isMethod && collectionVerbs[last]):
		m.note(&Event{Kind: Doubt, Name: name + "() cannot be read" + because(s), At: c.at.Span()})
	case s.inert:
	case !isMethod || s.opaque != "":
		m.note(&Event{Kind: Effect, Verb: Unnamed, Name: name, At: c.at.Span(), From: from, args: c.args})
	}
	if v := m.callbacks(c, fresh(from, "an argument"), fresh(from, "an argument")); goesOn(c, v) {
		return v
	}
	v := fresh(from, name)
	v.sym.inert = s.inert
	l := v.sym.learn()
	l.opaque, l.at = s.opaque, c.at.Span()
	return v
}

// knownMethod is what a method of something unknown gives that tells by its name what it
// is one of.
func (m *run) knownMethod(c *call, s *symbol, last, name string) (value, bool) {
	switch {
	case last == "pipe" && s.parent != nil && len(s.parent.callable) > 0:
		return handedThrough(s.parent), true
	case stripeEvents[last]:
		return m.verifySignature(&call{at: c.at, fn: c.fn, args: c.args, this: c.this, path: "stripe#" + last}), true
	}
	if v, ok := m.asksBinding(c, s, last); ok {
		return v, true
	}
	switch {
	case m.beginsQuery(c, s, last, name):
		return m.asClient(c, s, last), true
	case m.goesOnWith(s.parent, last, c):
		return value{kind: unknownKind, sym: s.parent}, true
	case pureMethods[last] && (last != "update" || !m.databaseName(name)):
		return m.unknownMethod(c, s, last), true
	}
	return value{}, false
}

// calledOn notes what the call of a method says of what it is called on: that it may be
// another thing then, or that it was compared with the argument, as ids of Mongo's are. It
// returns what it gives where that is known.
func (m *run) calledOn(c *call, s *symbol, method string) (value, bool) {
	switch {
	case !strings.HasPrefix(s.op, "."):
		return value{}, false
	case writing[method] || collectionVerbs[method]:
		m.changes(c.this)
	case method == "equals" && len(c.args) == 1:
		m.relate(receiver(c, s), c.arg(0), c.at)
	}
	return m.asksKey(c, s, method)
}

// runsName is how functions are called that run a callback and give its result.
var runsName = regexp.MustCompile(`^(run|with[A-Z]\w*|trace|startSpan|startActiveSpan|measure|instrument|wrap|retry|attempt|pRetry|limit)$|^run[A-Z]`)

// goesOn reports whether the result of a callback is that of the call: a failure
// of it is passed on, and some functions are known by name to pass on all.
func goesOn(c *call, result value) bool {
	if result.is(promiseShape) && result.ref.promise.thrown != nil {
		return true
	}
	name := c.at.CalleePath()
	return result != undefined && runsName.MatchString(name[strings.LastIndexByte(name, '.')+1:])
}

func because(s *symbol) string {
	if s.opaque != "" {
		return ": it comes of " + s.opaque
	}
	if s.name != "" {
		return ": " + s.name
	}
	return ""
}

var databaseWords = regexp.MustCompile(`(?i)\b_?(db|prisma|database|supabase|drizzle|redis|kv|convex|mongo|firestore|sql|knex|pool|client|collection|repository|repo|model|tx|trx|conn|connection|store|cache|storage|dao)\b|Model\.|Repository|Service|prisma|supabase|Db\.|Client\.|Repo\.`)

func (m *run) databaseName(name string) bool { return m.nameMatches(databaseWords, name) }

// cacheName matches calls of what the app calls its cache.
var cacheName = regexp.MustCompile(`(?i)(^|[._]|[a-z])cache(client|service|store)?(\(\))?\.(set|del|delete|setex|expire|invalidate|remove|put)$`)

// caches reports whether a call is by its name one of a cache of the app's, and
// puts nothing there that the visitor sent, beyond the key.
func caches(c *call, name string) bool {
	return cacheName.MatchString(name) && (len(c.args) < 2 || !originOf(c.args[1:]...).Has(Visitor))
}

// unknownQuery is a call that is by its name one on a database.
func (m *run) unknownQuery(c *call, verb Verb, name string) value {
	e := m.note(&Event{Kind: Effect, Verb: verb, Hard: verb != Read, Name: name, At: c.at.Span()})
	e.Calls = []string{lastName(strings.ReplaceAll(name, "…", "."))}
	m.addArgs(e, c.args)
	switch {
	case verb != Read && m.counts(c):
		e.Kind, e.Hard = Limiter, false
	case verb != Read && caches(c, name):
		e.Verb, e.Hard = Cache, false
	}
	m.callbacks(c, fresh(FromRecord, "a record"))
	return m.record(e, []question{{method: e.Calls[0], args: c.args}}, c.at)
}

// unknownMethod is a method of data that is not known.
func (m *run) unknownMethod(c *call, s *symbol, name string) value {
	from := originOf(append(c.args, c.fn)...)
	switch name {
	case "then":
		return resolved(m.callbacks(c, c.this))
	case "catch", "finally":
		return c.this
	case "bind":
		if s.parent != nil && len(c.args) < 2 {
			return value{kind: unknownKind, sym: s.parent} // the same function
		}
	case "json", "text", "formData", "arrayBuffer", "blob", "bytes":
		return value{kind: unknownKind, sym: s}
	case "includes", "indexOf", "lastIndexOf", "startsWith", "endsWith":
		if v, ok := m.seeksPart(c, s, name); ok {
			return v
		}
	case "match":
		if pattern := m.asPattern(m.force(c.arg(0))); receiver(c, s).matched(pattern) == falsy {
			return null
		}
	case "toLowerCase", "toUpperCase", "trim", "toString":
		if v := receiver(c, s); v.origin()&^FromError == 0 && v.origin() != 0 {
			return v // an error says the same
		}
	case "get", "has", "getAll":
		if key := m.force(c.arg(0)); key.kind == stringKind && s.parent != nil {
			v := m.getUnknown(value{kind: unknownKind, sym: s.parent}, key.str)
			v.sym.field = true
			return v
		}
	}
	element := madeOf("an element", from, append([]value{c.fn}, c.args...)...)
	if s.parent != nil && s.parent.density() > 0 {
		element.sym.child(isNone).truth = falsy
	}
	result, called := m.callbacksOf(c, []value{element, element})
	if empty, ok := m.ofNone(name); ok && !called {
		return empty
	}
	if m.truthOf(result) == falsy && result.kind != undefinedKind && isFunction(c.arg(0)) && (name == "find" || name == "some") {
		return map[string]value{"find": undefined.with(FromRecord & from), "some": no}[name]
	}
	if s.parent == nil {
		return m.calledAfter(fresh(from, name+"()"), c.this)
	}
	v := m.asDense(m.methodResult(c, s.parent, name, result), c, s.parent, name)
	if name == "update" && v.kind == unknownKind && strings.Contains(c.at.Callee().Text(), "createHash(") && slices.ContainsFunc(c.args, salted) {
		v.sym.from |= FromSecret
	}
	return v
}

// salted reports whether a text is made of a secret variable and of something that
// the visitor sent: who lacks the secret cannot compute its hash.
func salted(v value) bool {
	return envOf(v) != "" && !publicVariable(v) && v.origin().Has(Visitor)
}

// receiver is what a method was read from.
func receiver(c *call, s *symbol) value {
	if s.parent == nil {
		return c.this
	}
	return value{kind: unknownKind, sym: s.parent}
}

// callWrapped calls what an unread package made of functions of the app: they
// may run, and whether the package stops the visitor first is not known.
func (m *run) callWrapped(c *call, s *symbol) value {
	m.note(&Event{Kind: Doubt, Name: s.opaque + " is not followed", At: s.at})
	i := 0
	if n := len(s.callable); n > 1 || s.among {
		// which of them it calls, and whose answer counts, the package knows
		if i = m.choose(c.at, n+1); i == n {
			v := fresh(0, calleeText(c.at))
			l := v.sym.learn()
			l.opaque, l.at = s.opaque, s.at
			return v
		}
	}
	return m.call(&call{at: c.at, fn: s.callable[i], args: c.args, open: c.open})
}

// mayAnswer reports whether what a package is handed besides functions of the app may
// be a handler that it calls: something that a package made that is not read.
func (m *run) mayAnswer(v value) bool {
	v = m.force(v)
	if v.kind == unknownKind {
		return v.sym.opaque != "" || len(v.sym.callable) > 0
	}
	return v.is(nativeShape) && v.ref.native.call == nil && m.classOf(packageOf(v)) == opaque
}

// opaqueCall calls a package that nothing is known about.
func (m *run) opaqueCall(pkg string, c *call) value {
	name := calleeText(c.at)
	last := lastName(c.path)
	m.mayExtend(c.args...)
	v := fresh(originOf(c.args...), name)
	l := v.sym.learn()
	l.opaque, l.at = pkg, c.at.Span()
	if c.isNew {
		return m.madeByPackage(c)
	}
	var functions []value
	for _, a := range c.args {
		if isFunction(a) || a.is(nativeShape) && a.ref.native.call != nil {
			functions = append(functions, a)
		}
	}
	topLevel := c.at.Enclosing().IsZero()
	switch {
	case len(functions) > 0 && (topLevel || len(m.stack) == 0):
		l.callable, l.among = functions, slices.ContainsFunc(c.args, m.mayAnswer)
		return v
	case listens(c):
		return m.listen(pkg, c)
	case m.nameMatches(authName, last):
		m.note(&Event{Kind: Doubt, Name: name + "() of " + pkg + " is not followed", At: c.at.Span()})
	case !topLevel:
		verb, ok := verbOf(last)
		if sql, _ := m.statement(c); givenText[last] && (sql == Write || sql == Delete) {
			verb, ok = sql, true
		} else if !ok && sends(c, last) {
			verb, ok = Write, true
		}
		if !ok || verb == Read {
			verb = Unnamed
		}
		e := m.note(&Event{Kind: Effect, Verb: verb, Hard: verb != Unnamed, Name: name, Method: c.path, At: c.at.Span()})
		m.addArgs(e, c.args)
		switch {
		case verb != Unnamed && m.counts(c):
			e.Kind, e.Hard = Limiter, false
		case verb != Unnamed && caches(c, name):
			e.Verb, e.Hard = Cache, false
		}
		if t := m.fault(e, c.at); t != nil {
			return rejected(t)
		}
	}
	if m.loading > 0 && slices.ContainsFunc(functions, isAsync) && !m.nameMatches(runsName, last) {
		l.callable = functions // they run later, if at all
	} else if v := m.callbacks(c, fresh(0, "an argument")); goesOn(c, v) {
		return v
	}
	m.runsKept(c)
	if topLevel || strings.HasPrefix(last, "create") {
		return m.bound(c.path+"()", c.this)
	}
	return v
}

// madeByPackage is an object of a package that nothing is known about. Functions that it
// is given it may run at once, or when it is asked for something.
func (m *run) madeByPackage(c *call) value {
	v := m.bound(c.path+"()", c.this)
	for _, a := range c.args {
		if isFunction(a) {
			v.ref.native.args = append(v.ref.native.args, a)
		}
	}
	if m.loading == 0 {
		m.attempt(func() value { return m.callbacks(c, fresh(0, "an argument")) })
	}
	return v
}

// runsKept runs what an object of a package was made with, as it may when it is asked for
// something: a loader loads.
func (m *run) runsKept(c *call) {
	if m.loading > 0 {
		return
	}
	for _, f := range c.this.keepsFunctions() {
		if isFunction(f) {
			m.attempt(func() value {
				return m.await(m.invoke(f, []value{fresh(originOf(c.args...), "an argument")}, c.at), c.at)
			})
		}
	}
}

// keepsFunctions are the functions of the app that an object of a package was made with.
func (v value) keepsFunctions() []value {
	if !v.is(nativeShape) || !strings.HasSuffix(v.ref.native.path, "()") {
		return nil
	}
	return v.ref.native.args
}

// isAsync reports whether a function of the app waits for something.
func isAsync(f value) bool { return f.ref.closure != nil && f.ref.closure.node.IsAsync() }

// moduleOf returns the module that a node stands in.
func (m *run) moduleOf(n js.Node) *module {
	if n.IsZero() {
		return nil
	}
	return m.moduleAt(n.Span().Path())
}
