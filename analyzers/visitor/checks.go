package visitor

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// checkFunctions are functions of other packages that tell visitors apart, and
// others that need a line of their own.
func checkFunctions() map[string]summary {
	f := map[string]summary{
		"crypto#timingSafeEqual":                       (*run).timingSafe,
		"node:crypto#timingSafeEqual":                  (*run).timingSafe,
		"global#crypto.timingSafeEqual":                (*run).timingSafe,
		"svix#Webhook().verify":                        (*run).verifySignature,
		"standardwebhooks#Webhook().verify":            (*run).verifySignature,
		"svix#Webhook":                                 (*run).instance,
		"livekit-server-sdk#WebhookReceiver":           (*run).instance,
		"livekit-server-sdk#WebhookReceiver().receive": (*run).liveKitReceive,
		"standardwebhooks#Webhook":                     (*run).instance,
		"stripe#Stripe":                                (*run).instance,
		"jsonwebtoken#verify":                          (*run).verifyJSONWebToken,
		"jsonwebtoken#decode":                          (*run).passOn,
		"jose#jwtVerify":                               (*run).verifyRejects,
		"jose#compactVerify":                           (*run).verifyRejects,
		"jose#jwtDecrypt":                              (*run).verifyRejects,
		"jose#createRemoteJWKSet":                      (*run).remoteKeys,
		"@t3-oss/env-nextjs#createEnv":                 (*run).createEnv,
		"@t3-oss/env-core#createEnv":                   (*run).createEnv,
		"util#promisify":                               (*run).same,
		"@arcjet/next#createMiddleware":                (*run).limitedCall,
		"@arcjet/next#withArcjet":                      (*run).limitedCall,
		"@nosecone/next#createMiddleware":              (*run).headersMiddleware,
		"flags#verifyAccess":                           (*run).flagsAccess,
		"@vercel/flags#verifyAccess":                   (*run).flagsAccess,
	}
	for _, made := range []string{"FetchHttpClient", "NodeHttpClient", "NodeCryptoProvider", "SubtleCryptoProvider"} {
		f["stripe#Stripe.create"+made] = (*run).instance // what the client works with
	}
	for _, pkg := range []string{"tsscmp", "scmp", "safe-compare", "secure-compare"} {
		f[pkg+"#default"] = (*run).timingSafe
	}
	for _, name := range []string{"tiny-invariant#default", "invariant#default", "assert#default", "assert#ok", "assert/strict#default", "assert/strict#ok"} {
		f[name] = (*run).asserts
	}
	maps.Copy(f, frameworkFunctions())
	maps.Copy(f, sessionFunctions())
	maps.Copy(f, nextErrorFunctions())
	maps.Copy(f, signatureFunctions())
	maps.Copy(f, passwordFunctions())
	maps.Copy(f, qstashFunctions())
	maps.Copy(f, tokenFunctions())
	maps.Copy(f, readyMade())
	maps.Copy(f, mcpFunctions())
	maps.Copy(f, memoizers())
	maps.Copy(f, mutators())
	maps.Copy(f, neverthrow())
	maps.Copy(f, tsPattern())
	maps.Copy(f, catchingFunctions())
	maps.Copy(f, copyingFunctions())
	maps.Copy(f, impureFunctions())
	maps.Copy(f, nextAuthGates())
	maps.Copy(f, keyVerifiers())
	return f
}

