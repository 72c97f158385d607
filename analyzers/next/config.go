package next

import (
	"path"
	"slices"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// A Config is what can be read statically of next.config, as it is when the app
// is built for production. What cannot be read is listed in Unknown, never
// guessed; a field without a value has the default of Next.js.
type Config struct {
	File     *source.File  // nil without a configuration
	Ignored  []string      // configurations that this Next.js does not read
	Wrappers []string      // functions of packages that it is passed through: withSentryConfig
	Open     source.Span   // set if there may be keys beyond those read
	Unknown  []Unread      // by place
	Keys     map[string]At // the keys that are set, nested ones as "experimental.typedRoutes"

	BasePath            string
	Locales             []string
	DefaultLocale       string
	TrailingSlash       bool
	PageExtensions      []string
	Output              string
	DistDir             string
	TranspilePackages   []string
	PoweredByHeader     bool // default true
	IgnoreBuildErrors   bool // typescript.ignoreBuildErrors
	SkipURLNormalize    bool // skipMiddlewareUrlNormalize, skipProxyUrlNormalize
	KeepsSlash          bool // skipTrailingSlashRedirect: a page answers with and without a slash at the end
	AllowedOrigins      []string
	AuthInterrupts      bool // experimental.authInterrupts
	Env                 map[string]Entry
	PublicRuntimeConfig map[string]Entry
	ServerRuntimeConfig map[string]Entry
	Rewrites            []Rewrite
	Redirects           []Redirect
	Headers             []HeaderRule
	Images              []ImageHost
	Webpack             js.Node          // the function, or none
	Defined             map[string]Entry // compiler.define, for both sides
}

// An At is where a key stands and the expression of its value.
type At struct {
	Span source.Span
	Node js.Node
}

// An Unread is a part of the configuration that cannot be read.
type Unread struct {
	Key  string // "headers", "env.API_URL"; "" for the whole
	Span source.Span
}

// An Entry is one text of the configuration.
type Entry struct {
	Value string // with a Hole for each part that could not be read
	Known bool   // all of it could be read
	Span  source.Span
	Node  js.Node // none in vercel.json
}

// Where says which requests a rule of the configuration is for.
type Where struct {
	Source     string
	Has        []pathmatch.Condition
	Missing    []pathmatch.Condition
	NoBasePath bool // basePath: false
	NoLocale   bool // locale: false
	Exact      bool // all of the above could be read
	Span       source.Span
}

// A Rewrite serves another path, or another site, under the source.
type Rewrite struct {
	Where
	Phase       string // beforeFiles, afterFiles or fallback
	Destination Entry
}

// A Redirect sends the visitor elsewhere.
type Redirect struct {
	Where
	Destination Entry
	Permanent   bool
}

// A HeaderRule sets response headers.
type HeaderRule struct {
	Where
	Headers []Header
	Open    bool // there may be more headers
}

// A Header is one response header.
type Header struct{ Key, Value Entry }

// An ImageHost is one host that the image optimizer fetches from: an entry of
// images.remotePatterns or images.domains.
type ImageHost struct {
	Protocol string // "" for any
	Hostname string // may hold * and **
	Known    bool
	Span     source.Span
}

// loadConfig reads the configuration that Next.js takes: in the folder of the
// app or the closest one above (find-up), .ts since version 15 only. It never
// reads .cjs.
func (a *App) loadConfig() {
	a.Config = &Config{PoweredByHeader: true, Keys: map[string]At{}}
	old := false
	if v := a.Versions.Of("next"); v != nil {
		old = v.Major() < 15
	}
	for _, dir := range above(a.Dir) {
		for _, name := range configNames {
			name = path.Join(dir, name)
			ext := path.Ext(name)
			switch {
			case !a.Project.Tree.Has(name):
			case a.Config.File != nil, ext == ".cjs", old && (ext == ".ts" || ext == ".mts"):
				a.Config.Ignored = append(a.Config.Ignored, name)
			default:
				a.readConfig(name)
			}
		}
		if a.Config.File != nil {
			return
		}
	}
}

func (a *App) readConfig(name string) {
	c, m := a.Config, a.Project.Graph.Module(name)
	if m == nil {
		return
	}
	c.File = m.File
	s := newStatic(a.Project.Graph)
	v := s.config(m)
	c.Wrappers = s.wrappers
	if v.kind != objectValue {
		c.Unknown = append(c.Unknown, Unread{Span: c.place(v)})
		c.Open = c.place(v)
		return
	}
	if v.open {
		c.Open = c.place(v)
		c.Unknown = append(c.Unknown, Unread{Span: c.Open})
	}
	r := configReader{static: s, config: c}
	r.read(v)
	slices.SortStableFunc(c.Unknown, func(a, b Unread) int { return source.Compare(a.Span, b.Span) })
}

// place is where a value stands. One of another file is reported at the whole
// of this one, if it has no node.
func (c *Config) place(v value) source.Span {
	if v.node.IsZero() {
		return c.File.Whole()
	}
	return v.node.Span()
}

// config evaluates what the module exports as the configuration.
func (s *static) config(m *Module) value {
	d := s.graph.Export(m, "default")
	if d.Node.IsZero() {
		return value{}
	}
	if d.Node.Kind() == js.VariableDeclarator {
		return s.called(s.definition(d.Node, d, s.wrapped))
	}
	return s.wrapped(d.Node)
}

// wrapped evaluates an expression whose value is the configuration: through
// functions, and through the wrappers of packages, which are taken to pass on
// what they get.
func (s *static) wrapped(n js.Node) value {
	n = n.Unwrap()
	if s.steps++; s.steps > maxSteps || s.depth > maxDepth {
		return unknown(n)
	}
	s.depth++
	defer func() { s.depth-- }()
	switch {
	case n.Kind() == js.Identifier:
		return s.called(s.name(n, s.wrapped))
	case n.Kind() == js.AwaitExpression:
		return s.wrapped(n.First())
	case n.Kind() == js.AssignmentExpression:
		return s.wrapped(n.Field(js.FieldRight))
	case n.IsFunction():
		return s.called(value{kind: functionValue, node: n})
	case n.Kind() == js.TernaryExpression:
		return either(n, s.wrapped(n.Field(js.FieldConsequence)), s.wrapped(n.Field(js.FieldAlternative)))
	case n.Kind() == js.CallExpression:
		return s.wrapper(n)
	}
	return s.read(n)
}

// called evaluates a configuration function as the build calls it.
func (s *static) called(v value) value {
	if v.kind != functionValue || s.busy[v.node] {
		return v
	}
	s.busy[v.node] = true
	defer delete(s.busy, v.node)
	if ps := parameters(v.node); len(ps) > 0 {
		s.destructure(patternOf(ps[0]), text(ps[0], productionBuild), func(bound js.Node, v value) {
			s.bound[parameter{ps[0], bound.Text()}] = v
		})
	}
	return s.returned(v.node, s.wrapped)
}

func patternOf(p js.Node) js.Node {
	if inner := p.Field(js.FieldPattern); !inner.IsZero() {
		return inner
	}
	return p
}

// wrapper evaluates a call that makes the configuration.
func (s *static) wrapper(n js.Node) value {
	if to := s.required(n); to != nil {
		return s.config(to)
	}
	callee := n.Callee()
	if property := callee.Field(js.FieldProperty).Text(); property == "reduce" || property == "reduceRight" {
		s.addWrapper(n)
		return s.wrapped(n.Argument(1)) // plugins.reduce((config, plugin) => plugin(config), config)
	}
	if v := s.local(n); v.kind == objectValue {
		return v
	}
	for _, arg := range n.Arguments() {
		if arg.Kind() == js.SpreadElement || arg.Unwrap().Is(js.Array, js.String) {
			continue
		}
		if v := s.wrapped(arg); v.kind == objectValue {
			s.addWrapper(n)
			return v
		}
	}
	if callee.Kind() == js.CallExpression {
		return s.wrapped(callee)
	}
	return unknown(n)
}

// local evaluates a call of a function of the repository, whose parameters may
// be configurations.
func (s *static) local(n js.Node) value {
	f := s.read(n.Callee())
	if f.kind != functionValue {
		return s.read(n)
	}
	var args []value
	for _, arg := range n.Arguments() {
		if arg.Kind() == js.SpreadElement {
			return unknown(n)
		}
		args = append(args, s.wrapped(arg))
	}
	return s.apply(f.node, args, s.wrapped)
}

func (s *static) addWrapper(n js.Node) {
	callee := n.Callee()
	for callee.Kind() == js.CallExpression {
		callee = callee.Callee()
	}
	if name := callee.CalleePath(); name != "" && !slices.Contains(s.wrappers, name) {
		s.wrappers = append(s.wrappers, name)
	}
}
