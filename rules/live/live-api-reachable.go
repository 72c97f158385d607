package live

import (
	"clerkvet/analyzers/live"
	"clerkvet/rules"
)

var liveAPIReachable = &rules.Rule{
	ID: "live-api-reachable", Level: rules.Error, Checklist: []string{"2.2"}, OnRequest: OnRequest,
	Check: func(p *rules.Pass) {
		facts := asked(p)
		if facts == nil {
			return
		}
		instance, users := facts.Backend.Instance.Reply, facts.Backend.Users
		at := place(p, facts.Secret.Name)
		switch {
		case instance.Answer == live.Invalid || users.Answer == live.Invalid:
			reply := instance
			if reply.Answer != live.Invalid {
				reply = users
			}
			p.Report(at, "Clerk's Backend API does not take %s: %s", facts.Secret.Name, reply.Why).
				Because("the key was revoked, replaced or copied in part", apiKeys)
		case instance.OK():
			p.Held("Clerk's Backend API takes the key of the instance %.40s", facts.Backend.Instance.ID)
		case users.OK():
		case instance.Answer == live.NotSupported && users.Answer == live.NotSupported:
			p.Unknown(at, "what was asked is not Clerk's Backend API: %s", instance.Why)
		case instance.Answer == live.NotSupported:
			p.Unknown(at, "Clerk's Backend API could not be asked: %s; %s", users.Why, network)
		default:
			p.Unknown(at, "Clerk's Backend API could not be asked: %s; %s", instance.Why, network)
		}
	},
}
