package visitor

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"clerkvet/analyzers/source"
)

// sqlStatement matches a text that is a statement of SQL.
var sqlStatement = source.Names(`(?i)^[\s` + "`" + `(]*(select|with|insert|update|delete|call|exec)\b`)

// statement is the text of SQL that a question is asked with, if it is, and what stands
// for its parameters.
func (q question) statement() (text string, params value) {
	if sqlStatement(q.sql) {
		return q.sql, arg(q.args, 1)
	}
	if of := arg(q.args, 0); of.is(plainShape) {
		if text := statementIn(of); sqlStatement(text.str) {
			for _, name := range []string{"values", "args", "params"} {
				if c := of.ref.own(name); c != nil {
					params = c.v
				}
			}
			return text.str, params
		}
	}
	return "", undefined
}

var (
	// sqlFigure matches a statement that gives a row whatever it finds: how many there are.
	sqlFigure = regexp.MustCompile(`(?is)\bselect\s+(all\s+|distinct\s+)?(count|exists|sum|max|min|avg|bool_and|bool_or|every|array_agg|json_agg|jsonb_agg|string_agg)\s*\(`)
	sqlGroups = regexp.MustCompile(`(?i)\bgroup\s+by\b`)
	// sqlAfter matches what stands behind the conditions of a statement.
	sqlAfter = regexp.MustCompile(`(?i)\b(order\s+by|limit|offset|having|returning|window)\b`)
	sqlNull  = regexp.MustCompile(`(?i)\w["` + "`" + `\]]?\s*=\s*null\b`)
)

// alwaysFinds reports whether a query is answered by a row, or by others than those that
// it is asked about, whatever there is.
func alwaysFinds(asked []question) bool {
	groups := slices.ContainsFunc(asked, func(q question) bool { return strings.EqualFold(q.method, "groupBy") })
	return slices.ContainsFunc(asked, func(q question) bool {
		if text, _ := q.statement(); text != "" {
			return isLoose(text)
		}
		return !groups && strings.HasPrefix(strings.ToLower(q.method), "select") &&
			slices.ContainsFunc(q.args, func(v value) bool { return holdsFigure(v, argDepth) })
	})
}

// isLoose reports whether a statement may find something whatever its conditions hold.
var isLoose = source.Remembered(func(text string) bool {
	return sqlLoose.MatchString(sqlNulls.ReplaceAllString(text, "")) || sqlFigure.MatchString(text) && !sqlGroups.MatchString(text)
})

// drizzleFigures are the functions of Drizzle that make one row of all, and figureCall matches
// calls of Kysely's.
var (
	drizzleFigures = set("count countDistinct sum sumDistinct avg avgDistinct max min")
	figureCall     = regexp.MustCompile(`\.(countAll|count|sum|max|min|avg)(<[^()]*>)?\(`)
)

// figureText matches a column of SQL that does.
var figureText = regexp.MustCompile(`(?i)^\s*(coalesce\s*\(\s*)?(count|exists|sum|max|min|avg|array_agg|json_agg|jsonb_agg)\s*\(`)

func holdsFigure(v value, depth int) bool {
	switch {
	case v.kind == stringKind:
		return figureText.MatchString(v.str)
	case v.ref == nil || depth == 0:
		return false
	case v.ref.closure != nil:
		return figureCall.MatchString(v.ref.closure.node.Text())
	case v.ref.native != nil && (figureCall.MatchString(v.ref.native.path) || strings.HasPrefix(v.ref.native.path, "drizzle-orm#") && drizzleFigures[lastName(v.ref.native.path)]):
		return true
	}
	return slices.ContainsFunc(v.ref.elems, func(e value) bool { return holdsFigure(e, depth-1) }) ||
		slices.ContainsFunc(v.ref.keys, func(k string) bool {
			c := v.ref.props[k]
			return c.state == ready && c.getter == nil && holdsFigure(c.v, depth-1)
		})
}

// nobodyInSQL reports whether a statement only finds where a column is the id of Clerk's
// user, who is not there.
func nobodyInSQL(text string, params value) bool {
	start := sqlWhere.FindStringIndex(text)
	if start == nil || isLoose(text) {
		return false
	}
	end := conditionsEnd(text, start[1])
	of := func(i int) bool {
		v := element(params, i)
		return v.nullish() && v.from.Has(FromClerk)
	}
	for _, hole := range sqlHole.FindAllStringSubmatchIndex(text[:end], -1) {
		switch {
		case hole[0] < start[1], hole[4] >= 0:
		case hole[6] >= 0:
			if i, err := strconv.Atoi(text[hole[6]:hole[7]]); err == nil && of(i-1) {
				return true
			}
		case of(strings.Count(text[:hole[8]], "?")):
			return true
		}
	}
	return false
}

// nobodyInTemplate is the same for a template that was filled in.
func nobodyInTemplate(filled value) bool {
	if filled.is(arrayShape) && filled.ref.native != nil { // of Drizzle
		filled = element(filled, 0)
	}
	start := sqlWhere.FindStringIndex(filled.str)
	if start == nil || !filled.from.Has(FromClerk) || isLoose(filled.str) {
		return false
	}
	return sqlNull.MatchString(filled.str[start[1]:conditionsEnd(filled.str, start[1])])
}

// conditionsEnd is where the conditions of a statement end that begin at an offset.
func conditionsEnd(text string, from int) int {
	if after := sqlAfter.FindStringIndex(text[from:]); after != nil {
		return from + after[0]
	}
	return len(text)
}
