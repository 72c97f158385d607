package visitor

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
)

// A question is one call of a query builder, or the call that is the whole query.
// It stands with the object that the call gave: on another path the same query may
// have been asked for less.
type question struct {
	method string
	args   []value
	sql    string // the text of the statement, with its holes
}

// asked is what the query that a call goes on with has been asked for so far.
func (c *call) asked(e *Event) []question {
	if !c.this.is(nativeShape) || c.this.ref.query != e {
		return nil
	}
	return c.this.ref.native.asked
}

// askTheSame reports whether two queries are asked for the same.
func askTheSame(a, b *native) bool {
	return slices.EqualFunc(a.asked, b.asked, func(x, y question) bool {
		return x.method == y.method && x.sql == y.sql && slices.Equal(x.args, y.args)
	})
}

// condition is what a function of Drizzle makes of its arguments: eq(users.id, id).
func condition(c *call) value {
	v := array(c.args)
	v.ref.native = &native{path: c.path}
	return v
}

// withCondition are the arguments of a call on a database, and what a function says
// that is given for the condition: findFirst({where: (table, {eq}) => …}).
func (m *run) withCondition(c *call) []value {
	where := m.option(c.arg(0), "where")
	if !strings.Contains(c.path, ".query.") || !isFunction(where) {
		return c.args
	}
	v := m.invoke(where, []value{nativeObject(drizzleTable), nativeObject("drizzle-orm#*")}, c.at)
	return append(slices.Clip(c.args), v)
}

// statementOf is the text of an SQL statement: of a template that a function is
// called with, as its holes are no part of the text there, or of a plain text.
func statementOf(c *call) string {
	n := c.at.Field(js.FieldArguments)
	if n.Kind() != js.TemplateString {
		if n = c.at.Argument(0).Unwrap(); n.Is(js.CallExpression) && n.Field(js.FieldArguments).Kind() == js.TemplateString {
			return n.Field(js.FieldArguments).Text()
		}
		return c.arg(0).str
	}
	return n.Text()
}

// A hole of a statement is a value that is compared with a column.
var sqlHole = regexp.MustCompile("(?i)(\\w+)[\"`\\]]?\\s*=\\s*(?:(\\$\\{)|\\$(\\d+)|(\\?))")

// sqlLoose matches what lets a record be found that does not hold what is asked for.
var (
	sqlLoose = regexp.MustCompile(`(?i)\b(or|union|not|coalesce|case)\b`)
	sqlNulls = regexp.MustCompile(`(?i)\bnot\s+null\b`)
	sqlWhere = regexp.MustCompile(`(?i)\bwhere\b`)
)

// inSQL is the column that has to hold a credential for a statement to find
// something.
func (s search) inSQL(q question) string {
	sql, params := q.statement()
	if sql == "" {
		sql, params = q.sql, arg(q.args, 1)
	}
	start := sqlWhere.FindStringIndex(sql)
	if start == nil || isLoose(sql) {
		return ""
	}
	for _, hole := range sqlHole.FindAllStringSubmatchIndex(sql[:conditionsEnd(sql, start[1])], -1) {
		column := sql[hole[2]:hole[3]]
		var v value
		switch {
		case hole[0] < start[1]:
			continue
		case hole[4] >= 0:
			v = arg(q.args, 0)
		case hole[6] >= 0:
			v = element(params, int(toNumber(text(sql[hole[6]:hole[7]])))-1)
		default:
			v = element(params, strings.Count(sql[:hole[8]], "?"))
		}
		if s.proves(column, v) {
			return column
		}
	}
	return ""
}

func arg(args []value, i int) value {
	if i >= 0 && i < len(args) {
		return args[i]
	}
	return undefined
}

// element is an element of a list that is known, or undefined.
func element(list value, i int) value {
	if !list.is(arrayShape) || i < 0 {
		return undefined
	}
	return arg(list.ref.elems, i)
}
