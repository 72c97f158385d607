package visitor

import (
	"math"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

var globalNames = set(`process console Response Request Headers URL URLSearchParams JSON Object Array Math Promise Date
	Error TypeError RangeError fetch crypto globalThis global Buffer parseInt parseFloat Number String Boolean Symbol BigInt
	setTimeout setInterval queueMicrotask setImmediate Map Set WeakMap WeakSet RegExp encodeURIComponent decodeURIComponent
	encodeURI decodeURI structuredClone atob btoa TextEncoder TextDecoder FormData Blob File AbortController AbortSignal
	isNaN isFinite ReadableStream TransformStream Intl Reflect Proxy Uint8Array EventSource performance require
	clearTimeout clearInterval Function eval`)

// global is a name that no scope binds.
func (m *run) global(name string) value {
	switch name {
	case "undefined":
		return undefined
	case "NaN":
		return number(math.NaN())
	case "window", "document", "navigator", "localStorage":
		return undefined // on the server
	case "global", "globalThis":
		return m.globalObject()
	}
	if globalNames[name] {
		return nativeObject("global#" + name)
	}
	return fresh(0, name)
}

// globalFunctions are the functions of the platform.
func globalFunctions() map[string]summary {
	return map[string]summary{
		"global#JSON.parse":              (*run).jsonParse,
		"global#JSON.stringify":          (*run).jsonStringify,
		"global#structuredClone":         (*run).structuredClone,
		"global#Object.keys":             (*run).objectKeys,
		"global#Object.values":           (*run).objectValues,
		"global#Object.entries":          (*run).objectEntries,
		"global#Object.assign":           (*run).objectAssign,
		"global#Object.freeze":           (*run).same,
		"global#Object.fromEntries":      (*run).objectFromEntries,
		"global#Array.isArray":           (*run).isArray,
		"global#Array.from":              (*run).arrayFrom,
		"global#Promise.resolve":         (*run).promiseResolve,
		"global#Promise.reject":          (*run).promiseReject,
		"global#Promise.all":             (*run).promiseAll,
		"global#Promise.allSettled":      (*run).promiseAllSettled,
		"global#Promise.race":            (*run).promiseRace,
		"global#Promise.any":             (*run).promiseRace,
		"global#Promise":                 (*run).newPromise,
		"promise.then":                   (*run).promiseThen,
		"promise.catch":                  (*run).promiseCatch,
		"promise.finally":                (*run).promiseFinally,
		"global#Error":                   (*run).newError,
		"global#Error.captureStackTrace": func(*run, *call) value { return undefined },
		"global#TypeError":               (*run).newError,
		"global#RangeError":              (*run).newError,
		"global#Map":                     (*run).newMap,
		"global#WeakMap":                 (*run).newMap,
		"global#WeakSet":                 (*run).newSet,
		"global#Set":                     (*run).newSet,
		"global#fetch":                   (*run).fetch,
		"global#setTimeout":              (*run).runCallbacks,
		"global#setImmediate":            (*run).runCallbacks,
		"global#queueMicrotask":          (*run).runCallbacks,
		"global#process.nextTick":        (*run).runCallbacks,
		"global#process.on":              (*run).runCallbacks,
		"global#process.once":            (*run).runCallbacks,
		"global#setInterval":             (*run).runCallbacks,
		"global#require":                 (*run).require,
		"global#ReadableStream":          (*run).stream,
		"global#Array":                   (*run).passOn,
		"global#Proxy":                   (*run).newProxy,
		"global#Reflect.get":             (*run).reflectGet,
		"global#Buffer.from":             (*run).bytesOf,
		"global#TextEncoder().encode":    (*run).encoded,
		"global#TextEncoder":             (*run).instance,
	}
}

func (m *run) same(c *call) value { return m.force(c.arg(0)) }

// passOn is a pure function: its result comes from what it is given.
func (m *run) passOn(c *call) value {
	if cuts(c, lastName(c.path)) {
		return fresh((originOf(c.args...)|originOf(c.this))&^(FromEnv|FromSecret), lastName(c.path))
	}
	return madeOf(lastName(c.path), originOf(c.args...)|originOf(c.this), append([]value{c.this}, c.args...)...)
}

// runCallbacks runs later: what fails then stops nobody.
func (m *run) runCallbacks(c *call) value {
	m.attempt(func() value { return m.callbacks(c) })
	return fresh(0, "a timer")
}

func lastName(path string) string {
	path = strings.TrimSuffix(path, "()")
	return path[strings.LastIndexAny(path, "#.")+1:]
}

// quietly reports whether a failure of the call would be caught in the same
// function: then it is a path worth walking.
func (m *run) quietly(c *call) bool { return inTry(c.at) }

func (m *run) objectKeys(c *call) value {
	o := m.force(c.arg(0))
	if o.isEnvironment() {
		return m.listOfVariables(func(name, _ value) value { return name })
	}
	keys, open := m.keysOf(o)
	return objectOf(m.made(&object{shape: arrayShape, elems: keys, open: open, from: o.origin()}))
}

func (m *run) objectValues(c *call) value {
	if o := m.force(c.arg(0)); o.isEnvironment() {
		return m.listOfVariables(func(_, held value) value { return held })
	}
	return m.listOf(m.force(c.arg(0)), func(_ string, v value) value { return v })
}

func (m *run) objectEntries(c *call) value {
	if o := m.force(c.arg(0)); o.isEnvironment() {
		return m.listOfVariables(func(name, held value) value { return array([]value{name, held}) })
	}
	return m.listOf(m.force(c.arg(0)), func(key string, v value) value { return array([]value{text(key), v}) })
}

// listOf is a list with something for each property that an object surely has. What
// may not be there may be in it.
func (m *run) listOf(o value, item func(key string, v value) value) value {
	_, open := m.keysOf(o)
	out := &object{shape: arrayShape, open: open, from: o.origin()}
	if o.kind == unknownKind && o.sym.list {
		out.sym = o.sym
	}
	if o.is(plainShape) {
		for _, k := range o.ref.keys {
			v := m.read(o.ref.props[k])
			if mayLack(v) {
				out.from |= originOf(v)
				continue
			}
			out.elems = append(out.elems, item(k, v))
		}
	}
	return objectOf(m.made(out))
}

func (m *run) objectAssign(c *call) value {
	target := m.force(c.arg(0))
	if target.ref == nil || target.ref.shape != plainShape && target.ref.shape != functionShape && target.ref.shape != errorShape {
		m.mayExtend(target)
		m.changes(target)
		m.keepsSent(target, c.at, c.args[min(1, len(c.args)):]...)
		return target
	}
	m.keepsSent(target, c.at, c.args[min(1, len(c.args)):]...)
	for _, a := range c.args[min(1, len(c.args)):] {
		a = m.force(a)
		if a.isEnvironment() {
			m.withVariables(target.ref, a)
		}
		if !a.is(plainShape) || a.ref.open {
			m.widen(target.ref, a)
			m.mayHide(target.ref, a)
		}
		if !a.is(plainShape) {
			continue
		}
		for _, k := range a.ref.keys {
			if v := m.read(a.ref.props[k]); !m.setsBy(target, k, v) {
				m.put(target.ref, k, v)
			}
		}
	}
	return target
}

// mayExtend notes that a request may have been given properties that are not
// known.
func (m *run) mayExtend(values ...value) {
	for _, v := range values {
		if v.is(nativeShape) && v.ref.native.path == "request" {
			m.open(v.ref)
		}
	}
}

func (m *run) isArray(c *call) value {
	v := m.force(c.arg(0))
	if v.kind == unknownKind || v.is(nativeShape) {
		return v.orFresh("whether it is a list")
	}
	return boolean(v.is(arrayShape))
}

func (m *run) arrayFrom(c *call) value {
	v := m.iterated(m.force(c.arg(0)), c.at)
	if iterable(v) {
		list := objectOf(&object{shape: arrayShape, elems: v.ref.elems, open: v.ref.open, from: v.ref.from, sym: v.ref.sym})
		if isFunction(c.arg(1)) {
			return m.arrayMap(&call{at: c.at, path: "array.map", this: list, args: c.args[1:]})
		}
		return list
	}
	m.callbacks(c, m.anElement(v))
	return fresh(originOf(v), "a list")
}

func (m *run) promiseResolve(c *call) value { return resolved(c.arg(0)) }

func (m *run) promiseReject(c *call) value {
	return rejected(&thrown{v: c.arg(0), at: c.at.Span()})
}

// promiseAll settles as its elements do; the first that is rejected decides.
func (m *run) promiseAll(c *call) value {
	list := m.force(c.arg(0))
	if !list.is(arrayShape) {
		return resolved(fresh(originOf(list), "what promises give"))
	}
	o := m.attempt(func() value {
		out := &object{shape: arrayShape, open: list.ref.open, from: list.ref.from}
		for _, e := range list.ref.elems {
			out.elems = append(out.elems, m.await(e, c.at))
		}
		return objectOf(m.made(out))
	})
	return objectOf(&object{shape: promiseShape, promise: &o})
}

func (m *run) promiseAllSettled(c *call) value {
	list := m.force(c.arg(0))
	if !list.is(arrayShape) {
		return resolved(fresh(originOf(list), "what promises give"))
	}
	out := &object{shape: arrayShape, open: list.ref.open}
	for _, e := range list.ref.elems {
		o := m.attempt(func() value { return m.await(e, c.at) })
		r := map[string]value{"status": text("fulfilled"), "value": o.v}
		if o.thrown != nil {
			r = map[string]value{"status": text("rejected"), "reason": caught(o.thrown)}
		}
		out.elems = append(out.elems, objectOf(m.made(newObject(r))))
	}
	return resolved(objectOf(m.made(out)))
}

func (m *run) promiseRace(c *call) value {
	list := m.force(c.arg(0))
	if !list.is(arrayShape) || len(list.ref.elems) == 0 {
		return resolved(fresh(originOf(list), "what a promise gives"))
	}
	return resolved(list.ref.elems[m.choose(c.at, len(list.ref.elems))])
}

// newPromise settles as its function says first.
func (m *run) newPromise(c *call) value {
	return m.settledBy(c.at, func(m *run, resolve, reject value) {
		if isFunction(c.arg(0)) {
			m.invoke(c.arg(0), []value{resolve, reject}, c.at)
		}
	})
}

func (m *run) promiseThen(c *call) value {
	o := m.attempt(func() value { return m.await(c.this, c.at) })
	switch {
	case o.thrown == nil && isCallable(c.arg(0)):
		return m.settles(c.arg(0), o.v, c.at)
	case o.thrown != nil && isCallable(c.arg(1)):
		return m.settles(c.arg(1), caught(o.thrown), c.at)
	}
	return c.this
}

func (m *run) promiseCatch(c *call) value {
	o := m.attempt(func() value { return m.await(c.this, c.at) })
	if o.thrown == nil || c.arg(0).nullish() {
		return c.this
	}
	return m.settles(c.arg(0), caught(o.thrown), c.at)
}

// settles is the promise of what the callback of a promise gives. It is followed though
// it may only compute: that it is called at all says how the promise ended.
func (m *run) settles(callback, with value, at js.Node) value {
	return m.async(func() value { return m.call(&call{at: at, fn: callback, args: []value{with}, decides: true}) })
}

func (m *run) promiseFinally(c *call) value {
	if o := m.attempt(func() value { return m.await(m.callbacks(c), c.at) }); o.thrown != nil {
		return rejected(o.thrown)
	}
	return c.this
}

func (m *run) newError(c *call) value {
	o := newObject(map[string]value{"message": c.arg(0), "name": text(lastName(c.path))})
	o.shape = errorShape
	if cause := m.option(c.arg(1), "cause"); !cause.nullish() {
		m.define(o, "cause", m.cell(cause))
	}
	return objectOf(m.made(o))
}

func (m *run) newSet(c *call) value {
	o := &object{shape: mapShape}
	switch v := m.iterated(m.force(c.arg(0)), c.at); {
	case iterable(v):
		o.elems, o.open, o.from, o.sym = v.ref.elems, v.ref.open, v.ref.from, v.ref.sym
	case !v.nullish():
		o.open, o.from = true, originOf(v)
		if v.kind == unknownKind && (v.sym.list || v.sym.density() > 0) {
			o.sym = v.sym
		}
	}
	o.listed = m.loading > 0 && isListed(c.at)
	m.mayHold(o, c.at)
	return objectOf(m.made(o))
}

func (m *run) require(c *call) value {
	name := m.force(c.arg(0))
	called := c.at.Parent().Is(js.CallExpression, js.NewExpression) && c.at.Parent().Callee() == c.at
	if name.kind != stringKind {
		return fresh(0, "a required module")
	}
	if mod := m.moduleOf(c.at); mod != nil && called {
		return m.imported(mod, name.str, "default")
	} else if mod != nil {
		return m.imported(mod, name.str, "*")
	}
	return fresh(0, "a required module")
}

// stream runs the source of a stream when it is made: what it sends is sent.
func (m *run) stream(c *call) value {
	source := m.force(c.arg(0))
	controller := nativeObject("controller")
	if source.ref != nil {
		for _, name := range []string{"start", "pull"} {
			if f := source.ref.own(name); f != nil {
				m.attempt(func() value { return m.invoke(m.read(f), []value{controller}, c.at) })
			}
		}
	}
	return fresh(FromRecord, "a stream")
}

// structuredClone gives a copy: what is written to it leaves the original as it is.
func (m *run) structuredClone(c *call) value { return m.cloned(m.force(c.arg(0)), renderDepth) }

func (m *run) cloned(v value, depth int) value {
	if v.ref == nil || depth == 0 || !v.is(plainShape) && !iterable(v) {
		return v
	}
	o := *v.ref
	o.keys, o.props, o.elems = slices.Clone(o.keys), make(map[string]*cell, len(o.props)), make([]value, len(v.ref.elems))
	for k, c := range v.ref.props {
		o.props[k] = m.cell(m.cloned(m.read(c), depth-1))
	}
	for i, e := range v.ref.elems {
		o.elems[i] = m.cloned(e, depth-1)
	}
	v.ref = m.made(&o)
	return v
}
