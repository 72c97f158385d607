package visitor

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/source"
)

// responseClasses are the classes of responses.
var responseClasses = map[string]bool{"global#Response": true, "next/server#NextResponse": true}

// webFunctions make and read requests, responses, headers and URLs.
func webFunctions() map[string]summary {
	f := map[string]summary{
		"global#URL":                 (*run).newURL,
		"url.toString":               (*run).urlText,
		"url.clone":                  (*run).urlClone,
		"url.searchParams.get":       (*run).queryValue,
		"url.searchParams.getAll":    (*run).queryValue,
		"url.searchParams.has":       (*run).queryValue,
		"url.searchParams.set":       (*run).addsToQuery,
		"url.searchParams.append":    (*run).addsToQuery,
		"url.searchParams.*":         (*run).passOn,
		"url.*":                      (*run).passOn,
		"headers.get":                (*run).headerValue,
		"headers.has":                (*run).headerValue,
		"headers.set":                (*run).setHeader,
		"headers.append":             (*run).setHeader,
		"headers.delete":             (*run).setHeader,
		"headers.*":                  (*run).headersPart,
		"cookies.get":                (*run).cookieValue,
		"cookies.getAll":             (*run).cookieValue,
		"cookies.has":                (*run).cookieValue,
		"cookies.set":                (*run).setCookie,
		"cookies.delete":             (*run).setCookie,
		"cookies.*":                  (*run).cookieValue,
		"request.json":               (*run).requestBody,
		"request.text":               (*run).requestBody,
		"request.formData":           (*run).requestBody,
		"request.arrayBuffer":        (*run).requestBody,
		"request.blob":               (*run).requestBody,
		"request.clone":              (*run).this,
		"request.*":                  (*run).requestPart,
		"response.json":              (*run).responseBody,
		"response.text":              (*run).responseBody,
		"response.clone":             (*run).this,
		"response.cookies.set":       (*run).responseCookie,
		"response.cookies.delete":    (*run).responseCookie,
		"response.headers.set":       (*run).responseHeader,
		"response.headers.append":    (*run).responseHeader,
		"response.*":                 (*run).responsePart,
		"next/server#after":          (*run).runCallbacks,
		"next/server#unstable_after": (*run).runCallbacks,
		"next/server#userAgent":      (*run).passOn,
		"next/server#connection":     (*run).passOn,
		"global#Headers":             (*run).newHeaders,
		"global#Request":             (*run).newRequest,
		"next/server#NextRequest":    (*run).newRequest,
	}
	maps.Copy(f, bodyReaders())
	for class := range responseClasses {
		f[class] = (*run).newResponse
		f[class+".json"] = (*run).jsonResponse
		f[class+".redirect"] = (*run).redirectResponse
		f[class+".error"] = (*run).newResponse
		f[class+".next"] = (*run).nextResponse
		f[class+".rewrite"] = (*run).rewriteResponse
	}
	return f
}

func (m *run) this(c *call) value { return c.this }

// setters are methods of headers and cookies that give nothing.
var setters = set("set append delete")

// headersPart is what else headers give: all of them.
func (m *run) headersPart(c *call) value {
	header := fresh(FromHeader, "a header")
	m.callbacks(c, header, header)
	return fresh(FromHeader, "the headers")
}

// responsePart is what else a response gives, as its headers.
func (m *run) responsePart(c *call) value {
	if setters[lastName(c.path)] {
		return undefined
	}
	return fresh(0, "a part of a response")
}

func (m *run) ignored(c *call) value { return undefined }

// response makes a response.
func (m *run) response(c *call, kind string, status, body value) value {
	o := newObject(map[string]value{"status": status, "#body": body})
	o.shape, o.native, o.at = responseShape, &native{path: kind}, c.at
	o.from = originOf(body)
	v := objectOf(m.made(o))
	m.carriesAll(v.ref, c.arg(1))
	return v
}

// statusOf reads the status of the options of a response: 200 if there is none.
func (m *run) statusOf(options value) value {
	options = m.force(options)
	switch {
	case options.kind == numberKind:
		return options
	case options.ref != nil:
		if c := options.ref.own("status"); c != nil {
			return m.force(m.read(c))
		}
		if options.ref.open {
			return fresh(0, "a status")
		}
	case options.kind == unknownKind:
		return fresh(0, "a status")
	}
	return number(200)
}

func (m *run) newResponse(c *call) value {
	return m.response(c, "plain", m.statusOf(c.arg(1)), c.arg(0))
}

func (m *run) jsonResponse(c *call) value {
	return m.response(c, "json", m.statusOf(c.arg(1)), m.serialized(c.arg(0), c.at))
}

func (m *run) redirectResponse(c *call) value {
	status := m.statusOf(c.arg(1))
	if status == number(200) {
		status = number(307)
	}
	r := m.response(c, "redirect", status, undefined)
	m.put(r.ref, "#to", c.arg(0))
	return r
}

