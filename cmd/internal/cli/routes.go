package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/cmd/internal/report"
)

func (c *command) routes() *cobra.Command {
	var format, why, check, config string
	cmd := &cobra.Command{
		Use:   "routes [PATH]",
		Short: "The route map: what a signed-out visitor gets from every page, handler, procedure and action",
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			}
			return c.runRoutes(cmd.Context(), routesAsked{dir, format, why, check, config})
		},
	}
	cmd.Flags().StringVar(&format, "format", "text", "text, json or markdown")
	cmd.Flags().StringVar(&why, "why", "", "show the trail of a `RESOURCE`: a URL pattern, \"METHOD /path\", a file, or an action's name")
	cmd.Flags().StringVar(&check, "check", "", "compare with the map in `FILE` and fail if they differ")
	cmd.Flags().StringVar(&config, "config", "", "read the configuration from `FILE` (default: clerkvet.yaml at the repository's root)")
	return cmd
}

// routesAsked is what the arguments and flags of the command say.
type routesAsked struct{ dir, format, why, check, config string }

func (c *command) runRoutes(ctx context.Context, asked routesAsked) error {
	facts, release, err := load(ctx, asked.dir)
	if err != nil {
		return err
	}
	defer release()
	if len(facts.Apps) == 0 {
		return noApp(facts)
	}
	if _, err := configured(facts, asked.config); err != nil {
		return err
	}
	m := report.Routes(facts.Apps)
	switch {
	case asked.check != "":
		return c.checkRoutes(m, asked.check)
	case asked.why != "":
		n, err := m.Why(c.stdout, asked.why)
		if n == 0 && err == nil {
			return fmt.Errorf("no resource %q: give a URL pattern, \"METHOD /path\", a file or an action's name", asked.why)
		}
		return err
	}
	return writeRoutes(c.stdout, m, asked.format)
}

func writeRoutes(w io.Writer, m *report.RouteMap, format string) error {
	switch format {
	case "text":
		return m.Text(w)
	case "json":
		return m.JSON(w)
	case "markdown":
		return m.Markdown(w)
	}
	return fmt.Errorf("unknown format %q: want text, json or markdown", format)
}

// checkRoutes compares the map with a committed one. Of JSON only what the
// lines of the map show counts: line numbers move with every edit.
func (c *command) checkRoutes(m *report.RouteMap, file string) error {
	committed, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read the committed map: %w", err)
	}
	var have, want []string
	switch strings.ToLower(filepath.Ext(file)) {
	case ".json":
		var old report.RouteMap
		if err := json.Unmarshal(committed, &old); err != nil {
			return fmt.Errorf("read the committed map %s: %w", file, err)
		}
		have, want = old.Lines(), m.Lines()
	case ".md", ".markdown":
		have, want = linesOf(committed), rendered(m, "markdown")
	default:
		have, want = linesOf(committed), rendered(m, "text")
	}
	return c.routeDifferences(have, want, file)
}

func rendered(m *report.RouteMap, format string) []string {
	var b bytes.Buffer
	writeRoutes(&b, m, format) // a buffer does not fail
	return linesOf(b.Bytes())
}

func linesOf(text []byte) []string {
	var out []string
	for line := range strings.Lines(string(text)) {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func (c *command) routeDifferences(have, want []string, file string) error {
	n := 0
	for _, line := range have {
		if !slices.Contains(want, line) {
			n++
			fmt.Fprintf(c.stdout, "- %s\n", report.Harmless(line))
		}
	}
	for _, line := range want {
		if !slices.Contains(have, line) {
			n++
			fmt.Fprintf(c.stdout, "+ %s\n", report.Harmless(line))
		}
	}
	if n > 0 {
		c.code = notReady
		fmt.Fprintf(c.stderr, "clerkvet: %s is stale: %s differ from what the code says\n", file, report.Plural(n, "line"))
	}
	return nil
}
