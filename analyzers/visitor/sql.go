package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// changing recognizes SQL that changes something.
var changing = regexp.MustCompile(`(?i)^\s*(insert|update|upsert|merge|create|alter|truncate|replace|grant)\b|^\s*(delete|drop)\b`)

// changingSQL recognizes it in a text that may be no SQL: by more than its first word.
var changingSQL = regexp.MustCompile(`(?i)^\s*(insert\s+(?:ignore\s+|or\s+\w+\s+)?into\s|update\s+(?:$|(?:only\s+)?[\w."]+(?:\s+(?:as\s+)?\w+)?\s+set\s)|(?:upsert|merge|replace)\s+into\s|truncate\s+(?:table\s+)?[\w."]+\s*(?:;|$|cascade|restart)|(?:create|alter)\s+(?:or\s+replace\s+)?(?:unique\s+|temp\w*\s+)?(?:table|index|view|materialized|schema|type|extension|function|trigger|sequence|policy|role|user|database)\s)|^\s*(delete\s+from\s|drop\s+(?:table|index|view|schema|type|column|database|policy|function|trigger)\s)`)

// statementIn is the text of a query: what stands in its object, if it is one.
func statementIn(v value) value {
	if v.is(plainShape) {
		for _, name := range []string{"text", "sql"} {
			if own := v.ref.own(name); own != nil && own.state == ready {
				return own.v
			}
		}
	}
	return v
}

// statement returns what the SQL text of a call does, if it has one, and
// whether it is a tagged template.
func (m *run) statement(c *call) (verb Verb, tagged bool) {
	argument := c.at.Field(js.FieldArguments)
	tagged = argument.Kind() == js.TemplateString
	if !tagged {
		argument = c.at.Argument(0).Unwrap()
		for argument.Kind() == js.CallExpression && argument.Field(js.FieldArguments).Kind() == js.TemplateString {
			argument = argument.Field(js.FieldArguments) // sql`…` as an argument
		}
	}
	words, pattern := argument.Text(), changing
	if !argument.Is(js.TemplateString, js.String) {
		words, pattern = statementIn(c.arg(0)).begins(), changingSQL
	}
	switch m := pattern.FindStringSubmatch(strings.Trim(words, "`'\"")); {
	case m == nil && tagged:
		return Read, true
	case m == nil:
		return "", false
	case m[2] != "":
		return Delete, tagged
	}
	return Write, tagged
}
