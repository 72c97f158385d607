package visitor

import (
	"regexp"
	"strings"
)

// What the client of another auth system does for the server that holds its key, it
// does whoever asks the server: it makes and deletes users, gives them roles, reads
// whom an id names. None of that asks who is signed in.

// administers are the clients of auth systems that act for the server.
var administers = regexp.MustCompile(`^firebase-admin/auth#getAuth\(\)\.|^(@stackframe/stack#StackServerApp|lucia#Lucia)\(\)\.\w+$|^better-auth#betterAuth\(\)\.api\.\w+$`)

// orders are the beginnings of the names of functions that change something.
var orders = regexp.MustCompile(`^(signUp|create|add|update|set|delete|remove|revoke|invalidate|import|generate|ban|unban|cancel|accept|reject|invite|link|unlink|reset)[A-Z]`)

// minting are the functions of Firebase that make what proves who somebody is, which
// is no effect before it is handed out.
var minting = regexp.MustCompile(`^(createCustomToken|generate\w+Link)$`)

// localOrders only make a value: Lucia's cookies.
var localOrders = regexp.MustCompile(`SessionCookie$`)

// administration is what such a client does for the server, and nothing if a call
// asks about the visitor instead: about his session, his headers or his token.
func (m *run) administration(c *call) (v value, ok bool) {
	name := lastName(c.path)
	switch {
	case !m.nameMatches(administers, c.path):
		return undefined, false
	case strings.HasPrefix(c.path, "firebase-admin") && name == "createSessionCookie":
		return m.verifyRejects(c), true
	case strings.HasPrefix(c.path, "firebase-admin") && m.nameMatches(minting, name):
		return resolved(m.token(c, originOf(c.args...))), true
	case name == "verifyApiKey" && m.visitor == SignedOut && originOf(c.args...).Has(Visitor):
		m.check(c, APIKeyCheck, name+"()")
		return resolved(objectOf(m.made(newObject(map[string]value{"valid": no, "key": null, "error": fresh(FromError, "an error of the key")})))), true
	case m.asksForVisitor(c, name), m.nameMatches(localOrders, name):
		return undefined, false
	}
	e := &Event{Kind: Effect, Verb: Read, Name: calleeText(c.at), Method: c.path, At: c.at.Span()}
	switch {
	case m.nameMatches(orders, name):
		e.Verb, e.Hard = Write, true
	case !readName(name):
		return undefined, false
	}
	m.note(e)
	m.addArgs(e, c.args)
	if t := m.fault(e, c.at); t != nil {
		return rejected(t), true
	}
	return resolved(fresh(FromRecord, e.Name)), true
}

// asksForVisitor reports whether a call of such a client is about whom the request
// comes from. Stack's getUser() is where it names nobody, and Better Auth's functions
// are where they are given the headers of the request.
func (m *run) asksForVisitor(c *call, name string) bool {
	first := m.force(c.arg(0))
	switch {
	case strings.HasPrefix(c.path, "@stackframe/"):
		return name == "getUser" && first.kind != stringKind && first.kind != unknownKind
	case strings.HasPrefix(c.path, "better-auth"):
		return name == "getSession" || first.ref == nil || first.ref.open || first.ref.own("headers") != nil || first.ref.own("request") != nil
	}
	return false
}

// demandsSession matches the functions of Better Auth that fail where the headers of
// the request hold no session.
var demandsSession = regexp.MustCompile(`^((create|update|delete|setActive|getFull|leave)Organization|listOrganizations|(invite|remove|getActive)Member|updateMemberRole|list(Members|Invitations|Sessions|Users|UserAccounts|UserSessions)|(create|cancel|accept|reject|get)Invitation|(user)?[hH]asPermission|(ban|unban|impersonate|remove|create|update|delete)User|set(Role|Password|UserPassword)|change(Password|Email)|revoke\w*Sessions?)$`)

// askedForVisitor is what such a client says of the visitor.
func (m *run) askedForVisitor(c *call, name string) value {
	if m.visitor == SignedOut && strings.HasPrefix(c.path, "better-auth") && m.nameMatches(demandsSession, name) {
		m.check(c, OtherAuthCheck, name+"()")
		return m.failing(c, "nobody has a session")
	}
	return resolved(fresh(0, c.path))
}
