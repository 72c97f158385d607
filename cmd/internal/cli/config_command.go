package cli

import (
	_ "embed"
	"fmt"

	"github.com/spf13/cobra"
)

// configSchema describes clerkvet.yaml for editors.
//
//go:embed clerkvet.schema.json
var configSchema string

func (c *command) configuration() *cobra.Command {
	cmd := &cobra.Command{Use: "config", Short: "The configuration: its JSON Schema, and a check of a file"}
	cmd.AddCommand(&cobra.Command{
		Use: "schema", Short: "Print the JSON Schema of clerkvet.yaml", Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			_, err := fmt.Fprint(c.stdout, configSchema)
			return err
		},
	}, &cobra.Command{
		Use: "check [FILE]", Short: "Check a configuration, without a look at the code", Args: cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error { return c.checkConfig(argument(args)) },
	})
	return cmd
}

func (c *command) checkConfig(name string) error {
	if name == "" {
		name = configNames[0]
	}
	file, err := readNamed(name)
	if err != nil {
		return err
	}
	conf, err := parseConfig(file)
	if err != nil {
		return err
	}
	patterns := len(conf.routes.declared)
	for _, a := range conf.apps {
		patterns += len(a.declared)
	}
	_, err = fmt.Fprintf(c.stdout, "%s is well-formed: %d apps, %d route patterns, %d ignores\n", name, len(conf.apps), patterns, len(conf.ignores))
	return err
}
