package visitor

import (
	"slices"
	"strings"
)

// clerkFunctions say what Clerk's functions do for the visitor, by version
// (facts.md 4 and 14). Paths of all its packages are normalized to "clerk#".
func clerkFunctions() map[string]summary {
	f := map[string]summary{
		"clerk#auth":                    (*run).clerkAuth,
		"clerk#getAuth":                 (*run).clerkGetAuth,
		"clerk#buildClerkProps":         (*run).passOn,
		"clerk#currentUser":             (*run).clerkCurrentUser,
		"clerk#auth.protect":            (*run).clerkProtect,
		"clerk#auth().protect":          (*run).clerkProtect,
		"clerk#protect":                 (*run).clerkProtect,
		"clerk#redirectToSignIn":        (*run).clerkRedirect,
		"clerk#redirectToSignUp":        (*run).clerkRedirect,
		"clerk#auth().redirectToSignIn": (*run).clerkRedirectOfAuth,
		"clerk#auth().redirectToSignUp": (*run).clerkRedirectOfAuth,
		"clerk#auth().has":              (*run).clerkHas,
		"clerk#auth().getToken":         (*run).clerkToken,
		"clerk#clerkClient":             (*run).clerkClientCall,
		"clerk#createClerkClient":       (*run).clerkClientObject,
		"clerk#Clerk":                   (*run).clerkClientObject,
		"clerk#default":                 (*run).clerkClientObject, // of older SDKs
		"clerk#clerkMiddleware":         (*run).clerkMiddleware,
		"clerk#authMiddleware":          (*run).authMiddleware,
		"clerk#withClerkMiddleware":     (*run).clerkMiddleware,
		"clerk#createRouteMatcher":      (*run).createRouteMatcher,
		"clerk#verifyWebhook":           (*run).verifySignature,
		"clerk#verifyToken":             (*run).clerkVerifyToken,
		"clerk#requireAuth":             (*run).clerkRequireAuth,
		"clerk#withAuth":                (*run).clerkWithAuth,

		"clerk#reverificationErrorResponse": (*run).reverificationError,
		"clerk#verifyClerkToken":            (*run).clerkTokenOf,
	}
	for _, client := range []string{"clerk#client", "clerk#clerkClient", "clerk#default"} {
		f[client+".authenticateRequest"] = (*run).clerkAuthenticate
		f[client+".verifyToken"] = (*run).clerkVerifyToken
		f[client+".sessions.verifySession"] = (*run).clerkVerifyToken
		f[client+".sessions.getSession"] = (*run).clerkGetSession
		for _, name := range machineTokens {
			f[client+"."+name] = (*run).clerkVerifyToken
		}
	}
	return f
}

// machineTokens are what Clerk's Backend API verifies tokens of machines with: it fails for
// others (@clerk/backend@3 dist/api/endpoints).
var machineTokens = strings.Fields("m2m.verify m2m.verifyToken m2mTokens.verifySecret apiKeys.verify apiKeys.verifySecret idPOAuthAccessToken.verify idPOAuthAccessToken.verifyAccessToken")

// clerkTokenOf is what a token says that auth() accepted, and nothing if it did not
// (@clerk/mcp-tools@0.3 server.ts).
func (m *run) clerkTokenOf(c *call) value {
	if !m.holds(m.get(m.force(c.arg(0)), "isAuthenticated", c.at), c.at) {
		return undefined
	}
	return fresh(FromClerk, "a token")
}

// reverificationError is the answer to who has to show once more who he is.
func (m *run) reverificationError(c *call) value {
	return m.response(&call{at: c.at}, "json", number(403), fresh(0, "what is to be shown"))
}

func (m *run) check(c *call, kind CheckKind, name string) *Event {
	return m.note(&Event{Kind: Check, Check: kind, Name: name, At: c.at.Span()})
}

// asyncAuth reports whether auth() gives a promise: from 6.0 on (F4.2).
func (m *run) asyncAuth() bool { return m.clerkMajor >= 6 }

func (m *run) clerkAuth(c *call) value {
	m.check(c, ClerkCheck, "auth()")
	if m.loading > 0 {
		return settled(m.asyncAuth(), whoeverLoads())
	}
	return settled(m.asyncAuth(), m.typedAuth(c.arg(0)))
}

