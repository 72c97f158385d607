package clerk

import (
	"slices"
	"strings"
	"sync"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/source"
)

// An EnvName is a variable that some version of Clerk's packages reads (F6.4,
// F6.5).
type EnvName struct {
	Name   string
	Secret bool
	From   uint64 // the first major of @clerk/nextjs known to read it; 0 if it is not known
	Until  uint64 // the first major that does not; 0 if the latest does
	Now    string // what replaces it
}

// envNames is the table of F6.4 and F6.5. A leading "+" stands for
// NEXT_PUBLIC_CLERK_, "-" for CLERK_.
var envNames = expandNames([]EnvName{
	{Name: "+PUBLISHABLE_KEY"}, {Name: "+SIGN_IN_URL"}, {Name: "+SIGN_UP_URL"}, {Name: "+DOMAIN"}, {Name: "+IS_SATELLITE"},
	{Name: "+PROXY_URL"}, {Name: "+JS_URL"}, {Name: "+JS_VERSION"}, {Name: "+UI_URL", From: 7}, {Name: "+UI_VERSION", From: 7},
	{Name: "+PREFETCH_UI", From: 7}, {Name: "+CHECKOUT_CONTINUE_URL"}, {Name: "+KEYLESS_DISABLED"}, {Name: "+TELEMETRY_DISABLED"},
	{Name: "+TELEMETRY_DEBUG"}, {Name: "+UNSAFE_DISABLE_DEVELOPMENT_MODE_CONSOLE_WARNING"},
	{Name: "+SIGN_IN_FORCE_REDIRECT_URL", From: 5}, {Name: "+SIGN_UP_FORCE_REDIRECT_URL", From: 5},
	{Name: "+SIGN_IN_FALLBACK_REDIRECT_URL", From: 5}, {Name: "+SIGN_UP_FALLBACK_REDIRECT_URL", From: 5},
	{Name: "-SECRET_KEY", Secret: true}, {Name: "-MACHINE_SECRET_KEY", Secret: true}, {Name: "-ENCRYPTION_KEY", Secret: true},
	{Name: "-WEBHOOK_SIGNING_SECRET", Secret: true, From: 6}, {Name: "-API_URL"}, {Name: "-API_VERSION"}, {Name: "-JWT_KEY"},
	{Name: "-FAPI_URL"}, {Name: "-DISABLE_AUTO_PROXY", From: 7}, {Name: "-PUBLISHABLE_KEY"}, {Name: "-TELEMETRY_DISABLED"}, {Name: "-TELEMETRY_DEBUG"},
	{Name: "+AFTER_SIGN_IN_URL", Until: 7, Now: "NEXT_PUBLIC_CLERK_SIGN_IN_FALLBACK_REDIRECT_URL"},
	{Name: "+AFTER_SIGN_UP_URL", Until: 7, Now: "NEXT_PUBLIC_CLERK_SIGN_UP_FALLBACK_REDIRECT_URL"},
	{Name: "+FRONTEND_API", Until: 5, Now: "NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY"},
	{Name: "-API_KEY", Secret: true, Until: 5, Now: "CLERK_SECRET_KEY"},
	{Name: "+JS", Until: 5, Now: "NEXT_PUBLIC_CLERK_JS_URL"}, {Name: "-JS_VERSION", Until: 5, Now: "NEXT_PUBLIC_CLERK_JS_VERSION"},
	{Name: "-TRUST_HOST", Until: 5}, {Name: "-USE_X_FWD_HEADERS", Until: 5},
})

func expandNames(names []EnvName) map[string]EnvName {
	out := map[string]EnvName{}
	for _, n := range names {
		prefix := "CLERK_"
		if n.Name[0] == '+' {
			prefix = "NEXT_PUBLIC_CLERK_"
		}
		n.Name = prefix + n.Name[1:]
		out[n.Name] = n
	}
	return out
}

// KnownVariable returns what is known of a variable that Clerk reads or read.
func KnownVariable(name string) (EnvName, bool) {
	n, ok := envNames[name]
	return n, ok
}

// ReadBy reports whether a version of @clerk/nextjs reads the variable. An
// unknown version reads all.
func (n EnvName) ReadBy(v *semver.Version) bool {
	return v == nil || v.Major() >= n.From && (n.Until == 0 || v.Major() < n.Until)
}

// webhookNames hold the signing secret of a Clerk webhook in code and
// tutorials; Clerk itself reads the first only (F5.2).
var webhookNames = []string{
	"CLERK_WEBHOOK_SIGNING_SECRET", "CLERK_WEBHOOK_SECRET", "WEBHOOK_SECRET", "SIGNING_SECRET", "CLERK_SIGNING_SECRET",
	"CLERK_WEBHOOK_KEY", "CLERK_WEBHOOK_SECRET_KEY", "SVIX_WEBHOOK_SECRET", "SVIX_SECRET",
}

// OtherWebhookNames returns the names that Clerk does not read by itself.
func OtherWebhookNames() []string { return webhookNames[1:] }

// IsWebhookSecretName reports whether a variable of the name conventionally
// holds the signing secret of a Clerk webhook.
func IsWebhookSecretName(name string) bool { return slices.Contains(webhookNames, name) }

// Sureness grades a guess by name.
type Sureness uint8

// The grades. LikelySecret is worth a finding of low confidence.
const (
	NotSecret Sureness = iota
	LikelySecret
	SurelySecret
)

