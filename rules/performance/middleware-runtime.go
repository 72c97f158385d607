package performance

import (
	"clerkvet/analyzers/next"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

// heavy are packages that weigh more than the rest of a middleware, or that
// need Node.js: each request waits for them to load.
var heavy = source.Pattern(`^(mongoose|mongodb|pg|postgres|mysql2|sequelize|typeorm|better-sqlite3|firebase-admin|aws-sdk|googleapis|` +
	`nodemailer|puppeteer|puppeteer-core|playwright|sharp|lodash|moment|langchain|openai|bcrypt|winston|canvas|jsdom|exceljs|xlsx|ioredis)$`)

// prisma is heavy but for its build for the edge.
const prisma = "@prisma/client"

var middlewareRuntime = &rules.Rule{
	ID: "middleware-runtime", Level: rules.Note, Checklist: []string{"6.4"},
	Check: func(p *rules.Pass) {
		m := p.App().Next.Middleware
		switch {
		case m == nil:
			p.NotApplicable("the app has no middleware")
		case m.Proxy:
			p.NotApplicable("a proxy of Next.js 16 always runs on Node.js")
		case m.Runtime == "nodejs":
			p.Report(firstOf(m.Config.At, m.Module.File.Whole()), "the middleware opts into the Node.js runtime, so it runs in one region, and not at the edge near the visitor")
		default:
			heavyMiddleware(p, m)
		}
	},
}

// heavyMiddleware reports each heavy package that the middleware brings along.
func heavyMiddleware(p *rules.Pass, m *next.Middleware) {
	for _, b := range m.Module.Bundle() {
		last := b.Chain[len(b.Chain)-1]
		if !heavy().MatchString(b.Package) && !(b.Package == prisma && last.Edge.Subpath != "edge") {
			continue
		}
		f := p.Report(last.Edge.Import.Span, "the middleware loads %s before every request that it covers", b.Package)
		for _, i := range b.Chain[:len(b.Chain)-1] {
			f.Via(i.Edge.Import.Span, "imports %s", i.Edge.To.Path)
		}
	}
}

func firstOf(spans ...source.Span) source.Span {
	for _, s := range spans {
		if !s.IsZero() {
			return s
		}
	}
	return source.Span{}
}
