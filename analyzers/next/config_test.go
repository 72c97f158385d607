package next

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"clerkvet/analyzers/source"
)

const onNext15 = "-- package.json --\n{\"dependencies\": {\"next\": \"15.0.0\"}}\n-- app/page.tsx --\n"

// TestConfigForms reads the same configuration, {basePath: "/x"}, in every form.
func TestConfigForms(t *testing.T) {
	for _, c := range []struct{ name, file, text string }{
		{"module.exports", "next.config.js", `module.exports = { basePath: "/x" }`},
		{"named", "next.config.js", "const nextConfig = { basePath: '/x' }\nmodule.exports = nextConfig"},
		{"export default", "next.config.mjs", `export default { basePath: "/x" }`},
		{"typed", "next.config.ts", "import type { NextConfig } from 'next'\nconst c: NextConfig = { basePath: `/x` }\nexport default c"},
		{"satisfies", "next.config.ts", "const c = { basePath: '/x' } satisfies NextConfig\nexport default c as any"},
		{"as default", "next.config.mjs", "const c = { basePath: '/x' }\nexport { c as default }"},
		{"function", "next.config.js", `module.exports = (phase) => ({ basePath: "/x" })`},
		{"async function", "next.config.js", `module.exports = async function (phase, { defaultConfig }) { return { ...{}, basePath: "/x" } }`},
		{"exported function", "next.config.mjs", `export default function config() { const c = { basePath: "/x" }; return c }`},
		{"phases", "next.config.js", `const { PHASE_DEVELOPMENT_SERVER } = require("next/constants")
			module.exports = (phase) => { if (phase === "phase-development-server") return { basePath: "/dev" }; return { basePath: "/x" } }`},
		{"phases of next/constants", "next.config.mjs", `import { PHASE_DEVELOPMENT_SERVER } from "next/constants.js"
			export default (phase) => { if (phase === PHASE_DEVELOPMENT_SERVER) { return { basePath: "/dev" } } else { return { basePath: "/x" } } }`},
		{"wrapped", "next.config.mjs", `import { withSentryConfig } from "@sentry/nextjs"; export default withSentryConfig({ basePath: "/x" }, { basePath: "/no" })`},
		{"wrapped twice", "next.config.mjs", "import a from 'a'\nimport b from 'b'\nconst withA = a({ on: true })\nexport default withA(b({ on: 1 })({ basePath: '/x' }))"},
		{"plugins, then the configuration", "next.config.js", `module.exports = withPlugins([[mdx, {}]], { basePath: "/x" })`},
		{"reduce", "next.config.js", "const config = { basePath: '/x' }\nmodule.exports = () => { const plugins = [a, b]; return plugins.reduce((c, p) => p(c), config) }"},
		{"reassigned", "next.config.mjs", "let config = { basePath: '/x' }\nif (process.env.ANALYZE) { config = withAnalyzer(config) }\nconfig = withA(config)\nexport default config"},
		{"set later", "next.config.js", "const config = {}\nconfig.basePath = '/x'\nmodule.exports = config"},
		{"spread", "next.config.js", "const base = { basePath: '/x', output: 'export' }\nmodule.exports = { ...base, output: undefined }"},
		{"Object.assign", "next.config.js", `module.exports = Object.assign({}, { basePath: "/y" }, { basePath: "/x" })`},
		{"production", "next.config.js", `module.exports = { basePath: process.env.NODE_ENV === "production" ? "/x" : "" }`},
		{"another module", "next.config.mjs", "import { path } from './base.mjs'\nexport default { basePath: path }"},
		{"required", "next.config.js", "const { path } = require('./base.mjs')\nmodule.exports = { basePath: path }"},
		{"own wrapper", "next.config.mjs", "const withBase = (config) => ({ ...config, basePath: `/${'x'}` })\nexport default withBase(other({ output: 'standalone' }))"},
		{"awaited", "next.config.mjs", "const config = async () => ({ basePath: '/' + 'x' })\nexport default await config()"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := loadApp(t, onNext15+"-- base.mjs --\nexport const path = '/x'\n-- "+c.file+" --\n"+c.text+"\n")
			if a.Config.BasePath != "/x" || len(a.Config.Unknown) > 0 && a.Config.Unknown[0].Key == "basePath" {
				t.Errorf("base path %q, unknown %v", a.Config.BasePath, unreadText(a.Config))
			}
		})
	}
}

