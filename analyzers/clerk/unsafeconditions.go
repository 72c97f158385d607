package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// UnsafeConditions returns the conditions of the middleware's own file that look at a
// part of unsafeMetadata by one of the words, and on which a refusal hangs.
func (a *App) UnsafeConditions(words *regexp.Regexp) (out []source.Span) {
	if a.Next.Middleware == nil {
		return nil
	}
	for n := range a.Next.Middleware.Module.Root().Descendants() {
		if !n.Is(js.IfStatement, js.TernaryExpression) || !refuses(n) {
			continue
		}
		condition := n.Field(js.FieldCondition)
		if at := unsafePart(condition, words, 0); !at.IsZero() {
			out = append(out, condition.Unwrap().Span())
		}
	}
	return out
}

// refuses reports whether a side of a branch sends somebody elsewhere or away.
func refuses(branch js.Node) bool {
	for _, side := range []js.Field{js.FieldConsequence, js.FieldAlternative} {
		for d := range branch.Field(side).Descendants() {
			if d.Is(js.CallExpression) && (calledName(d) == "redirect" || calledName(d) == "rewrite") || d.Is(js.CallExpression, js.NewExpression) && denies(d) {
				return true
			}
		}
	}
	return false
}

// unsafePart is the part of an expression that reads unsafeMetadata by one of the
// words, by itself or through a variable.
func unsafePart(n js.Node, words *regexp.Regexp, depth int) js.Node {
	for d := range n.Descendants() {
		_, part, found := strings.Cut(d.Text(), "unsafeMetadata")
		if d.Is(js.MemberExpression, js.SubscriptExpression) && found && !strings.ContainsAny(part, " \n(") && words.MatchString(part) {
			return d
		}
		if !d.Is(js.Identifier) || depth > 3 {
			continue
		}
		if v := d.Syntax().Resolve(d); v.Is(js.VariableDeclarator) && !v.Contains(d) && strings.Contains(v.Field(js.FieldValue).Text(), "unsafeMetadata") {
			named := v.Field(js.FieldName).Kind() != js.Identifier && words.MatchString(d.Text())
			if named || !unsafePart(v.Field(js.FieldValue), words, depth+1).IsZero() {
				return d
			}
		}
	}
	return js.Node{}
}
