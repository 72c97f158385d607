package visitor

import (
	"strings"
)

// A native is something that is no code of the app: a function or an object of
// a package or of the platform, known by its path: "next/navigation#redirect",
// "@prisma/client#PrismaClient().user.create", "array.map".
type native struct {
	path   string
	flags  string     // of a regular expression
	this   *value     // what a method was read from
	args   []value    // what made it: the arguments of the constructor or the call
	thrown *thrown    // of a caught error
	asked  []question // of a query, what it has been asked so far
	behalf bool       // of a client: it asks with the visitor's own token
	call   func(*run, *call) value
}

// A summary says what calling a native function does.
type summary func(*run, *call) value

func nativeObject(path string) value {
	return objectOf(&object{shape: nativeShape, native: &native{path: path}})
}

// nativeFunc is a function that the machine provides.
func nativeFunc(path string, f summary) value {
	return objectOf(&object{shape: nativeShape, native: &native{path: path, call: f}})
}

func (m *run) bound(path string, this value) value {
	return objectOf(&object{shape: nativeShape, native: &native{path: path, this: &this}})
}

// getNative reads a member of something native.
func (m *run) getNative(v value, name string) value {
	if d, ok := m.nativeMember(v, name); ok {
		return d
	}
	path := join(v.ref.native.path, name)
	d := m.bound(path, v)
	d.ref.from, d.ref.query, d.ref.native.behalf = v.ref.from, v.ref.query, v.actsForVisitor()
	return d
}

// nativeMember reads a member that is a value rather than a function.
func (m *run) nativeMember(v value, name string) (value, bool) {
	switch v.ref.native.path {
	case "global#process.env":
		return m.variable(name), true
	case "global#globalThis":
		return m.globalMember(name), true
	case "headers", "cookies":
		if !accessors[name] {
			return m.named(&call{args: []value{text(name)}}, v.ref.from), true
		}
	case "url":
		if name == "searchParams" {
			params := m.native("url.searchParams", v.ref.from|FromQuery)
			params.ref.native.this = &v
			return params, true
		}
	case "request":
		switch {
		case bodyMethods[name]:
		case m.visitor == SignedOut && !v.ref.open && signedInAs[name]:
			return undefined, true
		default:
			return m.getUnknown(value{kind: unknownKind, sym: m.request}, name), true
		}
	case "clerk#auth":
		if m.clerkMajor < 6 || name != "protect" {
			return undefined, true
		}
	}
	if v.ref.query != nil && v.ref.native.this == nil && recordField(name) {
		return fresh(FromRecord, name), true
	}
	return value{}, false
}

var accessors = set("get getAll has set append delete entries forEach keys values toString size getSetCookie")

var bodyMethods = set("json text formData arrayBuffer blob clone bytes")

// signedInAs are the members of a request that say who is signed in: no request has
// one until something sets it.
var signedInAs = set("auth user userId currentUser")

// recordField reports whether a member of a query is of its result: some
// drivers give it without a promise.
func recordField(name string) bool {
	return name == "length" || name == "rows" || name == "rowCount" || name == "data"
}

func join(path, name string) string {
	if strings.HasSuffix(path, "#*") {
		return path[:len(path)-1] + name
	}
	return path + "." + name
}

// callNative calls something native: by its own function, the table of
// summaries, or the class of its package.
func (m *run) callNative(c *call) value {
	n := c.fn.ref.native
	c.path = n.path
	if n.this != nil && !c.isNew {
		c.this = *n.this
	}
	if n.call != nil {
		return n.call(m, c)
	}
	if f := m.summary(c); f != nil {
		return f(m, c)
	}
	if c.this.isMethod() && lastName(n.path) == "bind" {
		return m.functionBind(c) // it stays with what it was read from
	}
	if i := strings.IndexByte(n.path, '#'); i >= 0 {
		return m.callPackage(n.path[:i], c)
	}
	if f := m.methodSummary(n.path); f != nil {
		return f(m, c)
	}
	return fresh(originOf(append(c.args, c.this)...), n.path)
}

// isMethod reports whether a value is a method of an object of a package.
func (v value) isMethod() bool {
	return v.is(nativeShape) && v.ref.native.this != nil && v.ref.native.call == nil && strings.Contains(v.ref.native.path, "#") && !strings.HasSuffix(v.ref.native.path, "()")
}

// summary finds the summary of a function. The default export of a package that
// is no ES module is the package as a whole.
func (m *run) summary(c *call) summary {
	if f := m.table.functions[c.path]; f != nil {
		return f
	}
	whole := strings.Replace(c.path, "#default.", "#", 1)
	f := m.table.functions[whole]
	if f != nil {
		c.path = whole
	}
	return f
}

// method finds the summary of a method of a built-in kind of value: of
// "array.map" that of array.map, else the common behaviour of arrays.
func (m *run) methodSummary(path string) summary {
	if i := strings.IndexByte(path, '.'); i >= 0 {
		return m.table.functions[path[:i]+".*"]
	}
	return nil
}

// tables holds what is known about code that is not the app's.
type tables struct {
	functions map[string]summary
}

// settled is a promise of v where the function is asynchronous.
func settled(async bool, v value) value {
	if async {
		return resolved(v)
	}
	return v
}

// callbacks runs the functions among the arguments of a call to code that is
// not known: they may run for this visitor.
func (m *run) callbacks(c *call, args ...value) value {
	v, _ := m.callbacksOf(c, args)
	return v
}

// callbacksOf is callbacks; they are not called where what is gone through is empty.
func (m *run) callbacksOf(c *call, args []value) (v value, called bool) {
	if m.nameMatches(catchesName, calledName(c)) {
		return m.caughtCallbacks(c, args), true
	}
	v, called = undefined, true
	each := m.goesThrough(c)
	for _, a := range c.args {
		switch {
		case !isFunction(a):
		case each:
			v, called = m.perhaps(c.at, func() value { return m.invoke(a, args, c.at) })
		default:
			v = m.invoke(a, args, c.at)
		}
	}
	return v, called
}

// isCallable reports whether a value is a function of the app, or one that the machine
// provides.
func isCallable(v value) bool {
	return isFunction(v) || v.is(nativeShape) && v.ref.native.call != nil
}

func isFunction(v value) bool {
	return v.ref != nil && (v.ref.shape == functionShape && v.ref.closure != nil)
}
