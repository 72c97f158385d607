package visitor

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// GraphQL: a server is given a schema, whose resolvers are functions by type and field,
// and a function that makes the context of each request. What that throws ends the
// request; what it gives, a resolver may ask (graphql-yoga 3 to 5, @apollo/server 4 and 5
// with @as-integrations/next, apollo-server-micro 2 and 3).

const (
	graphResolvers = "#resolvers"
	graphOptions   = "#options"
)

// graphCall is a call on something of a GraphQL server.
func (m *run) graphCall(c *call) value {
	switch name := lastName(c.path); {
	case strings.HasSuffix(c.path, "()") && !c.isNew:
		return m.graphMethod(c, name)
	case name == "createSchema", name == "makeExecutableSchema":
		return m.graphSchema(c, m.force(c.arg(0)))
	case name == "gql", c.path == "graphql-tag#default":
		return text(strings.Join(m.texts(c.arg(0)), "\n"))
	case name == "mergeResolvers":
		return c.arg(0)
	case name == "createYoga":
		return m.graphServer(c, m.force(c.arg(0)))
	case c.isNew && name == "ApolloServer":
		return m.graphServer(c, m.force(c.arg(0)))
	case name == "startServerAndCreateNextHandler":
		return m.graphHandler(m.force(c.arg(0)), m.force(c.arg(1)), c)
	case name == "createHandler" && c.this.is(nativeShape):
		return m.graphHandler(c.this, undefined, c)
	case name == "start" || name == "stop" || name == "fetch" || name == "handle" || name == "handleRequest" || name == "handleNodeRequest":
		return m.graphMethod(c, name)
	case c.isNew && strings.HasSuffix(name, "Error"):
		return m.graphError(c)
	}
	return m.opaqueCall(packageOf(c.fn), c)
}

// graphMethod is a call of a server, or of one of its methods.
func (m *run) graphMethod(c *call, name string) value {
	server := c.this
	if strings.HasSuffix(c.path, "()") {
		server = c.fn
	}
	switch {
	case name == "start", name == "stop":
		return resolved(undefined)
	case !server.is(nativeShape) || server.ref.own(graphOptions) == nil:
		return m.unreadable(c, "the GraphQL server")
	}
	return m.graphAnswers(c, m.read(server.ref.own(graphOptions)), undefined)
}

// graphSchema holds the resolvers that a schema was made of.
func (m *run) graphSchema(c *call, options value) value {
	v := nativeObject(c.path + "()")
	v.ref.props = map[string]*cell{graphOptions: m.cell(options), graphResolvers: m.cell(m.option(options, "resolvers"))}
	return objectOf(m.made(v.ref))
}

// graphServer holds what a server was given. What a plug-in does to a request is not
// followed.
func (m *run) graphServer(c *call, options value) value {
	v := nativeObject(c.path + "()")
	v.ref.props = map[string]*cell{graphOptions: m.cell(options)}
	return objectOf(m.made(v.ref))
}

// graphError is new GraphQLError(message, {extensions}).
func (m *run) graphError(c *call) value {
	o := newObject(map[string]value{"name": text(lastName(c.path)), "message": c.arg(0), "extensions": m.option(c.arg(1), "extensions")})
	o.shape, o.at = errorShape, c.at
	o.native = &native{path: c.path + "()"}
	return objectOf(m.made(o))
}

// graphHandler is the handler that a server is run by.
func (m *run) graphHandler(server, more value, at *call) value {
	return nativeFunc(at.path+"()", func(m *run, c *call) value {
		if !server.is(nativeShape) || server.ref.own(graphOptions) == nil {
			return m.unreadable(at, "the GraphQL server")
		}
		return m.graphAnswers(&call{at: at.at, args: c.args}, m.read(server.ref.own(graphOptions)), more)
	})
}