func unreadText(c *Config) string {
	var out []string
	for _, u := range c.Unknown {
		out = append(out, fmt.Sprintf("%s@%d", u.Key, u.Span.StartLine()))
	}
	return strings.Join(out, " ")
}

// TestConfigUnknown reads configurations of which a part cannot be read: it has
// to be listed, and nothing guessed.
func TestConfigUnknown(t *testing.T) {
	for _, c := range []struct{ name, text, unknown, base string }{
		{"variable", `module.exports = { basePath: process.env.BASE }`, "basePath@1", ""},
		{"fallback", `module.exports = { basePath: process.env.BASE ?? "/x" }`, "basePath@1", ""},
		{"choice", `module.exports = { basePath: process.env.BASE ? "/a" : "/b" }`, "basePath@1", ""},
		{"both choices agree", `module.exports = { basePath: process.env.BASE ? "/a" : "/a" }`, "", "/a"},
		{"unknown spread last", "module.exports = {\n  basePath: '/x', ...load() }", "@1 basePath@2", ""},
		{"unknown spread first", `module.exports = { ...load(), basePath: "/x" }`, "@1", "/x"},
		{"maybe spread", `module.exports = { basePath: "/x", ...(process.env.A && { basePath: "/y" }) }`, "basePath@1", ""},
		{"computed key", `module.exports = { [key]: 1, basePath: "/x" }`, "@1", "/x"},
		{"built by a package", `module.exports = build()`, "@1", ""},
		{"nothing exported", `console.log(1)`, "@1", ""},
		{"set in a branch", "const c = {}\nif (process.env.A) { c.basePath = '/x' }\nmodule.exports = c", "basePath@2", ""},
		{"list with an unknown part", `module.exports = { pageExtensions: ["tsx", ext] }`, "pageExtensions@1", ""},
		{"circle", "const a = b\nconst b = a\nmodule.exports = { basePath: a }", "basePath@1", ""},
		{"recursion", "const f = () => f()\nmodule.exports = { basePath: f() }", "basePath@1", ""},
		{"parameter", `module.exports = (phase, { defaultConfig }) => ({ basePath: defaultConfig.basePath })`, "basePath@1", ""},
		{"a null key is not set", `module.exports = { i18n: null, basePath: undefined }`, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := loadApp(t, onNext15+"-- next.config.js --\n"+c.text+"\n")
			if got := unreadText(a.Config); got != c.unknown || a.Config.BasePath != c.base {
				t.Errorf("unknown %q, want %q; base path %q, want %q", got, c.unknown, a.Config.BasePath, c.base)
			}
		})
	}
}

