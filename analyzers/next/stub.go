package next

import (
	"context"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/source"
)

// Load reads the project in the tree. A repository without a Next.js app gives
// a Project without Apps. What cannot be read is a Problem of the tree.
func Load(ctx context.Context, tree *source.Tree) (*Project, error) { return nil, nil }

// Effective returns the locked version, else the lowest that the range allows,
// else nil.
func (v Version) Effective() *semver.Version { return v.Locked }

// A Graph is who imports whom, over all modules of the repository.
type Graph struct{}

// Module returns the module at path, or nil.
func (g *Graph) Module(path string) *Module { return nil }

// Modules returns all modules by path.
func (g *Graph) Modules() []*Module { return nil }

// Client returns the modules that reach the browser of the app, by path, each
// with its shortest chain from an entry. Type-only imports do not count, and
// "use server" modules and `import "server-only"` end a chain.
func (a *App) Client() []Reached { return nil }

// Reachable returns the modules that the app's entries reach at all (routes,
// layouts, middleware, instrumentation, next.config), by path.
func (a *App) Reachable() []*Module { return nil }

// A Config is what can be read statically of next.config.
type Config struct{}
