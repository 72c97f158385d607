package next

import (
	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// IsCode reports whether a path names a file that can be parsed as code.
func IsCode(path string) bool { return js.Is(path) }

// Comments returns the comments of a file of code, reached by an app or not,
// with their marks.
func (g *Graph) Comments(file *source.File) []source.Span {
	syntax, err := g.syntaxOf(file)
	if err != nil {
		return nil
	}
	return syntax.Comments
}

// NameAt returns the names of the functions around a place, outermost first,
// joined by dots; "" where there is none, or no code.
func (g *Graph) NameAt(at source.Span) string {
	if at.File == nil || !js.Is(at.Path()) {
		return ""
	}
	syntax, err := g.syntaxOf(at.File)
	if err != nil {
		return ""
	}
	return syntax.NameAt(at.Start)
}

func (g *Graph) syntaxOf(file *source.File) (*js.Syntax, error) {
	if m := g.Module(file.Path); m != nil {
		return m.Syntax()
	}
	return js.Parse(file)
}
