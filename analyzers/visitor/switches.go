package visitor

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A variable may switch a check off: SKIP_AUTH, DEMO_MODE. Whoever sets it opens what the
// check closes.

// switchName matches the names of variables that switch a check off as soon as they are
// set, whatever they hold.
var switchName = regexp.MustCompile(`(?i)(^|_)(SKIP|DISABLED?|BYPASS|MOCK(S|ED)?|FAKE|STUB|DEMO|E2E|PLAYWRIGHT|CYPRESS|TEST(S|ING)?|ALLOW|NO_?AUTH|INSECURE|UNSAFE|UNSIGNED|OPEN|DEV|DEBUG|LOCAL|PREVIEW)(_|$)`)

// valueName matches the names of variables that hold what the code works with.
var valueName = regexp.MustCompile(`(?i)(^|_)(KEY|SECRET|TOKEN|PASSWORD|ID|URL|URI|HOST|DSN|EMAIL|USER|NAME)S?$`)

// platformName matches the names of variables that a platform sets wherever an app runs on
// it, and inProduction what they and others hold in production.
var (
	platformName = regexp.MustCompile(`^(NEXT_PUBLIC_)?((VERCEL|NETLIFY|RAILWAY|RENDER|FLY|HEROKU|AWS|CF|K|GAE|AZURE|WEBSITE)(_\w+)?|DYNO|NEXT_(RUNTIME|PHASE)|NODE_ENV|CONTEXT|CI|PORT|HOSTNAME)$`)
	inProduction = regexp.MustCompile(`(?i)^(prod|production|live|main|master|release)$`)
)

// switches reports whether an assumption is that a switch is on, rather than that the app
// has what it works with, or runs where it is meant to.
func (e *Event) switches() bool {
	if e.Kind != Assumption || !e.Holds || inProduction.MatchString(e.Compared) || platformName.MatchString(e.Name) && !strings.HasSuffix(e.Name, "_ENV") {
		return false
	}
	return e.Compared != "" || switchName.MatchString(e.Name) && !valueName.MatchString(e.Name)
}

// neverInProduction matches the names of switches that nobody sets where an app is open to
// visitors, and whileTried what others hold only where it is tried out.
var (
	neverInProduction = regexp.MustCompile(`(?i)(^|_)(SKIP|DISABLED?|BYPASS|MOCK(S|ED)?|FAKE|STUB|E2E|PLAYWRIGHT|CYPRESS|TEST(S|ING)?|NO_?AUTH|INSECURE|UNSAFE|DEV|DEBUG|LOCAL)(_|$)`)
	whileTried        = regexp.MustCompile(`(?i)^(dev|develop|development|local|localhost|tests?|testing|ci|preview|staging)$`)
)

// isTrial reports whether a switch is on only where an app is tried out. What others open,
// as LAUNCHED and DEMO_MODE do, may be open to everybody.
// One that the repository itself sets for production is on there.
func (m *Machine) isTrial(e *Event) bool {
	if m.deployed != nil && m.deployed(e.Name, e.Compared) {
		return false
	}
	return neverInProduction.MatchString(e.Name) || whileTried.MatchString(e.Compared)
}

// comparedText is the text that a comparison compares with, "" of another value.
func (s *symbol) comparedText() string {
	text, _ := strings.CutPrefix(s.op, "==="+strconv.Itoa(int(stringKind)))
	if len(text) == len(s.op) {
		return ""
	}
	return text
}

// switchedOn returns where a path assumes that variables are switched on, once for each
// that it never assumes not to be.
func (p *path) switchedOn() (on []*Event) {
	for _, e := range p.events {
		if e.switches() && p.without(e.Name) == nil && p.assumes(e) == e {
			on = append(on, e)
		}
	}
	return on
}

// opensWith returns the variables that are switched on on every path that reaches
// something, while a check turns the visitor away on a path on which they are not.
func opensWith(ends []ending) (out []string) {
	on := map[string]int{}
	reached := only(ends, Reached)
	for _, e := range reached {
		for _, x := range e.path.switchedOn() {
			on[x.Name]++
		}
	}
	for _, name := range sortedKeys(on) {
		closed := func(e ending) bool {
			return e.verdict == Denied && e.check != nil && !e.accidental && e.path.without(name) != nil
		}
		if on[name] == len(reached) && slices.ContainsFunc(ends, closed) {
			out = append(out, name)
		}
	}
	return out
}

// opensBy returns the switches that are on on the way, and without which the middleware
// asks the visitor who he is and turns him away.
func (g gate) opensBy(all []gate) (on []*Event) {
	if g.verdict == Denies || g.elsewhere {
		return nil
	}
	for _, e := range g.on {
		if slices.ContainsFunc(all, func(off gate) bool { return g.asksMore(off) && slices.Contains(off.unset, e.Name) }) || g.onlyWith(e, all) {
			on = append(on, e)
		}
	}
	return on
}

// asksMore reports whether another way turns the visitor away, which asks who he is
// where this one does not.
func (g gate) asksMore(off gate) bool {
	return off.verdict == Denies && (off.asked > g.asked || off.byClerk)
}

// onlyWith reports whether the visitor is turned away on every way on which a switch is
// not on: where ways are joined, it is forgotten of them that it is off.
func (g gate) onlyWith(e *Event, all []gate) bool {
	asks := false
	for _, other := range all {
		if slices.ContainsFunc(other.on, func(x *Event) bool { return x.Name == e.Name }) {
			continue
		}
		if other.verdict != Denies {
			return false
		}
		asks = asks || g.asksMore(other)
	}
	return asks
}

// switched are the steps of a trail that say with what nothing asks the visitor.
func switched(names []string, e ending) (steps []Step) {
	for _, name := range names {
		at := first(e.path, func(x *Event) bool { return x.switches() && x.Name == name }).At
		steps = append(steps, Step{Message: "nothing turns the visitor away where " + name + " is set to what the code expects", At: at})
	}
	return steps
}
