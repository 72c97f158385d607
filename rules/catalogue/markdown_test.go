package catalogue_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

var (
	codeSpan = regexp.MustCompile("`[^`\n]+`")
	autolink = regexp.MustCompile(`<https://[^\s<>]+>`)
	listItem = regexp.MustCompile(`^- \S`)
)

// Every page is Markdown that renders everywhere as it is meant: sections in
// their order, closed blocks of code, and no tag that a reader would drop.
func TestPagesAreMarkdown(t *testing.T) {
	for _, r := range slices.Concat(catalogue.All(), rules.Configured()) {
		t.Run(r.ID, func(t *testing.T) {
			for _, problem := range malformed(r.Doc().Markdown) {
				t.Error(problem)
			}
		})
	}
}

// malformed says what is wrong with a page.
func malformed(page string) (problems []string) {
	problem := func(what, line string) { problems = append(problems, what+": "+line) }
	prose, open := prose(page)
	if open {
		problem("a block of code is not closed", "")
	}
	var headings []string
	for i, line := range prose {
		bare := autolink.ReplaceAllString(codeSpan.ReplaceAllString(line, ""), "")
		switch {
		case strings.HasPrefix(line, "#"):
			headings = append(headings, line)
			if i > 0 && prose[i-1] != "" || i+1 < len(prose) && prose[i+1] != "" {
				problem("no blank line around the heading", line)
			}
		case strings.HasPrefix(line, "*"), strings.HasPrefix(line, "-") && !listItem.MatchString(line):
			problem("a list item is written \"- item\"", line)
		}
		if strings.ContainsAny(bare, "<>`") || strings.Count(bare, "*")%2 != 0 && strings.Count(bare, "*") > 1 {
			problem("a tag, a code span or an emphasis is not closed, or not code", line)
		}
	}
	if len(headings) == 0 || !slices.Equal(headings[1:], []string{"## Wrong", "## Right", "## Fix", "## References"}) {
		problem("headings", strings.Join(headings, ", "))
	}
	if !strings.HasPrefix(page, "# ") || !strings.HasSuffix(page, "\n") || strings.HasSuffix(page, "\n\n") {
		problem("a page begins with its title and ends with one line break", "")
	}
	return problems
}

// prose returns the lines outside of blocks of code, and whether a block is
// left open.
func prose(page string) (lines []string, open bool) {
	for line := range strings.SplitSeq(page, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			open = !open
			if open != (line != "```") {
				return lines, true // a block needs a language, its end has none
			}
		case !open:
			lines = append(lines, strings.TrimRight(line, " "))
		}
	}
	return lines, open
}

func TestMalformed(t *testing.T) {
	good := "# A\n\nText `<b>` <https://a.b>.\n\n## Wrong\n\n```txtar\n<b>\n```\n\n## Right\n\n## Fix\n\n- x\n\n## References\n\n- <https://a.b>\n"
	if p := malformed(good); len(p) > 0 {
		t.Errorf("%q", p)
	}
	for _, bad := range [][2]string{
		{"`<b>`", "<b>"}, {"```\n\n## Right", "## Right"}, {"```txtar", "```"}, {"## Fix", "## Fixed"}, {"- x", "* x"},
		{"Text `", "Text "}, {"\n\n## Fix", "\n## Fix"}, {"# A\n", "---\n# A\n"}, {"a.b>\n", "a.b>\n\n"},
	} {
		if broken := strings.Replace(good, bad[0], bad[1], 1); broken == good || len(malformed(broken)) == 0 {
			t.Errorf("nothing is wrong with %q", bad[1])
		}
	}
}
