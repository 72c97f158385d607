package security

import (
	"slices"

	"clerkvet/analyzers"
	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

var userIDFromRequest = &rules.Rule{
	ID: "user-id-from-request", Level: rules.Warning, CWE: 639, Precision: rules.Medium, Checklist: []string{"3.2"},
	Check: func(p *rules.Pass) {
		sent := !setsHeaders(p.App())
		for _, c := range claims(p, func(c claim) bool { return c.actor(sent) != "" }) {
			does := "acts in anybody's name"
			if c.effect.Verb == visitor.Read {
				does = "reads what is anybody's"
			}
			f := p.Report(c.effect.At, "%s takes %s of the one who acts from the request, so that a caller %s by %s()", c.name(), c.actor(sent), does, c.effect.Name).
				With(rules.Medium)
			if pagesAPI(c.resource) {
				f.Because("", "take the id from getAuth(req)")
			}
		}
	},
}

// named are the parts of a request that say whatever the caller writes there; what was
// made of a header may be a token that was checked.
const named = visitor.FromBody | visitor.FromQuery | visitor.FromParams | visitor.FromArgument

var (
	actorNames = source.Pattern(`(?i)^(clerk_?(user_?)?id|user_?id|author_?id|owner_?id|creator_?id|created_?by(_?id)?|user|author|owner|buyer_?id)$`)
	// makers are fields of whoever made what a record is about: where nobody has to
	// be signed in they say whom a visitor looked at or paid.
	makers = source.Pattern(`(?i)^(author|owner|creator|created_?by)`)
	// pathOfPerson matches paths that name a person. A parameter of another path
	// names the record that the path is of, whatever column it fills.
	pathOfPerson = source.Pattern(`(?i)(user|member|profile|account|author|owner|creator|customer|people|person|buyer)s?/\[|\[[^\]]*(user|member|profile|account|author|owner|creator|customer|person|buyer|clerk)[^\]]*\]`)
	// targetTables hold rows about other users, or users themselves: an id given
	// there says whom the row is about.
	targetTables = source.Pattern(`(?i)user|profile|account|member|invit|follow|assign|role|share|permission|participant|friend|block|collab|team|organi[sz]ation|notification`)
)

// setsHeaders reports whether the middleware may hand requests on with headers of its own:
// who signed in is told that way, too.
func setsHeaders(app *analyzers.App) bool {
	if app.Next.Middleware == nil {
		return false
	}
	for m := range app.Next.Middleware.Module.Chains() {
		if handsHeadersOn().Match(m.File.Text) {
			return true
		}
	}
	return false
}

// handsHeadersOn matches what hands a request on with other headers.
var handsHeadersOn = source.Pattern(`(?i)\b(next|rewrite)\([^;]*\brequest\s*[:,}]|x-middleware-(override|request)`)

// says reports whether a value says whatever the caller writes there: a part of the request
// that named lists, or, if sent is set, a header of which nothing was made.
func says(a visitor.Arg, sent bool) bool {
	if a.From == visitor.FromHeader {
		return sent && a.Name == "the request"
	}
	return a.From.Has(named) && !a.From.Has(visitor.FromHeader|visitor.FromCredential)
}

// actor returns the field of the effect in which the one who acts is taken from
// the request, or "". Headers count if sent is set.
func (c claim) actor(sent bool) string {
	e := c.effect
	if e.Verb == visitor.Clerk || e.From.Has(visitor.FromClerk) || targetTables().MatchString(e.Table()) || c.permitted() {
		return ""
	}
	open := c.open()
	if e.Verb == visitor.Read && (open || c.usesOwn()) {
		return "" // public data of somebody, or of somebody else
	}
	i := slices.IndexFunc(e.Args, func(a visitor.Arg) bool {
		return says(a, sent) && actorNames().MatchString(key(a)) &&
			!(open && makers().MatchString(key(a))) && (a.From&named != visitor.FromParams || pathOfPerson().MatchString(c.resource.Path))
	})
	if i < 0 || c.relatedBy(e.Args[i].Name) {
		return ""
	}
	return key(e.Args[i])
}

// open reports whether a handler brings the effect about for somebody who is not
// signed in: nobody acts there.
func (c claim) open() bool {
	if c.resource.Kind == visitor.Action {
		return false
	}
	if c.effect.Verb == visitor.Read && !c.asksClerk() {
		return true
	}
	open := c.resource.Protection == visitor.Open || c.resource.Protection == visitor.Public
	return open && slices.ContainsFunc(c.resource.Code.Events, func(e *visitor.Event) bool { return e.Kind == visitor.Effect && e.At == c.effect.At })
}

// usesOwn reports whether the one who acts does something in his own name as well:
// what he sends is then the id of somebody else.
func (c claim) usesOwn() bool {
	return c.some(func(e *visitor.Event) bool {
		return e.Kind == visitor.Effect && e.At != c.effect.At && e.Hard && e.From.Has(visitor.FromClerk)
	})
}
