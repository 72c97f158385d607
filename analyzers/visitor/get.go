package visitor

import (
	"regexp"
	"strconv"
	"strings"

	"clerkvet/analyzers/js"
)

func parseNumber(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, true
	}
	if i, err := strconv.ParseInt(s, 0, 64); err == nil && len(s) > 1 && strings.ContainsAny(s[1:2], "xXoObB") {
		return float64(i), true
	}
	if strings.Trim(s, "0123456789.eE+-") != "" && strings.TrimLeft(s, "+-") != "Infinity" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// get reads a property. Reading one of null throws.
func (m *run) get(v value, name string, at js.Node) value {
	v = m.force(v)
	switch v.kind {
	case undefinedKind, nullKind:
		if !fails(v) && !isNothing(v, usedAsObject(at)) {
			return fresh(0, "a part of something that is not known")
		}
		switch {
		case v.from.Has(FromClerk):
			m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a part of the user who is not there", At: at.Span(), Accidental: true})
		case v.from.Has(FromRecord):
			m.note(&Event{Kind: Check, Check: APIKeyCheck, Name: "a part of a record that is not there", At: at.Span(), Accidental: true})
		}
		m.typeError(at, v)
	case unknownKind:
		return m.getUnknown(v, name)
	case stringKind:
		return m.getString(v, name)
	case boolKind, numberKind:
		return m.builtIn("primitive", v, name, func() value { return undefined })
	}
	return m.getObject(v, name, at)
}

// fails reports whether using null as an object fails for sure: only what Clerk
// or a lookup gave is; other nulls are more likely something not understood.
func fails(v value) bool { return v.from.Has(FromClerk | FromRecord) }

// envModule matches a module that hands out the environment's variables, and
// variableName how they are called.
var (
	envModule    = regexp.MustCompile(`(^|/)env(\.\w+)?$`)
	variableName = regexp.MustCompile(`^[A-Z][A-Z0-9]*(_[A-Z0-9]+)+$`)
)

func (m *run) getUnknown(v value, name string) value {
	if envModule.MatchString(v.sym.opaque) && variableName.MatchString(name) {
		return m.variable(name)
	}
	if keys := v.realKeys(); name == "length" && keys != nil {
		return number(float64(len(keys[0])))
	}
	d := v.derive("." + name)
	switch {
	case name == "length":
		d.sym.learn().env = "" // tells nothing of a secret
		d.sym.from &^= FromMint
	case name == "unsafeMetadata":
		d.sym.from |= FromMetadata
	case d.sym.from.Has(Visitor) && credentialName(name):
		d.sym.from |= FromCredential
	}
	return d
}

func (m *run) getObject(v value, name string, at js.Node) value {
	o := v.ref
	if o.own(getTrap) != nil {
		return m.trapped(v, name, at)
	}
	if c := o.own(name); c != nil {
		return m.read(c).with(v.from)
	}
	if f := o.inherited(name); f != nil {
		return m.boundMethod(f, v)
	}
	switch o.shape {
	case arrayShape:
		return m.getArray(v, name)
	case functionShape, classShape:
		return m.getFunction(v, name)
	case promiseShape:
		if name == "then" || name == "catch" || name == "finally" {
			return m.bound("promise."+name, v)
		}
		if name == "pipe" {
			return nativeFunc("promise.pipe", func(m *run, c *call) value { return m.piped(v, c.args) })
		}
		m.unsettled(v, name, at)
		return undefined
	case nativeShape:
		if o.native.path == "global#globalThis" {
			if kept, ok := m.keptBefore(name, at); ok {
				return kept
			}
		}
		return m.getNative(v, name)
	case responseShape:
		return m.getResponse(v, name)
	case regexShape:
		return m.getRegex(v, name)
	case tableShape:
		return m.getCollection("table", v, name)
	case mapShape:
		return m.getCollection("map", v, name)
	case elementShape:
		return fresh(0, "a part of an element")
	}
	return m.getPlain(v, name)
}

