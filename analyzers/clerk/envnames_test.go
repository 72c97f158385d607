package clerk

import (
	"testing"

	"github.com/Masterminds/semver/v3"
)

func TestSecretByName(t *testing.T) {
	for name, want := range map[string]Sureness{
		"VERCEL_ENVIRONMENT": NotSecret, "GITHUB_REPOSITORY": NotSecret, "VERCEL_ACCESS_KEY": LikelySecret,
		"CLERK_SECRET_KEY": SurelySecret, "NEXT_PUBLIC_CLERK_SECRET_KEY": SurelySecret, "NEXT_PUBLIC_STRIPE_SECRET_KEY": SurelySecret, "AWS_SECRET_ACCESS_KEY": SurelySecret,
		"NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY": SurelySecret, "NEXT_PUBLIC_CLERK_WEBHOOK_SECRET": SurelySecret, "DATABASE_URL": SurelySecret, "CLIENT_SECRET": SurelySecret,
		"FIREBASE_PRIVATE_KEY": SurelySecret, "CLERK_API_KEY": SurelySecret, "CRON_SECRET": SurelySecret, "STREAM_SECRET_KEY": SurelySecret, "NEXT_PUBLIC_RECAPTCHA_SECRET_KEY": SurelySecret,
		"NEXT_PUBLIC_OPENAI_API_KEY": LikelySecret, "NEXT_PUBLIC_API_TOKEN": LikelySecret, "RESEND_API_KEY": LikelySecret,
		"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": NotSecret, "NEXT_PUBLIC_POSTHOG_KEY": NotSecret, "NEXT_PUBLIC_FIREBASE_API_KEY": NotSecret, "NEXT_PUBLIC_GOOGLE_MAPS_API_KEY": NotSecret,
		"NEXT_PUBLIC_SUPABASE_ANON_KEY": NotSecret, "NEXT_PUBLIC_ALGOLIA_API_KEY": NotSecret, "NEXT_PUBLIC_SENTRY_DSN": NotSecret, "NEXT_PUBLIC_MAPBOX_TOKEN": NotSecret,
		"NEXT_PUBLIC_MAPBOX_ACCESS_TOKEN": NotSecret, "NEXT_PUBLIC_RECAPTCHA_SITE_KEY": NotSecret, "NEXT_PUBLIC_STRIPE_PUBLISHABLE_KEY": NotSecret, "NEXT_PUBLIC_APP_URL": NotSecret,
		"NEXT_PUBLIC_VAPID_PUBLIC_KEY": NotSecret, "NEXT_PUBLIC_STREAM_API_KEY": NotSecret, "NEXT_PUBLIC_STRIPE_PUBLIC_KEY": NotSecret, "NEXT_PUBLIC_API_URL": NotSecret,
		"CLERK_JWT_KEY": NotSecret, "NEXT_PUBLIC_CLERK_SIGN_IN_URL": NotSecret, "NEXT_PUBLIC_PASSWORD_LENGTH": NotSecret, "NEXT_PUBLIC_GOOGLE_CLIENT_ID": NotSecret,
	} {
		if got := SecretByName(name); got != want {
			t.Errorf("%s: %d, want %d", name, got, want)
		}
	}
}

func TestKnownVariable(t *testing.T) {
	for _, c := range []struct {
		name, version string
		known, read   bool
	}{
		{"CLERK_SECRET_KEY", "7.0.0", true, true}, {"CLERK_API_KEY", "4.31.8", true, true}, {"CLERK_API_KEY", "5.0.0", true, false},
		{"NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL", "6.39.8", true, true}, {"NEXT_PUBLIC_CLERK_AFTER_SIGN_IN_URL", "7.0.0", true, false},
		{"NEXT_PUBLIC_CLERK_SIGN_IN_FORCE_REDIRECT_URL", "4.31.8", true, false}, {"CLERK_WEBHOOK_SECRET", "7.0.0", false, true},
	} {
		n, known := KnownVariable(c.name)
		if known != c.known || n.ReadBy(semver.MustParse(c.version)) != c.read || !n.ReadBy(nil) {
			t.Errorf("%s in %s: %+v", c.name, c.version, n)
		}
	}
	if n, _ := KnownVariable("CLERK_API_KEY"); n.Now != "CLERK_SECRET_KEY" {
		t.Errorf("%+v", n)
	}
}
