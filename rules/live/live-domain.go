package live

import (
	"slices"
	"strings"
	"time"

	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

const (
	records = "set the records that Clerk's Dashboard › Domains lists at the DNS provider, unproxied, and wait for the certificate"
	// soon is the age at which a certificate that Clerk renews by itself should
	// long have been renewed.
	soon = 7 * 24 * time.Hour
)

var liveDomain = &rules.Rule{
	ID: "live-domain", Level: rules.Error, Checklist: []string{"1.5"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		frontendAnswers(p, facts)
		domains(p, facts)
		dnsRecords(p, facts)
	},
}

// frontendAnswers judges the Frontend API of the publishable key.
func frontendAnswers(p *rules.Pass, facts *live.Facts) {
	at, front := place(p, facts.Publishable.Name), facts.Frontend
	switch reply := front.Keys.Reply; {
	case front.Host == "":
		p.Unknown(at, "no Frontend API could be asked: %s", reply.Why)
	case reply.Certificate:
		p.Report(at, "the Frontend API at %s has no valid certificate: %s", front.Host, reply.Why).
			Because("the DNS record of the domain does not lead to Clerk, or a proxy stands before it", records)
	case !reply.OK() && reply.Status == 0 && facts.Backend.Instance.Status != 0:
		p.Report(at, "the Frontend API at %s does not answer, though Clerk does: %s", front.Host, reply.Why).
			Because("the DNS record of the domain is missing or leads elsewhere", records)
	case !reply.OK():
		p.Unknown(at, "the Frontend API at %s could not be asked: %s; %s", front.Host, reply.Why, network)
	case !front.Expiry.IsZero() && front.Expiry.Sub(facts.Now) < soon:
		p.Report(at, "the certificate of the Frontend API at %s ends on %s, and sign-in with it", front.Host, front.Expiry.UTC().Format(time.DateOnly)).
			As(rules.Warning).Because("it is not renewed, since the DNS record no longer leads to Clerk or a CAA record forbids it", records)
	}
}

func domains(p *rules.Pass, facts *live.Facts) {
	reply, at := facts.Backend.Domains, place(p, facts.Publishable.Name)
	const advice = "add the production domain in Clerk's Dashboard › Domains, set its DNS records, and deploy with the keys of that instance"
	key := facts.Publishable.Key
	switch {
	case !reply.OK():
		p.Unknown(at, "the domains of the instance could not be asked for: %s", reply.Why)
	case !slices.ContainsFunc(reply.List, isProduction):
		p.Report(at, "the instance has no production domain: it serves a development host").Because("these are the keys of a development instance, or the production instance was not finished", advice)
	case key.Host != "" && !slices.ContainsFunc(reply.List, func(d live.Domain) bool { return hostIs(d.FrontendAPI, key.Host) }):
		p.Report(at, "the publishable key names the Frontend API %s, which is no domain of the secret key's instance", key.Host).
			As(rules.Warning).Because("the domain was changed after the key was copied", apiKeys)
	}
}

func isProduction(d live.Domain) bool {
	return !d.Satellite && d.Name != "" && !d.Development()
}

func hostIs(url, host string) bool {
	_, rest, found := strings.Cut(url, "://")
	if !found {
		rest = url
	}
	return strings.EqualFold(strings.TrimSuffix(rest, "/"), host)
}

// dnsRecords judges the records that Clerk wants. One that leads to Clerk by
// another way (a flattened name, a proxy) is fine where the host resolves.
func dnsRecords(p *rules.Pass, facts *live.Facts) {
	at := place(p, facts.Publishable.Name)
	for _, r := range facts.Records {
		switch {
		case r.State == live.CouldNotAsk:
			p.Unknown(at, "the DNS record of %s could not be looked up", r.Host)
		case r.State == live.Invalid && r.Required:
			p.Report(at, "%s has no DNS record, and Clerk wants it to lead to %s", r.Host, r.Value).
				Because("the record was not set, or not at the DNS provider in charge", records)
		case r.State == live.Invalid:
			p.Report(at, "%s has no DNS record, and Clerk wants it to lead to %s", r.Host, r.Value).
				As(rules.Warning).Because("the record was not set, or not at the DNS provider in charge", records)
		}
	}
}
