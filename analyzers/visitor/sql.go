package visitor

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// changing recognizes SQL, or Cypher, that changes something. What stands before the
// verb may be a table expression.
var changing = regexp.MustCompile(`(?is)^\s*(insert|update|upsert|merge|create|alter|truncate|replace|grant)(\s|$|/\*)|^\s*(delete|drop)(\s|$|/\*)` +
	`|^\s*(?:with|optional match|match|unwind)\s.*\b(insert\s+into|update\s+\S+\s+set|delete\s+from|merge\s*\(|create\s*\(|detach\s+delete)\b`)

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
	if !argument.Is(js.TemplateString, js.String) {
		return m.computedStatement(c), tagged
	}
	verb = changes(strings.Trim(argument.Text(), "`'\""), changing)
	if verb == "" && tagged {
		verb = Read
	}
	return verb, tagged
}

// changes is the verb of a text of SQL that changes something, or "".
func changes(sql string, pattern *regexp.Regexp) Verb {
	m := pattern.FindStringSubmatch(sql)
	switch {
	case m == nil:
		return ""
	case deleting.MatchString(sql):
		return Delete
	}
	return Write
}

// deleting recognizes SQL that deletes.
var deleting = regexp.MustCompile(`(?i)^\s*(delete|drop)\b`)

// takesText are the methods that are given a text of SQL, or run one which was.
var takesText = set("run execute executemultiple query queryraw $queryrawunsafe raw exec unsafe")

// computedStatement is the verb of a text of SQL that is put together while the code
// runs, as far as its beginning says. Of one that says nothing it is a change, where
// only changes are run by the method.
func (m *run) computedStatement(c *call) Verb {
	name := strings.ToLower(lastName(c.path))
	pattern, texts := changingSQL, c.args[:min(1, len(c.args))]
	if takesText[name] {
		pattern = changing
	}
	if c.this.is(nativeShape) && strings.HasSuffix(c.this.ref.native.path, ".prepare()") {
		pattern, texts = changing, c.this.ref.native.args
	}
	known := false
	for _, v := range texts {
		for _, o := range optionsOf(statementIn(v)) {
			begins := o.begins()
			if verb := changes(begins, pattern); verb != "" {
				return verb
			}
			if known = known || begins != ""; begins == "" && takesText[name] && o.origin().Has(FromArgument) {
				m.leaveOut() // what a function does that runs it depends on who calls it
			}
		}
	}
	if name == "run" && !known && len(texts) > 0 && m.nameMatches(sqlite, c.path) {
		return Write
	}
	return ""
}

// sqlite matches the clients whose run() is for statements that give no rows.
var sqlite = regexp.MustCompile(`^(better-sqlite3|sqlite3?|(bun|node):sqlite)#`)
