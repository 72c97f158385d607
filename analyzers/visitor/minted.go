package visitor

import (
	"cmp"
	"regexp"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
)

// What proves something is as good as a record: a token, a signature, a signed URL,
// a secret of the app. Who is handed one may do what its holder may do. To make one
// is no effect, as an app signs much for itself; to answer with it is.

// tokenMakers make a token with a key; the number is the argument that is the key.
var tokenMakers = map[string]int{
	"jsonwebtoken#sign":                 1,
	"jws#sign":                          0,
	"jwt-simple#encode":                 1,
	"@tsndr/cloudflare-worker-jwt#sign": 1,
	"hono/jwt#sign":                     1,
	"next-auth/jwt#encode":              0,
	"@auth/core/jwt#encode":             0,
	"iron-session#sealData":             1,
	"crypto#sign":                       2,
	"crypto#createSign().sign":          0,
}

// tokenFunctions are the functions that make tokens.
func tokenFunctions() map[string]summary {
	f := map[string]summary{
		"crypto#createSign":          (*run).instance,
		"crypto#createSign().update": (*run).this,
		"crypto#createSign().write":  (*run).this,
		"crypto#createSign().end":    (*run).this,
	}
	for path, key := range tokenMakers {
		f[path] = func(m *run, c *call) value { return m.makesToken(c, key) }
	}
	return f
}

// makesToken signs something. With a key that the visitor sends along it is his own.
func (m *run) makesToken(c *call, key int) value {
	if !ownKey(c, key) {
		return m.passOn(c)
	}
	m.noteKey(c, c.arg(key))
	token := m.token(c, originOf(c.args...))
	for _, a := range c.args {
		if isFunction(a) {
			m.invoke(a, []value{null, token}, c.at)
		}
	}
	return token
}

// token is a text that was made with a secret.
func (m *run) token(c *call, from Origin) value {
	v := fresh(from&^(FromEnv|FromSecret)|FromMint, calleeText(c.at))
	v.sym.truth, v.sym.learn().at = truthy, c.at.Span()
	return v
}

// joseMaker matches the methods of jose that end a chain with a token.
var joseMaker = regexp.MustCompile(`^jose#(\w+Sign|\w+Encrypt|SignJWT|EncryptJWT)\(\)(\.\w+\(\))*\.(sign|encrypt)$`)

// joseCall goes on with a token of jose, or makes it.
func (m *run) joseCall(c *call) value {
	if joseMaker.MatchString(c.path) {
		m.noteKey(c, c.arg(0))
		return m.token(c, originOf(append(c.args, c.this)...))
	}
	v := m.bound(c.path+"()", c.this)
	for _, a := range append(c.args, c.this) {
		v.ref.from |= m.addressOrigin(a) & Visitor
	}
	return v
}

// minters are the methods of services that make a token or sign a URL, without
// asking anybody or in the name of the app.
var minters = set(`getSignedUrl getSignedUrlPromise getSignedCookies createPresignedPost createSignedUrl createSignedUrls createSignedUploadUrl
	presignedPutObject presignedGetObject presignedUrl presignedPostPolicy generateSignedPostPolicyV4 generateSignedPostPolicyV2
	api_sign_request private_download_url download_zip_url sign_url getAuthenticationParameters getUploadAuthParams
	generateClientTokenFromReadWriteToken generateBlobSASQueryParameters generateSasUrl createCustomToken
	toJwt createToken createUserToken createCallToken generateUserToken generateCallToken createTokenRequest requestToken
	authorizeChannel authenticateUser authorize buildTokenWithUid buildTokenWithAccount buildTokenWithUserAccount
	buildTokenWithUidAndPrivilege buildToken signPlaybackId signUserToken identifyUser`)

// mints reports whether a call of a package makes what proves something.
func (m *run) mints(pkg string, c *call) bool {
	name := lastName(c.path)
	if c.isNew || !minters[name] && !(name == "authenticate" && pkg == "pusher") {
		return false
	}
	switch m.classOf(pkg) {
	case network, paid, mail, storage, db, minter:
		return true
	}
	return false
}

// mint is a call that makes what proves something for whom the app hands it to.
func (m *run) mint(c *call) value {
	e := m.note(&Event{Kind: Effect, Verb: Mint, Name: calleeText(c.at), Method: c.path, At: c.at.Span()})
	if asksOnly(c.arg(1)) { // who has the URL reads what it names
		e.Verb = Read
	}
	if c.this.is(nativeShape) {
		m.addArgs(e, c.this.ref.native.args)
		e.From |= c.this.ref.from
	}
	m.addArgs(e, c.args)
	if t := m.fault(e, c.at); t != nil {
		return rejected(t)
	}
	v := fresh(e.From&Visitor|FromRecord|FromMint, e.Name)
	v.sym.learn().at = e.At
	return v
}