// whoeverLoads is what is said about the one whose request has a module loaded. All
// others find it there.
func whoeverLoads() value { return fresh(FromRecord, "what another request left") }

func (m *run) clerkGetAuth(c *call) value {
	m.check(c, ClerkCheck, "getAuth()")
	return m.typedAuth(c.arg(1))
}

// typedAuth is what Clerk says about the visitor who sent no token of the kinds that are
// accepted: also of nobody it names the kind of token (@clerk/backend@2, authObjects.ts).
func (m *run) typedAuth(options value) value {
	v := m.authObject()
	if m.visitor == Stranger || m.clerkMajor < 6 {
		return v
	}
	kind := text("session_token")
	switch accepted := m.option(options, "acceptsToken"); {
	case accepted.kind == stringKind && accepted.str != "any":
		kind = accepted
	case accepted.is(arrayShape) && !slices.ContainsFunc(accepted.ref.elems, func(e value) bool { return e.str == kind.str }):
		kind = null
	}
	v.ref.props["tokenType"] = &cell{v: kind.with(FromClerk)}
	return v
}

// authObject is what Clerk says about the visitor (F4.10).
func (m *run) authObject() value {
	props := map[string]value{}
	for _, k := range strings.Fields("userId sessionId orgId orgRole orgSlug orgPermissions sessionClaims actor user session organization sessionStatus tokenType factorVerificationAge") {
		props[k] = null.with(FromClerk)
		if m.visitor == Stranger {
			props[k] = fresh(FromClerk, k)
		}
	}
	for _, k := range []string{"isAuthenticated", "isSignedIn"} {
		props[k] = boolean(m.visitor == Stranger).with(FromClerk)
	}
	if m.visitor == Stranger {
		props["userId"].sym.truth, props["sessionId"].sym.truth = truthy, truthy
	}
	o := newObject(props)
	names := []string{"has", "getToken", "redirectToSignIn", "redirectToSignUp", "debug"}
	if m.clerkMajor == 5 {
		names = append(names, "protect")
	}
	for _, name := range names {
		o.props[name] = &cell{v: nativeObject("clerk#auth()." + name)}
	}
	o.from = FromClerk
	return objectOf(m.made(o))
}

func (m *run) clerkCurrentUser(c *call) value {
	m.check(c, ClerkCheck, "currentUser()")
	if m.loading > 0 {
		return resolved(whoeverLoads())
	}
	if m.visitor == Stranger {
		m.note(&Event{Kind: Effect, Verb: Clerk, Name: "currentUser()", Method: "clerk#currentUser", At: c.at.Span()}) // F11.6
		u := fresh(FromClerk, "currentUser()")
		u.sym.truth = truthy
		return resolved(u)
	}
	return resolved(null.with(FromClerk))
}

// clerkProtect turns the visitor away. From 6.0 on it does so for those who
// await it.
func (m *run) clerkProtect(c *call) value {
	m.check(c, ClerkCheck, "auth.protect()")
	if m.visitor == Stranger {
		return settled(m.asyncAuth(), m.authObject())
	}
	t := &thrown{denial: "auth.protect() turns the visitor away", status: 404, at: c.at.Span(), digest: someDigest}
	if m.asyncAuth() {
		return rejected(t)
	}
	panic(t)
}

// clerkRedirect is the function of 4.x, which gives a response.
func (m *run) clerkRedirect(c *call) value {
	return m.response(c, "redirect", number(307), undefined)
}

// clerkRedirectOfAuth throws from 5.0 on; on 4.x it gives a response (F4.11).
func (m *run) clerkRedirectOfAuth(c *call) value {
	m.check(c, ClerkCheck, "redirectToSignIn()")
	if m.clerkMajor < 5 {
		return m.clerkRedirect(c)
	}
	panic(&thrown{denial: "redirectToSignIn() sends the visitor to sign in", status: 307, at: c.at.Span(), digest: redirectDigest})
}

func (m *run) clerkHas(c *call) value {
	m.check(c, ClerkCheck, "has()")
	if m.visitor == Stranger {
		return fresh(FromClerk, "has()")
	}
	return no.with(FromClerk)
}

