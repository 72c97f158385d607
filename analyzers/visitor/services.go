package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

var classVerbs = map[class]Verb{network: Network, paid: Pay, mail: Mail, storage: Write}

// serviceCall is a call of the client of a service. Making the client is no
// effect, neither is what only builds a request.
func (m *run) serviceCall(kind class, c *call) value {
	name := lastName(c.path)
	if name == "isInstance" { // asks whether a value is one of the package's errors
		return fresh(0, c.path)
	}
	if c.isNew || makesClient(kind, c) || givesClient(kind, c) || quietService(name) || name != "streamUI" && m.nameMatches(asksNoModel, c.path) || kind == storage && storedName[name] || m.nameMatches(googleClient, c.path) {
		return m.prepared(c)
	}
	e := m.note(&Event{Kind: Effect, Verb: classVerbs[kind], Hard: true, Name: c.name(), Method: c.path, At: c.at.Span()})
	if name == "send" && asksOnly(c.arg(0)) {
		e.Hard, e.Verb = false, Read
	}
	switch {
	case kind == network && (readName(name) || exchanges[name]), kind == storage && strings.Contains(name, "Url") && readName(name):
		e.Hard = false
	case kind == mail && readName(name):
		e.Hard, e.Verb = false, Read
	case kind == storage && (name == "ping" || slices.ContainsFunc(strings.FieldsFunc(c.path, isDot), readName) || name == "download" || name == "exists"):
		e.Hard, e.Verb = false, Read
	case kind == network:
		e.goesTo(c)
	}
	if c.this.is(nativeShape) && storedName[lastName(strings.TrimSuffix(c.this.ref.native.path, "()"))] {
		m.addArgs(e, c.this.ref.native.args)
	}
	m.addArgs(e, c.args)
	m.callbacks(c, fresh(FromRecord, "an event"))
	if t := m.fault(e, c.at); t != nil {
		t.outside = !slices.ContainsFunc(c.args, isFunction)
		return rejected(t)
	}
	return fresh(FromRecord, e.Name)
}

// prepared is a client of a service, or what it is going to be asked: a command holds
// what it was made of.
func (m *run) prepared(c *call) value {
	v := m.bound(c.path+"()", c.this)
	v.ref.from = originOf(c.args...) & Visitor
	if isCommand(c.path) || storedName[lastName(c.path)] {
		v.ref.native.args = c.args
	}
	return v
}

// storedName are methods of stores of files that only name a place: what is done
// with it is the next call.
var storedName = set("bucket file getContainerClient getBlobClient getBlockBlobClient")

// isCommand reports whether a path is the class of what a client of AWS sends.
func isCommand(path string) bool {
	return strings.HasPrefix(path, "@aws-sdk/") && strings.HasSuffix(strings.TrimSuffix(path, "()"), "Command")
}

// exchanges are the methods that give a token for a code, which anybody has who has an
// account at the service.
var exchanges = set("acquireTokenByCode acquireTokenByRefreshToken acquireTokenSilent acquireTokenByClientCredential validateAuthorizationCode refreshAccessToken")

// makesClient reports whether a function of a service's package gives a client, as
// createClient() and what some export by default do: twilio(id, token).
func makesClient(kind class, c *call) bool {
	name := lastName(c.path)
	return (strings.HasSuffix(c.path, "#"+name) || strings.HasSuffix(c.path, "#default."+name)) && (strings.HasPrefix(name, "create") || name == "default" && (kind == paid || kind == mail) || isTag(name) && (name == "gql" || c.at.Field(js.FieldArguments).Is(js.TemplateString)))
}

// clientMakers are the methods of services that give a client. One of the network may
// open a connection by them.
var clientMakers = set("client connect init initialize configure apiConnect getClient makeClient")

// givesClient reports whether a method of a service gives a client rather than asks it: by
// its name, or as the module calls it while it loads and does not wait for an answer. What
// a function gives, as Webhooks() of a payment service, may be a handler.
func givesClient(kind class, c *call) bool {
	if kind == network {
		return false
	}
	p := c.at.Parent()
	return clientMakers[lastName(c.path)] || c.this.ref != nil && c.at.Enclosing().IsZero() && p.Is(js.VariableDeclarator)
}

// isTag reports whether a function marks a text in the code as a query.
func isTag(name string) bool { return name == "gql" || name == "graphql" }

// asksOnly reports whether a command object, as the AWS clients send them, only
// reads: new GetObjectCommand(…).
func asksOnly(v value) bool {
	if !v.is(nativeShape) {
		return false
	}
	name := lastName(v.ref.native.path)
	return readName(name) || slices.ContainsFunc([]string{"Describe", "Scan", "BatchGet", "TransactGet"}, func(p string) bool { return strings.HasPrefix(name, p) })
}

// googleClient matches the functions that make a client of one of Google's
// services: google.drive.
var googleClient = regexp.MustCompile(`^googleapis#google\.\w+$`)

// asksNoModel matches what the packages of models have that asks none: what keeps the state
// of an interface that a model writes, and what makes the models of the AI SDK.
var asksNoModel = regexp.MustCompile(`^ai/rsc#|^@ai-sdk/|^@openrouter/ai-sdk-provider#`)

func quietService(name string) bool {
	switch name {
	case "fromTemplate", "fromMessages", "pipe", "bind", "extend", "config", "setApiKey", "use", "tool", "jsonSchema", "openai", "anthropic", "google", "createUploadthing", "convertToModelMessages", "convertToCoreMessages", "stepCountIs", "toDataStreamResponse", "toUIMessageStreamResponse", "toTextStreamResponse",
		"smoothStream", "hasToolCall", "isToolUIPart", "getToolName", "generateId", "createIdGenerator", "cosineSimilarity", "appendResponseMessages", "appendClientMessage", "pruneMessages", "wrapLanguageModel", "extractReasoningMiddleware", "defaultSettingsMiddleware", "customProvider", "simulateReadableStream", "zodSchema", "dynamicTool", "validateUIMessages", "safeValidateUIMessages", "parsePartialJson",
		"isIP", "isIPv4", "isIPv6", "validateHeaderName", "validateHeaderValue", "getGenerativeModel", "startChat", "addGrant", "prepareSession", "allow", "getInstance", "generateAuthUrl", "authorizeUrl", "setCredentials":
		return true
	}
	return false
}

func isDot(r rune) bool { return r == '.' || r == '#' }

func readName(name string) bool {
	name = strings.ToLower(name)
	for _, p := range []string{"get", "list", "fetch", "find", "retrieve", "search", "read", "head", "query", "load", "resource"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