// getResponse reads a member of a response that is not kept. It has none but those of
// the class.
func (m *run) getResponse(v value, name string) value {
	switch {
	case name == "ok":
		status := m.force(m.read(v.ref.own("status")))
		if status.kind != numberKind {
			return fresh(originOf(status), "whether a response is a success")
		}
		return boolean(status.num >= 200 && status.num < 300)
	case name == "type" && v.ref.native.path != "error" && !v.ref.open:
		return text("default")
	case !responseMembers[name] && !objectMethods[name] && !v.ref.open:
		return undefined
	}
	return m.bound("response."+name, v)
}

// responseMembers are those of Response and NextResponse.
var responseMembers = set("arrayBuffer blob body bodyUsed bytes clone constructor cookies formData headers json redirected status statusText text type url")

// getError reads what an error has that nobody set.
func (m *run) getError(o *object, name string) (value, bool) {
	switch {
	case o.shape != errorShape:
	case name == "message" && !o.open:
		return text(""), true
	case name == "name" && o.class != nil:
		return text(lastName(m.rootClass(o.class))), true
	case name == "stack":
		return m.getUnknown(value{kind: unknownKind, sym: o.unknown()}, name), true
	}
	return undefined, false
}

var objectMethods = set("hasOwnProperty toString valueOf toJSON")

func (m *run) getPlain(v value, name string) value {
	o := v.ref
	if objectMethods[name] {
		return m.bound("object."+name, v)
	}
	if v, ok := m.getError(o, name); ok {
		return v
	}
	if !o.open {
		return undefined
	}
	if o.space != nil { // export * of a package
		if d := m.app.Project.Graph.Export(o.space.source, name); d.Found() {
			return m.definition(d, o.space.source.Path, name)
		}
	}
	return m.getUnknown(o.rest(), name)
}

// rest is something unknown that an object may hold: it comes from where what was put
// there came from.
func (o *object) rest() value { return value{kind: unknownKind, sym: o.unknown()}.with(o.from) }

// unknown is the symbol that what is not known of an object derives from.
func (o *object) unknown() *symbol {
	if o.sym == nil {
		name := mixed
		if o.shape == errorShape {
			name = "an error"
		}
		o.sym = &symbol{from: o.from, name: name, lore: noLore}
	}
	return o.sym
}

func (m *run) getFunction(v value, name string) value {
	switch name {
	case "bind", "call", "apply":
		return m.bound("function."+name, v)
	case "name":
		return nameOf(v.ref)
	case "prototype":
		if own := v.ref.own("#prototype"); own != nil {
			return own.v
		}
		return fresh(0, "a prototype")
	case "length":
		return arity(v)
	}
	return m.putOnFunction(v, name)
}

// nameOf is the name of a function: a build may give it another one.
func nameOf(f *object) value {
	v := fresh(0, "the name of a function")
	if f.closure != nil && f.closure.name != "" {
		v.sym.truth = truthy
	}
	return v
}

// arity is the length of a function: wrappers tell by it what kind of handler
// they were given.
func arity(f value) value {
	if f.ref.closure == nil {
		return fresh(0, "the length of a function")
	}
	return number(float64(required(f.ref.closure.node, js.OptionalParameter)))
}

// hasOptionalMark reports whether a link of a chain is written with ?.
func hasOptionalMark(n js.Node) bool {
	return !n.Child(js.OptionalChain).IsZero() || n.HasToken("?.")
}

// chained evaluates members and calls, which end early at ?. on null.
func (m *run) chained(n js.Node, s *scope) value {
	v, _, _ := m.chain(n, s)
	return v
}

// chain evaluates one link. It returns the value, the object that it was read
// from, and whether the chain ended early.
func (m *run) chain(n js.Node, s *scope) (v, this value, short bool) {
	n = n.Unwrap()
	switch n.Kind() {
	case js.MemberExpression, js.SubscriptExpression:
		return m.memberLink(n, s)
	case js.CallExpression:
		return m.callLink(n, s)
	}
	return m.eval(n, s), undefined, false
}

func (m *run) memberLink(n js.Node, s *scope) (v, this value, short bool) {
	object := n.Field(js.FieldObject)
	if object.Kind() == js.Super {
		return m.superMember(n.Field(js.FieldProperty).Text(), s), m.thisValue(n, s), false
	}
	o, _, short := m.chain(object, s)
	if short {
		return o, undefined, true
	}
	if v, ok := m.lengthOf(n, o); ok {
		return v, o, false
	}
	o = m.plain(o)
	if hasOptionalMark(n) {
		if o.nullish() {
			return undefined.with(o.from), undefined, true
		}
		if m.truthOf(o) == falsy {
			return undefined.with(o.origin()), undefined, true
		}
	}
	if n.Kind() == js.MemberExpression {
		return m.get(o, n.Field(js.FieldProperty).Text(), n), o, false
	}
	return m.index(o, m.force(m.eval(n.Field(js.FieldIndex), s)), n), o, false
}