// frameworkFunctions are those of Next.js and React, and of what routes locales there.
func frameworkFunctions() map[string]summary {
	return map[string]summary{
		"react#cache":                                        (*run).cached,
		"react#useEffect":                                    (*run).ignored, // only the browser runs what it is given
		"react#useLayoutEffect":                              (*run).ignored,
		"react#useInsertionEffect":                           (*run).ignored,
		"react#useImperativeHandle":                          (*run).ignored,
		"react#startTransition":                              (*run).ignored,
		"react#useCallback":                                  (*run).same,
		"next/cache#unstable_cache":                          (*run).same,
		"next/cache#cache":                                   (*run).same,
		"next/cache#revalidatePath":                          (*run).revalidate,
		"next/cache#revalidateTag":                           (*run).revalidate,
		"next/cache#updateTag":                               (*run).revalidate,
		"next/navigation#redirect":                           (*run).redirects,
		"next/navigation#permanentRedirect":                  (*run).redirects,
		"next/navigation#notFound":                           (*run).answersNotFound,
		"next/navigation#unauthorized":                       (*run).answersNotFound,
		"next/navigation#forbidden":                          (*run).answersNotFound,
		"next/headers#cookies":                               (*run).requestCookies,
		"next/headers#headers":                               (*run).requestHeaders,
		"next/headers#draftMode":                             (*run).draftMode,
		"next-intl/server#getRequestConfig":                  (*run).same,
		"next-intl/middleware#default":                       (*run).intlMiddleware,
		"next-international/middleware#createI18nMiddleware": (*run).localeMiddleware,
		"gt-next/middleware#createNextMiddleware":            (*run).localeMiddleware,
		"next-i18n-router#i18nRouter":                        func(m *run, c *call) value { return m.nextResponse(c) },
		"next-intl/routing#defineRouting":                    (*run).same,

		"next-intl/navigation#createNavigation":                   (*run).localeNavigation,
		"next-intl/navigation#createSharedPathnamesNavigation":    (*run).localeNavigation,
		"next-intl/navigation#createLocalizedPathnamesNavigation": (*run).localeNavigation,
	}
}

// sessionFunctions ask other systems who is signed in.
func sessionFunctions() map[string]summary {
	return map[string]summary{
		"next-auth#getServerSession":      (*run).noSession,
		"next-auth/next#getServerSession": (*run).noSession,
		"next-auth/react#getSession":      (*run).noSession,
		"next-auth/jwt#getToken":          (*run).noSession,
		"next-auth/jwt#decode":            (*run).verifyRejects,
		"iron-session#getIronSession":     (*run).emptySession,
		"iron-session#unsealData":         (*run).emptySeal,
		"payload#getPayload().auth":       (*run).payloadUser,
	}
}

func (m *run) instance(c *call) value {
	v := nativeObject(c.path + "()")
	v.ref.native.args = c.args
	return v
}

// verifies recognizes functions that check a signature by their name, whatever
// the package: constructEvent, verifySignature, validateRequest of Twilio.
func (m *run) verifies(c *call) bool {
	name := lastName(c.path)
	if _, ok := deliveryCheckOf(c.path); ok {
		return true
	}
	switch name {
	case "verifyAndDecodeNotification", "verifyAndDecodeTransaction", "verifyAndDecodeRenewalInfo", "verifyAndDecodeAppTransaction":
		return strings.HasPrefix(c.path, "@apple/app-store-server-library#SignedDataVerifier()")
	case "constructEvent", "constructEventAsync", "parseThinEvent", "parseEventNotification", "verifyWebhookSignature", "verifySignature", "verifyWebhook",
		"validateWebhookSignature", "verifySignatureAppRouter", "verifyWebhookRequest", "validateEvent", "verifyAndReceive":
		return true
	case "unwrap", "validateRequest", "validateRequestWithBody":
		return takesProof(c) || strings.Contains(strings.ToLower(c.path), "webhook") || strings.HasPrefix(c.path, "twilio")
	case "verify":
		return takesProof(c) || strings.Contains(strings.ToLower(c.path), "webhook") || strings.Contains(c.path, "qstash")
	}
	return m.nameMatches(authName, name) && takesProof(c)
}

// takesProof reports whether a call is given both what proves the sender and a
// secret to check it with.
func takesProof(c *call) bool {
	proof, secret := false, false
	for _, a := range c.args {
		proof = proof || originOf(a).Has(FromCredential|FromHeader)
		secret = secret || envOf(a) != "" && !publicVariable(a)
	}
	return proof && secret
}

func (m *run) timingSafe(c *call) value {
	a, b := m.force(c.arg(0)), m.force(c.arg(1))
	if secret, ok := secretCompared(a.whole(), b.whole()); ok {
		m.secretCheck(secret, a, b, c.at)
		if secret.sym.isText() {
			m.compares(secret, other(secret, a, b).whole(), c.at, false)
		}
		return boolean(m.visitor == Sender)
	}
	if sentAlong(a) && sentAlong(b) || m.visitor == SignedOut && (inCode(a) || inCode(b)) {
		return fresh(originOf(a, b), comparison)
	}
	e := m.check(c, SignatureCheck, "timingSafeEqual()")
	e.From = originOf(a, b)
	return boolean(m.visitor == Sender)
}

