package visitor

import (
	"fmt"
	"strings"
	"testing"
)

// The floor: every spelling of a check that Clerk's own lint rule accepts
// (@clerk/eslint-plugin 0.2.0, require-auth-protection; F4.15) turns the visitor
// away here too, before the effect that follows.

// guards are the checks, with what they take of auth().
var guards = []struct{ takes, test string }{
	{"userId", "!userId"}, {"userId", "userId === null"}, {"userId", "userId == null"}, {"userId", "null === userId"}, {"userId", "null == userId"},
	{"sessionId", "!sessionId"}, {"sessionId", "sessionId === null"}, {"sessionId", "sessionId == null"},
	{"isAuthenticated", "!isAuthenticated"}, {"isAuthenticated", "isAuthenticated === false"}, {"isAuthenticated", "false === isAuthenticated"},
	{"userId, sessionId, isAuthenticated", "!isAuthenticated"},
	{"isAuthenticated", "!isAuthenticated || someFlag"}, {"isAuthenticated", "someFlag || !isAuthenticated"},
	{"userId", "userId === null || someFlag"}, {"isAuthenticated", "!isAuthenticated || a || b"}, {"userId, sessionId", "!userId || !sessionId"},
}

// exits end the guarded branch. plain ones turn nobody away by themselves.
var exits = []struct {
	text  string
	plain bool
}{
	{"return null;", true}, {"{ return null; }", true}, {"return;", true}, {`throw new Error("no");`, false}, {`redirect("/sign-in");`, false},
	{`permanentRedirect("/sign-in");`, false}, {"notFound();", false}, {"{ notFound(); }", false}, {"unauthorized();", false}, {"forbidden();", false},
	{"redirectToSignIn();", false}, {"return redirectToSignIn();", false}, {"redirectToSignUp();", false}, {"{ console.log(1); return redirect('/x'); }", false},
}

// protects are the spellings of a check in one statement.
var protects = []string{
	"await auth.protect();", "const result = await auth.protect();", "const { sessionId, orgId } = await auth.protect();",
	`await auth.protect({ role: "admin" });`, `await auth.protect({ permission: "org:a:b" });`, `const { userId } = await auth.protect({ role: "admin" });`,
	`await auth.protect((has) => has({ role: "admin" }));`, `await auth.protect({ unauthenticatedUrl: "/in" });`,
	"'use cache';\n await auth.protect();", "type P = { id: string };\n await auth.protect();", "interface L { id: string }\n await auth.protect();",
}

// shapes are the ways to write an entry around a body.
var shapes = map[string][]string{
	"handler": {
		"export async function POST() { %s }", "export const POST = async () => { %s };", "async function POST() { %s }\nexport { POST };",
		"async function handle() { %s }\nexport { handle as POST };", "export const POST = async function () { %s };",
	},
	"page": {
		"export default async function Page() { %s }", "export default async () => { %s };", "async function P() { %s }\nexport default P;",
		"const P = async () => { %s };\nexport default P;", "async function P() { %s }\nexport { P as default };",
	},
	"action": {
		"export async function act() { %s }", "export default async function act() { %s }", "async function act() { %s }\nexport { act };",
		"async function _act() { %s }\nexport { _act as act };", "export const act = async () => { %s };",
	},
}

const lintImports = `import { auth } from "@clerk/nextjs/server";
import { redirect, permanentRedirect, notFound, unauthorized, forbidden } from "next/navigation";
import { PrismaClient } from "@prisma/client";
const db = new PrismaClient();
`

// ask returns what a signed-out visitor gets from an entry with the body.
func askLint(t *testing.T, kind, shape, body string, clerk int) Answer {
	t.Helper()
	files := map[string]string{}
	text := lintImports + fmt.Sprintf(shape, body+" return db.todo.create({ data: {} });")
	if kind == "action" {
		text = "\"use server\";\n" + text
	}
	files[entryFiles[kind]] = text
	c := verdictCase{kind: kind, clerk: fmt.Sprint(clerk), files: files}
	c.files["package.json"] = fmt.Sprintf(`{"dependencies":{"next":"15.5.29","react":"*","@clerk/nextjs":"%d.9.9"}}`, clerk)
	_, a := c.answer(t)
	return a
}

// bodies are all checks by what they are called.
func bodies(clerk int) map[string]bool {
	out := map[string]bool{}
	await := "await "
	if clerk < 6 {
		await = ""
	}
	for _, g := range guards {
		for _, x := range exits {
			out[fmt.Sprintf("const { %s, redirectToSignIn, redirectToSignUp } = %sauth();\n if (%s) %s", g.takes, await, g.test, x.text)] = x.plain
		}
	}
	for _, p := range protects {
		if clerk < 6 {
			p = strings.NewReplacer("await auth.protect", "auth().protect").Replace(p)
		}
		out[p] = false
	}
	return out
}