// graphAnswers hands a request to one of the resolvers of queries and mutations.
func (m *run) graphAnswers(c *call, options, more value) value {
	g := &graphRequest{options: options, context: m.option(options, "context")}
	if made := m.option(more, "context"); !made.nullish() {
		g.context, g.integrated = made, true
	}
	g.leads = m.graphTypesOf(options)
	if schema := m.option(options, "schema"); schema.is(nativeShape) && schema.ref.own(graphOptions) != nil {
		g.leads = m.graphTypesOf(m.read(schema.ref.own(graphOptions)))
	}
	ok := m.graphTypes(m.resolversOf(options), g)
	all := m.graphProcedures(g)
	if !ok && (m.procedure == "" || len(all) == 0) {
		m.unreadable(c, "a part of the GraphQL schema")
	}
	return m.async(func() value { return m.dispatch(c, all) })
}

// quietPlugins are plug-ins of servers that turn nobody away.
var quietPlugins = set("useDeferStream useExecutionCancellation useDisableIntrospection useCookies useCSRFPrevention useResponseCache useLogger useGraphQlJit useParserCache useValidationCache useSentry useOpenTelemetry usePrometheus ApolloServerPluginLandingPageLocalDefault ApolloServerPluginLandingPageProductionDefault ApolloServerPluginLandingPageGraphQLPlayground ApolloServerPluginLandingPageDisabled ApolloServerPluginDrainHttpServer ApolloServerPluginInlineTrace ApolloServerPluginUsageReporting ApolloServerPluginCacheControl")

// plugged reports whether a server has plug-ins that may turn somebody away.
func (m *run) plugged(options value) bool {
	plugins := m.option(options, "plugins")
	if plugins.nullish() {
		return false
	}
	return !plugins.is(arrayShape) || plugins.ref.open || slices.ContainsFunc(plugins.ref.elems, func(p value) bool {
		p = m.force(p)
		name := ""
		switch {
		case p.is(nativeShape):
			name = p.ref.native.path
		case p.kind == unknownKind:
			name = p.sym.name
		}
		return !quietPlugins[strings.TrimSuffix(lastName(strings.TrimSuffix(name, "()")), "()")]
	})
}

// resolversOf are the resolvers of what a server or a schema is given.
func (m *run) resolversOf(options value) value {
	schema := m.option(options, "schema")
	switch {
	case schema.is(nativeShape) && schema.ref.own(graphResolvers) != nil:
		return m.read(schema.ref.own(graphResolvers))
	case !schema.nullish():
		return schema
	}
	return m.option(options, "resolvers")
}

// A graphRequest is what is asked of a server.
type graphRequest struct {
	options, context value
	integrated       bool // the context is made of the request and the response, not of an object with them
	roots, fields    []graphField
	leads            map[string][]string // which types each type and field leads to
}

// A graphField is the resolver of a field.
type graphField struct {
	kind, name string
	f          value
}

// graphTypes tells the fields of all types; it is false where a part cannot be read.
func (m *run) graphTypes(resolvers value, g *graphRequest) bool {
	resolvers = m.force(resolvers)
	if resolvers.is(arrayShape) {
		ok := !resolvers.ref.open
		for _, e := range resolvers.ref.elems {
			ok = m.graphTypes(e, g) && ok
		}
		return ok
	}
	if !resolvers.is(plainShape) {
		return false
	}
	ok := !resolvers.ref.open
	for _, kind := range resolvers.ref.keys {
		fields := m.force(m.read(resolvers.ref.props[kind]))
		root := kind == "Query" || kind == "Mutation" || kind == "Subscription"
		if !fields.is(plainShape) { // a scalar, else a type that is not known
			ok = ok && !root
			continue
		}
		ok = ok && !(root && fields.ref.open)
		for _, name := range fields.ref.keys {
			ok = m.graphFieldOf(kind, name, m.force(m.read(fields.ref.props[name])), root, g) && ok
		}
	}
	return ok
}

