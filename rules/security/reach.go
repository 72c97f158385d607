package security

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// An exposure is the worst that a signed-out visitor reaches in a resource.
type exposure struct {
	effect     *visitor.Event // nil where no effect is known
	level      rules.Level
	confidence rules.Confidence
}

// grades say what an effect by anybody costs. Effects that are not listed are
// not worth a finding by themselves.
var grades = map[visitor.Verb]struct {
	level      rules.Level
	confidence rules.Confidence
}{
	visitor.Delete:  {rules.Error, rules.High},
	visitor.Write:   {rules.Error, rules.High},
	visitor.Pay:     {rules.Error, rules.High},
	visitor.Mail:    {rules.Error, rules.Medium},
	visitor.Clerk:   {rules.Error, rules.High},
	visitor.Network: {rules.Warning, rules.Medium},
	visitor.Read:    {rules.Warning, rules.Medium},
	visitor.Mint:    {rules.Error, rules.Medium},
	visitor.Secret:  {rules.Error, rules.High},
	visitor.Memory:  {rules.Warning, rules.Low}, // mostly what stands in for a database for now
}

// gravest lists the verbs by what they do, the worst first.
var gravest = []visitor.Verb{visitor.Delete, visitor.Write, visitor.Pay, visitor.Secret, visitor.Clerk, visitor.Mint, visitor.Mail, visitor.Network, visitor.Read, visitor.Memory,
	visitor.Unnamed, visitor.Cookie, visitor.Cache}

// exposed grades what a signed-out visitor reaches; ok is false where it is
// nothing to speak of.
func exposed(r *visitor.Resource) (x exposure, ok bool) {
	for _, e := range r.Code.Reaches {
		grade, listed := grades[e.Verb]
		switch {
		case !listed || (e.Verb == visitor.Network || e.Host != "") && ownKey(e):
			continue
		case e.Verb == visitor.Secret && clerk.SecretByName(e.Name) == clerk.LikelySecret:
			grade.confidence = rules.Medium
		case e.Refills && r.Name == "GET":
			grade.level, grade.confidence = rules.Warning, rules.Medium // who asks first fills a cache
		case e.Verb == visitor.Mint && !e.From.Has(visitor.Visitor):
			grade.level = rules.Warning // what it is good for is the same for everybody
		case e.Verb == visitor.Network && !e.Hard && !e.From.Has(visitor.Visitor):
			grade.confidence = rules.Low // what is asked for is the same for everybody
		case e.Verb == visitor.Read || e.Verb == visitor.Clerk && !e.Hard || looksUp(e):
			asked := e.From.Has(visitor.Visitor)
			if !r.Code.Hands && !r.Code.Tells || forNobody(e) || looksUp(e) && !asked {
				continue
			}
			grade.level = rules.Warning
			switch {
			case r.Code.Tells: // whether a name is taken
				grade.level, grade.confidence = rules.Note, rules.Low
			case ofNobody(e): // but for records that belong to nobody
				grade.level, grade.confidence = rules.Note, rules.Low
			case personalRead(e), r.Protection != visitor.Public && inner().MatchString(r.Path) && !ofFiles().MatchString(e.Method):
				grade.level = rules.Error
			case !asked && e.Verb == visitor.Read, countsAll(e):
				grade.confidence = rules.Low // a list that is the same for everybody
			}
		}
		found := exposure{e, grade.level, max(grade.confidence, sure(r.Code.Confidence))}
		if e.OnBehalf {
			found.confidence = rules.Low // the policies of the database may refuse it
		}
		if bearer(r, e) {
			if grade.level < rules.Error {
				continue
			}
			found.confidence = rules.Low
		}
		if x.effect == nil || worse(found, x) < 0 {
			x = found
		}
	}
	return x, x.effect != nil
}

// bearer reports whether an effect is on what the visitor alone can name: a
// record that the resource finds by a cookie of his browser, as the cart of a
// guest, or by a token that he was sent. Somebody else has neither.
func bearer(r *visitor.Resource, e *visitor.Event) bool {
	if e.Verb == visitor.Clerk || e.Verb == visitor.Pay {
		return false
	}
	return slices.ContainsFunc(r.Code.Reaches, names) || e.Verb == visitor.Read && e.From.Has(visitor.FromCookie)
}