// minterCall is another call of a package that makes tokens.
func (m *run) minterCall(c *call) value {
	v := m.bound(c.path+"()", c.this)
	v.ref.from = originOf(append(c.args, c.this)...) & Visitor
	return v
}

// ownUse matches the names under which an app hands out what only it looks at
// again: who has it can do nothing else with it.
var ownUse = regexp.MustCompile(`(?i)csrf|xsrf|nonce|etag|challenge|captcha|checksum|avatar|gravatar|(^|_)state$|(^|_)hash_?id`)

// carries notes that a response hands out what proves something in a header. A
// signature there says that the answer is the app's.
func (m *run) carries(response *object, name string, v value) {
	m.control(response, name)
	if !aboutAnswer.MatchString(name) {
		m.tell(response, v)
	}
	if carriesProof(name, v) {
		m.put(response, "#header", v)
	}
}

// carriesProof reports whether a header hands out what proves something.
func carriesProof(name string, v value) bool {
	return !strings.Contains(strings.ToLower(name), "signature") && handedOut(objectOf(newObject(map[string]value{name: v})), source.Span{}) != nil
}

// carriesAll is the same for the headers among the options of a response.
func (m *run) carriesAll(response *object, options value) {
	m.takesControl(response, options)
	if !options.is(plainShape) || options.ref.own("headers") == nil {
		return
	}
	headers := m.force(m.read(options.ref.own("headers")))
	m.takesControl(response, headers)
	if headers.is(plainShape) {
		for _, k := range headers.ref.keys {
			m.carries(response, k, m.read(headers.ref.props[k]))
		}
	}
}

// A handout is what an answer holds that only a check should give.
type handout struct {
	event *Event
	seen  map[*object]bool
}

// handedOut is the first part of an answer that proves something, as an effect: nil
// if there is none.
func handedOut(v value, at source.Span) *Event {
	h := &handout{seen: map[*object]bool{}}
	h.look(v, "", originDepth+1)
	if h.event != nil && h.event.At.IsZero() {
		h.event.At = at
	}
	return h.event
}

func (h *handout) look(v value, key string, depth int) {
	switch {
	case h.event != nil || depth == 0:
	case v.kind != unknownKind && v.ref == nil && !v.from.Has(FromMint): // most are: spared the pattern
	case ownUse.MatchString(key):
	case v.kind == unknownKind:
		h.symbol(v, key, depth)
	case v.from.Has(FromMint):
		h.found(Mint, "a token", source.Span{}, v)
	case v.ref != nil && !h.seen[v.ref]:
		h.seen[v.ref] = true
		h.object(v, key, depth)
	}
}

func (h *handout) symbol(v value, key string, depth int) {
	s := v.sym
	switch from := v.origin(); {
	case len(s.options) > 0:
		for _, o := range s.options {
			h.look(o, key, depth)
		}
	case s.text != nil:
		h.look(*s.text, key, depth)
	case s.measures():
	case s.isAnyVariable():
		h.found(Secret, "process.env", source.Span{}, v)
	case s.disclosed() != "":
		h.found(Secret, s.disclosed(), source.Span{}, v)
	case from.Has(FromMint):
		h.found(Mint, s.name, s.at, v)
	case from.Has(FromSecret):
		h.found(Mint, "a signature", s.at, v)
	}
}

func (h *handout) object(v value, key string, depth int) {
	o := v.ref
	switch {
	case o.shape == functionShape || o.shape == classShape || o.shape == elementShape || o.shape == responseShape:
		return
	case o.promise != nil:
		h.look(o.promise.v, key, depth)
		return
	case o.shape == nativeShape && o.from.Has(FromSecret):
		h.found(Mint, "a signature", source.Span{}, v)
		return
	case v.isEnvironment():
		h.found(Secret, "process.env", source.Span{}, v)
		return
	}
	for _, k := range o.keys {
		if c := o.props[k]; c.state == ready && c.getter == nil {
			h.look(c.v, k, depth-1)
		}
	}
	for _, e := range o.elems[:min(len(o.elems), longList)] {
		h.look(e, key, depth-1)
	}
	if h.event == nil && o.open && o.from.Has(FromMint|FromSecret) {
		h.found(Mint, "a token", source.Span{}, v)
	}
}

func (h *handout) found(verb Verb, name string, at source.Span, v value) {
	h.event = &Event{Kind: Effect, Verb: verb, Name: name, At: at, From: originOf(v)}
}

