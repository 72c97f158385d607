package js

import "testing"

// TestElementsStartWhereTheyAreWritten holds the span of each JSX element to its
// text, whatever stands before it.
func TestElementsStartWhereTheyAreWritten(t *testing.T) {
	for _, text := range []string{
		"const a = (\n  <div>\n    text\n    <b>x</b>\n    {y}\n    <i />\n  </div>\n)",
		"const a = <div>\n\n  <b>x</b> and\n  <i /></div>",
		"const a = cond && \n  <b>x</b>",
		"return (\n    <A>\n      <B\n        c={d}\n      />\n      <></>\n    </A>\n)",
		"const a = <A>\n  &nbsp;\n  <B />\n</A>",
		"const a = x ? (\n <A />\n) : (\n <B></B>\n)",
		"const a = <A b={<C />}>{list.map((x) => (\n  <D key={x}>\n {x} \n <E/></D>\n))}</A>",
	} {
		for _, file := range []string{"a.tsx", "a.jsx"} {
			s := parse(t, file, text)
			for n := range s.Root().Descendants() {
				if elements[n.Kind()] && n.Text()[0] != '<' && n.Text()[0] != '{' {
					t.Errorf("%s: the %s %q starts before it is written", file, n.Kind(), n.Text())
				}
			}
		}
	}
}
