package rules

import (
	"fmt"
	"io/fs"
	"strings"
)

// A Category is a package of rules with their pages.
type Category struct {
	Name  string
	Pages fs.FS // <id>.md for each rule
	Rules []*Rule
}

// Catalogue joins the categories into one list and gives each rule its
// category and page. A rule without a page is an error.
func Catalogue(categories ...Category) ([]*Rule, error) {
	var all []*Rule
	for _, c := range categories {
		for _, rule := range c.Rules {
			text, err := fs.ReadFile(c.Pages, rule.ID+".md")
			if err != nil {
				return nil, fmt.Errorf("page of rule %s: %w", rule.ID, err)
			}
			described := *rule
			described.Category, described.page = c.Name, string(text)
			all = append(all, &described)
		}
	}
	return all, nil
}

// A Doc is the page of a rule, taken apart.
type Doc struct {
	Title      string   // the heading: an assertion that should hold
	Summary    string   // the first paragraph
	Markdown   string   // all of it
	Wrong      []string // examples, as txtar archives
	Right      []string
	Fix        string
	References []string // URLs
}

// Doc returns the page of the rule.
func (r *Rule) Doc() *Doc {
	d := &Doc{Markdown: r.page}
	heading, rest, _ := strings.Cut(r.page, "\n\n")
	d.Title = strings.TrimPrefix(heading, "# ")
	d.Summary, _, _ = strings.Cut(rest, "\n\n")
	for _, section := range strings.Split(r.page, "\n## ")[1:] {
		name, body, _ := strings.Cut(section, "\n")
		switch name {
		case "Wrong":
			d.Wrong = fenced(body)
		case "Right":
			d.Right = fenced(body)
		case "Fix":
			d.Fix = strings.TrimSpace(body)
		case "References":
			d.References = links(body)
		}
	}
	return d
}

// fenced returns the txtar blocks of a section.
func fenced(body string) []string {
	var blocks []string
	for _, b := range strings.Split(body, "```txtar\n")[1:] {
		block, _, _ := strings.Cut(b, "\n```")
		blocks = append(blocks, block+"\n")
	}
	return blocks
}

// links returns the URLs in angle brackets or Markdown links of a list.
func links(body string) []string {
	var urls []string
	for _, part := range strings.FieldsFunc(body, func(r rune) bool { return strings.ContainsRune(" \n<>()", r) }) {
		if strings.HasPrefix(part, "https://") {
			urls = append(urls, part)
		}
	}
	return urls
}