// names reports whether a query looks a record up by a cookie or a token alone.
// A cookie that says who somebody is could say anybody.
func names(e *visitor.Event) bool {
	looks := e.Verb == visitor.Read || e.Verb == visitor.Write || e.Verb == visitor.Delete
	return looks && !person().MatchString(e.Name) && slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		cookie := a.From == visitor.FromCookie
		token := a.From.Has(visitor.FromCredential) && a.From.Has(visitor.FromArgument|visitor.FromBody|visitor.FromQuery|visitor.FromParams)
		return (cookie || token) && condition().MatchString(a.Path) && !owner().MatchString(a.Path)
	})
}

// person are words for records of people.
var person = source.Pattern(`(?i)(^|[._])(users?|members?|customers?|accounts?|profiles?)\b`)

// condition is the place of a value that a query selects records by.
var condition = source.Pattern(`(^|\.)(where|filter|\d+)\.\d+$|^\d+\.\d+$|(^|\.)where\.\w+$`)

// lookup matches the methods of a paid service that only look something up.
var lookup = source.Pattern(`(?i)\.(retrieve\w*|list\w*|search)$`)

// looksUp reports whether a call of a paid service changes and costs nothing.
func looksUp(e *visitor.Event) bool {
	return e.Verb == visitor.Pay && lookup().MatchString(strings.TrimSuffix(e.Name, "()"))
}

// forNobody reports whether an effect was handed the null that Clerk gives for
// a visitor who is not signed in.
func forNobody(e *visitor.Event) bool {
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool { return a.Null && a.From.Has(visitor.FromClerk) })
}

// ofNobody reports whether a query asks for the records of an owner whose id is empty, as
// it stands for the null that Clerk gives, and for no others.
func ofNobody(e *visitor.Event) bool {
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		return a.Empty && a.From == visitor.FromClerk && owner().MatchString(a.Path) && selecting().MatchString(a.Path) && !others().MatchString(a.Path)
	})
}

// selecting is the place of a condition of a query, and others matches one that lets other
// records be found.
var (
	selecting = source.Pattern(`(^|\.)(where|filter|match)\.`)
	others    = source.Pattern(`(?i)(^|\.)(or|not|nor|ne|in|notin|none|some|every|\$\w+)(\.|$)`)
)

// ownKey reports whether another host is asked with a key that the visitor sent
// along: that host decides what it is good for.
func ownKey(e *visitor.Event) bool {
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		return keyHeader().MatchString(a.Path) && a.From.Has(visitor.Visitor) && !a.From.Has(visitor.FromEnv|visitor.FromSecret|visitor.FromRecord)
	})
}

// keyHeader is the place of a key among the headers of a request.
var keyHeader = source.Pattern(`(?i)(^|\.)headers\.(authorization|cookie|(x-)?api-?key)$`)

// housekeeping is 1 for an effect into which nothing went that the visitor sent,
// 0 else: of two, what he brings about with his own data tells more.
func housekeeping(e *visitor.Event) int {
	if e.From.Has(visitor.Visitor) {
		return 0
	}
	return 1
}

func worse(a, b exposure) int {
	return cmp.Or(int(b.level-a.level), int(a.confidence-b.confidence), housekeeping(a.effect)-housekeeping(b.effect), slices.Index(gravest, a.effect.Verb)-slices.Index(gravest, b.effect.Verb))
}

// sure is the machine's confidence as a finding's.
func sure(c visitor.Confidence) rules.Confidence {
	return map[visitor.Confidence]rules.Confidence{visitor.Medium: rules.Medium, visitor.Low: rules.Low}[c]
}

// personal are words for what belongs to somebody.
var personal = source.Pattern(`(?i)(^|[._])(users?|members?|customers?|accounts?|profiles?|orders?|payments?|invoices?|subscriptions?|purchases?|messages?|conversations?|chats?|transactions?|patients?|bookings?|addresses|address|tokens?|secrets?|api_?keys?|sessions?)s?\b`)

// owner is a field that says whose a record is.
var owner = source.Pattern(`(?i)(^|[._])(user_?id|clerk_?(user)?_?id|owner_?id|author_?id|created_?by|org(anization)?_?id|tenant_?id|customer_?id|account_?id|email|external_?id)$`)

// ofFiles matches the functions that read the files of the app.
var ofFiles = source.Pattern(`^(node:)?fs(/promises)?#`)

// reachable matches lists of columns with how somebody is reached, or gets in.
var reachable = source.Pattern(`(?i)(^|,)\s*(email(_address)?|phone(_number)?|password(_hash)?|iban|ssn|date_of_birth|ip_address)\s*(,|$)`)

// countsAll reports whether an effect only says how many there are, whoever asks: that
// tells of nobody.
func countsAll(e *visitor.Event) bool {
	return counting().MatchString(e.Name) && !e.From.Has(visitor.Visitor)
}

