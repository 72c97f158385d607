package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// quiet reports whether evaluating a node can neither leave the function nor
// have an effect: then it need not be a path of its own.
func (m *run) quiet(n js.Node) bool {
	if n.IsZero() {
		return true
	}
	q, ok := m.quietNodes[n]
	if !ok {
		q = m.isQuiet(n, m.moduleAt(n.Span().Path()))
		m.quietNodes[n] = q
	}
	return q
}

// still reports whether evaluating a node only computes and leaves all variables, lists
// and objects as they are: then it may as well be evaluated where it is not reached.
func (m *run) still(n js.Node) bool {
	if n.IsZero() || n.Is(js.Identifier, js.String, js.Number, js.Null, js.True, js.False) {
		return true
	}
	return m.quiet(n) && !changesSomething(n)
}

// changesSomething reports whether evaluating a node writes a variable, or a part of
// something.
func changesSomething(n js.Node) bool {
	if n.IsFunction() {
		return false
	}
	if len(targets(n)) > 0 {
		return true
	}
	return slices.ContainsFunc(slices.Collect(n.Named()), changesSomething)
}

func (m *run) isQuiet(n js.Node, mod *module) bool {
	m.pure = &m.pureNodes
	if !quietNode(n) && !(n.Kind() == js.CallExpression && m.callsPure(n, mod, 0)) {
		return false
	}
	if n.IsFunction() {
		return true
	}
	for c := range n.Named() {
		if !m.isQuiet(c, mod) {
			return false
		}
	}
	return true
}

func quietNode(n js.Node) bool {
	switch n.Kind() {
	case js.CallExpression:
		return quietCall(n)
	case js.NewExpression:
		return quietClasses[n.Field(js.FieldConstructor).Text()]
	case js.AwaitExpression, js.YieldExpression, js.ReturnStatement, js.ThrowStatement, js.BreakStatement,
		js.ContinueStatement, js.TryStatement:
		return false
	case js.JSXElement:
		return isMarkup(n.Field(js.FieldOpenTag))
	case js.JSXSelfClosingElement:
		return isMarkup(n)
	}
	return true
}

// isMarkup reports whether an element is one of the browser's, or a fragment: no
// component runs as it is shown.
func isMarkup(open js.Node) bool {
	name := open.Field(js.FieldName)
	return name.IsZero() || !isComponent(name.Text())
}

var quietClasses = set(`Date URL URLSearchParams Map Set WeakMap WeakSet Array Object RegExp Intl.NumberFormat Intl.DateTimeFormat
	Intl.RelativeTimeFormat Intl.ListFormat Intl.PluralRules Intl.Collator`)

var quietFunctions = set(`Number String Boolean parseInt parseFloat encodeURIComponent decodeURIComponent isNaN BigInt
	Array.isArray Array.from Object.keys Object.values Object.entries Object.fromEntries JSON.stringify Number.isNaN Number.isInteger
	Number.isFinite Number.parseInt Number.parseFloat isFinite Date.now Date.parse Date.UTC Math.max Math.min Math.floor Math.ceil Math.round Math.abs
	Math.trunc Math.sign Math.sqrt Math.cbrt Math.pow Math.log Math.log2 Math.log10 Math.log1p Math.exp Math.hypot Math.sin Math.cos Math.tan
	Math.atan Math.atan2 Math.imul encodeURI decodeURI String.fromCharCode String.fromCodePoint String.raw Object.is Object.hasOwn
	Array.of Object.prototype.toString.call Number.isSafeInteger Buffer.from Buffer.byteLength atob btoa`)

var quietMethods = set(`trim toLowerCase toUpperCase split includes startsWith endsWith toString slice substring replace
	replaceAll padStart padEnd toFixed join concat indexOf charAt toISOString getTime getFullYear getMonth getDate push
	hasOwnProperty at keys values entries toLocaleString match sort reverse flat fill lastIndexOf trimStart trimEnd charCodeAt
	codePointAt localeCompare toLocaleLowerCase toLocaleUpperCase toLocaleDateString toLocaleTimeString toDateString toPrecision
	getHours getMinutes getSeconds getDay getUTCFullYear getUTCMonth getUTCDate getUTCDay getUTCHours getUTCMinutes getUTCSeconds
	getMilliseconds getTimezoneOffset toUTCString matchAll repeat toSorted toReversed`)

func quietCall(n js.Node) bool {
	path := n.CalleePath()
	if quietFunctions[path] {
		return true
	}
	callee := n.Field(js.FieldFunction).Unwrap()
	if callee.Kind() != js.MemberExpression {
		return false
	}
	name := callee.Field(js.FieldProperty).Text()
	if name == "get" || name == "has" || name == "getAll" {
		return strings.Contains(strings.ToLower(path), "params") || strings.Contains(strings.ToLower(path), "headers")
	}
	return quietMethods[name]
}

// set makes a set of the words of a text.
func set(words string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(words) {
		out[w] = true
	}
	return out
}
