package visitor

import "regexp"

// goesTo says of a request that may change something what the service does that it goes
// to, where its host tells: the package of the service would have told as much.
func (e *Event) goesTo(c *call) {
	if !e.Hard {
		return
	}
	to := c.arg(0).begins() + " " + c.at.Argument(0).Text()
	if exchangesToken.MatchString(to) {
		return
	}
	for _, s := range serviceHosts {
		if found := s.hosts.FindStringSubmatch(to); found != nil {
			e.Verb, e.Host = s.does, found[1]
			return
		}
	}
}

// exchangesToken matches the addresses at which a service gives a token or a key for a
// code: that costs nothing.
var exchangesToken = regexp.MustCompile(`(?i)/(oauth2?|auth|identity)/`)

// serviceHosts match the addresses of services that take money or send messages.
var serviceHosts = []struct {
	does  Verb
	hosts *regexp.Regexp
}{
	{Pay, atHost(`api\.openai\.com|[\w.-]+\.openai\.azure\.com|api\.anthropic\.com|generativelanguage\.googleapis\.com|[\w-]*aiplatform\.googleapis\.com|api\.groq\.com|api\.mistral\.ai|` +
		`api\.cohere\.(?:ai|com)|api\.together\.(?:ai|xyz)|api\.deepseek\.com|api\.perplexity\.ai|api\.x\.ai|openrouter\.ai|api\.replicate\.com|api-inference\.huggingface\.co|router\.huggingface\.co|` +
		`api\.elevenlabs\.io|api\.deepgram\.com|api\.assemblyai\.com|api\.stability\.ai|(?:queue\.)?fal\.run|api\.fireworks\.ai|api\.cerebras\.ai|api\.vapi\.ai|api\.stripe\.com|api(?:-m)?(?:\.sandbox)?\.paypal\.com|` +
		`api\.razorpay\.com|api\.paystack\.co|api\.flutterwave\.com|api\.lemonsqueezy\.com|(?:sandbox-)?api\.polar\.sh|api\.mercadopago\.com|connect\.squareup(?:sandbox)?\.com|api\.mollie\.com|(?:sandbox-)?api\.paddle\.com`)},
	{Mail, atHost(`api\.resend\.com|api\.sendgrid\.com|api(?:\.eu)?\.mailgun\.net|api\.postmarkapp\.com|api\.brevo\.com|api\.mailersend\.com|api\.twilio\.com|app\.loops\.so|api\.courier\.com`)},
}

func atHost(hosts string) *regexp.Regexp {
	return regexp.MustCompile("(?i)https?://(" + hosts + ")(?:[/:?#\"'`$\\s]|$)")
}
