package environment_test

import (
	"context"
	"testing"

	"golang.org/x/tools/txtar"

	"clerkvet/rules"
	"clerkvet/rules/environment"
	"clerkvet/rules/ruletest"
)

func TestSecretIsPassed(t *testing.T) {
	for _, c := range []struct {
		declared, call, want string
		safe                 bool
	}{
		{"CLERK_WEBHOOK_SECRET", "verifyWebhook(req)", "verifyWebhook(req, { signingSecret: process.env.CLERK_WEBHOOK_SECRET })", true},
		{"CLERK_WEBHOOK_SECRET", "verifyWebhook(req, {})", "verifyWebhook(req, { signingSecret: process.env.CLERK_WEBHOOK_SECRET })", true},
		{"CLERK_WEBHOOK_SECRET", "verifyWebhook(req, { a: 1 })", "verifyWebhook(req, { signingSecret: process.env.CLERK_WEBHOOK_SECRET, a: 1 })", true},
		{"CLERK_WEBHOOK_SECRET", "[verifyWebhook(a), verifyWebhook(b)]", "[verifyWebhook(a, { signingSecret: process.env.CLERK_WEBHOOK_SECRET }), verifyWebhook(b, { signingSecret: process.env.CLERK_WEBHOOK_SECRET })]", true},
		{"WEBHOOK_SECRET", "verifyWebhook(req)", "verifyWebhook(req, { signingSecret: process.env.WEBHOOK_SECRET })", false},
		{"CLERK_WEBHOOK_SECRET", "verifyWebhook(...all)", "", false},
	} {
		head := "import { verifyWebhook } from '@clerk/nextjs/webhooks'\nexport const POST = (req, a, b, all) => "
		archive := func(code string) *txtar.Archive {
			return &txtar.Archive{Files: []txtar.File{
				{Name: "package.json", Data: []byte(`{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17"}}`)},
				{Name: ".env.example", Data: []byte(c.declared + "=\n")},
				{Name: "app/api/webhooks/clerk/route.js", Data: []byte(head + code + "\n")},
			}}
		}
		findings := wrongNames(t, archive(c.call))
		if len(findings) != 1 || (findings[0].Fix == nil) != (c.want == "") {
			t.Errorf("%s: got %d findings, the first with %+v", c.call, len(findings), findings[0].Fix)
			continue
		}
		if c.want == "" {
			continue
		}
		patches, _ := rules.Apply([]*rules.Fix{findings[0].Fix})
		if got := string(patches[0].New); got != head+c.want+"\n" || findings[0].Fix.Safe != c.safe {
			t.Errorf("%s: got %s (safe: %t), want %s", c.call, got, findings[0].Fix.Safe, c.want)
		}
		if rest := wrongNames(t, archive(c.want)); len(rest) > 0 {
			t.Errorf("%s: the fix leaves %s", c.call, rest[0].Message)
		}
	}
}

func wrongNames(t *testing.T, archive *txtar.Archive) []*rules.Finding {
	facts, err := ruletest.Facts(archive)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range environment.Rules().Rules {
		if r.ID == "webhook-secret-name" {
			return rules.Findings(rules.Audit(context.Background(), facts, []*rules.Rule{r}))
		}
	}
	t.Fatal("no such rule")
	return nil
}