func (m *run) clerkToken(c *call) value {
	if m.visitor == Stranger {
		return resolved(fresh(FromClerk, "a token"))
	}
	return resolved(null.with(FromClerk))
}

func (m *run) clerkClientCall(c *call) value {
	return settled(m.asyncAuth(), nativeObject("clerk#client"))
}

func (m *run) clerkClientObject(c *call) value { return nativeObject("clerk#client") }

func (m *run) clerkAuthenticate(c *call) value {
	m.check(c, ClerkCheck, "authenticateRequest()")
	auth := m.authObject()
	state := newObject(map[string]value{
		"isSignedIn": m.read(auth.ref.own("isSignedIn")), "isAuthenticated": m.read(auth.ref.own("isAuthenticated")),
		"toAuth": nativeFunc("toAuth", func(m *run, c *call) value { return auth }),
	})
	state.open = true
	state.props["status"] = &cell{v: m.either(text("signed-out").with(FromClerk), text("handshake").with(FromClerk))}
	if m.visitor == Stranger {
		state.props["status"] = &cell{v: text("signed-in").with(FromClerk)}
	}
	return resolved(objectOf(m.made(state)))
}

// clerkVerifyToken fails: the visitor has no token that Clerk signed.
func (m *run) clerkVerifyToken(c *call) value {
	for _, name := range []string{"jwtKey", "secretKey"} {
		if key := m.option(c.arg(1), name); m.provesNothing(key) {
			return resolved(m.passOn(c))
		}
	}
	m.check(c, ClerkCheck, "verifyToken()")
	return m.failing(c, "no token of Clerk can be verified")
}

// clerkGetSession looks a session up. Where the request shows its id as a credential,
// only somebody whom Clerk gave it can: the others get an error.
func (m *run) clerkGetSession(c *call) value {
	if m.visitor != SignedOut || !originOf(c.args...).Has(FromCredential) {
		return m.clerkBackend(c)
	}
	m.check(c, APIKeyCheck, "sessions.getSession()")
	return m.failing(c, "no session of Clerk has the id")
}

// failing is an asynchronous function that fails for the visitor.
func (m *run) failing(c *call, why string) value {
	if m.visitor != SignedOut {
		return resolved(fresh(FromClerk, lastName(c.path)))
	}
	return rejected(&thrown{v: fresh(FromError, why), denial: why, status: 401, at: c.at.Span()})
}

// clerkRequireAuth wraps a handler of the Pages Router on 4.x: it answers 401.
func (m *run) clerkRequireAuth(c *call) value {
	at := c
	return nativeFunc("clerk#requireAuth()", func(m *run, c *call) value {
		m.check(at, ClerkCheck, "requireAuth()")
		if m.visitor == Stranger {
			return m.call(&call{at: c.at, fn: at.arg(0), args: c.args})
		}
		panic(&thrown{denial: "requireAuth() answers 401", status: 401, at: at.at.Span()})
	})
}

// clerkWithAuth wraps a handler on 4.x and only adds req.auth.
func (m *run) clerkWithAuth(c *call) value { return c.arg(0) }

// clerkBackend is a call of Clerk's Backend API. The SDK refuses to ask about
// nobody.
func (m *run) clerkBackend(c *call) value {
	name := lastName(c.path)
	if id := m.force(c.arg(0)); id.nullish() && id.origin().Has(FromClerk) && strings.Contains(strings.ToLower(name), "user") {
		m.note(&Event{Kind: Check, Check: ClerkCheck, Name: "a null user id", At: c.at.Span(), Accidental: true})
		return rejected(&thrown{v: fresh(FromError, "an error of Clerk's SDK"), accidental: true, denial: "Clerk's SDK refuses a null id", status: 500, at: c.at.Span()})
	}
	read := strings.HasPrefix(name, "get") || strings.HasPrefix(name, "verify") || strings.HasPrefix(name, "list")
	e := &Event{Kind: Effect, Verb: Clerk, Hard: !read, Name: clerkName(c.path), At: c.at.Span(), Method: c.path}
	m.note(e)
	m.addArgs(e, c.args)
	if t := m.fault(e, c.at); t != nil {
		t.outside = true
		return rejected(t)
	}
	return resolved(fresh(FromClerk|FromRecord, "clerkClient."+lastName(c.path)+"()"))
}
