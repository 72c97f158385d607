package pathmatch

import (
	"encoding/json"
	"os/exec"
	"slices"
	"testing"
)

var finds = []struct{ Source, Flags, Text string }{
	{`^\/(en|de)(?=\/|$)`, "", "/en/x"},
	{`^\/(en|de)(?=\/|$)`, "", "/end"},
	{`(?<a>\w+)\/(?<b>\w+)?$`, "", "/x/ab/"},
	{`([^/]+)(\/.*)?$`, "", "/abc"},
	{`(?<!\/)b(.)`, "i", "/bxB1"},
	{`\.(png|jpe?g)$`, "i", "/a.JPG"},
	{`(a)|(b)`, "", "b"},
	{`((a)(b)?)`, "", "xac"},
	{`(?:(a)|(b))+`, "", "ab"},
	{`(a|(b))*c`, "", "bac"},
	{`(x*)?y`, "", "y"},
	{`(x*)*y`, "", "y"},
	{`(x{0,3}?)(x*)`, "", "xxxx"},
	{`(?=(a+))a*b\1`, "", "baaabac"},
	{`(z)((a+)?(b+)?(c))*`, "", "zaacbbbcac"},
	{`(ü)(.)`, "", "xüßy"},
	{`(ü)(.)`, "u", "xü\U0001F600y"},
	{`(.)$`, "s", "a\n"},
	{`^(b)$`, "m", "a\nb\nc"},
	{`(?<=(\d+))x`, "", "12x"},
	{``, "", ""},
}

// What Find finds is what node finds, or it says that it does not know.
func TestFindAsInNode(t *testing.T) {
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	cases, _ := json.Marshal(finds)
	out, err := exec.Command(node, "-e", `console.log(JSON.stringify(`+string(cases)+`.map(({ Source, Flags, Text }) => {
		const m = new RegExp(Source, Flags + "d").exec(Text);
		const bytes = (n) => Buffer.byteLength(Text.slice(0, n));
		return m && m.indices.flatMap((x) => x ? x.map(bytes) : [-1, -1]);
	})))`).Output()
	if err != nil {
		t.Fatal(err)
	}
	var want [][]int
	if err := json.Unmarshal(out, &want); err != nil {
		t.Fatal(err)
	}
	unknown := 0
	for i, c := range finds {
		re, err := NewRegexp(c.Source, c.Flags)
		if err != nil {
			t.Errorf("/%s/%s: %v", c.Source, c.Flags, err)
			continue
		}
		got, err := re.Find(c.Text, 0)
		if err != nil {
			unknown++
			t.Logf("/%s/%s: %v", c.Source, c.Flags, err)
		} else if !slices.Equal(got, want[i]) {
			t.Errorf("/%s/%s finds %v in %q, want %v", c.Source, c.Flags, got, c.Text, want[i])
		}
	}
	if unknown > 6 {
		t.Errorf("%d are not known", unknown)
	}
}