func TestLintFloor(t *testing.T) {
	for _, clerk := range []int{5, 6, 7} {
		all := bodies(clerk)
		for _, kind := range sortedKeys(shapes) {
			for i, body := range sortedKeys(all) {
				shape := shapes[kind][i%len(shapes[kind])]
				a := askLint(t, kind, shape, body, clerk)
				switch {
				case a.Verdict == Denied && a.Confidence == High && pointed(a):
				case a.Verdict == Harmless && all[body]:
				default:
					t.Errorf("Clerk %d, %s: %s [%s], trail %v\n%s", clerk, kind, a.Verdict, a.Confidence, a.Trail, fmt.Sprintf(shape, body))
				}
			}
		}
	}
}

// pointed reports whether the answer shows places that decided.
func pointed(a Answer) bool {
	for _, s := range a.Trail {
		if !s.At.IsZero() {
			return true
		}
	}
	return false
}

// What inverts the test, drops the exit, or drops the check lets the visitor
// through: the verdict has to change.
func TestGuardTakenAway(t *testing.T) {
	broken := map[string]func(takes, test, exit string) string{
		"removed":         func(takes, test, exit string) string { return "" },
		"inverted":        func(takes, test, exit string) string { return guarded(takes, "!("+test+")", exit) },
		"without an exit": func(takes, test, exit string) string { return guarded(takes, test, "console.log(1);") },
		"never awaited":   func(takes, test, exit string) string { return guardedBy("auth()", takes, test, exit) },
		"after the effect": func(takes, test, exit string) string {
			return "await db.log.create({ data: {} });\n" + guarded(takes, test, exit)
		},
		"with one more &&": func(takes, test, exit string) string { return guarded(takes, "("+test+") && window2", exit) },
		"in a dead closure": func(takes, test, exit string) string {
			return "const f = async () => { " + guarded(takes, test, exit) + " };"
		},
		"swallowed": func(takes, test, exit string) string {
			return "try { " + guarded(takes, test, `throw new Error("no");`) + " } catch {}"
		},
	}
	for _, name := range sortedKeys(broken) {
		for i, g := range guards {
			kind := []string{"handler", "page", "action"}[i%3]
			exit := exits[i%len(exits)]
			if sound := askLint(t, kind, shapes[kind][0], guarded(g.takes, g.test, exit.text), 6); sound.Verdict == Reached {
				t.Errorf("%s with %s is reached", g.test, exit.text)
			}
			body := broken[name](g.takes, g.test, exit.text)
			if name == "inverted" && strings.Contains(g.test, "||") || name == "never awaited" && refusesAll(g.test) {
				continue // that refuses in another way
			}
			if a := askLint(t, kind, shapes[kind][0], body, 6); a.Verdict != Reached {
				t.Errorf("%s: %s, want reached\n%s", name, a.Verdict, body)
			}
		}
		for _, p := range []string{"auth.protect();", "await auth.protect;", "auth.protect;", "void auth.protect();"} {
			if a := askLint(t, "handler", shapes["handler"][0], p, 6); a.Verdict != Reached {
				t.Errorf("%s: %s, want reached", p, a.Verdict)
			}
		}
	}
}

// refusesAll reports whether a test of undefined holds: without await it refuses
// everybody.
func refusesAll(test string) bool {
	return strings.Contains(test, "!") || strings.Contains(test, "== null") && !strings.Contains(test, "===") || strings.HasPrefix(test, "null == ") || strings.Contains(test, "||")
}

func guarded(takes, test, exit string) string { return guardedBy("await auth()", takes, test, exit) }

func guardedBy(call, takes, test, exit string) string {
	return fmt.Sprintf("const { %s, redirectToSignIn, redirectToSignUp } = %s;\n if (%s) %s", takes, call, test, exit)
}

// What the lint rule rejects for its place or its spelling, though it protects,
// is denied with the places that show why.
func TestLintRejectsWhatProtects(t *testing.T) {
	for _, c := range readCases(t) {
		if !strings.HasPrefix(c.name, "lint/") || !strings.HasPrefix(c.want, "denied") {
			continue
		}
		if _, a := c.answer(t); !pointed(a) {
			t.Errorf("%s: the trail shows no place: %v", c.name, a.Trail)
		}
	}
}
