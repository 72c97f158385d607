package analyzers

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/lexer"
	"github.com/goccy/go-yaml/token"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
)

// A Comment is a comment of a file.
type Comment struct {
	Text  string      // without its marks and the blanks around it
	At    source.Span // with its marks
	Block bool        // /* */
}

// Comments returns the comments of modules, env files, YAML and ignore files
// that begin with one of the words, by place. What only looks like one, in a
// string, is none. Files that hold none of the marks are not looked at.
func (f *Facts) Comments(marks []string, words ...string) []Comment {
	var out []Comment
	for _, name := range f.Tree.Files() {
		read := f.commentReader(name)
		if read == nil {
			continue
		}
		text, err := f.Tree.Peek(name)
		if err != nil || !slices.ContainsFunc(marks, func(m string) bool { return bytes.Contains(text, []byte(m)) }) {
			continue
		}
		file, err := f.Tree.Read(name)
		if err != nil {
			continue
		}
		for _, c := range read(file) {
			if slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(c.Text, w) }) {
				out = append(out, c)
			}
		}
	}
	return out
}

// commentReader returns how the comments of a file are found; nil for a file of
// another kind. Lock files are long and hold none.
func (f *Facts) commentReader(name string) func(*source.File) []Comment {
	base := path.Base(name)
	switch {
	case next.IsCode(name):
		return f.codeComments
	case base == ".env", strings.HasPrefix(base, ".env."):
		return f.envComments
	case strings.HasSuffix(base, "-lock.yaml"):
		return nil
	case path.Ext(base) == ".yml", path.Ext(base) == ".yaml":
		return yamlComments
	case strings.HasPrefix(base, ".") && strings.HasSuffix(base, "ignore"):
		return lineComments
	}
	return nil
}

// margin matches the stars that the lines of a block comment begin with.
var margin = source.Pattern(`(?m)^[ \t]*\*+[ \t]?`)

func (f *Facts) codeComments(file *source.File) []Comment {
	var out []Comment
	for _, at := range f.Project.Graph.Comments(file) {
		text, block := strings.CutPrefix(at.Text(), "/*")
		text = strings.TrimPrefix(strings.TrimSuffix(text, "*/"), "//")
		if block {
			text = margin().ReplaceAllString(text, "")
		}
		out = append(out, Comment{strings.TrimSpace(text), at, block})
	}
	return out
}

// lineComments returns the lines that begin with #.
func lineComments(file *source.File) []Comment {
	var out []Comment
	for n := 1; n <= file.Lines(); n++ {
		line := file.Line(n)
		trimmed := strings.TrimSpace(line.Text())
		if text, ok := strings.CutPrefix(trimmed, "#"); ok {
			start := line.Start + strings.Index(line.Text(), "#")
			out = append(out, Comment{Text: strings.TrimSpace(text), At: file.Span(start, start+len(trimmed))})
		}
	}
	return out
}

// envComments leaves out the lines of a quoted value.
func (f *Facts) envComments(file *source.File) []Comment {
	var values []source.Span
	for _, e := range dotenv.Parse(file) {
		values = append(values, e.ValueAt)
	}
	return slices.DeleteFunc(lineComments(file), func(c Comment) bool {
		return slices.ContainsFunc(values, func(v source.Span) bool { return v.Start <= c.At.Start && c.At.Start < v.End })
	})
}

// yamlComments leaves out what stands in a text block: a script's own comments.
func yamlComments(file *source.File) []Comment {
	lines := map[int]bool{}
	for _, t := range lexer.Tokenize(string(file.Text)) {
		if t.Type == token.CommentType {
			lines[t.Position.Line] = true
		}
	}
	return slices.DeleteFunc(lineComments(file), func(c Comment) bool { return !lines[c.At.StartLine()] })
}
