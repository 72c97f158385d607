package live

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/visitor"
)

// apiVersion is the version of the Backend API that @clerk/backend pins
// (openapi-specs bapi/2026-05-12.yml).
const apiVersion = "2026-05-12"

// Options say whom to ask, and with what.
type Options struct {
	Variables Variables
	API       *url.URL // of the Backend API
	// FrontendAPI replaces the host that the publishable key names; nil for that
	// host.
	FrontendAPI *url.URL
	Site        *url.URL // the deployed site; nil if nobody named it
	Probe       bool     // send an unsigned event to the webhook
	App         *App     // nil without a Next.js app
	// WebhookNames are the variables from which the code reads the signing
	// secret, the first that is set counting.
	WebhookNames []string
	Limits       Limits
	Network      Network
}

// An App is what is known of the app whose deployment is asked.
type App struct {
	Clerk   *clerk.App
	Machine *visitor.Machine
	Health  []string // URLs of its health endpoints
}

// A Network is what the questions need of the machine beside HTTP; tests
// replace it.
type Network struct {
	Now   func() time.Time
	Sleep func(ctx context.Context, d time.Duration)
	// Lookup returns the canonical name of a host.
	Lookup func(ctx context.Context, host string) (string, error)
}

// SystemNetwork is the clock and the resolver of the machine.
var SystemNetwork = Network{Now: time.Now, Sleep: sleep, Lookup: net.DefaultResolver.LookupCNAME}

