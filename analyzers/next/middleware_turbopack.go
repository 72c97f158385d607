package next

import "path"

// Turbopack finds the middleware by itself: a file of that name in the root of
// the app, else in its src, before a proxy in the root, else in src, wherever
// the routes are. Next.js looks beside the routes only (F1.1). What Turbopack
// has found for the edge runs; for Node.js it runs where Next.js has found such a
// file too, whose config then counts (next@15.5.29, 16.1.7 and 16.4.6).

// takeCompiled makes what Turbopack compiles the middleware of the app.
func (a *App) takeCompiled() {
	if !a.Turbopack() || !since(a.next(), "15.3.0") || a.ConflictFails {
		return
	}
	t, own := a.compiled(), a.Middleware
	if t == nil || own != nil && own.Module == t.Module {
		return
	}
	a.taken = t.Module
	switch {
	case own != nil && !since(a.next(), "16.0.0"):
		return // the builder that is the default there takes the other, and two are one too many
	case t.Runtime == "edge":
		a.Middleware = t
	case own != nil && own.Runtime == t.Runtime:
		t.Config = own.Config
		a.Middleware = t
	default:
		a.Middleware = nil
		return
	}
	a.Conflict = nil
	a.Middleware.Lost = &Stray{Module: t.Module, Reason: a.wrongSide(path.Dir(t.Module.Path)), Want: a.want(t.Module.Path)}
}

// compiled returns the middleware that Turbopack finds, or nil.
func (a *App) compiled() *Middleware {
	names := []string{"middleware"}
	if since(a.next(), "16.0.0") {
		names = append(names, "proxy")
	}
	for _, name := range names {
		for _, dir := range []string{a.Dir, path.Join(a.Dir, "src")} {
			if found := a.conventional(dir, name, name == "proxy"); len(found) > 0 {
				return found[0]
			}
		}
	}
	return nil
}
