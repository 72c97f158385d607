// Package next knows Next.js: which apps a repository holds, which file is the
// middleware, what the matcher covers, which routes exist, which module
// imports which, and which modules reach the browser.
package next

import (
	"sync"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"

	"github.com/Masterminds/semver/v3"
)

// A Project is an audited repository.
type Project struct {
	Tree  *source.Tree
	Apps  []*App // by folder
	Graph *Graph // all modules of the repository

	other      *Project            // of which modules are that are the same here; nil for none
	packages   map[string]*Package // by folder
	workspaces map[string]*workspace
	tsconfigs  map[string]*tsconfig
	locks      map[string][]*lock // by folder, once asked for

	surroundings sync.Map // by folder, once asked for: *surrounding
}

// An App is one package.json that depends on next, or a Next.js app in a
// monorepo whose dependencies stand in the root.
type App struct {
	Project *Project
	Dir     string      // folder of the package.json, "." for the root
	Package *Package    // its package.json
	Anchor  source.Span // where a missing thing is reported: the @clerk/* (else next) line of package.json

	Versions Versions
	Config   *Config
	Vercel   *Vercel // nil without a vercel.json

	AppDir   string // "app" or "src/app" below Dir, as a repository path; "" without app router
	PagesDir string // likewise
	CodeDir  string // the folder in which this version looks for middleware: the parent of AppDir or PagesDir

	Middleware    *Middleware   // the file that Next.js runs, or nil
	Strays        []Stray       // files that look like a middleware and never run
	Conflict      []*Middleware // two or more files that Next.js would take at once; see ConflictFails
	ConflictFails bool          // the conflict fails the build (proxy beside middleware on 16)

	Routes   []*Route   // by URL, then file
	Segments []*Segment // of the app router, by folder

	taken    *Module    // what Turbopack takes for the middleware, if that is not where Next.js looks
	declares *Package   // the package.json that declares next
	packages []*Package // those that declare what the app uses: see declaring
	own      int        // how many of them are not of another package
	lock     *lock      // nil without a readable lockfile
	mu       sync.Mutex // guards further
	further  Versions

	entriesOnce   sync.Once
	serves        map[*Module]bool
	servesOnce    sync.Once
	entries       []EntryPoint
	clientOnce    sync.Once
	client        []Reached
	reachableOnce sync.Once
	reachable     []*Module
}

// A Version is what is installed of a package.
type Version struct {
	Name   string
	Range  string          // as package.json has it; "" if it does not
	Locked *semver.Version // from the lockfile; nil if there is none
	From   source.Span     // the package.json entry, or the lockfile entry without one

	spec string // Range with a catalog looked up; "" if it is the same
}

// Versions are the packages of an app by name: its dependencies, and the @clerk
// packages that come with them or with packages of the workspace. A lockfile is
// believed even where package.json has since moved on.
type Versions map[string]Version

// Of returns the version to reason with: the locked one, else the lowest that
// the range allows, else nil.
func (v Versions) Of(name string) *semver.Version { return v[name].Effective() }

// Below reports whether a package is known to be older than a version.
func (v Versions) Below(name, version string) bool {
	have := v.Of(name)
	return have != nil && have.LessThan(semver.MustParse(version))
}

// A Package is a package.json.
type Package struct {
	File    *source.File
	Dir     string
	Name    string
	Scripts map[string]string
	// Dependencies holds dependencies, devDependencies, optionalDependencies and
	// peerDependencies, the first winning.
	Dependencies map[string]Dependency

	json jsonValue
}

// A Dependency is one entry of a package.json.
type Dependency struct {
	Range string
	Kind  string      // the section it stands in
	Span  source.Span // key and value
}

// A Middleware is a middleware or proxy file in the place where Next.js looks.
type Middleware struct {
	Module  *Module
	Proxy   bool   // proxy.*, of Next.js 16 and later
	Runtime string // "edge" or "nodejs"
	// Export names what Next.js calls, "default", "middleware" or "proxy"; ""
	// if the file exports nothing that it accepts. ExportProblem then says what
	// Next.js does about it.
	Export        string
	ExportProblem string
	Config        MiddlewareConfig
	// Unread says that nobody knows what stands in the file: it cannot be read.
	Unread bool
	// Lost says why Next.js itself does not find the file, and where it would;
	// nil unless Turbopack alone does.
	Lost *Stray
}

