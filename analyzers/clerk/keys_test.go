package clerk

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// random returns n random letters and digits. Keys are made when the tests
// run, so that none stands in the repository.
func random(r *rand.Rand, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

func whsec(r *rand.Rand) string {
	b := make([]byte, 24)
	for i := range b {
		b[i] = byte(r.IntN(256))
	}
	return base64.StdEncoding.EncodeToString(b)
}

func pk(prefix, host string) string {
	return prefix + base64.StdEncoding.EncodeToString([]byte(host+"$"))
}

func TestClassifyReal(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		for _, c := range []struct {
			value string
			kind  KeyKind
			live  bool
		}{
			{"sk_" + "live_" + random(r, 42), SecretKey, true},
			{"sk_" + "test_" + random(r, 42), SecretKey, false},
			{"whsec_" + whsec(r), WebhookSecret, false},
			{"ak_" + random(r, 32), MachineKey, true},
		} {
			k := Classify(c.value)
			if k.Kind != c.kind || k.Live != c.live || !k.IsSecret() {
				t.Fatalf("%q: %+v", c.value, k)
			}
		}
	}
}

func TestClassifyPublishable(t *testing.T) {
	for _, c := range []struct {
		value string
		want  Key
	}{
		{pk("pk_live_", "clerk.acme.io"), Key{Host: "clerk.acme.io", Live: true}},
		{strings.TrimRight(pk("pk_live_", "clerk.acme.io"), "="), Key{Host: "clerk.acme.io", Live: true}},
		{pk("pk_test_", "warm-whippet-12.clerk.accounts.dev"), Key{Host: "warm-whippet-12.clerk.accounts.dev", DevelopmentHost: true}},
		{pk("pk_test_", "clerk.warm.whippet-12.lcl.dev"), Key{Host: "clerk.warm.whippet-12.lcl.dev", DevelopmentHost: true}},
		{pk("pk_test_", "clerk.example.com"), Key{Host: "clerk.example.com", Placeholder: true}},
		{pk("pk_test_", "your-app.clerk.accounts.dev"), Key{Host: "your-app.clerk.accounts.dev", Placeholder: true, DevelopmentHost: true}},
		{pk("pk_test_", "test.clerk.accounts.dev"), Key{Host: "test.clerk.accounts.dev", Placeholder: true, DevelopmentHost: true}},
		{pk("pk_live_", "warm-whippet-12.clerk.accounts.dev"), Key{Host: "warm-whippet-12.clerk.accounts.dev", Live: true, DevelopmentHost: true,
			Malformed: "has the prefix of a production key and the host of a development instance"}},
		{pk("pk_test_", "clerk.acme.io"), Key{Host: "clerk.acme.io", Malformed: "has the prefix of a test key and the host of a production instance"}},
		{"pk_live_" + base64.StdEncoding.EncodeToString([]byte("clerk.acme.io")), Key{Live: true, Malformed: `does not decode to a host that ends in "$"`}},
		{pk("pk_live_", "clerkacme"), Key{Live: true, Malformed: "does not decode to a host name"}},
		{"pk_live_Y2x:cmsuYWNt9ZS5pbyQ", Key{Live: true, Malformed: "is not base64 after its prefix"}},
		{"pk_test_xxxxxxxxxxxxxxxxxxxx", Key{Placeholder: true}},
	} {
		c.want.Kind, c.want.Provider = PublishableKey, ByClerk
		if got := Classify(c.value); got != c.want {
			t.Errorf("%s:\n got %+v\nwant %+v", c.value, got, c.want)
		}
	}
}

// placeholders are of realistic shape and length. None may count as a key.
var placeholders = []string{
	"sk_test_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "sk_live_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX", "sk_live_your_secret_key_here",
	"sk_test_your-clerk-secret-key", "sk_test_YOUR_CLERK_SECRET_KEY_GOES_HERE_PLEASE", "pk_test_...", "sk_test_...", "sk_test_…", "sk_live_****************",
	"whsec_1234567890", "whsec_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "whsec_your_webhook_signing_secret", "whsec_YOUR_SIGNING_SECRET_FROM_STEP_1",
	"whsec_{base64_encoded_random_bytes}", "whsec_test_secret_1234567890", "whsec_abc123xyz...", "sk_test_abcdefghijklmnop",
	"sk_test_abcdefghijklmnopqrstuvwxyz0123456789ABCDEF", "sk_live_1234567890123456789012345678901234567890", "sk_live_0000000000000000000000000000000000000000",
	"sk_test_ci-placeholder", "sk_test_placeholder_for_build_only", "sk_test_dummy", "sk_test_dummykeyforcibuildsonlynotreal", "sk_test_fake_key_for_testing",
	"sk_test_REPLACE_ME", "sk_live_REPLACE_WITH_YOUR_PRODUCTION_KEY", "sk_test_<your key>", "sk_test_${CLERK_SECRET}", "sk_test_{{ secret }}",
	"sk_live_abc123abc123abc123abc123abc123abc123abc123", "sk_test_deadbeefdeadbeefdeadbeefdeadbeefdeadbeef", "sk_test_thisisnotarealsecretkey",
	"sk_test_ThisIsNotARealSecretKeyJustATestValue", "sk_test_a1b2c3d4e5f6g7h8i9j0k1l2m3n4o5p6q7r8s9t0u1", "sk_test_qwertyuiopasdfghjklzxcvbnm123456789012",
	"sk_test_[redacted]", "sk_test_YOUR-KEY", "sk_live_changemechangemechangemechangeme", "sk_test_from_keyless", "sk_live_*****xyz123", "sk_test_mock_secret_key_value",
	"sk_test_some_random_string_here", "ak_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", "ak_your_machine_secret_key_goes_here", "whsec_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw...", "whsec_placeholderplaceholderplaceholder", "whsec_insert_your_clerk_webhook_secret", "sk_test_TODO",
	"sk_test_123", "sk_test_JA==", "sk_test_insertyourclerksecretkeyhere", "sk_live_example_example_example_example", "sk_test_ABCDEFGHIJKLMNOPQRSTUVWXYZ",
	"sk_test_12345abcde12345abcde12345abcde12345abcde", "whsec_12345678901234567890123456789012", "sk_live_%SECRET%", "sk_test_getThisFromYourClerkDashboard",
}