func (m *run) nextResponse(c *call) value { return m.response(c, "next", number(200), undefined) }

func (m *run) responseBody(c *call) value { return resolved(m.read(c.this.ref.own("#body"))) }

func (m *run) responseCookie(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Cookie, Name: "cookies.set", At: c.at.Span(), From: originOf(c.args...)})
	return undefined
}

// responseHeader sets a header of a response, which may be a cookie.
func (m *run) responseHeader(c *call) value {
	name := m.force(c.arg(0))
	if strings.EqualFold(name.str, "set-cookie") {
		m.responseCookie(c)
	} else if of := c.this; of.is(nativeShape) && of.ref.native.this != nil && of.ref.native.this.is(responseShape) {
		m.carries(of.ref.native.this.ref, name.str, c.arg(1))
	}
	return undefined
}

// newURL parses a URL where it is known.
func (m *run) newURL(c *call) value {
	v, base := m.force(c.arg(0)), m.force(c.arg(1))
	if m.noURL(v, base, c) {
		panic(&thrown{v: fresh(FromError, "an invalid URL"), at: c.at.Span(), accidental: true, denial: "a TypeError: an invalid URL"})
	}
	u := m.parseURL(v, base)
	if u.is(nativeShape) {
		u.ref.native.args = []value{v, base}
	}
	return u
}

// noURL reports whether a text is no URL: a path without a base, or, where that is
// caught, one that is not known.
func (m *run) noURL(v, base value, c *call) bool {
	switch {
	case !base.nullish() || len(c.args) > 1:
		return false
	case v.kind == stringKind:
		u, err := url.Parse(v.str)
		return err != nil || u.Scheme == ""
	}
	return v.kind == unknownKind && v.sym != m.href && m.quietly(c) && m.choose(c.at, 2) == 1
}

func (m *run) parseURL(v, base value) value {
	if v.kind == unknownKind && v.sym == m.href {
		u := m.unknownURL(FromQuery)
		m.routePath(u)
		return u
	}
	if u := textOfURL(m, v); u.kind == stringKind {
		if b := textOfURL(m, base); b.kind == stringKind || base.nullish() {
			if parsed, err := resolveURL(b.str, u.str); err == nil {
				v := m.urlObject(parsed)
				if u.mayEnd() {
					m.addressed(v)
				}
				return v
			}
		}
		if strings.HasPrefix(u.str, "/") {
			if parsed, err := resolveURL("https://unknown.invalid", u.str); err == nil {
				return m.urlObject(parsed)
			}
		}
	}
	u := m.unknownURL(originOf(v))
	m.hostsOf(u, v)
	m.tell(u.ref, v)
	return u
}

// textOfURL is the text of a URL, a request or a string.
func textOfURL(m *run, v value) value {
	if v.ref == nil {
		return v
	}
	for _, name := range []string{"href", "url"} {
		if c := v.ref.own(name); c != nil {
			return m.force(m.read(c))
		}
	}
	return value{kind: unknownKind, sym: &symbol{from: v.origin(), lore: noLore}}
}

func (m *run) urlObject(u *url.URL) value {
	path := u.EscapedPath()
	if path == "" {
		path = "/"
	}
	o := newObject(map[string]value{
		"pathname": text(path), "href": text(u.String()), "search": text(searchOf(u)), "hash": text(""),
		"origin": text(u.Scheme + "://" + u.Host), "host": fresh(FromHeader, "host"), "hostname": fresh(FromHeader, "host"),
		"protocol": text(u.Scheme + ":"), "port": text(u.Port()), "locale": text(""), "basePath": text(""),
	})
	o.shape, o.native = nativeShape, &native{path: "url"}
	return objectOf(m.made(o))
}

func searchOf(u *url.URL) string {
	if u.RawQuery == "" {
		return ""
	}
	return "?" + u.RawQuery
}

func (m *run) unknownURL(from Origin) value {
	if !from.Has(FromEnv) || from.Has(Visitor) { // what the app itself was told is no question of the visitor's
		from |= FromQuery
	}
	o := &object{shape: nativeShape, native: &native{path: "url"}, from: from}
	props := map[string]*cell{}
	for _, k := range []string{"pathname", "href", "search", "hash", "origin", "host", "hostname", "protocol"} {
		v := fresh(from, "url."+k)
		if k != "search" && k != "hash" {
			v.sym.truth = truthy
		}
		props[k] = m.cell(v)
		o.keys = append(o.keys, k)
	}
	o.props = props
	return objectOf(m.made(o))
}

