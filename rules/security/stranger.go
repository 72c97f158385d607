package security

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
	"clerkvet/rules"
)

// A claim is an effect that a signed-in stranger brings about with something
// that he sent.
type claim struct {
	resource *visitor.Resource
	effect   *visitor.Event
	ways     []deed // on which it does
}

// A deed is an effect on one way.
type deed struct {
	effect *visitor.Event
	way    *visitor.Way
}

// some reports whether something happens on a way on which the effect does.
func (c claim) some(asked func(*visitor.Event) bool) bool {
	return slices.ContainsFunc(c.ways, func(d deed) bool { return slices.ContainsFunc(d.way.Events, asked) })
}

// claims returns the effects of the app's handlers and actions that work on a
// database or on Clerk, the gravest of each; webhooks and other callers that
// prove who they are by a secret are left out.
func claims(p *rules.Pass, wanted func(claim) bool) (out []claim) {
	hooks := map[string]bool{}
	for _, w := range p.App().Clerk.Webhooks() {
		hooks[w.Route.File] = true
	}
	machine := p.App().Visitor()
	seen := map[source.Span]bool{}
	var asked []*visitor.Resource
	for _, r := range machine.Resources() {
		if !r.Called() || r.Kind == visitor.Handler && hooks[r.Route.File] {
			continue
		}
		asked = append(asked, r)
		var found []claim
		for _, c := range claimsOf(r, machine.Ways(r, visitor.Stranger)) {
			if !seen[c.effect.At] && wanted(c) {
				seen[c.effect.At] = true
				found = append(found, c)
			}
		}
		out = append(out, oneOf(found)...)
	}
	p.Unread(asked, visitor.Stranger)
	return out
}

// oneOf returns one of the claims of a resource, which is one finding: the
// first that changes something, else the first.
func oneOf(found []claim) []claim {
	i := slices.IndexFunc(found, func(c claim) bool { return c.effect.Verb != visitor.Read })
	if len(found) == 0 {
		return nil
	}
	return found[max(i, 0):][:1]
}

// claimsOf returns the effects of a resource by place, each with all that
// happens on any way on which it does.
func claimsOf(r *visitor.Resource, ways []visitor.Way) (out []claim) {
	at := map[source.Span]int{}
	for n := range ways {
		way := &ways[n]
		if slices.ContainsFunc(way.Events, provenOtherwise) {
			continue
		}
		for _, e := range way.Events {
			if !onRecords(e) || e.OnBehalf { // whose it is the database asks
				continue
			}
			i, known := at[e.At]
			if !known {
				i = len(out)
				at[e.At], out = i, append(out, claim{resource: r, effect: e})
			}
			if of := out[i].ways; len(of) == 0 || of[len(of)-1].way != way {
				out[i].ways = append(of, deed{e, way})
			}
		}
	}
	return out
}

func provenOtherwise(e *visitor.Event) bool {
	return e.Kind == visitor.Check && (e.Check == visitor.SignatureCheck || e.Check == visitor.CronCheck || e.Check == visitor.APIKeyCheck || e.Check == visitor.MachineCheck)
}

func onRecords(e *visitor.Event) bool {
	return e.Kind == visitor.Effect && (e.Verb == visitor.Read || e.Verb == visitor.Write || e.Verb == visitor.Delete || e.Verb == visitor.Clerk ||
		e.Verb == visitor.Pay && changesPayment(e.Method) || signsURL(e))
}

// signsURL reports whether an effect signs a URL by which whoever has it reads or
// writes a stored file.
func signsURL(e *visitor.Event) bool {
	return e.Verb == visitor.Mint && signedURL(e.Method)
}

// signedURL matches the functions that sign the URL of a stored file.
var signedURL = source.Names(`(?i)(pre-?)?signed\w*(url|post|putobject|getobject)`)

// changesPayment matches the methods of payment services that change what is there:
// a subscription, a customer.
var changesPayment = source.Names(`(?i)(subscription|customer|invoice|payment_?method|refund|order)\w*(\(\))?\.(update|cancel|del|delete|detach|resume|pause|void\w*)$`)

// roleWords are names by which a condition decides what somebody may do.
var roleWords = source.Names(`(?i)role|admin|permission|moderator|staff|has\(\)|owner|superuser|access|allowed|granted`)

// permitted reports whether the way asks for a role, or cannot be read where it
// may.
func (c claim) permitted() bool {
	return c.some(asksForRole) || c.some(unclear)
}

func asksForRole(e *visitor.Event) bool {
	return e.Kind == visitor.Decision && roleWords(e.Name)
}

// unclear reports whether a way cannot be read where it may ask for a role, or asks
// Clerk, whose answer is not told.
func unclear(e *visitor.Event) bool {
	return e.Kind == visitor.Doubt || e.Kind == visitor.Check && e.Name == "has()"
}

// related reports whether the way relates the record to the user: by a
// comparison, or by a query that holds both.
func (c claim) related() bool { return c.relatedBy("") }

// relatedBy is related, but for comparisons of something else that the visitor sent than
// what has a name: body.owner says nothing of body.userId. A copy has the same last name.
func (c claim) relatedBy(name string) bool {
	return c.some(func(e *visitor.Event) bool {
		if e.Kind == visitor.Relation {
			return name == "" || len(e.Args) == 0 || e.Args[0].Name == "" || lastPart(e.Args[0].Name) == lastPart(name)
		}
		return e.Kind == visitor.Effect && e.From.Has(visitor.FromClerk) && e.From.Has(visitor.Visitor)
	})
}

// key is the last name of an argument's path.
func key(a visitor.Arg) string { return lastPart(a.Path) }

func lastPart(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }

// asksClerk reports whether the way asks Clerk who is there.
func (c claim) asksClerk() bool {
	return c.some(func(e *visitor.Event) bool { return e.Kind == visitor.Check && e.Check == visitor.ClerkCheck })
}

// name says what the resource is, for a message.
func (c claim) name() string {
	if c.resource.Kind == visitor.Handler {
		return c.resource.Name + " " + c.resource.Path
	}
	return title(c.resource)
}
