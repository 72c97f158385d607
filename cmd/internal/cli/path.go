package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"path"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/cmd/internal/report"
)

func (c *command) path() *cobra.Command {
	var appDir, format, root string
	cmd := &cobra.Command{
		Use:   "path [--app DIR] URLPATH... | -",
		Short: "Say what happens to URL paths: does the middleware run, by which matcher entry, which route answers",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return errors.New("path: name URL paths, such as /dashboard, or - for one a line of standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			urls, err := c.urls(args)
			if err != nil {
				return err
			}
			return c.runPath(cmd.Context(), root, appDir, format, urls)
		},
	}
	cmd.Flags().StringVar(&appDir, "app", "", "the app's `DIR`, where the repository has several")
	cmd.Flags().StringVar(&format, "format", "text", "text or json")
	cmd.Flags().StringVar(&root, "dir", "", "the checkout")
	return cmd
}

// urls returns the paths of the arguments, or one a line from standard input. What is no
// path of a URL would be answered as one that nothing serves.
func (c *command) urls(args []string) ([]string, error) {
	urls, err := c.listed(args)
	for _, u := range urls {
		if !strings.HasPrefix(u, "/") {
			return nil, fmt.Errorf("path: %q is no path of a URL: it begins with a slash", u)
		}
	}
	return urls, err
}

func (c *command) listed(args []string) ([]string, error) {
	if len(args) != 1 || args[0] != "-" {
		return args, nil
	}
	var urls []string
	lines := bufio.NewScanner(c.stdin)
	for lines.Scan() {
		if lines.Text() != "" {
			urls = append(urls, lines.Text())
		}
	}
	return urls, lines.Err()
}

func (c *command) runPath(ctx context.Context, root, appDir, format string, urls []string) error {
	facts, release, err := load(ctx, root)
	if err != nil {
		return err
	}
	defer release()
	app, err := chooseApp(facts, appDir)
	if err != nil {
		return err
	}
	var answers []report.PathAnswer
	for _, u := range urls {
		answers = append(answers, answerPath(app, u))
	}
	switch format {
	case "text":
		return report.PathsText(c.stdout, answers)
	case "json":
		return report.PathsJSON(c.stdout, answers)
	}
	return fmt.Errorf("unknown format %q: want text or json", format)
}

func chooseApp(facts *analyzers.Facts, dir string) (*analyzers.App, error) {
	if len(facts.Apps) == 0 {
		return nil, noApp(facts)
	}
	if dir == "" && len(facts.Apps) == 1 {
		return facts.Apps[0], nil
	}
	names := ""
	for _, app := range facts.Apps {
		if app.Next.Dir == path.Clean(dir) && dir != "" {
			return app, nil
		}
		names += " " + app.Next.Dir
	}
	if dir == "" {
		return nil, errors.New("the repository has several apps: choose one with --app:" + names)
	}
	return nil, fmt.Errorf("no app in %s; there are:%s", dir, names)
}
