package dotenv

import (
	"bytes"
	"fmt"
	"iter"
	"path"
	"strconv"
	"strings"

	"clerkvet/analyzers/source"

	"github.com/goccy/go-yaml/ast"
	yamlparser "github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// A document is one YAML file and the nodes that its anchors name.
type document struct {
	file    *source.File
	roots   []ast.Node
	anchors map[string]ast.Node
}

var errorPosition = source.Pattern(`^\[(\d+):\d+\]`)

// readYAML parses a file. The parser's own message is not passed on: it quotes
// the lines, and with them values.
func readYAML(f *source.File) (doc *document, err error) {
	defer func() {
		if r := recover(); r != nil { // the parser's bug, not the caller's
			doc, err = nil, badFile{reason: "is not valid YAML"}
		}
	}()
	if source.NestedTooDeep(f.Text) {
		return nil, badFile{reason: "is nested too deeply"}
	}
	parsed, err := yamlparser.ParseBytes(bytes.TrimPrefix(f.Text, []byte("\uFEFF")), 0)
	if err != nil {
		bad := badFile{reason: "is not valid YAML"}
		if m := errorPosition().FindStringSubmatch(err.Error()); m != nil {
			bad.line, _ = strconv.Atoi(m[1])
			bad.reason = fmt.Sprintf("is not valid YAML at line %d", bad.line)
		}
		return nil, bad
	}
	doc = &document{file: f, anchors: map[string]ast.Node{}}
	for _, d := range parsed.Docs {
		if d.Body != nil {
			doc.roots = append(doc.roots, d.Body)
			ast.Walk(anchorVisitor{doc.anchors}, d.Body)
		}
	}
	return doc, nil
}

type anchorVisitor struct{ found map[string]ast.Node }

func (v anchorVisitor) Visit(n ast.Node) ast.Visitor {
	if a, ok := n.(*ast.AnchorNode); ok && a.Name != nil {
		v.found[a.Name.String()] = a.Value
	}
	return v
}

// value strips anchors and tags, and follows an alias, a few steps deep.
func (d *document) value(n ast.Node) ast.Node {
	for range 8 {
		switch t := n.(type) {
		case *ast.AnchorNode:
			n = t.Value
		case *ast.TagNode:
			n = t.Value
		case *ast.AliasNode:
			n = d.anchors[t.Value.String()]
		default:
			return n
		}
	}
	return nil
}

// A pair is one entry of a mapping.
type pair struct {
	name string
	key  ast.Node
	node ast.Node
}

// pairs yields the entries of a mapping, merged ones included.
func (d *document) pairs(n ast.Node) iter.Seq[pair] { return d.pairsTo(n, 4) }

func (d *document) pairsTo(n ast.Node, depth int) iter.Seq[pair] {
	return func(yield func(pair) bool) {
		for _, v := range mappingValues(d.value(n)) {
			if v.Key == nil {
				continue
			}
			if v.Key.IsMergeKey() {
				if depth == 0 {
					continue
				}
				for p := range d.pairsTo(v.Value, depth-1) {
					if !yield(p) {
						return
					}
				}
				continue
			}
			if !yield(pair{scalar(v.Key), v.Key, d.value(v.Value)}) {
				return
			}
		}
	}
}

func mappingValues(n ast.Node) []*ast.MappingValueNode {
	switch t := n.(type) {
	case *ast.MappingNode:
		return t.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{t}
	}
	return nil
}

// at returns the value of a key of a mapping, or nil.
func (d *document) at(n ast.Node, name string) ast.Node {
	for p := range d.pairs(n) {
		if p.name == name {
			return p.node
		}
	}
	return nil
}

// items returns the elements of a sequence.
func (d *document) items(n ast.Node) []ast.Node {
	if s, ok := d.value(n).(*ast.SequenceNode); ok {
		return s.Values
	}
	return nil
}

// scalar returns the text of a scalar, or "".
func scalar(n ast.Node) string {
	switch t := n.(type) {
	case *ast.StringNode:
		return t.Value
	case *ast.LiteralNode:
		return t.Value.Value
	case *ast.MappingKeyNode:
		return scalar(t.Value)
	case ast.ScalarNode:
		if t.GetToken() != nil {
			return t.GetToken().Value
		}
	}
	return ""
}

// span returns where a scalar stands. The parser counts columns in characters.
func (d *document) span(n ast.Node) source.Span {
	if l, ok := n.(*ast.LiteralNode); ok { // its text's own position is that of the last line
		return spanOf(d.file, l.Start)
	}
	return spanOf(d.file, n.GetToken())
}

func spanOf(f *source.File, tk *token.Token) source.Span {
	if tk == nil || tk.Position == nil {
		return f.Whole()
	}
	line := f.Line(tk.Position.Line)
	at, text := line.Start, string(f.Text[line.Start:line.End])
	if i := strings.Index(text, tk.Value); tk.Value != "" && i >= 0 && !strings.Contains(tk.Value, "\n") {
		// the column tells apart two places on one line
		from := min(len(text), runeOffset(text, tk.Position.Column-1))
		if j := strings.Index(text[from:], tk.Value); j >= 0 {
			i = from + j
		}
		return f.Span(at+i, at+i+len(tk.Value))
	}
	return line
}

func runeOffset(s string, n int) int {
	for i := range s {
		if n <= 0 {
			return i
		}
		n--
	}
	return len(s)
}

// environment reads a mapping NAME: value, or a list of NAME=value and NAME.
func (d *document) environment(n ast.Node, as Declaration) []Declaration {
	var out []Declaration
	for p := range d.pairs(n) {
		if variable().MatchString(p.name) {
			out = append(out, d.declaration(p, as))
		}
	}
	for _, item := range d.items(n) {
		text := scalar(d.value(item))
		name, value, has := strings.Cut(text, "=")
		if !variable().MatchString(name) {
			continue
		}
		one := as
		one.Name, one.At, one.Value = name, d.span(item), NewSecret(value)
		one.At.End = min(one.At.End, one.At.Start+len(name))
		one.Reference = isReference(one.Value) || !has
		out = append(out, one)
	}
	return out
}

func (d *document) declaration(p pair, as Declaration) Declaration {
	as.Name, as.At = p.name, d.span(p.key)
	if p.node != nil {
		as.ValueAt, as.Value = d.span(p.node), NewSecret(strings.TrimSpace(scalar(p.node)))
	}
	as.Reference = isReference(as.Value)
	return as
}

var variable = source.Pattern(`^[A-Za-z_][A-Za-z0-9_]*$`)

// composeYAML reads services.*.environment and build.args. What env_file names
// is read as an env file anyway.
func composeYAML(f *source.File) ([]Declaration, error) {
	d, err := readYAML(f)
	if err != nil {
		return nil, err
	}
	as := Declaration{Kind: Compose, Environment: InProduction}
	if environment, _ := fileEnvironment(path.Base(f.Path)); environment != InAny {
		as.Environment = environment
	}
	var out []Declaration
	for _, root := range d.roots {
		for service := range d.pairs(d.at(root, "services")) {
			out = append(out, d.environment(d.at(service.node, "environment"), as)...)
			out = append(out, d.environment(d.at(d.at(service.node, "build"), "args"), as)...)
		}
	}
	return out, nil
}

// gitlabYAML reads variables of the pipeline and of its jobs.
func gitlabYAML(f *source.File) ([]Declaration, error) {
	d, err := readYAML(f)
	if err != nil {
		return nil, err
	}
	var out []Declaration
	for _, root := range d.roots {
		as := Declaration{Kind: GitLab, Environment: InAny, Dir: "."}
		out = append(out, d.gitlabVariables(d.at(root, "variables"), as)...)
		for job := range d.pairs(root) {
			as := as
			as.Deploys, as.Environment = d.judge(job)
			out = append(out, d.gitlabVariables(d.at(job.node, "variables"), as)...)
		}
	}
	return out, nil
}

// gitlabVariables reads variables that are scalars or {value, description}.
func (d *document) gitlabVariables(n ast.Node, as Declaration) []Declaration {
	var out []Declaration
	for p := range d.pairs(n) {
		if inner := d.at(p.node, "value"); inner != nil {
			p.node = inner
		}
		out = append(out, d.declaration(p, as))
	}
	return out
}

// renderYAML reads envVars of render.yaml and env of apphosting.yaml: lists of
// {key or variable, value}.
func renderYAML(f *source.File) ([]Declaration, error) {
	d, err := readYAML(f)
	if err != nil {
		return nil, err
	}
	var out []Declaration
	for _, root := range d.roots {
		d.keyed(root, 8, func(item ast.Node) {
			key := d.at(item, "key")
			if key == nil {
				key = d.at(item, "variable")
			}
			if !variable().MatchString(scalar(key)) {
				return
			}
			one := Declaration{Kind: Platform, Environment: InProduction, Name: scalar(key), At: d.span(key), Reference: true}
			if value := d.at(item, "value"); value != nil {
				one.Value, one.ValueAt, one.Reference = NewSecret(scalar(value)), d.span(value), false
			}
			out = append(out, one)
		})
	}
	return out, nil
}

// keyed visits the elements of every list envVars, env or environment.
func (d *document) keyed(n ast.Node, depth int, visit func(ast.Node)) {
	if depth == 0 {
		return
	}
	for p := range d.pairs(n) {
		if p.name == "envVars" || p.name == "env" || p.name == "environment" {
			for _, item := range d.items(p.node) {
				visit(item)
			}
		}
		d.keyed(p.node, depth-1, visit)
	}
	for _, item := range d.items(n) {
		d.keyed(item, depth-1, visit)
	}
}
