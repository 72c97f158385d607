package js

import (
	"strings"
	"testing"
)

// expression returns the expression that a text consists of.
func expression(t *testing.T, text string) Node {
	t.Helper()
	return parse(t, "a.ts", "("+text+")").Root().First().First().Unwrap()
}

func TestStringValue(t *testing.T) {
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{`"a"`, "a", true}, {`'a"b'`, `a"b`, true}, {"`a\nb`", "a\nb", true}, {`""`, "", true}, {"``", "", true},
		{`"a\n\t\\\'\"\0"`, "a\n\t\\'\"\x00", true}, {`"\x41\u0042\u{43}\u{1F600}"`, "ABC😀", true},
		{`"\uD83D\uDE00"`, "😀", true}, {"\"a\\\nb\\\r\nc\"", "abc", true}, {`"\q\ä"`, "qä", true},
		{"`a${b}`", "", false}, {`a`, "", false}, {`1`, "", false}, {`("a" as const)`, "a", true}, {"`\\``", "`", true},
	} {
		if got, ok := expression(t, c.text).StringValue(); got != c.want && c.ok || ok != c.ok {
			t.Errorf("%s: got %q, %v", c.text, got, ok)
		}
	}
	attribute := parse(t, "a.tsx", `<a b="&amp;\n&lt;" />`).Root().First().First().Child(JSXAttribute).Child(String)
	if got, _ := attribute.StringValue(); got != `&\n<` {
		t.Errorf("attribute: got %q", got)
	}
}

func TestUnescapeMalformed(t *testing.T) {
	for text, want := range map[string]string{
		`\xZZ`: "xZZ", `\u12`: "u12", `\u{110000000000}`: "u{110000000000}", `\u{`: "u{", `a\`: `a\`, `\x4`: "x4", `\uD83D\u0041`: "\uFFFDA",
	} {
		if got := unescape(text); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestNumberAndBool(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64
		ok   bool
	}{
		{"1", 1, true}, {"1_000", 1000, true}, {"0xFF", 255, true}, {"0b11", 3, true}, {"0o17", 15, true}, {"1.5e3", 1500, true},
		{".5", 0.5, true}, {"10n", 10, true}, {"-1", -1, true}, {"+2", 2, true}, {"(3)", 3, true}, {"!1", 0, false}, {"a", 0, false}, {`"1"`, 0, false},
	} {
		if got, ok := expression(t, c.text).NumberValue(); got != c.want || ok != c.ok {
			t.Errorf("%s: got %v, %v", c.text, got, ok)
		}
	}
	for text, want := range map[string][2]bool{
		"true": {true, true}, "false": {false, true}, "!0": {true, true}, "!1": {false, true},
		"a": {}, "!a": {}, "(true as boolean)": {true, true}, "-1": {},
	} {
		if got, ok := expression(t, text).BoolValue(); ok != want[1] || ok && got != want[0] {
			t.Errorf("%s: got %v, %v", text, got, ok)
		}
	}
}

func TestProperty(t *testing.T) {
	o := expression(t, `{ a: 1, "b-c": 2, d, e() {}, get f() { return 3 }, ["g"]: 4, [h]: 5, 6: 7, a: 8, ...i, async j() {} } as const`)
	for name, want := range map[string]string{
		"a": "8", "b-c": "2", "d": "d", "e": "e() {}", "f": "get f() { return 3 }", "g": "4", "6": "7", "j": "async j() {}", "h": "", "i": "", "x": "",
	} {
		if got := o.Property(name).Text(); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	if !o.Open() || expression(t, `{ a: 1, b, c() {} }`).Open() || !expression(t, `{ [a]: 1 }`).Open() {
		t.Error("Open is wrong")
	}
	if !expression(t, `[{ a: 1 }]`).Property("a").IsZero() {
		t.Error("an array has a property")
	}
}

func TestCalls(t *testing.T) {
	for text, want := range map[string]string{
		`auth.protect()`: "auth.protect", `process.env.X`: "process.env.X", `process.env["X"]`: "process.env.X",
		`(await x).y`: "", `a?.b?.[ "c" ]!.d()`: "a.b.c.d", `(a as B).c`: "a.c", `f().g`: "", `a[b]`: "", `this.x`: "this.x",
		`new A.B(1)`: "A.B", `import.meta.env`: "import.meta.env", `super.x()`: "super.x", `a`: "a", `(a.b)(c)`: "a.b", `"x".y`: "",
		`a.b<C>(d)`: "a.b", "a.b`c`": "a.b", `a.#b`: "a.#b", `() => 1`: "",
	} {
		if got := expression(t, text).CalleePath(); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		`f(a, ...b, (c))`: "a|...b|(c)", `new F(1)`: "1", `new F`: "", "f`x`": "", `f()`: "", `f<T>(a)`: "a", `(f(a))`: "a", `f(/* x */ a)`: "a",
	} {
		var got []string
		for _, a := range expression(t, text).Arguments() {
			got = append(got, a.Text())
		}
		if got := strings.Join(got, "|"); got != want {
			t.Errorf("%s: got %q", text, got)
		}
	}
	if n := expression(t, `[1, , ...a, "b"] as const`).Elements(); len(n) != 3 || n[1].Text() != "...a" {
		t.Errorf("elements: %v", n)
	}
	if got := expression(t, `f(a, b)`); got.Argument(1).Text() != "b" || !got.Argument(2).IsZero() || got.Callee().Text() != "f" {
		t.Error("Argument or Callee is wrong")
	}
}