var (
	// secretWords are words that no public value has in its name.
	secretWords = source.Pattern(`(^|_)(SECRET|SECRETS|SECRET_(ACCESS_)?KEY|[A-Z]+_SECRET|PRIVATE_KEY|SERVICE_ROLE(_KEY)?|PASSWORD|PASSWD|SIGNING_SECRET|ENCRYPTION_KEY|CONNECTION_STRING|DATABASE_URL|WEBHOOK_SECRET|ADMIN_KEY|SERVICE_ACCOUNT(_KEY)?)$`)
	// switchName matches what is turned on or off, whatever is said of it:
	// ENABLE_USERNAME_PASSWORD.
	switchName = source.Pattern(`^(ENABLE|DISABLE|ALLOW|FORBID|SHOW|HIDE|REQUIRE|SKIP)_`)
	// maybeWords are words of secret and public keys alike.
	maybeWords = source.Pattern(`(^|_)(API_?KEY|API_TOKEN|ACCESS_TOKEN|AUTH_TOKEN|ACCESS_KEY|TOKEN)$`)
	// provingWords are words of what proves something to a provider, rather than says
	// where one is or what is used there: VERCEL_ENVIRONMENT.
	provingWords = source.Pattern(`KEY|TOKEN|SECRET|CREDENTIAL|AUTH|PASS|SIGN|HOOK|SID`)
	// paid are providers whose API keys are never meant for a browser.
	paid = source.Pattern(`(^|_)(OPENAI|ANTHROPIC|CLAUDE|GROQ|REPLICATE|RESEND|SENDGRID|TWILIO|MAILGUN|POSTMARK|BREVO|GEMINI|GOOGLE_AI|GENERATIVE_AI|MISTRAL|COHERE|HUGGINGFACE|DEEPSEEK|OPENROUTER|PERPLEXITY|TOGETHER|FIREWORKS|XAI|STABILITY|DEEPGRAM|ASSEMBLYAI|FAL|TAVILY|SERPAPI|FIRECRAWL|PINECONE|ELEVENLABS|AIRTABLE|NOTION|AWS|UPSTASH|GITHUB|VERCEL|CLOUDFLARE|SLACK|DISCORD|LEMONSQUEEZY|LEMON_SQUEEZY|UPLOADTHING|TRIGGER|INNGEST|STREAM_API_SECRET)_`)
	// meantPublic are names of values that their providers publish, and names
	// that say so.
	meantPublic = source.Pattern(`PUBLISHABLE|PUBLIC_KEY|_PK$|ANON(_KEY)?$|POSTHOG|FIREBASE|GOOGLE_?MAPS?|GMAPS|MAPS_API|SUPABASE_(KEY|ANON)|ALGOLIA|SENTRY|_DSN$|MAPBOX|RECAPTCHA|TURNSTILE|HCAPTCHA|SITE_?KEY|CLIENT_ID|CLIENT_TOKEN|CLIENT_KEY|AMPLITUDE|MIXPANEL|SEGMENT|WRITE_KEY|PUSHER|LIVEBLOCKS_PUBLIC|STREAM_(API_)?KEY|TINYMCE|GIPHY|CESIUM|ARCGIS|MAPTILER|DATADOG|LOGROCKET|INTERCOM|CRISP|STATSIG|LAUNCHDARKLY|GROWTHBOOK|FLAGSMITH|ONESIGNAL|VAPID|WEATHER|IPINFO|BUGSNAG|ROLLBAR|HOTJAR|PLAUSIBLE|UMAMI|TMDB|UNSPLASH_ACCESS|INFURA|ALCHEMY|WALLETCONNECT|THIRDWEB_CLIENT|RAZORPAY_KEY|PAYSTACK_PUBLIC|FLUTTERWAVE_PUBLIC|AXIOM_INGEST|_(HAS|IS|ENABLE|USE|SHOW)_|_(NAME|URL|HEADER|LENGTH|EXPIRY|TTL|ENABLED)$`)
)

// isPaidKey reports whether a variable holds the key of a provider that is never
// meant for a browser: OPENAI_API_KEY. An access key of AWS is the half that names
// whose secret belongs to it.
func isPaidKey(name string) bool {
	name = strings.TrimPrefix(strings.ToUpper(name), publicPrefix)
	return paid().MatchString(name+"_") && maybeWords().MatchString(name) && !meantPublic().MatchString(name) &&
		!strings.Contains(name, "PUBLIC") && !strings.HasSuffix(name, "AWS_ACCESS_KEY")
}

// SecretByName says how sure a variable is a secret by its name alone, a public
// prefix left out of account. LikelySecret needs the value or a provider to
// decide.
func SecretByName(name string) Sureness {
	if known, ok := secretsByName.Load(name); ok {
		return known.(Sureness)
	}
	sure := secretByName(name)
	secretsByName.Store(name, sure)
	return sure
}

// secretsByName is what was answered: a repository has few names and reads them
// often.
var secretsByName sync.Map

func secretByName(name string) Sureness {
	name = strings.TrimPrefix(strings.ToUpper(name), "NEXT_PUBLIC_")
	if known, ok := envNames[name]; ok {
		if known.Secret {
			return SurelySecret
		}
		return NotSecret
	}
	switch {
	case IsWebhookSecretName(name):
		return SurelySecret
	case switchName().MatchString(name):
		return NotSecret
	case secretWords().MatchString(name) && !strings.Contains(name, "PUBLISHABLE") && !strings.Contains(name, "PUBLIC_"):
		return SurelySecret
	case meantPublic().MatchString(name):
		return NotSecret
	case paid().MatchString(name+"_") && provingWords().MatchString(name), maybeWords().MatchString(name):
		return LikelySecret
	}
	return NotSecret
}
