package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// limiterName matches what the app calls its own rate limiter.
var limiterName = regexp.MustCompile(`(?i)rate_?limit|throttl`)

// limits reports whether a call is by its name one of a rate limiter that the
// app wrote or wrapped. What it does is followed all the same.
func limits(path string) bool {
	return limiterName.MatchString(path[strings.LastIndexByte(path, '.')+1:]) ||
		strings.HasSuffix(path, ".limit") && limiterName.MatchString(path)
}

// counts reports whether a call keeps the count of a limiter that the app wrote: it
// stands in one, not in what one runs, or adds to what is kept under its name, and
// keeps nothing that the visitor sent but where he came from.
func (m *run) counts(c *call) bool {
	callee := calleeText(c.at)
	method := strings.ToLower(lastName(strings.ReplaceAll(callee, "…", ".")))
	kept, sql := c.args, countedTable.MatchString(strings.Trim(statementOf(c), "`'\""))
	switch {
	case sql:
	case strings.HasPrefix(method, "eval"):
		kept = m.givenToScript(kept)
	case len(kept) > 0 && m.force(kept[0]).ref == nil: // the key
		kept = kept[1:]
	}
	counted := sql || counters[method] || countedModel.MatchString(callee) || method == "rpc" && countedBy.MatchString(m.force(c.arg(0)).str)
	return counted &&
		!originOf(kept...).Has(Visitor&^FromHeader) && (inLimiter(c.at) || m.forLimiter() || m.addsToLimit(c))
}

// givenToScript are what a script is made of that a store runs, and its arguments after the
// keys: a list, or as many as a number says.
func (m *run) givenToScript(args []value) []value {
	if len(args) < 2 {
		return args
	}
	keys, rest := m.force(args[1]), args[2:]
	if keys.kind == numberKind {
		rest = rest[min(len(rest), max(0, int(keys.num))):]
	}
	return append(args[:1:1], rest...)
}

// addsToLimit reports whether a call adds to a count whose key says that it is one of a
// limiter, or says for how long it stands. What takes from it is no such call.
func (m *run) addsToLimit(c *call) bool {
	return limiterKey.MatchString(m.force(c.arg(0)).begins()) && adders[strings.ToLower(lastName(strings.ReplaceAll(calleeText(c.at), "…", ".")))]
}

// limiterKey matches the start of keys under which limiters count: "app:rate-limit:".
var limiterKey = regexp.MustCompile(`(?i)^([\w-]+[:/])*(rate[-_]?limit(s|er|ing)?|throttle[drs]?|rl)[:/]`)

// adders are the counters that only add, or say when what they counted is forgotten.
var adders = set("incr incrby hincrby expire pexpire expireat pexpireat zadd zremrangebyscore")

// forLimiter reports whether the function that runs keeps something for a limiter that
// calls it by its name: one that is handed to a limiter runs behind it.
func (m *run) forLimiter() bool {
	if len(m.stack) == 0 {
		return false
	}
	by := m.stack[len(m.stack)-1].at
	root := by.Field(js.FieldFunction).Unwrap()
	for root.Is(js.MemberExpression) {
		root = root.Field(js.FieldObject).Unwrap()
	}
	d := js.Node{}
	if root.Is(js.Identifier) {
		d = root.Syntax().Resolve(root)
	}
	return !d.IsZero() && d.Enclosing().IsZero() && inLimiter(by)
}

// counters are the methods of stores with which limiters count.
var counters = set("incr incrby decr hincrby expire pexpire expireat pexpireat zadd zrem zremrangebyscore set setex psetex put hset del lpush ltrim eval evalsha")

// countedModel matches what is done with a table of the counts.
var countedModel = regexp.MustCompile(`(?i)(rate_?limit|throttle)\w*\.\w+$`)

// countedTable matches statements of SQL that write into a table of the counts.
var countedTable = regexp.MustCompile(`(?i)^\s*(insert\s+into|update)\s+["\w.]*(rate_?limit|throttle)\w*["\s(]`)

// countedBy matches the functions of a database with which limiters count.
var countedBy = regexp.MustCompile(`(?i)(rate|limit|throttl|attempt)`)

// limitedName matches the names of what a limiter stands before, unless the name
// asks whether it does.
var (
	limitedName = regexp.MustCompile(`(?i)rate_?limited|throttled`)
	askingName  = regexp.MustCompile(`^(is|was|check|assert)`)
)

// limiterFile matches the names of files with a limiter.
var limiterFile = regexp.MustCompile(`(?i)(^|[-_.])rate[-_]?limit(er|ing|s)?(\.[a-z]+)*$`)

// inLimiter reports whether a node stands in a function, a class or a file that is
// called like a limiter.
func inLimiter(n js.Node) bool {
	file := n.Span().Path()
	if limiterFile.MatchString(file[strings.LastIndexByte(file, '/')+1:]) {
		return true
	}
	for p := n.Parent(); !p.IsZero(); p = p.Parent() {
		name := p.Field(js.FieldName).Text()
		if p.IsFunction() && name == "" {
			name = assignedName(p)
		}
		if (p.IsFunction() || p.Is(js.ClassDeclaration, js.AbstractClassDeclaration, js.Class)) && limiterName.MatchString(name) {
			return !limitedName.MatchString(name) || askingName.MatchString(name)
		}
	}
	return false
}

// Limited reports whether a limiter wraps the function of a resource, as in
// export const POST = withRateLimit(handler).
func (m *Machine) Limited(r *Resource) bool {
	if r.Route == nil || r.Route.Module == nil {
		return false
	}
	n := m.app.Project.Graph.Export(r.Route.Module, r.Name).Node
	if n.Is(js.VariableDeclarator) {
		n = n.Field(js.FieldValue)
	}
	for n = n.Unwrap(); n.Is(js.CallExpression); {
		if limiterName.MatchString(n.CalleePath()) {
			return true
		}
		inner := js.Node{}
		for _, a := range n.Arguments() {
			if a.Unwrap().Is(js.CallExpression) {
				inner = a.Unwrap()
			}
		}
		n = inner
	}
	return false
}

// headersMiddleware is a middleware that sets headers and lets every request
// pass.
func (m *run) headersMiddleware(c *call) value {
	return nativeFunc(c.path+"()", func(m *run, at *call) value { return resolved(m.nextResponse(at)) })
}

// limitedCall wraps a middleware or a handler in a firewall, which answers by
// itself or passes the request on, whoever asks. Without one it lets pass.
func (m *run) limitedCall(c *call) value {
	inner := m.force(c.arg(1))
	return nativeFunc(c.path+"()", func(m *run, at *call) value {
		m.note(&Event{Kind: Limiter, Name: calleeText(c.at), Method: c.path, At: c.at.Span(), From: originOf(at.args...)})
		if inner.nullish() {
			return resolved(m.nextResponse(at))
		}
		return m.async(func() value { return m.call(&call{at: at.at, fn: inner, args: at.args}) })
	})
}
