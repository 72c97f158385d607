package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// changing recognizes SQL that changes something.
var changing = regexp.MustCompile(`(?i)^\s*(insert|update|upsert|merge|create|alter|truncate|replace|grant)\b|^\s*(delete|drop)\b`)

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
	if !argument.Is(js.TemplateString, js.String) {
		return "", tagged
	}
	switch m := changing.FindStringSubmatch(strings.Trim(argument.Text(), "`'\"")); {
	case m == nil && tagged:
		return Read, true
	case m == nil:
		return "", false
	case m[2] != "":
		return Delete, tagged
	}
	return Write, tagged
}