func TestPlaceholders(t *testing.T) {
	if len(placeholders) < 50 {
		t.Fatal("too few placeholders")
	}
	for _, p := range placeholders {
		if k := Classify(p); k.IsSecret() || k.Malformed != "" || !k.Placeholder && k.Kind != NoKey {
			t.Errorf("%q: %+v", p, k)
		}
		for _, text := range []string{"A=" + p + "\n", `{"key": "` + p + `"}`, "- `" + p + "`", "ENV K=" + p} {
			for _, m := range FindKeys([]byte(text)) {
				if m.Key.IsSecret() || m.Key.Malformed != "" {
					t.Errorf("%q: found %+v", text, m)
				}
			}
		}
	}
	for _, v := range []string{"", "<your key>", "${X}", "REPLACE_ME", "your_api_key_here", "changeme-changeme"} {
		if !Classify(v).Placeholder {
			t.Errorf("%q is no placeholder", v)
		}
	}
}

func TestMalformed(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	for value, want := range map[string]string{
		"sk_" + "live_" + random(r, 20) + "!" + random(r, 20): "holds characters other than letters and digits after its prefix",
		"sk_" + "live_" + random(r, 18):                       "is too short",
		"whsec_" + random(r, 20) + ":" + random(r, 12):        "is not base64 after whsec_",
		"whsec_" + random(r, 16):                              "is too short after whsec_",
	} {
		if got := ClassifyFor("CLERK_X", value); got.Malformed != want {
			t.Errorf("%q: %+v, want %q", value, got, want)
		}
	}
}

func TestProvider(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	stripe := "sk_" + "live_51" + random(r, 97)
	for _, c := range []struct {
		name, value string
		want        Provider
	}{
		{"", stripe, ByStripe}, {"", "sk_" + "test_" + random(r, 24), ByStripe}, {"", "sk_" + "live_" + random(r, 42), ByClerk},
		{"", "whsec_" + random(r, 32), Unsure}, {"STRIPE_WEBHOOK_SECRET", "whsec_" + random(r, 32), ByStripe},
		{"CLERK_WEBHOOK_SIGNING_SECRET", "whsec_" + random(r, 32), ByClerk}, {"", "whsec_" + random(r, 15) + "/" + random(r, 16), ByClerk},
		{"", "pk_" + "test_51" + random(r, 97), ByStripe},
	} {
		if got := ClassifyFor(c.name, c.value); got.Provider != c.want || got.Malformed != "" {
			t.Errorf("%s=%q: %+v, want %s", c.name, c.value, got, c.want)
		}
	}
}

func TestFindKeys(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	sk, wh, ak := "sk_"+"live_"+random(r, 42), "whsec_"+whsec(r), "ak_"+random(r, 32)
	old := "test_" + random(r, 36)
	pub := pk("pk_live_", "clerk.acme.io")
	for _, c := range []struct{ text, want string }{
		{"CLERK_SECRET_KEY=" + sk + "\n", sk}, {`const k = "` + sk + `";`, sk}, {`"a\n` + sk + `\n"`, sk}, {"?k%3D" + sk + "&x", sk},
		{"key: " + wh + " # x", wh}, {"`" + wh + "`", wh}, {"ENV X=" + ak, ak}, {"a " + pub + ", b", pub}, {"CLERK_API_KEY=" + old, old},
		{"my" + sk, ""}, {"_" + sk, ""}, {"break_" + random(r, 32), ""}, {"xsk_live_", ""}, {"API_KEY=" + old, ""}, {`startsWith("sk_live_")`, ""},
		{"fmt_" + random(r, 32), ""}, {"test_that_this_works_as_expected()", ""}, {"(" + sk + ")", sk}, {"x-" + sk + "-", sk},
	} {
		got := ""
		for _, m := range FindKeys([]byte(c.text)) {
			got += c.text[m.Start:m.End]
		}
		if got != c.want {
			t.Errorf("%q: found %q, want %q", c.text, got, c.want)
		}
	}
}

func FuzzFindKeys(f *testing.F) {
	for _, p := range placeholders {
		f.Add([]byte("A=" + p))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		last := 0
		for _, m := range FindKeys(text) {
			if m.Start < last || m.End <= m.Start || m.End > len(text) {
				t.Fatalf("bad span %+v", m)
			}
			last = m.End
		}
	})
}

func BenchmarkFindKeys(b *testing.B) {
	text := []byte(strings.Repeat("const some_value = process.env.CLERK_SECRET_KEY ?? other_thing(break_point)\n", 2000))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		FindKeys(text)
	}
}
