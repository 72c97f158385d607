package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/rules"
	"clerkvet/rules/catalogue"
)

func (c *command) rules() *cobra.Command {
	var format string
	cmd := &cobra.Command{
		Use: "rules", Short: "List every rule", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			switch format {
			case "text":
				return c.rulesText()
			case "json":
				return c.rulesJSON()
			case "markdown":
				_, err := fmt.Fprint(c.stdout, RulesTable(catalogue.All()))
				return err
			}
			return fmt.Errorf("unknown format %q: want text, json or markdown", format)
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	return cmd
}

func (c *command) rulesText() error {
	for _, r := range catalogue.All() {
		if _, err := fmt.Fprintf(c.stdout, "%-28s %-8s %-9s %s\n", r.ID, r.Level, strings.Join(r.Checklist, ","), r.Doc().Title); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) rulesJSON() error {
	type entry struct {
		ID        string   `json:"id"`
		Category  string   `json:"category"`
		Level     string   `json:"level"`
		CWE       int      `json:"cwe,omitempty"`
		Checklist []string `json:"checklist"`
		Title     string   `json:"title"`
	}
	list := []entry{}
	for _, r := range catalogue.All() {
		list = append(list, entry{r.ID, r.Category, r.Level.String(), r.CWE, r.Checklist, r.Doc().Title})
	}
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(list)
}

// RulesTable is the catalogue as a Markdown table: the one in the README.
func RulesTable(all []*rules.Rule) string {
	var b strings.Builder
	b.WriteString("| rule | level | rows | holds when it passes |\n|---|---|---|---|\n")
	for _, r := range all {
		fmt.Fprintf(&b, "| [`%s`](rules/%s/%s.md) | %s | %s | %s |\n", r.ID, r.Category, r.ID, r.Level,
			strings.Join(r.Checklist, ", "), strings.ReplaceAll(r.Doc().Title, "|", "\\|"))
	}
	return b.String()
}

func (c *command) explain() *cobra.Command {
	return &cobra.Command{
		Use: "explain RULE", Short: "Print the page of a rule", Args: oneRule,
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			var ids []string
			for _, r := range catalogue.All() {
				ids = append(ids, r.ID)
			}
			return ids, cobra.ShellCompDirectiveNoFileComp
		},
		RunE: func(_ *cobra.Command, args []string) error {
			r, err := find(allRules(), args[0])
			if err != nil {
				return err
			}
			_, err = fmt.Fprint(c.stdout, r.Doc().Markdown)
			return err
		},
	}
}

func oneRule(_ *cobra.Command, args []string) error {
	if len(args) != 1 {
		return errors.New("explain: name one rule, such as middleware-missing; clerkvet rules lists all")
	}
	return nil
}

// find returns the rule with the id. The error suggests the nearest id.
func find(all []*rules.Rule, id string) (*rules.Rule, error) {
	best, distance := "", len(id)/2+1
	for _, r := range all {
		if r.ID == id {
			return r, nil
		}
		if d := editDistance(id, r.ID); d < distance {
			best, distance = r.ID, d
		}
	}
	if best != "" {
		return nil, fmt.Errorf("no rule %q: did you mean %s?", id, best)
	}
	return nil, fmt.Errorf("no rule %q: see clerkvet rules", id)
}

// editDistance is the number of insertions, deletions and replacements between
// two words.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			diagonal = row[j]
			row[j] = min(row[j]+1, row[j-1]+1, cost)
		}
	}
	return row[len(b)]
}