// MiddlewareConfig is what Next.js reads of `export const config`.
type MiddlewareConfig struct {
	Outcome Outcome
	Problem string      // for Unsupported and Invalid: what is wrong, one clause
	Fails   bool        // the build fails; otherwise Next.js goes on with the default
	At      source.Span // the config, or the offending part of it; zero if there is none
	Sources []Matcher   // for Matchers
	// Matcher is compiled with the app's version and next.config; nil where
	// Fails is set.
	Matcher *pathmatch.Matcher
}

// Outcome is how the static extraction of the config ended.
type Outcome string

// The outcomes, as testdata/golden/config-parse.json names them.
const (
	Matchers    Outcome = "matchers"    // a list of sources was read; it may be empty
	Default     Outcome = "default"     // no matcher: the file runs on every path
	Unsupported Outcome = "unsupported" // not statically readable
	Invalid     Outcome = "invalid"     // refused by the schema or the pattern compiler
	Throws      Outcome = "throws"      // another error
)

// A Matcher is one entry of config.matcher.
type Matcher struct {
	Entry pathmatch.Entry
	Span  source.Span
}

// A Stray looks like a middleware and never runs.
type Stray struct {
	Module *Module
	Reason string // why Next.js does not look there, one clause
	Want   string // the path where it would run
}

// RouteKind says what answers a URL.
type RouteKind string

// The kinds of routes.
const (
	PageRoute     RouteKind = "page"
	HandlerRoute  RouteKind = "handler" // app router route.*, or pages/api
	MetadataRoute RouteKind = "metadata"
)

// A Route is one file that answers a URL pattern.
type Route struct {
	Kind       RouteKind
	Path       string  // URL pattern with the file convention's brackets: /users/[id], basePath not included
	Module     *Module // nil for a static metadata file
	File       string
	AppRouter  bool
	Key        string     // the page key of Next.js: /(group)/users/[id]/page
	Segments   []*Segment // app router: from the root to its folder
	Slot       bool       // stands in an @slot
	Intercepts bool       // stands below an intercepting folder: reached by client navigation only
	Metadata   string     // for MetadataRoute: robots, sitemap, manifest, icon, opengraph-image, …

	app *App
}

// A Segment is one folder of the app router with its special files.
type Segment struct {
	Dir    string // repository path
	Path   string // URL pattern of the folder
	Parent *Segment
	Files  map[string]*Module // by convention: page, layout, template, error, global-error, not-found, global-not-found, loading, default, route, forbidden, unauthorized
}

// A Module is a source file in the graph.
type Module struct {
	*js.Module
	Path      string
	Edges     []Edge // one for each of Module.Imports, same order
	Importers []Importer

	barrelOnce   sync.Once
	barrel       bool
	throwingOnce sync.Once
	throwing     []js.Node // the statements that may throw, or hold a function that may
	failingOnce  sync.Once
	failing      []js.Node // see failsAtLoad
	neededOnce   sync.Once
	needed       []js.Node // see mayStop
}

// An Edge is where an import leads.
type Edge struct {
	Import     *js.Import
	To         *Module // nil if it leaves the repository or was not found
	Package    string  // name of the package it leaves to, or passes through: "@clerk/nextjs"
	Subpath    string  // "server" of @clerk/nextjs/server
	Asset      string  // repository path of a file that is no module: a style sheet, an image, JSON
	Unresolved bool    // a relative or aliased specifier, or one of a workspace package, that leads to no file
}

// An Importer is one edge seen from the other side.
type Importer struct {
	From *Module
	Edge *Edge
}

// A Reached is a module that reaches the browser of an app, and why.
type Reached struct {
	Module *Module
	Entry  string     // why the first module of the chain is one: `"use client"`, "pages router page", …
	Chain  []Importer // from the entry to the module; empty for the entry itself
	// ViaBarrel says that the chain passes a module that only re-exports, and
	// that no name asked of it leads here: a bundler may leave the module out.
	ViaBarrel bool
}
