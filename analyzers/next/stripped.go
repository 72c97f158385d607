package next

// Keeps reports whether the browser's copy of the module still holds the
// import: Next.js strips from a page what only its data functions use, and the
// compiler what only types use.
func (r Reached) Keeps(e *Edge) bool {
	if len(r.Chain) > 0 || r.Entry != string(PagesPage) || len(e.Import.Names) == 0 {
		return true
	}
	return len(newDeadCode(r.Module).living(e.Import, e.live(r.Module))) > 0
}