func TestWhichConfig(t *testing.T) {
	for _, c := range []struct{ name, version, files, want string }{
		{"js before mjs", "15.0.0", "next.config.mjs next.config.js", "next.config.js"},
		{"mjs before ts", "15.0.0", "next.config.mjs next.config.ts", "next.config.mjs"},
		{"no ts before 15", "14.2.0", "next.config.ts", ""},
		{"cjs is never read", "15.0.0", "next.config.cjs", ""},
		{"above the app", "15.0.0", "../next.config.js", "next.config.js"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, dir := "", ""
			if strings.Contains(c.files, "..") {
				dir = "web/"
			}
			text = "-- " + dir + "package.json --\n{\"dependencies\": {\"next\": \"" + c.version + "\"}}\n-- " + dir + "app/page.tsx --\n"
			for file := range strings.FieldsSeq(c.files) {
				text += "-- " + strings.TrimPrefix(file, "../") + " --\nexport default {}\n"
			}
			got := ""
			if f := loadApp(t, text).Config.File; f != nil {
				got = f.Path
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestConfigKeys(t *testing.T) {
	c := loadApp(t, onNext15+`-- csp.mjs --
export const csp = `+"`default-src 'self';\n  script-src ${process.env.CDN} 'unsafe-inline';`"+`
-- next.config.mjs --
import { csp } from "./csp.mjs"
import { withSentryConfig } from "@sentry/nextjs"
const security = [
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Content-Security-Policy", value: csp.replace(/\s{2,}/g, " ").trim() },
]
const directives = { "default-src": ["'self'"], "img-src": ["*", "data:"] }
const policy = Object.entries(directives).map(([name, values]) => `+"`${name} ${values.join(\" \")}`"+`).join("; ")
const config = {
  i18n: { locales: ["en", "de"], defaultLocale: "en" },
  trailingSlash: true,
  pageExtensions: ["tsx", "mdx"],
  output: "standalone",
  distDir: "build",
  transpilePackages: ["@repo/ui"],
  poweredByHeader: false,
  typescript: { ignoreBuildErrors: true },
  skipMiddlewareUrlNormalize: true,
  env: { CLERK_SECRET_KEY: process.env.CLERK_SECRET_KEY, MODE: "a" + 1, OFF: undefined },
  publicRuntimeConfig: { key: "pk" },
  serverRuntimeConfig: { key: "sk" },
  experimental: { authInterrupts: true, serverActions: { allowedOrigins: ["*.example.com"] } },
  images: { remotePatterns: [{ protocol: "https", hostname: "**" }, new URL("https://img.example.com/a/**")], domains: ["utfs.io"] },
  webpack: (config) => { config.x = 1; return config },
  async headers() {
    if (process.env.NODE_ENV === "development") return []
    return [
      { source: "/(.*)", headers: security },
      { source: "/api/:path*", locale: false, basePath: false, has: [{ type: "header", key: "origin", value: "(.*)" }], missing: [{ type: "cookie", key: "x" }], headers: [{ key: "Access-Control-Allow-Origin", value: "*" }] },
      { source: "/p", headers: [{ key: "Content-Security-Policy", value: policy }, ...more] },
    ]
  },
  rewrites: async () => ({ beforeFiles: [{ source: "/a", destination: "/b" }], fallback: [{ source: "/c", destination: process.env.TO + "/c" }] }),
  redirects: () => [{ source: "/old", destination: "/new", permanent: true }, ...moved],
}
export default withSentryConfig(config, { silent: true })
`).Config
	got := line(c.Locales, c.DefaultLocale, c.TrailingSlash, c.PageExtensions, c.Output, c.DistDir, c.TranspilePackages,
		c.PoweredByHeader, c.IgnoreBuildErrors, c.SkipURLNormalize, c.AuthInterrupts, c.AllowedOrigins, c.Wrappers, !c.Webpack.IsZero())
	want := "[en de] en true [tsx mdx] standalone build [@repo/ui] false true true true [*.example.com] [withSentryConfig] true"
	if got != want {
		t.Errorf("got %s\nwant %s", got, want)
	}
	if got, want := unreadText(c), "env.CLERK_SECRET_KEY@19 headers@30 redirects@34"; got != want {
		t.Errorf("unknown %q, want %q", got, want)
	}
	wantTexts(t, "env", texts(c.Env), "CLERK_SECRET_KEY=? MODE=a1")
	wantTexts(t, "public", texts(c.PublicRuntimeConfig), "key=pk")
	wantTexts(t, "server", texts(c.ServerRuntimeConfig), "key=sk")
	wantTexts(t, "images", fmt.Sprint(hosts(c.Images)), "[https ** https img.example.com  utfs.io]")
	wantTexts(t, "headers", headerText(c.Headers), `/(.*): X-Frame-Options=DENY Content-Security-Policy=default-src 'self'; script-src ? 'unsafe-inline';`+
		` | /api/:path*: Access-Control-Allow-Origin=* | /p: Content-Security-Policy=default-src 'self'; img-src * data: open`)
	if h := c.Headers[1]; len(h.Has) != 1 || h.Has[0].Key != "origin" || len(h.Missing) != 1 || h.Missing[0].Type != "cookie" || !h.NoLocale || !h.NoBasePath || !h.Exact {
		t.Errorf("where: %+v", h.Where)
	}
	if c.Headers[0].Headers[1].Value.Known || c.Headers[0].Headers[1].Value.Node.IsZero() {
		t.Error("the policy with a variable counts as known, or has no node")
	}
	wantTexts(t, "rewrites", line(len(c.Rewrites), c.Rewrites[0].Phase, c.Rewrites[1].Phase, c.Rewrites[1].Destination.Known), "2 beforeFiles fallback false")
	wantTexts(t, "redirects", line(len(c.Redirects), c.Redirects[0].Destination.Value, c.Redirects[0].Permanent), "1 /new true")
	if at := c.Keys["experimental.authInterrupts"]; at.Span.Text() != "authInterrupts: true" {
		t.Errorf("authInterrupts stands at %q", at.Span.Text())
	}
}

func line(values ...any) string { return strings.TrimSpace(fmt.Sprintln(values...)) }

func wantTexts(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

func texts(entries map[string]Entry) string {
	var out []string
	for _, name := range sortedKeys(entries) {
		value := entries[name].Value
		if !entries[name].Known {
			value = "?"
		}
		out = append(out, name+"="+value)
	}
	return strings.Join(out, " ")
}

func hosts(all []ImageHost) (out []string) {
	for _, h := range all {
		out = append(out, h.Protocol+" "+h.Hostname)
	}
	return out
}

func headerText(rules []HeaderRule) string {
	var out []string
	for _, r := range rules {
		line := r.Source + ":"
		for _, h := range r.Headers {
			line += " " + h.Key.Value + "=" + strings.ReplaceAll(h.Value.Value, Hole, "?")
		}
		if r.Open {
			line += " open"
		}
		out = append(out, line)
	}
	return strings.Join(out, " | ")
}

func TestVercel(t *testing.T) {
	a := loadApp(t, onNext15+`-- vercel.json --
{
  "headers": [{"source": "/(.*)", "headers": [{"key": "X-Frame-Options", "value": "DENY"}]}],
  "redirects": [{"source": "/a", "destination": "/b"}, {"source": "/c", "destination": "/d", "permanent": false}],
  "rewrites": [{"source": "/e", "destination": "/f", "has": [{"type": "host", "value": "x"}]}],
  "crons": [{"path": "/api/cron", "schedule": "0 0 * * *"}],
  "env": {"A": "1"}, "build": {"env": {"B": "2"}}
}
`)
	v := a.Vercel
	wantTexts(t, "vercel", fmt.Sprint(headerText(v.Headers), " ", texts(v.Env), " ", v.Redirects[0].Permanent, v.Redirects[1].Permanent, " ",
		v.Rewrites[0].Destination.Value, " ", v.Rewrites[0].Has, " ", v.Crons[0].Path, " ", v.Crons[0].Span.StartLine()),
		"/(.*): X-Frame-Options=DENY A=1 B=2 true false /f [{host  x}] /api/cron 5")
}

func FuzzConfig(f *testing.F) {
	f.Add([]byte("export default { basePath: `/${x}`, headers: async () => [...a, { source: '/', headers: [{ key: 'a', value: ['b'].join(';') }] }] }"))
	f.Add([]byte("let c = {}\nc.a = () => c.a()\nc = f(c)\nmodule.exports = withA((p) => { if (p) return c; switch (p) { case 1: return {} } })"))
	f.Add([]byte("const [a, { b = 1, ...c }] = require('./next.config.js')\nmodule.exports = { env: Object.entries(a).map(([k, v]) => k + v).filter(Boolean), rewrites: b, images: { domains: c.concat([1]) } }"))
	f.Fuzz(func(t *testing.T, text []byte) {
		fsys := fstest.MapFS{"package.json": {Data: []byte(`{"dependencies": {"next": "15.0.0"}}`)}, "app/page.tsx": {}, "next.config.js": {Data: text}}
		tree, err := source.Walk(context.Background(), fsys, nil)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Load(context.Background(), tree)
		if err != nil || p.Apps[0].Config.File == nil {
			t.Fatal(err)
		}
		for _, u := range p.Apps[0].Config.Unknown {
			_ = u.Span.Text()
		}
	})
}
