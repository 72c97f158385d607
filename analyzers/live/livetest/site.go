package livetest

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/tools/txtar"
)

// App is a small app, whose middleware protects everything but a few pages.
var App = txtar.Parse([]byte(`
-- package.json --
{"dependencies": {"next": "16.4.6", "@clerk/nextjs": "7.9.17", "react": "19.2.0"}}
-- proxy.ts --
import { clerkMiddleware, createRouteMatcher } from '@clerk/nextjs/server'
const isPublic = createRouteMatcher(['/', '/sign-in(.*)', '/api/health', '/api/webhooks(.*)', '/api/contact'])
export default clerkMiddleware(async (auth, req) => {
  if (!isPublic(req)) await auth.protect()
})
export const config = { matcher: ['/((?!_next|.*\\.(?:css|js|png)$).*)', '/(api|trpc)(.*)'] }
-- app/page.tsx --
export default function Page() { return <h1>Welcome</h1> }
-- app/dashboard/page.tsx --
export default function Page() { return <h1>Dashboard</h1> }
-- app/users/[id]/page.tsx --
export default function Page() { return <h1>User</h1> }
-- app/api/private/route.ts --
export function GET() { return Response.json({ secret: 1 }) }
-- app/api/health/route.ts --
export function GET() { return Response.json({ ok: true }) }
-- app/api/contact/route.ts --
import { db } from '@/lib/db'
export async function POST(req: Request) { await db.message.create({ data: await req.json() }); return Response.json({}) }
-- app/api/webhooks/clerk/route.ts --
import { verifyWebhook } from '@clerk/nextjs/webhooks'
export async function POST(req: Request) {
  try { const event = await verifyWebhook(req); return Response.json({ type: event.type }) } catch { return new Response('bad signature', { status: 400 }) }
}
-- lib/db.ts --
import { PrismaClient } from '@prisma/client'
export const db = new PrismaClient()
-- .env.example --
CLERK_SECRET_KEY=
NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY=
CLERK_WEBHOOK_SIGNING_SECRET=
`))

// A Response is what the site answers to one path.
type Response struct {
	Status int
	Header map[string]string
	Body   string
}

const (
	signedOut = "X-Clerk-Auth-Status"
	page      = "text/html; charset=utf-8"
	policy    = "default-src 'self'; script-src 'self' https://clerk.shop.test; connect-src 'self' https://clerk.shop.test"
)

// Deployed is how the app answers when it is deployed as it is written. The
// caller may change it.
func Deployed() map[string]Response {
	html := map[string]string{signedOut: "signed-out", "Content-Type": page, "Content-Security-Policy": policy}
	denied := map[string]string{signedOut: "signed-out", "Location": "/sign-in?redirect_url=x"}
	hidden := map[string]string{signedOut: "signed-out", "X-Clerk-Auth-Reason": "protect-rewrite"}
	plain := map[string]string{signedOut: "signed-out"}
	return map[string]Response{
		"GET /":                    {200, html, "<html><h1>Welcome</h1>"},
		"GET /dashboard":           {307, denied, ""},
		"GET /users/x":             {307, denied, ""},
		"GET /api/private":         {404, hidden, ""},
		"GET /api/health":          {200, plain, `{"ok":true}`},
		"GET /api/contact":         {405, plain, ""},
		"GET /api/webhooks/clerk":  {405, plain, ""},
		"POST /api/webhooks/clerk": {400, plain, "bad signature"},
	}
}

// Serve plays the site until the test ends. What is not in the map is 404, with
// the mark of the middleware.
func (c *Clerk) Serve(t *testing.T, site map[string]Response) (url string) {
	t.Helper()
	s := httptest.NewServer(c.note("site", func(w http.ResponseWriter, r *http.Request) {
		answer, ok := site[r.Method+" "+r.URL.Path]
		if !ok {
			answer = Response{404, map[string]string{signedOut: "signed-out"}, ""}
		}
		for name, value := range answer.Header {
			w.Header().Set(name, value)
		}
		if origin := r.Header.Get("Origin"); w.Header().Get("Access-Control-Allow-Origin") == "$origin" {
			w.Header().Set("Access-Control-Allow-Origin", origin)
		}
		w.WriteHeader(answer.Status)
		_, _ = w.Write([]byte(answer.Body))
	}))
	t.Cleanup(s.Close)
	return s.URL
}
