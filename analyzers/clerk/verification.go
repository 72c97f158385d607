package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// verifiers are functions that check a signature, by name.
var verifiers = regexp.MustCompile(`^(verifyWebhook|constructEvent|constructEventAsync|validateWebhookSignature|validateRequest|verifyWebhookSignature|unwrap)$`)

// comparers compare in constant time, whoever wrote them.
var comparers = regexp.MustCompile(`^(timingSafeEqual|(secure|safe|timingSafe|constantTime)\w*(Compare|Equal))$`)

// verifierNames are names of helpers that check something: enough to doubt, not
// to trust.
var verifierNames = regexp.MustCompile(`(?i)(verif|validat|authenticat|authoriz|check|assert|require).*(webhook|signature|hmac|svix|hook|secret|payload|notification|auth|request|event)|(webhook|signature|hmac).*(verif|valid|check)|^verif|createHmac`)

// helperDepth is how many functions a check may lie away from the handler.
const helperDepth = 3

// A checkSearch looks for a signature check in what a handler runs.
type checkSearch struct {
	graph   *next.Graph
	seen    map[source.Span]bool
	unknown source.Span // the first call that may check and cannot be read
}

// verified reports whether every function that takes deliveries checks a
// signature, itself or in what it calls. A helper that cannot be read leaves it
// unknown.
func (a *App) verified(takers []receiver, h handler) (Answer, source.Span) {
	answer, where := Yes, source.Span{}
	for _, r := range takers {
		s := checkSearch{graph: a.Next.Project.Graph, seen: map[source.Span]bool{}}
		at := s.in(r.module, r.node, 0)
		switch {
		case at.IsZero() && s.unknown.IsZero():
			return No, h.payload
		case at.IsZero():
			answer, where = Maybe, s.unknown
		case answer == Yes:
			where = at
		}
	}
	return answer, where
}

// in returns the check below the node, or in what it calls.
func (s *checkSearch) in(m *next.Module, n js.Node, depth int) source.Span {
	if n.IsZero() || s.seen[n.Span()] {
		return source.Span{}
	}
	s.seen[n.Span()] = true
	if at := s.checkIn(m, n); !at.IsZero() || depth == helperDepth {
		return at
	}
	for d := range n.Descendants() {
		if !d.Is(js.CallExpression, js.NewExpression) {
			continue
		}
		if at := s.called(m, d, depth); !at.IsZero() {
			return at
		}
		if depth == 0 {
			s.doubt(verifierNames.MatchString(calledName(d)), d.Span())
		}
	}
	if n.Is(js.VariableDeclarator) { // export const POST = handler
		return s.named(m, n.Field(js.FieldValue), "", depth)
	}
	return source.Span{}
}

// doubt notes a place that may check, for as long as nothing better is found.
func (s *checkSearch) doubt(may bool, at source.Span) {
	if may && s.unknown.IsZero() {
		s.unknown = at
	}
}

// called looks into the function that a call names, and into those that it is
// given.
func (s *checkSearch) called(m *next.Module, call js.Node, depth int) source.Span {
	root, method, _ := strings.Cut(call.CalleePath(), ".")
	if root == "this" {
		return s.in(m, member(enclosingClass(call), lastPart(method)), depth+1)
	}
	callee := call.Callee()
	for callee.Is(js.MemberExpression) {
		callee = callee.Field(js.FieldObject).Unwrap()
	}
	if at := s.named(m, callee, lastPart(method), depth); !at.IsZero() {
		return at
	}
	for _, arg := range call.Arguments() {
		if at := s.named(m, arg, "", depth); !at.IsZero() {
			return at
		}
	}
	return source.Span{}
}

// named looks into what an identifier stands for: a declaration of the module,
// or of one that it is imported from; of an object the method alone.
func (s *checkSearch) named(m *next.Module, id js.Node, method string, depth int) source.Span {
	if !id.Is(js.Identifier) {
		return source.Span{}
	}
	binding, imported := id.Syntax().Names().Imports[id.Text()]
	if !imported {
		return s.declared(m, id.Syntax().Resolve(id), method, depth)
	}
	def := s.graph.Binding(m, binding)
	switch {
	case def.Module != nil && def.Node.IsZero():
		return s.in(def.Module, def.Module.Root(), depth+1)
	case def.Module != nil:
		return s.declared(def.Module, def.Node, method, depth)
	case verifiers.MatchString(binding.Name) && id.Role() == js.FieldFunction:
		return id.Parent().Span() // under another name
	}
	s.doubt(verifierNames.MatchString(id.Text()) || verifiers.MatchString(id.Text()), id.Parent().Span())
	return source.Span{}
}