// whole carries the origins of the parts of a value too.
func (v value) whole() value {
	if v.kind == unknownKind {
		return v
	}
	return fresh(originOf(v), "a value")
}

// secretCheck notes that something of the visitor was compared with a secret.
func (m *run) secretCheck(secret, a, b value, at js.Node) {
	kind, name := APIKeyCheck, "a secret"
	env := envOf(secret)
	switch {
	case secret.origin().Has(FromSecret):
		kind, name = SignatureCheck, "a signature"
	case strings.Contains(env, "CRON"):
		kind, name = CronCheck, env
	case env != "":
		name = env
	}
	m.note(&Event{Kind: Check, Check: kind, Name: name, At: at.Span(), From: originOf(a, b)})
}

// envOf names the variable whose value v carries.
func envOf(v value) string {
	if v.kind == unknownKind {
		return v.sym.env
	}
	return ""
}

// publicSuffix is how the names of variables end that say where something is or
// how it is called, though it is something secret.
var publicSuffix = regexp.MustCompile(`_(URL|HOST|HOSTNAME|DOMAIN|ORIGIN|EMAIL|PATH|NAME|REGION|MODE|ENV|ID|VERSION)S?$`)

// publicVariable reports whether the value is of a variable that is no secret:
// an address, a name, what the browser gets anyway.
func publicVariable(v value) bool {
	name := envOf(v)
	if name == "" {
		return !v.origin().Has(FromSecret)
	}
	for _, w := range []string{"NEXT_PUBLIC_", "PRICE", "PRODUCT", "PLAN", "PUBLISHABLE"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	if strings.HasSuffix(name, "_URL") || publicSuffix.MatchString(name) && !strings.Contains(name, "SECRET") {
		return true
	}
	for _, w := range []string{"SECRET", "TOKEN", "KEY", "PASS", "SIGN", "CRON", "PIN", "AUTH", "HASH", "CODE", "HOOK", "SHARED"} {
		if strings.Contains(name, w) {
			return false
		}
	}
	return true
}

// tokenVerifiers are how packages call what checks a token that somebody else
// signed, and gives a promise.
var tokenVerifiers = set("verifyIdToken verifySessionCookie verifyIdTokenAsync verifyAuthToken")

func (m *run) verifyRejects(c *call) value {
	if takesKey(c.path) && m.provesNothing(m.keyAmong(c.arg(1))) || originOf(c.arg(0)).Has(FromMint) {
		return resolved(m.passOn(c))
	}
	m.check(c, OtherAuthCheck, lastName(c.path)+"()")
	return m.failing(c, "no token can be verified")
}

func (m *run) revalidate(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Cache, Hard: true, Name: lastName(c.path), At: c.at.Span(), From: originOf(c.args...)})
	return undefined
}

func (m *run) redirects(c *call) value {
	panic(&thrown{denial: lastName(c.path) + "()", status: 307, at: c.at.Span(), v: c.arg(0), digest: redirectDigest})
}

func (m *run) answersNotFound(c *call) value {
	status := map[string]int{"notFound": 404, "unauthorized": 401, "forbidden": 403}[lastName(c.path)]
	digest := fallbackDigest
	if v := m.app.Versions.Of("next"); v != nil && v.Major() < 15 {
		digest = notFoundDigest
	}
	panic(&thrown{denial: lastName(c.path) + "()", status: status, at: c.at.Span(), digest: digest})
}

func (m *run) requestCookies(c *call) value { return m.native("cookies", FromCookie) }

func (m *run) requestHeaders(c *call) value { return m.native("headers", FromHeader) }

// draftMode shows what is not published yet to whom it is switched on for, by a
// cookie.
func (m *run) draftMode(*call) value {
	o := newObject(map[string]value{
		"isEnabled": fresh(FromCookie, "draft mode"),
		"enable":    nativeFunc("draftMode.enable", (*run).showDrafts),
		"disable":   nativeFunc("draftMode.disable", (*run).ignored),
	})
	return objectOf(m.made(o))
}

func (m *run) showDrafts(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Cookie, Hard: true, Name: "draftMode().enable", At: c.at.Span()})
	return undefined
}

