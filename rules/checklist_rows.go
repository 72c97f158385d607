package rules

// A rowSpec is a row of the checklist of the catalogue.
type rowSpec struct {
	id, title string
	// manual says who settles the row: set for rows that reading the repository
	// can fail and never pass.
	manual string
	// needs are the rules, apart by blanks, without which the row cannot pass: a
	// check that was not made is not a check that held. Notes that do not decide
	// the row are left out, and so are live checks.
	needs string
}

const liveKeys = "clerkvet live settles it with the keys of the deployed environment, or somebody who can look at them there"

var rowSpecs = []rowSpec{
	{"1.1", "Publishable key is live", liveKeys, "test-key-in-production key-malformed key-pair-mismatch"},
	{"1.2", "Secret key is live", liveKeys, "test-key-in-production key-malformed key-pair-mismatch"},
	{"1.3", "Env files with secrets are ignored by git", "", "env-file-not-ignored env-file-committed secret-committed secret-in-history"},
	{"1.4", "Webhook signing secret is set", "", "key-malformed webhook-secret-missing webhook-secret-name"},
	{"1.5", "Production domain is configured", "clerkvet live asks for it, or somebody looks in Clerk's Dashboard under Domains", ""},
	{"1.6", "Sign-in and sign-up URLs are configured", "", "env-deprecated sign-in-url-missing sign-in-url-broken sign-in-protected provider-missing"},
	{"2.1", "Keys are validated", liveKeys, ""},
	{"2.2", "Clerk's API can be reached", "clerkvet live asks the API, run from the place where the app runs", ""},
	{"2.3", "Webhook secret is validated", liveKeys, ""},
	{"2.4", "Middleware is present", "", "middleware-missing middleware-misplaced middleware-conflict"},
	{"3.1", "Middleware protects the routes", "", "middleware-missing middleware-misplaced middleware-not-clerk middleware-deprecated " +
		"matcher-invalid matcher-misses-route matcher-skippable matcher-suffix-bypass route-unprotected route-pattern-dead route-pattern-overreach " +
		"policy-dead sign-in-protected auth-fails-open cron-protected vulnerable-dependency"},
	{"3.2", "Handlers and actions check the user", "", "api-route-unprotected server-action-unprotected auth-fails-open auth-not-awaited " +
		"auth-result-unchecked auth-wrong-status debug-route-open secret-compare-undefined server-directive-on-component " +
		"role-from-request unsafe-metadata-authorization user-id-from-request"},
	{"3.3", "Webhook signatures are verified", "", "webhook-unverified webhook-verified-late webhook-body-reserialized webhook-protected webhook-wrong-status"},
	{"3.4", "CORS is restricted", "", "cors-wildcard cors-reflects-origin cors-development-origin"},
	{"3.5", "Sensitive endpoints are rate limited", "", "rate-limit-missing"},
	{"3.6", "A Content Security Policy is set", "", "csp-missing csp-blocks-clerk"},
	{"3.7", "No secret reaches the browser", "", "secret-in-client secret-public-name secret-in-next-config secret-passed-to-client " +
		"secret-in-build-output secret-committed server-module-in-client"},
	{"4.1", "Health endpoint exists", "", "health-endpoint-missing health-endpoint-protected"},
	{"4.2", "Errors are tracked with the user", "", "error-tracking-missing error-tracking-anonymous"},
	{"4.3", "Authentication events are logged", "", "auth-events-unlogged"},
	{"4.4", "Webhook failures are noticed", "", "webhook-failure-silent"},
	{"4.5", "Uptime is monitored", "somebody sets up a monitor that asks the health endpoint; clerkvet live --url asks it once", "health-endpoint-protected cron-protected"},
	{"5.1", "Error pages exist", "", "error-boundary-missing global-error-missing not-found-missing error-boundary-not-client global-error-incomplete"},
	{"5.2", "Authentication fails gracefully", "", "auth-wrong-status debug-route-open error-details-exposed"},
	{"5.3", "Webhook retries are idempotent", "", "webhook-wrong-status webhook-not-idempotent"},
	{"5.4", "Expired sessions find a way back", "", "session-expiry-unhandled"},
	{"6.1", "Matcher leaves out static files", "", "matcher-invalid matcher-suffix-bypass matcher-includes-static"},
	{"6.2", "User data is cached", "", "user-data-uncached"},
	{"6.3", "Authentication components load lazily", "", "clerk-component-eager"},
	{"6.4", "Middleware runs at the edge", "", "middleware-runtime"},
}

// subjects are the rules that know whether a row has anything to say of an app,
// where the others of the row hold of nothing at all: a row on webhooks in an app
// without one.
var subjects = map[string]string{"1.4": "webhook-secret-missing", "2.4": "middleware-missing", "3.1": "matcher-invalid"}

// settled are the live rules that decide a row which reading alone cannot. All
// of them must have run; then the row is judged like any other.
var settled = map[string][]string{
	"1.1": {"live-publishable-key", "live-key-pair"},
	"1.2": {"live-secret-key", "live-key-pair"},
	"1.5": {"live-domain", "live-instance"},
	"2.1": {"live-publishable-key", "live-secret-key", "live-key-pair"},
	"2.2": {"live-api-reachable"},
	"2.3": {"live-webhook-secret"},
}

// deciding are the notes whose absence is the row's own question: they make it
// WARN.
var deciding = []string{
	"health-endpoint-missing", "error-tracking-missing", "error-tracking-anonymous",
	"auth-events-unlogged", "rate-limit-missing", "not-found-missing", "session-expiry-unhandled",
	"user-data-uncached", "clerk-component-eager", "middleware-runtime",
}
