package clerk

import (
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// signAddress matches addresses where people sign in.
var signAddress = source.Pattern(`(?i)sign-?in|log-?in`)

// MiddlewareDenial returns the first call in the middleware's own file that
// turns a visitor away: protect(), a redirect to sign in, an answer with 401 or
// 403. answers says whether the file answers requests in any other way.
func (a *App) MiddlewareDenial() (denial source.Span, answers bool) {
	if a.Next.Middleware == nil {
		return source.Span{}, false
	}
	for n := range a.Next.Middleware.Module.Root().Descendants() {
		if !n.Is(js.CallExpression, js.NewExpression) {
			continue
		}
		switch {
		case denies(n):
			if denial.IsZero() {
				denial = n.Span()
			}
		case strings.HasPrefix(n.Text(), "new Response"), strings.HasPrefix(n.Text(), "new NextResponse"),
			calledName(n) == "redirect", calledName(n) == "rewrite", calledName(n) == "json":
			answers = true
		}
	}
	return denial, answers
}

func denies(n js.Node) bool {
	if n.Is(js.NewExpression) {
		return answersRefusing(n) && strings.Contains(n.Text()[:min(len(n.Text()), 20)], "Response")
	}
	switch calledName(n) {
	case "protect", "redirectToSignIn", "redirectToSignUp":
		return true
	case "redirect":
		return signAddress().MatchString(n.Text()) && asksWho(n)
	case "json":
		return answersRefusing(n)
	}
	return false
}

// answersRefusing reports whether a response refuses who asks: with 401, or with 403 where a
// condition is about who that is, and not about a robot or the place that he comes from.
func answersRefusing(n js.Node) bool {
	status := refusing().FindStringSubmatch(n.Text())
	return status != nil && (status[1] == "401" || asksWho(n))
}

// who matches conditions about who asks, or about what is private.
var who = source.Pattern(`(?i)auth|user|session|sign|public|private|protect|open|allow|role|admin|claims|member|permission`)

// asksWho reports whether a condition above the call is about who asks: a
// redirect by the path alone moves a page and denies nobody.
func asksWho(n js.Node) bool {
	for ; !n.IsZero(); n = n.Parent() {
		if n.Is(js.IfStatement, js.TernaryExpression) && who().MatchString(quoted().ReplaceAllString(n.Field(js.FieldCondition).Text(), "")) {
			return true
		}
	}
	return false
}

// quoted matches texts in a condition, such as the path that is asked for.
var quoted = source.Pattern("'[^']*'|\"[^\"]*\"|`[^`]*`")

// refusing matches the option of a response that refuses.
var refusing = source.Pattern(`status:\s*(40[13])\b`)