func (m *run) graphFieldOf(kind, name string, f value, root bool, g *graphRequest) bool {
	if f.is(plainShape) {
		for _, key := range []string{"resolve", "subscribe"} {
			if given := m.option(f, key); !given.nullish() {
				f = given
				break
			}
		}
	}
	switch {
	case !isFunction(f) && !(f.is(nativeShape) && f.ref.native.call != nil):
		return !root || f.nullish()
	case root:
		g.roots = append(g.roots, graphField{kind, name, f})
	case !strings.HasPrefix(name, "__"):
		g.fields = append(g.fields, graphField{kind, name, f})
	}
	return true
}

// graphProcedures are the fields that a request can ask for. A mutation is only asked
// for by POST.
func (m *run) graphProcedures(g *graphRequest) (all []procedure) {
	for _, root := range g.roots {
		p := procedure{key: root.kind + "." + root.name, name: root.kind + "." + root.name, path: ".", at: root.f.ref.at,
			run: func(m *run, c *call) value { return m.graphAnswer(c, g, root) }}
		if root.kind == "Mutation" {
			p.method = "POST"
		}
		if root.f.ref.closure != nil {
			p.at = root.f.ref.closure.node
		}
		all = append(all, p)
	}
	return all
}

// graphAnswer makes the context, runs a resolver, and answers what it gives or the
// error that it ends in.
func (m *run) graphAnswer(c *call, g *graphRequest, root graphField) value {
	from := FromBody
	if root.kind == "Query" {
		from = FromQuery | FromBody
	}
	if m.plugged(g.options) {
		m.unreadable(c, "what a plug-in of the GraphQL server does")
	}
	o := m.attempt(func() value {
		ctx := m.graphContext(c, g)
		v := m.resolveField(c.at, root, undefined, fresh(from, "the arguments"), ctx)
		if v.kind == unknownKind || v.ref != nil {
			for _, f := range g.fieldsBehind(root) { // one that fails is null, and the others are given all the same
				m.attempt(func() value { return m.resolveField(c.at, f, v, fresh(from, "the arguments"), ctx) })
			}
		}
		return v
	})
	if o.thrown == nil {
		return m.answers(c, number(200), objectOf(newObject(map[string]value{"data": o.v})))
	}
	return m.failure(c, o.thrown, 401, m.messageOf(o.thrown))
}

// resolveField runs the resolver of a field for its parent.
func (m *run) resolveField(at js.Node, f graphField, parent, args, ctx value) value {
	info := newObject(map[string]value{"fieldName": text(f.name)})
	info.open = true
	if f.kind != "Query" && f.kind != "Mutation" && f.kind != "Subscription" {
		parent = fresh(FromRecord, "the parent")
	}
	return m.force(m.await(m.follows(&call{at: at, fn: f.f, args: []value{parent, args, ctx, objectOf(info)}}), at))
}

// graphContext is what the context of a request is.
func (m *run) graphContext(c *call, g *graphRequest) value {
	request := c.arg(0)
	if request.nullish() {
		request = m.requestObject("")
	}
	ctx := m.made(newObject(map[string]value{"request": request, "req": request, "res": c.arg(1)}))
	f := g.context
	switch {
	case f.nullish():
		return objectOf(ctx)
	case f.is(plainShape):
		m.spread(ctx, f)
		return objectOf(ctx)
	case f.kind == unknownKind:
		return m.unreadable(c, "the context of the resolvers")
	}
	args := []value{objectOf(ctx)}
	if g.integrated {
		args = []value{request, c.arg(1)}
	}
	given := m.force(m.await(m.follows(&call{at: c.at, fn: f, args: args}), c.at))
	if given.kind == unknownKind {
		return m.unreadable(c, "the context of the resolvers")
	}
	all := m.made(&object{props: map[string]*cell{}})
	m.spread(all, objectOf(ctx))
	m.spread(all, given)
	return objectOf(all)
}
