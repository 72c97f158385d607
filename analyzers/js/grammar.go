package js

import (
	"fmt"
	"path"
	"sync"
	"time"

	"clerkvet/analyzers/source"

	sitter "github.com/smacker/go-tree-sitter"
	"github.com/smacker/go-tree-sitter/javascript"
	"github.com/smacker/go-tree-sitter/typescript/tsx"
	"github.com/smacker/go-tree-sitter/typescript/typescript"
)

// parseLimit bounds one parse. Valid code of source.MaxFile bytes takes about
// a second, of a tenth of that a tenth; only pathological text comes near, and
// that may be short: the parser tries without end to make something of it.
func parseLimit(size int) time.Duration {
	return 2*time.Second + time.Duration(size)*time.Microsecond
}

// maxDepth bounds how deep a tree may nest, so that whoever walks it may
// recurse. A sum of a thousand terms is a thousand deep.
const maxDepth = 10_000

var errDepth = fmt.Errorf("nested deeper than %d levels", maxDepth)

// A grammar is a language of tree-sitter with its symbols and fields turned
// into ours. A symbol without a kind is dropped, unless it is an operator.
type grammar struct {
	language *sitter.Language
	kinds    []Kind  // by symbol
	fields   []Field // by field id
	parsers  sync.Pool
}

var (
	javascriptGrammar = sync.OnceValue(func() *grammar { return newGrammar(javascript.GetLanguage()) })
	typescriptGrammar = sync.OnceValue(func() *grammar { return newGrammar(typescript.GetLanguage()) })
	tsxGrammar        = sync.OnceValue(func() *grammar { return newGrammar(tsx.GetLanguage()) })
)

// grammarsOf returns the grammars that can read a file, the likely one first.
// The second is tried when the first finds errors: .js files may hold type
// annotations that another tool strips.
func grammarsOf(name string) []*grammar {
	switch path.Ext(name) {
	case ".ts", ".mts", ".cts":
		return []*grammar{typescriptGrammar()}
	case ".tsx":
		return []*grammar{tsxGrammar()}
	}
	return []*grammar{javascriptGrammar(), tsxGrammar()}
}

// keptTokens are the unnamed nodes kept wherever they stand.
var keptTokens = map[string]bool{
	"async": true, "await": true, "static": true, "get": true, "set": true,
	"default": true, "type": true, "typeof": true, "const": true, "let": true,
	"var": true, "using": true, "*": true, "?.": true, "declare": true, "namespace": true,
}

func newGrammar(language *sitter.Language) *grammar {
	kinds := make(map[string]Kind, len(kindNames))
	for k := AbstractClassDeclaration; int(k) < len(kindNames); k++ {
		kinds[kindNames[k]] = k
	}
	g := &grammar{language: language}
	for s := range sitter.Symbol(language.SymbolCount()) {
		g.kinds = append(g.kinds, kindOf(language.SymbolName(s), language.SymbolType(s), kinds))
	}
	fields := make(map[string]Field, len(fieldNames))
	for f, name := range fieldNames {
		fields[name] = Field(f)
	}
	g.fields = append(g.fields, NoField)
	for id := 1; language.FieldName(id) != ""; id++ {
		g.fields = append(g.fields, fields[language.FieldName(id)])
	}
	return g
}

func kindOf(name string, t sitter.SymbolType, kinds map[string]Kind) Kind {
	switch {
	case t == sitter.SymbolTypeAnonymous && keptTokens[name]:
		return Token
	case t != sitter.SymbolTypeRegular:
		return None
	case kinds[name] != None:
		return kinds[name]
	}
	return Other
}

// kind returns the kind of a symbol. The symbol of errors is the largest of
// its type, beyond the table.
func (g *grammar) kind(s sitter.Symbol) Kind {
	if int(s) < len(g.kinds) {
		return g.kinds[s]
	}
	return Error
}