func sleep(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// Facts is what the network said.
type Facts struct {
	Publishable Variable
	Secret      Variable
	Webhook     Variable
	WebhookRead bool // the code verifies webhooks with it
	Backend     Backend
	Frontend    Frontend
	Records     []Record // of the production domain, in Clerk's order
	Site        *Site    // nil if nobody named one
	Probe       *Probe   // nil if nobody asked for it
	Now         time.Time
}

// webhookName is what verifyWebhook() of Clerk reads by itself (facts.md F5.2).
const webhookName = "CLERK_WEBHOOK_SIGNING_SECRET"

// Ask asks everything that the options allow.
func Ask(ctx context.Context, o Options) *Facts {
	names := o.WebhookNames
	if len(names) == 0 {
		names = []string{webhookName}
	}
	f := &Facts{
		Now:         o.Network.Now(),
		Publishable: o.Variables.first("NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY", "CLERK_PUBLISHABLE_KEY"),
		Secret:      o.Variables.first("CLERK_SECRET_KEY"),
		Webhook:     o.Variables.first(names...),
		WebhookRead: len(o.WebhookNames) > 0,
	}
	f.Backend = askBackend(ctx, o, f.Secret)
	f.Frontend = askFrontend(ctx, o, f.Publishable.Key)
	if o.FrontendAPI == nil {
		f.Records = askRecords(ctx, o, f.Backend.Domains.List)
	}
	if o.Site != nil {
		s := newVisit(ctx, o)
		f.Site = s.site()
		if o.Probe {
			f.Probe = s.probe(o.App)
		}
	}
	return f
}

// A Backend is what Clerk's Backend API says to the secret key.
type Backend struct {
	Instance  Instance
	Users     Reply // of /v1/users/count: whether it works, never how many
	Keys      KeySet
	Domains   Domains
	Redirects Redirects
}

// An Instance is the instance that the secret key belongs to.
type Instance struct {
	Reply
	ID         string   `json:"id"`
	Type       string   `json:"environment_type"` // production, development
	OriginsSet []string `json:"allowed_origins"`
}

// A KeySet is the signing keys that an API publishes: their names begin with
// the instance.
type KeySet struct {
	Reply
	Keys []struct {
		ID string `json:"kid"`
	} `json:"keys"`
}

// Has reports whether the set holds a key of that name.
func (k KeySet) Has(id string) bool {
	for _, key := range k.Keys {
		if key.ID == id {
			return true
		}
	}
	return false
}

// Domains are the domains of an instance.
type Domains struct {
	Reply
	List []Domain `json:"data"`
}

// A Domain is a domain of an instance.
type Domain struct {
	Name        string   `json:"name"`
	FrontendAPI string   `json:"frontend_api_url"`
	Satellite   bool     `json:"is_satellite"`
	Proxy       string   `json:"proxy_url"`
	Targets     []Target `json:"cname_targets"`
}

// A Target is a DNS record that Clerk wants for a domain.
type Target struct {
	Host     string `json:"host"`
	Value    string `json:"value"`
	Required bool   `json:"required"`
}

// Redirects are the URLs that native apps may be sent to after sign-in.
type Redirects struct {
	Reply
	URLs []string
}

func askBackend(ctx context.Context, o Options, secret Variable) (b Backend) {
	why, usable := "", secret.usable()
	if !usable {
		why = "there is no secret key to ask with"
	}
	header := http.Header{"Accept": {"application/json"}, "Clerk-Api-Version": {apiVersion}}
	secret.Value.Reveal(func(key string) { header.Set("Authorization", "Bearer "+key) })
	q := &questions{ctx: ctx, client: newClient(o.API, header, o.Limits, attempts), stopped: why}
	b.Instance.Reply = q.ask("/v1/instance", &b.Instance)
	b.Users = q.ask("/v1/users/count", &struct{}{})
	b.Keys.Reply = q.ask("/v1/jwks", &b.Keys)
	b.Domains.Reply = q.ask("/v1/domains", &b.Domains)
	b.Redirects = askRedirects(q)
	return b
}

func askRedirects(q *questions) (r Redirects) {
	var list []struct {
		URL string `json:"url"`
	}
	r.Reply = q.ask("/v1/redirect_urls", &list)
	for _, e := range list {
		r.URLs = append(r.URLs, e.URL)
	}
	return r
}

// questions go to one API in turn. What stops one stops the rest: a refused
// key, a limit or a dead line does not get better by repeating.
type questions struct {
	ctx     context.Context
	client  *client
	stopped string
	refused bool
	expiry  time.Time
}

func (q *questions) ask(path string, v any) Reply {
	if q.stopped != "" {
		answer := CouldNotAsk
		if q.refused {
			answer = Invalid
		}
		return Reply{Answer: answer, Why: q.stopped}
	}
	r, m := q.client.get(q.ctx, path, v)
	if m != nil && !m.expiry.IsZero() {
		q.expiry = m.expiry
	}
	stops := r.Status == 0 || r.Status == 401 || r.Status == 429
	if !r.OK() && stops {
		q.stopped, q.refused = r.Why, r.Answer == Invalid
	}
	return r
}

// A Frontend is what Clerk's Frontend API says to anybody.
type Frontend struct {
	Host        string // that was asked
	Keys        KeySet
	Environment Environment
	Health      Reply
	Expiry      time.Time // of its certificate; zero without one
}

// An Environment is the settings that an instance shows to its own sign-in
// page.
type Environment struct {
	Reply
	Display struct {
		Type       string `json:"instance_environment_type"`
		DevWarning bool   `json:"show_devmode_warning"`
		Branded    bool   `json:"branded"`
		Home       string `json:"home_url"`
		SignIn     string `json:"sign_in_url"`
		SignUp     string `json:"sign_up_url"`
		AfterIn    string `json:"after_sign_in_url"`
		AfterUp    string `json:"after_sign_up_url"`
		AfterOut   string `json:"after_sign_out_all_url"`
		Logo       string `json:"logo_link_url"`
	} `json:"display_config"`
	Auth struct {
		TestMode   bool `json:"test_mode"`
		URLSyncing bool `json:"url_based_session_syncing"`
	} `json:"auth_config"`
	Users struct {
		Attack struct {
			Lockout struct {
				Enabled *bool `json:"enabled"`
			} `json:"user_lockout"`
		} `json:"attack_protection"`
		SignUp struct {
			Captcha *bool `json:"captcha_enabled"`
		} `json:"sign_up"`
	} `json:"user_settings"`
	Maintenance bool `json:"maintenance_mode"`
}

// URLs are the addresses of the app that the settings name.
func (e Environment) URLs() map[string]string {
	d := e.Display
	return map[string]string{"home": d.Home, "sign-in": d.SignIn, "sign-up": d.SignUp, "after sign-in": d.AfterIn,
		"after sign-up": d.AfterUp, "after sign-out": d.AfterOut, "logo": d.Logo}
}

func askFrontend(ctx context.Context, o Options, key clerk.Key) (f Frontend) {
	base, why := o.FrontendAPI, ""
	if base == nil {
		base, why = frontendOf(key)
	}
	f.Host = base.Host
	q := &questions{ctx: ctx, client: newClient(base, http.Header{"Accept": {"application/json"}}, o.Limits, attempts), stopped: why}
	f.Keys.Reply = q.ask("/.well-known/jwks.json", &f.Keys)
	f.Environment.Reply = q.ask("/v1/environment", &f.Environment)
	f.Health = q.ask("/v1/health", &struct{}{})
	f.Expiry = q.expiry
	return f
}

func frontendOf(key clerk.Key) (base *url.URL, why string) {
	if key.Kind != clerk.PublishableKey || key.Host == "" || key.Placeholder {
		return &url.URL{}, "there is no publishable key that names a Frontend API"
	}
	return &url.URL{Scheme: "https", Host: key.Host}, ""
}

// A Record is a DNS record that Clerk wants, as it is.
type Record struct {
	Target
	State Answer // Valid: it leads where it should, or to addresses by another way
	Found string // the name that it leads to
}

func askRecords(ctx context.Context, o Options, domains []Domain) (out []Record) {
	const most = 20
	for _, d := range domains {
		for _, t := range d.Targets {
			if len(out) < most && t.Host != "" {
				out = append(out, askRecord(ctx, o, t))
			}
		}
	}
	return out
}

func askRecord(ctx context.Context, o Options, t Target) Record {
	ctx, cancel := context.WithTimeout(ctx, o.Limits.Timeout)
	defer cancel()
	found, err := o.Network.Lookup(ctx, t.Host)
	found = strings.TrimSuffix(found, ".")
	switch {
	case notFound(err):
		return Record{t, Invalid, ""}
	case err != nil:
		return Record{t, CouldNotAsk, ""}
	}
	return Record{t, Valid, found}
}

// Development reports whether the domain is one that Clerk gives to development
// instances.
func (d Domain) Development() bool {
	u, err := url.Parse(d.FrontendAPI)
	return clerk.Classify(d.Name).DevelopmentHost || err == nil && clerk.Classify(u.Host).DevelopmentHost
}

// OwnMachine reports whether a URL leads to the machine of whoever follows it.
func OwnMachine(text string) bool {
	u, err := url.Parse(text)
	return err == nil && u.Host != "" && loopback(u.Hostname())
}

// Secrets are the values that must not be seen in any output.
func (f *Facts) Secrets() (out []dotenv.Secret) {
	for _, v := range []Variable{f.Secret, f.Webhook} {
		if v.Set && !v.Key.Placeholder {
			out = append(out, v.Value)
		}
	}
	return out
}
