package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// drizzleCore matches the packages that tables of Drizzle are made with.
var drizzleCore = regexp.MustCompile(`^drizzle-orm/\w+-core$`)

// tableMaker matches the functions that make tables: pgTable, and what
// pgTableCreator gives.
var tableMaker = regexp.MustCompile(`(?i)table(Creator)?$`)

// drizzleTable is the path of every table: pgTable("users", {…}).
const drizzleTable = "drizzle-orm#Table()"

// drizzleSchema is a call that describes a table, a column or an index. A table
// keeps its name, its columns, what it says about them and the variable that holds it.
func (m *run) drizzleSchema(pkg string, c *call) value {
	v := nativeObject(c.path + "()")
	v.ref.native.args = c.args
	if !tableMaker.MatchString(lastName(c.path)) || m.force(c.arg(0)).kind != stringKind {
		return v
	}
	v.ref.native.path = drizzleTable
	columns, more := m.force(c.arg(1)), m.force(c.arg(2))
	if isFunction(columns) {
		columns = m.invoke(columns, []value{nativeObject(pkg + "#*")}, c.at)
	}
	if isFunction(more) {
		more = m.invoke(more, []value{v}, c.at)
	}
	v.ref.native.args = []value{m.force(c.arg(0)), columns, more, text(declaredName(c.at))}
	return v
}

// declaredName is the name of the variable that is declared with a node, or "".
func declaredName(n js.Node) string {
	for n = n.Parent(); n.Is(js.AsExpression, js.SatisfiesExpression, js.ParenthesizedExpression); n = n.Parent() {
	}
	if n.Kind() != js.VariableDeclarator {
		return ""
	}
	return n.Field(js.FieldName).Text()
}

func isTable(v value) bool { return v.is(nativeShape) && v.ref.native.path == drizzleTable }

// table returns the table of Drizzle that a statement is about, or nil.
func (e *Event) table() *native {
	for _, a := range e.args {
		if isTable(a) {
			return a.ref.native
		}
	}
	return nil
}

// UniqueColumns returns the columns that the table of a Drizzle statement keeps
// unique, and whether the table could be read.
func (e *Event) UniqueColumns() (columns []string, read bool) {
	t := e.table()
	if t == nil || t.args[1].ref == nil {
		return nil, false
	}
	for _, k := range t.args[1].ref.keys {
		if c := t.args[1].ref.props[k]; c.state == ready && c.v.is(nativeShape) && saysUnique(c.v.ref.native.path) {
			columns = append(columns, k)
		}
	}
	return append(columns, uniqueTogether(t.args[2])...), true
}

func saysUnique(path string) bool {
	return strings.Contains(path, ".unique()") || strings.Contains(path, ".primaryKey()")
}

// uniqueTogether are the columns of the indexes that a table keeps unique:
// uniqueIndex().on(t.email), primaryKey({columns: […]}).
func uniqueTogether(indexes value) (columns []string) {
	if indexes.ref == nil {
		return nil
	}
	all := indexes.ref.elems
	for _, k := range indexes.ref.keys {
		all = append(all, indexes.ref.props[k].v)
	}
	for _, index := range all {
		if index.is(nativeShape) && (strings.Contains(index.ref.native.path, "#unique") || strings.Contains(index.ref.native.path, "#primaryKey")) {
			columns = append(columns, columnsIn(index.ref.native.args, argDepth)...)
		}
	}
	return columns
}

// columnsIn are the names of the columns among values: of users.email "email".
func columnsIn(values []value, depth int) (columns []string) {
	for _, v := range values {
		switch {
		case v.ref == nil || depth == 0:
		case v.is(nativeShape):
			columns = append(columns, lastName(v.ref.native.path))
		default:
			columns = append(columns, columnsIn(v.ref.elems, depth-1)...)
			for _, k := range v.ref.keys {
				columns = append(columns, columnsIn([]value{v.ref.props[k].v}, depth-1)...)
			}
		}
	}
	return columns
}

// Table returns how the statement names its table or model, in lower case:
// "user" of prisma.user.create; "" if it does not.
func (e *Event) Table() string {
	if e.of != "" {
		return e.of
	}
	parts := strings.FieldsFunc(e.Name, func(r rune) bool { return r == '.' || r == '…' })
	if len(parts) < 2 {
		return ""
	}
	if t := e.table(); t != nil {
		return strings.ToLower(t.args[0].str)
	}
	return strings.ToLower(parts[len(parts)-2])
}

// SameTable reports whether two statements are about one table, which db.query knows
// by its variable and db.insert() by its name in the database.
func (e *Event) SameTable(o *Event) bool {
	return slices.ContainsFunc(e.tables(), func(t string) bool { return slices.Contains(o.tables(), t) })
}

// tables are the names that the table of a statement has.
func (e *Event) tables() (names []string) {
	if name := e.Table(); name != "" {
		names = append(names, name)
	}
	if t := e.table(); t != nil && len(t.args) > 3 && t.args[3].str != "" {
		names = append(names, strings.ToLower(t.args[3].str))
	}
	return names
}