func (m *run) index(o, key value, at js.Node) value {
	if o.nullish() {
		return m.get(o, key.asText(), at)
	}
	if ofVariables(key) && o.isEnvironment() {
		_, held := m.someVariables()
		return held[0]
	}
	if key.concrete() {
		return m.get(o, key.asText(), at)
	}
	if o.is(plainShape) && !o.ref.open && (len(o.ref.keys) > 0 || o.ref.birth > 0) {
		if m.saysOfUser(o.ref, key) {
			return key.derive(".what a table says")
		}
		return m.anyOf(o.ref)
	}
	if begins := key.begins(); o.isEnvironment() && key.kind == unknownKind && begins != "" {
		return m.variable(begins + "*")
	}
	v := fresh(originOf(o, key), "a computed property")
	if o.ref != nil && o.ref.open && o.ref.from.Has(Visitor) {
		v.sym.name = several
	}
	if m.learning == nil && o.isEnvironment() && key.kind == unknownKind && key.origin().Has(sentAsData) {
		v.sym.name = anyVariable
	}
	v.sym.missing = true
	return v
}

// anyOf is one of the properties of a table, or undefined. Of one that was made on
// this path and holds nothing yet, it may be what every object has.
func (m *run) anyOf(o *object) value {
	v := undefined
	if len(o.keys) == 0 {
		v = m.either(v, fresh(0, "what every object has"))
	}
	for _, k := range o.keys {
		v = m.either(v, m.read(o.props[k]))
	}
	return v
}

func (m *run) callLink(n js.Node, s *scope) (v, this value, short bool) {
	if n.Field(js.FieldFunction).Kind() == js.ImportKeyword {
		return m.dynamicImport(n, s), undefined, false
	}
	if n.Field(js.FieldFunction).Kind() == js.Super {
		return m.superCall(n, s), undefined, false
	}
	f, this, short := m.chain(n.Field(js.FieldFunction), s)
	if short {
		return f, undefined, true
	}
	f = m.force(f)
	if hasOptionalMark(n) && f.nullish() {
		return undefined, undefined, true
	}
	if list := n.Field(js.FieldArguments); list.Kind() == js.TemplateString && isFunction(f) {
		return m.call(&call{at: n, fn: f, this: this, args: m.tagged(list, s)}), undefined, false
	}
	args, open := m.arguments(n, s)
	if !open {
		args = unsent(n, f, args)
	}
	return m.call(&call{at: n, fn: f, this: this, args: args, open: open, direct: true}), undefined, false
}

// tagged are the arguments of a function that a template is called with: its texts,
// and the values between them.
func (m *run) tagged(template js.Node, s *scope) []value {
	texts := &object{shape: arrayShape}
	args := []value{objectOf(m.made(texts))}
	span := template.Span()
	at := span.Start + 1
	for part := range template.Named() {
		if part.Kind() == js.TemplateSubstitution {
			texts.elems = append(texts.elems, text(string(span.File.Text[at:part.Span().Start])))
			args = append(args, m.eval(part.First(), s))
			at = part.Span().End
		}
	}
	texts.elems = append(texts.elems, text(string(span.File.Text[at:span.End-1])))
	return args
}

// arguments evaluates the arguments of a call; open says that there may be more.
func (m *run) arguments(n js.Node, s *scope) (args []value, open bool) {
	list := n.Field(js.FieldArguments)
	if list.Kind() == js.TemplateString {
		return []value{m.template(list, s)}, false
	}
	for a := range list.Named() {
		if a.Kind() != js.SpreadElement {
			args = append(args, m.eval(a, s))
			continue
		}
		v := m.iterated(m.force(m.eval(a.First(), s)), a)
		if v.is(arrayShape) {
			args = append(args, v.ref.elems...)
		}
		open = open || !v.is(arrayShape) || v.ref.open
	}
	return args, open
}