// declared looks into a declaration; a class that it makes stands for it.
func (s *checkSearch) declared(m *next.Module, n js.Node, method string, depth int) source.Span {
	if !n.IsFunction() && !n.Is(js.VariableDeclarator, js.ClassDeclaration, js.Object, js.CallExpression) {
		return source.Span{}
	}
	if value := n.Field(js.FieldValue).Unwrap(); value.Is(js.NewExpression) && !value.Callee().IsZero() {
		if made := value.Syntax().Names().Top[value.Callee().Text()]; made.Is(js.ClassDeclaration) {
			n = made
		}
	}
	if only := member(n, method); !only.IsZero() {
		n = only
	}
	return s.in(m, n, depth+1)
}

// member returns the method or property of the name in a class or an object.
func member(n js.Node, name string) js.Node {
	for d := range n.Descendants() {
		if d.Is(js.MethodDefinition, js.PublicFieldDefinition, js.FieldDefinition) && d.Field(js.FieldName).Text() == name ||
			d.Is(js.Pair) && d.Field(js.FieldKey).Text() == name {
			return d
		}
	}
	return js.Node{}
}

func enclosingClass(n js.Node) js.Node {
	for !n.IsZero() && !n.Is(js.ClassDeclaration, js.Class, js.Object) {
		n = n.Parent()
	}
	return n
}

// lastPart returns what follows the last dot.
func lastPart(path string) string { return path[strings.LastIndex(path, ".")+1:] }

// calledName returns the last name of what is called: constructEvent of
// getStripe().webhooks.constructEvent().
func calledName(call js.Node) string {
	callee := call.Callee()
	if callee.Is(js.MemberExpression) {
		return callee.Field(js.FieldProperty).Text()
	}
	return callee.Text()
}

// checkIn returns the first call below n that checks a signature, or the first
// comparison with a secret.
func (s *checkSearch) checkIn(m *next.Module, n js.Node) source.Span {
	for d := range n.Descendants() {
		switch {
		case d.Is(js.CallExpression) && callChecks(d) && (comparers.MatchString(calledName(d)) || !s.own(m, d)):
			return d.Span()
		case d.Is(js.BinaryExpression) && comparesSecret(d):
			return d.Span()
		case d.Is(js.BinaryExpression):
			s.doubt(comparesProof(d), d.Span())
		}
	}
	return source.Span{}
}

// own reports whether a plain name is called that the repository defines: what
// it does is read, whatever its name promises.
func (s *checkSearch) own(m *next.Module, call js.Node) bool {
	name := call.Callee().Text()
	names := call.Syntax().Names()
	if b, ok := names.Imports[name]; ok {
		return s.graph.Binding(m, b).Module != nil
	}
	return !names.Top[name].IsZero()
}

func callChecks(call js.Node) bool {
	name := calledName(call)
	if verifiers.MatchString(name) || comparers.MatchString(name) || takesSignature(call) {
		return true
	}
	return name == "verify" && (strings.HasSuffix(call.CalleePath(), "subtle.verify") || usesWebhook(call.Syntax()))
}

// usesWebhook reports whether the file makes a Webhook of svix or
// standardwebhooks.
func usesWebhook(syntax *js.Syntax) bool {
	for d := range syntax.Root().Descendants() {
		if d.Is(js.NewExpression) && lastPart(d.CalleePath()) == "Webhook" {
			return true
		}
	}
	return false
}

// takesSignature reports whether a call is given both a signature and a secret.
func takesSignature(call js.Node) bool {
	signature, secret := false, false
	for _, arg := range call.Arguments() {
		if !arg.Is(js.Identifier, js.MemberExpression, js.NonNullExpression, js.AsExpression) {
			continue
		}
		text := strings.ToLower(arg.Text())
		signature = signature || strings.Contains(text, "signature") || text == "sig"
		secret = secret || strings.Contains(text, "secret")
	}
	return signature && secret
}
