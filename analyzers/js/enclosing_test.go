package js

import (
	"strings"
	"testing"

	"clerkvet/analyzers/source"
)

func TestNameAt(t *testing.T) {
	for text, want := range map[string]string{
		"export async function GET() { return @1 }":                         "GET",
		"const a = async () => { @1 }":                                      "a",
		"const o = { save: function () { @1 } }":                            "save",
		"class A { m() { return () => { @1 } } }":                           "A.m",
		"function f() { const g = () => { const h = () => @1 } }":           "f.g.h",
		"exports.run = function () { @1 }":                                  "exports.run",
		"useEffect(() => { @1 })":                                           "",
		"@1":                                                                "",
		"export default function () { @1 }":                                 "",
		"function before() {}\nfunction after() { @1 }\nfunction last() {}": "after",
	} {
		at := strings.Index(text, "@1")
		s, err := Parse(source.NewFile("a.ts", []byte(strings.Replace(text, "@1", "x1", 1))))
		if err != nil {
			t.Fatal(err)
		}
		if got := s.NameAt(at); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
