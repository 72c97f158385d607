package next

// Client returns the modules that reach the browser of the app, by path, each
// with its shortest chain from an entry. Type-only imports do not count, and
// "use server" modules and `import "server-only"` end a chain.
func (a *App) Client() []Reached { return nil }

// Reachable returns the modules that the app's entries reach at all (routes,
// layouts, middleware, instrumentation, next.config), by path.
func (a *App) Reachable() []*Module { return nil }