// parse reads text with the grammar into flat data. The name is for errors.
func (g *grammar) parse(name string, text []byte) (flat, error) {
	p, _ := g.parsers.Get().(*sitter.Parser)
	if p == nil {
		p = sitter.NewParser()
		p.SetLanguage(g.language)
	}
	tree, err := inTime(p, text, parseLimit(len(text)), processorTime)
	if err != nil {
		p.Close()
		return flat{}, fmt.Errorf("parse %s: %w", name, err)
	}
	defer tree.Close()
	defer g.parsers.Put(p)
	t := g.flatten(tree.RootNode())
	if t.depth > maxDepth {
		return flat{}, fmt.Errorf("parse %s: %w", name, errDepth)
	}
	t.tighten()
	t.trim(text)
	return t, nil
}

// maxWaits bounds how often a parser goes on that had no time.
const maxWaits = 50

// inTime parses a text. The limit is one of work: where other programs had the
// processor meanwhile, spent tells less, and the parser goes on from where it was.
func inTime(p *sitter.Parser, text []byte, limit time.Duration, spent func() time.Duration) (tree *sitter.Tree, err error) {
	p.SetOperationLimit(int(limit / time.Microsecond))
	began := spent()
	for range maxWaits {
		tree, err = p.ParseCtx(noCancel, nil, text)
		if err == nil || spent()-began >= limit {
			break
		}
	}
	return tree, err
}

// Parse reads the syntax of a file. It fails for a file larger than
// source.MaxFile and for one that takes too long; the error names the file.
// Text that is no valid code is no error: see Syntax.Broken. What goes wrong in
// the reader itself is an error of this file, which matches source.ErrInternal.
func Parse(f *source.File) (s *Syntax, err error) {
	err = source.Contain("parse "+f.Path, func() (err error) {
		s, err = read(f)
		return err
	})
	return s, err
}

func read(f *source.File) (*Syntax, error) {
	if len(f.Text) > source.MaxFile {
		return nil, fmt.Errorf("parse %s: larger than %d MiB", f.Path, source.MaxFile>>20)
	}
	best, err := parseBest(f)
	if err != nil {
		return nil, err
	}
	s := &Syntax{File: f, nodes: best.nodes}
	for _, c := range best.comments {
		s.Comments = append(s.Comments, f.Span(int(c.start), int(c.end)))
	}
	end := int32(0) // of the last error
	for i, n := range s.nodes {
		switch {
		case n.kind == Error && int32(i) >= end:
			s.Broken = append(s.Broken, f.Span(int(n.start), int(n.end)))
			end = n.next
		case n.kind == ImportKeyword && s.inType(n.parent):
			s.nodes[n.parent].kind = Other
		}
	}
	return s, nil
}

// inType reports whether a call, which the grammars take import("x") in a type
// for, stands in a type.
func (s *Syntax) inType(call int32) bool {
	up := Node{s, call}.Parent()
	for up.Is(MemberExpression, SubscriptExpression, InstantiationExpression) {
		up = up.Parent()
	}
	return typeKinds[up.Kind()]
}

// parseBest tries the grammars of the file until one reads it without errors,
// and keeps the reading with the fewest bytes of errors.
func parseBest(f *source.File) (flat, error) {
	var best flat
	for i, g := range grammarsOf(f.Path) {
		got, err := g.parseRepaired(f)
		if err != nil {
			return flat{}, err
		}
		if i == 0 || got.brokenBytes() < best.brokenBytes() {
			best = got
		}
		if !best.broken {
			break
		}
	}
	return best, nil
}

// brokenBytes weighs the errors: the bytes of error nodes, and one for each.
func (t flat) brokenBytes() int {
	sum := 0
	for i := 0; i < len(t.nodes); i++ {
		if n := &t.nodes[i]; n.kind == Error {
			sum += int(n.end-n.start) + 1
			i = int(n.next) - 1
		}
	}
	return sum
}
