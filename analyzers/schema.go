package analyzers

import (
	"slices"
	"strings"

	"clerkvet/analyzers/source"
	"clerkvet/analyzers/visitor"
)

// A Uniqueness says which fields of an insert the schema keeps unique.
type Uniqueness struct {
	Fields []string
	Known  bool // a schema was found that has the table
}

var (
	prismaModel = source.Pattern(`(?ms)^\s*model\s+(\w+)\s*\{(.*?)^\s*\}`)
	prismaField = source.Pattern(`(?m)^\s*(\w+)\s+\w[^\n]*@(?:unique|id)\b`)
	prismaGroup = source.Pattern(`@@(?:unique|id)\(\s*(?:fields:\s*)?\[([^\]]*)\]`)
	mongoField  = source.Pattern(`(\w+)\s*:\s*\{[^{}]*\bunique\s*:\s*true`)
)

// Unique returns what the schema keeps unique in the table of an insert: that
// of Prisma, of Drizzle, or of Mongoose.
func (f *Facts) Unique(e *visitor.Event) Uniqueness {
	if columns, ok := e.UniqueColumns(); ok {
		return Uniqueness{columns, true}
	}
	if strings.HasPrefix(e.Method, "mongoose#") {
		return f.mongooseUnique()
	}
	for _, file := range f.Tree.Files() {
		if !strings.HasSuffix(file, ".prisma") {
			continue
		}
		schema, err := f.Tree.Read(file)
		if err != nil {
			continue // the tree reports it
		}
		for _, m := range prismaModel().FindAllStringSubmatch(string(schema.Text), -1) {
			if strings.EqualFold(m[1], e.Table()) {
				return Uniqueness{prismaUnique(m[2]), true}
			}
		}
	}
	return Uniqueness{}
}

func prismaUnique(body string) (fields []string) {
	for _, m := range prismaField().FindAllStringSubmatch(body, -1) {
		fields = append(fields, m[1])
	}
	for _, m := range prismaGroup().FindAllStringSubmatch(body, -1) {
		for _, name := range strings.Split(m[1], ",") {
			fields = append(fields, strings.TrimSpace(name))
		}
	}
	return fields
}

func (f *Facts) mongooseUnique() (u Uniqueness) {
	for _, m := range f.Project.Graph.Modules() {
		if m.File == nil || !strings.Contains(string(m.File.Text), "mongoose") {
			continue
		}
		for _, field := range mongoField().FindAllSubmatch(m.File.Text, -1) {
			u.Fields, u.Known = append(u.Fields, string(field[1])), true
		}
	}
	return u
}

// Given reports whether an insert fills in one of the fields with something of
// the delivery.
func (u Uniqueness) Given(e *visitor.Event) bool {
	return slices.ContainsFunc(e.Args, func(a visitor.Arg) bool {
		field := a.Path[strings.LastIndexByte(a.Path, '.')+1:]
		return a.From.Has(visitor.Visitor|visitor.FromRecord) && slices.Contains(u.Fields, field)
	})
}
