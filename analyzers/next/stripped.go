package next

// Keeps reports whether the browser's copy of the module still holds the
// import: Next.js strips from a page what only its data functions use.
func (r Reached) Keeps(e *Edge) bool {
	if len(r.Chain) > 0 || r.Entry != string(PagesPage) || len(e.Import.Names) == 0 {
		return true
	}
	var names []string
	for _, n := range e.Import.Names {
		names = append(names, n.Name)
	}
	return len(newDeadCode(r.Module).living(e.Import, names)) > 0
}