// measured are the names of what tells something of a text rather than the text.
var measured = map[string]bool{comparison: true, "a computed value": true, "a test of a text": true, "a number": true, "a count": true}

// measures reports whether a symbol tells something of a text rather than the text.
func (s *symbol) measures() bool {
	for p := s; p.parent != nil; p = p.parent {
		if p.op == "!" || p.op == "typeof" || p.op == ".length" || strings.HasPrefix(p.op, "==") || strings.HasPrefix(p.op, says) {
			return true
		}
	}
	return measured[s.name]
}

// disclosed names the variable whose secret value a symbol is, or is a text with;
// "" if there is none. A part of it tells which secret it is, and not more.
func (s *symbol) disclosed() string {
	if s.env == "" || strings.HasPrefix(s.env, "NEXT_PUBLIC_") || clerk.SecretByName(s.env) == clerk.NotSecret {
		return ""
	}
	name := s.env
	for ; s.parent != nil; s = s.parent {
		if s.op != "text" && !s.ofSameText() && s.op != "truthy" && s.op != "something" && s.op != "falsy" && s.op != "json" && s.op != "bytes" && !strings.HasPrefix(s.op, "from:") {
			return ""
		}
	}
	if s.op == takenPart {
		return ""
	}
	return name
}

// anyVariable is the variable that a visitor names.
const anyVariable = "a variable of the visitor's choice"

// isAnyVariable reports whether a symbol is what a variable holds that the visitor names,
// or was made of it.
func (s *symbol) isAnyVariable() bool {
	for ; s != nil; s = s.parent {
		if s.name == anyVariable {
			return true
		}
	}
	return false
}

// isEnvironment reports whether a value is the whole of the variables.
func (v value) isEnvironment() bool {
	return v.is(nativeShape) && v.ref.native.path == "global#process.env"
}

// taken is takenPart of what was taken out of a text, or is a text with that.
func (s *symbol) taken() string {
	switch {
	case s.op == takenPart, s.op == "text" && s.parent.op == takenPart:
		return takenPart
	}
	return ""
}

// mintText says what an answer hands out.
func mintText(e *Event) string {
	if e.Verb == Secret {
		return "the secret " + e.Name + " is handed to a visitor who is not signed in"
	}
	return "what " + e.Name + " makes proves something, and is handed to a visitor who is not signed in"
}

// signedPlace is the signed URL of a service that a visitor is sent to, or an address
// with a secret in it, as an effect. A token within an address comes back to the app, or
// to whom it is for.
func signedPlace(to value) *Event {
	if to.kind == unknownKind && len(to.sym.options) == 0 && to.sym.op == "text" && to.sym.disclosed() != "" {
		return handedOut(to, source.Span{})
	}
	if to.kind != unknownKind || !to.sym.from.Has(FromMint) || !to.sym.from.Has(FromRecord) {
		return nil
	}
	return handedOut(to, source.Span{})
}

// placeHandouts gives what an answer hands out, and what a package does that answers by
// itself, the place of the resource, where it carries none.
func (r *Resource) placeHandouts() {
	for _, e := range r.Code.Reaches {
		if e.At.IsZero() {
			e.At = r.Span
		}
	}
	for i, s := range r.Code.Trail {
		if s.At.IsZero() && r.Code.Verdict == Reached {
			r.Code.Trail[i].At = r.Span
		}
	}
}

// handout is what proves something in what a path answers: in its body, in a header,
// in where it leads. It is looked for while what the path wrote still stands.
func (p *path) handout() *Event {
	v, t := p.v, p.thrown
	if v.is(promiseShape) {
		v, t = v.ref.promise.v, v.ref.promise.thrown
	}
	switch r := firstAnswer(p); {
	case t != nil && t.denial != "":
		return cmp.Or(signedPlace(t.v), p.besides())
	case t != nil:
		return nil
	case v.is(responseShape):
		return responseHandout(v.ref)
	case r != nil && r.Status >= 300:
		return nil
	case r != nil:
		return cmp.Or(handedOut(r.body, r.At), handedOut(r.header, r.At))
	}
	return handedOut(v, source.Span{})
}

func responseHandout(r *object) *Event {
	if to := r.own("#to"); to != nil {
		return signedPlace(to.v)
	}
	if header := r.own("#header"); header != nil {
		return handedOut(header.v, r.at.Span())
	}
	if status := r.props["status"].v; status.kind == numberKind && status.num >= 300 {
		return nil
	}
	return handedOut(r.props["#body"].v, r.at.Span())
}