var counting = source.Pattern(`(?i)\.(get)?count(documents)?$`)

// personalRead reports whether a query reads what belongs to somebody, as far as its
// names tell: of the table, of the columns that it asks for, and of the field by which it
// is asked.
func personalRead(e *visitor.Event) bool {
	if countsAll(e) {
		return false
	}
	if personal().MatchString(e.Name) {
		return true
	}
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		if a.From.Has(visitor.Visitor) {
			return owner().MatchString(a.Path)
		}
		return strings.Contains(a.Text, ",") && reachable().MatchString(a.Text)
	})
}

// does says what the effect does, for a message.
func does(e *visitor.Event) string {
	switch {
	case e.Verb == visitor.Secret:
		return "hands out the secret " + e.Name
	case e.Verb == visitor.Mint && (visitor.Arg{Name: e.Name}).Vague():
		return "hands out what proves something"
	case e.Host != "" && e.Verb == visitor.Pay:
		return "calls the paid service at " + e.Host
	case e.Host != "" && e.Verb == visitor.Mail:
		return "sends a message by " + e.Host
	}
	format, ok := map[visitor.Verb]string{
		visitor.Read: "reads %s()", visitor.Write: "writes with %s()", visitor.Delete: "deletes with %s()", visitor.Pay: "calls the paid service %s()",
		visitor.Mail: "sends a message with %s()", visitor.Network: "asks another host with %s()", visitor.Clerk: "asks Clerk's Backend API with %s()",
		visitor.Mint: "hands out what proves something: what %s() makes", visitor.Memory: "changes what the process keeps for other requests: %s",
	}[e.Verb]
	if !ok {
		format = "calls %s()"
	}
	return fmt.Sprintf(format, strings.TrimSuffix(e.Name, "()"))
}

// via adds the calls that lead to the effect, and the effect.
func via(f *rules.Finding, e *visitor.Event) *rules.Finding {
	for _, at := range e.Stack() {
		f.Via(at, "calls on")
	}
	f.Via(e.At, "%s", does(e))
	if e.OnBehalf {
		f.Via(e.At, "with the caller's own token: what the policies of the database let nobody do, he cannot either")
	}
	return f
}

// undecided counts the resources whose trail ends in code that cannot be read,
// and says so once.
type undecided struct {
	count int
	first *visitor.Resource
}

func (u *undecided) add(r *visitor.Resource) {
	if u.count++; u.first == nil {
		u.first = r
	}
}

func (u *undecided) report(p *rules.Pass, of int, what string) {
	if u.count == 0 {
		return
	}
	at, why := u.first.Span, "the code cannot be read"
	if n := len(u.first.Code.Trail); n > 0 {
		if last := u.first.Code.Trail[n-1]; !last.At.IsZero() {
			at = last.At
		}
		why = u.first.Code.Trail[n-1].Message
	}
	p.Unknown(at, "what a signed-out visitor gets from %d of %d %s cannot be told; the first trail, of %s, ends here: %s", u.count, of, what, title(u.first), why)
}

// title names a resource for a message.
func title(r *visitor.Resource) string {
	switch {
	case r.Kind == visitor.Action:
		return "the action " + r.Name
	case r.Kind == visitor.Procedure && !strings.HasPrefix(r.Name, strings.ToUpper(r.Name)):
		return "the procedure " + r.Name
	case (r.Kind == visitor.Handler || r.Kind == visitor.Procedure) && r.Name != "default":
		return r.Name + " " + r.Path
	}
	return r.Path
}

// pagesAPI reports whether a resource is a handler of pages/api, where the request and
// the response are arguments.
func pagesAPI(r *visitor.Resource) bool {
	return r.Kind == visitor.Handler && r.Route != nil && !r.Route.AppRouter
}

// endpoints returns what answers requests by itself: the route handlers, but for
// those that hand requests on, and the procedures that they hand them to.
func endpoints(p *rules.Pass) (out []*visitor.Resource) {
	for _, r := range p.App().Visitor().Resources() {
		if r.Kind == visitor.Handler && len(r.Procedures) == 0 || r.Kind == visitor.Procedure {
			out = append(out, r)
		}
	}
	return out
}

// ofKind returns the resources of one kind.
func ofKind(p *rules.Pass, kind visitor.ResourceKind) (out []*visitor.Resource) {
	for _, r := range p.App().Visitor().Resources() {
		if r.Kind == kind {
			out = append(out, r)
		}
	}
	return out
}