// routePath gives the URL of a handler's request the path of its route: of one with
// dynamic parts, which the visitor chooses, only how it begins. Where a rewrite shows the
// route, the URL is the one that was asked for.
func (m *run) routePath(url value) {
	if m.route == "" || m.basePath() != "" || m.app.RewrittenTo(m.route) {
		return
	}
	path := text(m.route)
	if fixed, dynamic := fixedStart(m.route); dynamic {
		path = fresh(0, "the path")
		path.sym.truth = truthy
		l := path.sym.learn()
		l.begins, l.paths = fixed, patternOf(m.route)
	}
	url.ref.props["pathname"] = m.cell(path.with(FromQuery | FromParams))
}

func (m *run) urlText(c *call) value {
	if h := c.this.ref.own("href"); h != nil {
		return m.read(h)
	}
	return m.passOn(c)
}

// urlClone copies a URL: the copy is then changed and redirected to.
func (m *run) urlClone(c *call) value {
	o := &object{shape: nativeShape, native: c.this.ref.native, from: c.this.ref.from, props: map[string]*cell{}}
	for _, k := range c.this.ref.keys {
		o.props[k] = m.cell(m.read(c.this.ref.props[k]))
		o.keys = append(o.keys, k)
	}
	return objectOf(m.made(o))
}

func (m *run) named(c *call, from Origin) value {
	key := m.force(c.arg(0))
	v := value{kind: unknownKind, sym: m.request.child(from.String() + ":" + strings.ToLower(key.asText()))}
	v.sym.from, v.sym.name = from, key.asText()
	if credentialName(key.asText()) {
		v.sym.from |= FromCredential
	}
	return v
}

func (m *run) queryValue(c *call) value { return m.named(c, FromQuery) }

func (m *run) cookieValue(c *call) value { return m.named(c, FromCookie) }

func (m *run) setCookie(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Cookie, Hard: true, Name: "cookies.set", At: c.at.Span(), From: originOf(c.args...)})
	return undefined
}

// requestBody is what the visitor sends. That it is no JSON is his to choose, and
// matters where the code goes on all the same.
func (m *run) requestBody(c *call) value {
	parses := lastName(c.path) == "json" || lastName(c.path) == "formData"
	if parses && m.visitor != Sender && m.visitor != Beyond && swallowed(c.at) && m.choose(c.at, 2) == 1 {
		return rejected(&thrown{v: fresh(FromError, "SyntaxError"), at: c.at.Span()})
	}
	v := value{kind: unknownKind, sym: m.request.child("body:" + lastName(c.path))}
	v.sym.from, v.sym.name = FromBody, "the body"
	return resolved(v)
}

// rawBody is what the visitor sends, as a function of a package reads it from the request
// that it is given; of another stream it is what that holds.
func (m *run) rawBody(c *call) value {
	if !originOf(c.arg(0)).Has(Visitor) {
		return resolved(m.passOn(c))
	}
	return m.requestBody(&call{at: c.at, path: "request.text"})
}

func (m *run) requestPart(c *call) value {
	return fresh(FromRequest, "a part of the request")
}

// credentialWords are what the name of a credential is made of.
var credentialWords = []string{"authorization", "api-key", "apikey", "api_key", "token", "secret", "signature", "bearer", "password", "x-api", "access-key", "accesskey", "session"}

// countedName matches names with such a word of what is no credential: what counts
// or names one, and what any visitor gets.
var countedName = regexp.MustCompile(`(ids?|tokens|sessions|count|type|limit|name|address|symbol|number|index|usage|used|version|date|length|size|price|amount|balance|supply)$|^(max|min|num)|expir|captcha|turnstile|csrf|xsrf|push|device|fcm`)

// credentialName reports whether what a visitor sends under a name is a credential.
var credentialName = source.Remembered(func(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(credentialWords, func(w string) bool { return strings.Contains(name, w) }) &&
		!countedName.MatchString(name)
})

// requestObject is the request that a handler gets. A path makes its URL known.
func (m *run) requestObject(path string) value {
	at := m.unknownURL(FromQuery)
	m.href = m.read(at.ref.own("href")).sym
	m.routePath(at)
	if path != "" {
		if u, err := url.Parse("https://app.invalid" + path); err == nil {
			at = m.urlObject(u)
			m.addressed(at)
		}
	}
	href := m.read(at.ref.own("href"))
	method := fresh(FromRequest, "the method")
	if m.posts {
		method = text("POST")
	}
	o := newObject(map[string]value{
		"nextUrl": at, "url": href, "method": method,
		"headers": m.native("headers", FromHeader), "cookies": m.native("cookies", FromCookie),
		"query": fresh(FromQuery, "the query"), "body": fresh(FromBody, "the body"),
		"geo": fresh(FromRequest, "geo"), "ip": fresh(FromRequest, "ip"), "signal": fresh(0, "signal"),
	})
	o.shape, o.native, o.from = nativeShape, &native{path: "request"}, FromRequest
	return objectOf(o)
}

func (m *run) native(path string, from Origin) value {
	v := nativeObject(path)
	v.ref.from = from
	return v
}
