package cli

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"clerkvet/analyzers"
	"clerkvet/analyzers/live"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
	liverules "clerkvet/rules/live"
)

// networkFlags say what of the network is asked.
type networkFlags struct {
	live    bool
	envFile string
	site    string
	api     string
	front   string
	app     string
	probe   bool
}

func (f *networkFlags) add(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.envFile, "env-file", "", "take keys that are not in the environment from `FILE`")
	flags.StringVar(&f.site, "url", "", "ask the deployed site at `URL`, too: GET and OPTIONS only, one request a second")
	flags.BoolVar(&f.probe, "probe-webhook", false, "with --url: send one unsigned POST to the webhook, which should refuse it")
	flags.StringVar(&f.api, "api-url", "", "the Backend API's `URL` (default: CLERK_API_URL, else "+defaultAPI+")")
	flags.StringVar(&f.front, "fapi-url", "", "the Frontend API's `URL` (default: CLERKVET_FAPI_URL, else the host in the publishable key)")
	flags.StringVar(&f.app, "app", "", "the app's `DIR`, where the repository has several")
}

const defaultAPI = "https://api.clerk.com"

// check refuses flags that do nothing.
func (f *networkFlags) check(scope scopeFlags) error {
	asks := f.envFile != "" || f.site != "" || f.probe || f.api != "" || f.front != "" || f.app != ""
	switch {
	case asks && !f.live:
		return errors.New("--env-file, --url, --probe-webhook, --api-url, --fapi-url and --app belong to --live")
	case f.probe && f.site == "":
		return errors.New("--probe-webhook needs --url: the site whose webhook is asked")
	case f.live && (scope.staged || scope.since != ""):
		return errors.New("--live asks about the deployment: --staged and --since do not go with it")
	}
	return nil
}

// requested names what the flags ask for, as rules do.
func (f *networkFlags) requested() (out []string) {
	if f.live {
		out = append(out, liverules.OnRequest)
	}
	if f.site != "" {
		out = append(out, liverules.OnSite)
	}
	if f.probe {
		out = append(out, liverules.OnProbe)
	}
	return out
}

// ask asks the network and puts the answers to the facts.
func (c *command) ask(ctx context.Context, f networkFlags, facts *analyzers.Facts) error {
	if !f.live {
		return nil
	}
	app, err := liveApp(facts, f)
	if err != nil {
		return err
	}
	o := live.Options{Probe: f.probe, Limits: cmp.Or(c.limits, live.DefaultLimits), Network: live.SystemNetwork}
	if c.sleep != nil {
		o.Network.Sleep = c.sleep
	}
	o.Variables.Process = os.LookupEnv
	if f.envFile != "" {
		if o.Variables.File, err = readEnvFile(f.envFile); err != nil {
			return err
		}
	}
	if err := f.addresses(&o); err != nil {
		return err
	}
	for _, a := range facts.Apps {
		if app == nil || a == app {
			o.WebhookNames = append(o.WebhookNames, webhookNames(a)...)
		}
	}
	if app != nil {
		o.App = &live.App{Clerk: app.Clerk, Machine: app.Visitor()}
		for _, r := range app.HealthEndpoints() {
			o.App.Health = append(o.App.Health, r.Middleware.URL)
		}
	}
	facts.Live, facts.LiveApp = live.Ask(ctx, o), app
	c.hidden = facts.Live.Secrets()
	return ctx.Err()
}

// liveApp is the app whose deployment is asked: the only one, or the one that
// was named. Keys can be asked about without.
func liveApp(facts *analyzers.Facts, f networkFlags) (*analyzers.App, error) {
	if f.app == "" && (len(facts.Apps) == 0 || len(facts.Apps) > 1 && f.site == "") {
		return nil, nil
	}
	return chooseApp(facts, f.app)
}

func webhookNames(app *analyzers.App) (names []string) {
	for _, s := range app.Clerk.WebhookSecrets() {
		names = append(names, s.Name)
	}
	return names
}

// maxEnvFile is more than any env file has, in bytes.
const maxEnvFile = 1 << 20

func readEnvFile(name string) (*source.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, fmt.Errorf("--env-file: %w", err)
	}
	if info.Size() > maxEnvFile {
		return nil, fmt.Errorf("--env-file %s: it has more than %d bytes", name, maxEnvFile)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("--env-file: %w", err)
	}
	return source.NewFile(name, text), nil
}

// addresses reads whom to ask. They are never taken from an env file, which
// could send the key of the environment to a stranger.
func (f *networkFlags) addresses(o *live.Options) (err error) {
	read := func(name, text string) *url.URL {
		if text == "" || err != nil {
			return nil
		}
		u, problem := live.BaseURL(text)
		if problem != nil {
			err = fmt.Errorf("%s: %w", name, problem)
		}
		return u
	}
	o.API = read("--api-url or CLERK_API_URL", cmp.Or(f.api, os.Getenv("CLERK_API_URL"), defaultAPI))
	o.FrontendAPI = read("--fapi-url or CLERKVET_FAPI_URL", cmp.Or(f.front, os.Getenv("CLERKVET_FAPI_URL")))
	o.Site = read("--url", f.site)
	if err == nil && o.Site != nil && strings.Trim(o.Site.Path, "/") != "" {
		err = errors.New("--url: want the site without a path, such as https://example.com")
	}
	return err
}

// blot takes out of an output whatever twelve characters of a key that was
// used stand in it: an answer may have quoted it.
func (c *command) blot(data []byte) []byte {
	const piece = 12
	for _, s := range c.hidden {
		s.Reveal(func(key string) {
			for i := 0; i+piece <= len(key); i++ {
				data = bytes.ReplaceAll(data, []byte(key[i:i+piece]), []byte(strings.Repeat("*", piece)))
			}
		})
	}
	return data
}

// couldNotAsk says which live checks of level error got no answer. The network
// not answering is no proof that all is well.
func couldNotAsk(results []*rules.Result) error {
	var ids []string
	for _, r := range results {
		if r.Rule.Category == "live" && r.Rule.Level == rules.Error && r.Outcome == rules.Unknown && !slices.Contains(ids, r.Rule.ID) {
			ids = append(ids, r.Rule.ID)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return fmt.Errorf("could not be asked: %s", strings.Join(ids, ", "))
}

// settle ends a run in which the network was asked: where nothing failed and
// something could not be asked, nobody looked.
func (c *command) settle(results []*rules.Result, p *plan) error {
	if c.code != ready || p.never {
		return nil
	}
	return couldNotAsk(results)
}