// createEnv gives the variables that its tables name.
func (m *run) createEnv(c *call) value {
	out := m.made(&object{props: map[string]*cell{}, open: true, from: FromEnv})
	options := m.force(c.arg(0))
	if options.ref == nil {
		return objectOf(out)
	}
	for _, table := range []string{"server", "client", "shared"} {
		t := options.ref.own(table)
		if t == nil {
			continue
		}
		if v := m.force(m.read(t)); v.ref != nil {
			for _, k := range v.ref.keys {
				m.define(out, k, m.variableBy(c, m.force(m.read(v.ref.props[k])), k))
			}
		}
	}
	return objectOf(out)
}

// noSession is another auth system asked about the visitor: there is nobody.
func (m *run) noSession(c *call) value {
	if lastName(c.path) == "getToken" && m.passesBy(m.keyAmong(c.arg(0))) {
		return resolved(m.passOn(c))
	}
	m.check(c, OtherAuthCheck, lastName(c.path)+"()")
	return m.sessionAnswer(null)
}

// flagsAccess says no: only the toolbar of Vercel sends what is encrypted with
// FLAGS_SECRET.
func (m *run) flagsAccess(c *call) value {
	if m.visitor != SignedOut {
		return resolved(fresh(0, "verifyAccess()"))
	}
	m.check(c, APIKeyCheck, "verifyAccess()")
	return resolved(no)
}

func (m *run) sessionAnswer(none value) value {
	if m.loading > 0 {
		return resolved(whoeverLoads())
	}
	if m.visitor == Stranger {
		v := fresh(FromClerk, "a session")
		v.sym.truth = truthy
		return resolved(v)
	}
	return resolved(none.with(FromClerk))
}

func (m *run) emptySession(c *call) value {
	if slices.ContainsFunc(c.args, func(v value) bool { return m.passesBy(m.keyAmong(v)) }) {
		return resolved(m.passOn(c))
	}
	m.check(c, OtherAuthCheck, "getIronSession()")
	o := newObject(nil)
	o.props["save"] = &cell{v: nativeFunc("save", (*run).savesSession)}
	for _, k := range []string{"destroy", "updateConfig"} {
		o.props[k] = &cell{v: nativeFunc(k, func(m *run, c *call) value { return resolved(undefined) })}
	}
	return resolved(objectOf(m.made(o)))
}

// emptySeal is what iron-session finds under a seal that is not its own: nothing, in an
// object (iron-session@8 dist/index.js, unsealData).
func (m *run) emptySeal(c *call) value {
	if m.passesBy(m.keyAmong(c.arg(1))) || originOf(c.arg(0)).Has(FromMint) {
		return resolved(m.passOn(c))
	}
	m.check(c, OtherAuthCheck, "unsealData()")
	return resolved(objectOf(m.made(newObject(nil))))
}

// payloadUser is whom Payload finds behind the headers of the request. Its queries
// take nobody for a user, too, and apply the rules of access for him.
func (m *run) payloadUser(c *call) value {
	user := m.force(m.noSession(c)).ref.promise.v
	if user.nullish() {
		user = null
	}
	return resolved(objectOf(m.made(newObject(map[string]value{"user": user, "permissions": fresh(0, "permissions")}))))
}

// sessionCall is a function of another auth system. What asks who is signed in
// gets nobody; what builds a client gives one.
func (m *run) sessionCall(c *call) value {
	name := lastName(c.path)
	if v, ok := m.administration(c); ok {
		return v
	}
	switch strings.ToLower(name) {
	case "auth", "getsession", "getserversession", "getuser", "getcurrentsession", "validaterequest", "currentuser", "withauth", "getaccesstoken", "isauthenticated":
		if strings.Contains(c.path, "().") || !strings.HasSuffix(c.path, "#"+name) || name != "auth" {
			return m.noSession(c)
		}
		return m.noSession(c)
	case "getsessioncookie": // whatever stands in the cookie, if there is one
		return fresh(FromCookie, "a cookie")
	case "verifyidtoken", "verifysessioncookie", "verify":
		return m.verifyRejects(c)
	case "validatesession", "getuserandsession":
		m.check(c, OtherAuthCheck, name+"()")
		return resolved(objectOf(newObject(map[string]value{"user": null.with(FromClerk), "session": null.with(FromClerk)})))
	}
	if strings.HasPrefix(c.path, "jose#") {
		return m.joseCall(c)
	}
	if m.nameMatches(administers, c.path) {
		return m.askedForVisitor(c, name)
	}
	return m.bound(c.path+"()", c.this)
}
