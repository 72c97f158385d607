// Package cli is the clerkvet command: arguments in, exit code out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/live"
	"clerkvet/cmd/internal/report"
)

// Exit codes. A tool that could not look is not a tool that found nothing.
const (
	ready    = 0
	notReady = 1
	broken   = 2
)

// Home is the public home of the project.
const Home = ""

// A command is one run: its streams, and the exit code that it ends with.
type command struct {
	stdin          io.Reader
	stdout, stderr io.Writer
	code           int
	// limits and sleep replace those of live checks in tests.
	limits live.Limits
	sleep  func(context.Context, time.Duration)
	hidden []dotenv.Secret // must not stand in any output
}

// Main runs clerkvet with the arguments and returns its exit code: 0 ready,
// 1 findings at or above the threshold, 2 could not look.
func Main(args []string, stdin io.Reader, stdout, stderr io.Writer) int {
	collectLess()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the process at once
	return (&command{stdin: stdin, stdout: stdout, stderr: stderr}).run(ctx, args)
}

func (c *command) run(ctx context.Context, args []string) int {
	root := c.root()
	root.SetArgs(withAudit(root, args))
	err := root.ExecuteContext(ctx)
	switch {
	case err == nil:
		return c.code
	case errors.Is(err, syscall.EPIPE):
		return c.code // the reader of our output has seen enough
	case ctx.Err() != nil:
		err = errors.New("interrupted")
	}
	fmt.Fprintf(c.stderr, "clerkvet: %s\n", c.blot([]byte(report.ErrorText(err))))
	return broken
}

func (c *command) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "clerkvet [command] [path]",
		Short: "Audit a Next.js repository that uses Clerk: is it ready for production?",
		Long: `clerkvet reads a Next.js repository that uses Clerk and says whether it is ready
for production: where the middleware stands and what its matcher covers, what
reaches the browser, how webhooks are verified, which error pages exist.

  clerkvet [audit] [PATH]   audit a checkout (the default command)
  clerkvet live [PATH]      ask Clerk's APIs and the deployed site; nothing else
                            asks the network

Exit codes: 0 ready, 1 findings at or above --fail-on, 2 could not look.`,
		SilenceErrors: true, SilenceUsage: true,
		CompletionOptions: cobra.CompletionOptions{HiddenDefaultCmd: false},
	}
	root.SetIn(c.stdin)
	root.SetOut(c.stdout)
	root.SetErr(c.stderr)
	root.AddCommand(c.audit(), c.routes(), c.path(), c.live(), c.rules(), c.explain(), c.version(), c.configuration(), c.baseline(), c.initialize())
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, sub := range root.Commands() {
		if sub.Name() == "help" {
			sub.Args = knownTopic
		} else if sub.HasSubCommands() {
			sub.Args, sub.RunE, sub.DisableFlagsInUseLine = knownCommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }, true
		}
	}
	return root
}

// knownTopic refuses a word after help that is no command: cobra only prints that it is
// none.
func knownTopic(cmd *cobra.Command, args []string) error {
	if found, _, err := cmd.Root().Find(args); err != nil || len(args) > 0 && found == cmd.Root() {
		return fmt.Errorf("help: there is no command %q", strings.Join(args, " "))
	}
	return nil
}

// knownCommand refuses a word after a command that has others below it and is none of
// them: cobra takes it for a wish for help.
func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	return fmt.Errorf("%s: unknown command %q: want %s", cmd.Name(), args[0], strings.Join(names, ", "))
}

// withAudit puts the default command before arguments that name none.
func withAudit(root *cobra.Command, args []string) []string {
	if len(args) == 0 {
		return []string{"audit"}
	}
	first := args[0]
	if first == "-h" || first == "--help" || first == "help" || first == "completion" || strings.HasPrefix(first, "__complete") {
		return args
	}
	for _, sub := range root.Commands() {
		if sub.Name() == first || sub.HasAlias(first) {
			return args
		}
	}
	if first == "--version" {
		return append([]string{"version"}, args[1:]...)
	}
	return append([]string{"audit"}, args...)
}

// suggestCommand names the command that a path which is not there may mean: as
// audit is the default, a misspelt command is taken for a path.
func suggestCommand(err error, root *cobra.Command, arg string) error {
	if err == nil || arg == "" {
		return err
	}
	if _, statErr := os.Stat(arg); statErr == nil {
		return err
	}
	for _, sub := range root.Commands() {
		if editDistance(arg, sub.Name()) <= 2 {
			return fmt.Errorf("%w; did you mean the command %s?", err, sub.Name())
		}
	}
	return err
}
