package visitor

import (
	"regexp"
	"slices"
	"strings"
)

// A class says how the functions of a package behave where the table of
// functions has no line for one.
type class string

const (
	pure    class = "pure"    // computes from its arguments, calls its callbacks
	chain   class = "chain"   // builds an object by chained calls
	schema  class = "schema"  // zod and the like: parse checks, and may throw
	db      class = "db"      // a database client
	network class = "network" // asks another host
	paid    class = "paid"    // asks a service that costs money
	mail    class = "mail"    // sends messages
	storage class = "storage" // keeps files or values
	logger  class = "log"
	tracker class = "tracker"
	limiter class = "limiter"
	session class = "session" // another system that knows who is signed in
	wrapper class = "wrapper" // gives back what it wraps
	minter  class = "minter"  // makes tokens of a service, without asking it
	graph   class = "graph"   // serves GraphQL
	program class = "program" // describes what is to be done, and does it when it is run
	opaque  class = "opaque"
)

// packageClasses holds one line a class. A name that ends in /* stands for all
// packages of the scope.
var packageClasses = map[class]string{
	pure: `react react-dom clsx class-variance-authority tailwind-merge tailwind-variants i18next-resources-to-backend date-fns dayjs moment luxon lodash lodash-es lodash.* nanoid sqids hashids @oslojs/* @opennextjs/cloudflare
		uuid cuid @paralleldrive/cuid2 ulid crypto crypto-js path url util os bcrypt bcryptjs slugify superjson ms qs query-string
		next-intl next-intl/server next-i18next i18next react-i18next next/image next/link next/font/google next/font/local
		next/dynamic next/script next/head next/router next/server next/navigation next/headers next/cache next/og server-only client-only
		@radix-ui/* lucide-react framer-motion motion react-icons/* @heroicons/* marked remark rehype gray-matter unified
		negotiator @formatjs/intl-localematcher accept-language-parser jsonwebtoken drizzle-orm @prisma/client/runtime/library
		drizzle-zod mime mime-types sharp pdf-lib papaparse xlsx zod-to-json-schema ramda remeda immer tiny-invariant invariant
		@vercel/functions next-themes sonner react-hook-form @hookform/resolvers @tanstack/* cmdk recharts string-similarity
		buffer stream events async_hooks querystring assert node-html-parser cheerio jsdom dompurify isomorphic-dompurify sanitize-html
		validator libphonenumber-js currency.js dinero.js decimal.js big.js bignumber.js bn.js jsbi big-integer long fraction.js @react-email/* react-email swr
		ts-pattern fast-xml-parser xml2js yaml js-yaml he entities html-to-text @t3-oss/env-nextjs @t3-oss/env-core
		neverthrow type-fest nuqs/server nuqs tslib rss feed next-sitemap geist/font/sans geist/font/mono
		jspdf html2canvas canvas qrcode embla-carousel-react vaul @uploadthing/react p-limit p-retry hash-wasm
		@clerk/themes @clerk/localizations @clerk/types @trpc/react-query @trpc/next next-contentlayer/hooks next-contentlayer2/hooks mathjs @base-ui/react/* @base-ui-components/react/* geist @mantine/* @mui/* @chakra-ui/*
		@emotion/* styled-components three @react-three/* gsap reactflow @xyflow/react @dnd-kit/* axios-retry
		zustand zustand/* jotai jotai/* valtio valtio/* @reduxjs/toolkit redux react-redux redux-persist recoil mobx mobx-react
		mobx-react-lite immer xstate @xstate/* match-sorter ipaddr.js smartypants smartypantsu slug groq @react-pdf/renderer @contentful/rich-text-react-renderer
		pdf-parse pdfkit pdfjs-dist unpdf jspdf-autotable docx mammoth exceljs pptxgenjs jszip archiver csv-parse csv-stringify csv-parser
		date-fns-tz rrule ics turndown handlebars mustache snarkdown github-slugger @sindresorhus/slugify classnames zlib perf_hooks
		tiktoken js-tiktoken gpt-tokenizer gpt3-tokenizer @vercel/og @sanity/image-url bad-words @faker-js/faker file-type exifr
		music-metadata @jsquash/* color chroma-js ua-parser-js bowser tldts cookie uid base-x bs58 radashi eventsource-parser terser
		proj4 indefinite num-words jabber liqe tesseract.js fumadocs-core/source fumadocs-mdx`,
	program: `effect`,
	graph:   `graphql graphql-yoga @apollo/server @apollo/server/* @as-integrations/next apollo-server-micro apollo-server-core apollo-server-errors @graphql-tools/schema @graphql-tools/merge`,
	schema:  `drizzle-orm/zod drizzle-orm/valibot drizzle-orm/typebox drizzle-orm/arktype zod zod/v4 zod/v3 yup valibot joi superstruct @sinclair/typebox arktype ajv zod-form-data`,
	db: `@prisma/client drizzle-orm/* mongoose mongodb @neondatabase/serverless @vercel/postgres pg postgres mysql2 mysql2/promise
		better-sqlite3 @libsql/client kysely knex typeorm sequelize @planetscale/database @supabase/supabase-js @supabase/ssr
		@supabase/auth-helpers-nextjs convex/nextjs convex/browser firebase/firestore firebase/database firebase-admin firebase-admin/*
		firebase/app @firebase/* @google-cloud/firestore faunadb @xata.io/client edgedb redis ioredis @upstash/redis @vercel/kv
		@vercel/edge-config @aws-sdk/client-dynamodb @aws-sdk/lib-dynamodb @elastic/elasticsearch sqlite3 sqlite @instantdb/admin
		@sanity/client next-sanity @payloadcms/* payload contentful @directus/sdk pocketbase appwrite node-appwrite airtable basehub @insforge/sdk @upstash/search
		@pinecone-database/pinecone @qdrant/js-client-rest weaviate-ts-client chromadb algoliasearch typesense meilisearch
		@upstash/vector neo4j-driver @azure/cosmos @azure/data-tables @google-cloud/datastore @google-cloud/bigquery @google-cloud/spanner
		@clickhouse/client cassandra-driver mssql oracledb mariadb surrealdb arangojs nano @tidbcloud/serverless @opensearch-project/opensearch dynamoose @lancedb/lancedb prisma @prisma/adapter-neon @prisma/adapter-pg @prisma/extension-accelerate @electric-sql/* fs fs/promises`,
	network: `axios node-fetch undici got ky ofetch superagent cross-fetch octokit @octokit/* googleapis @googleapis/* @slack/web-api
		@notionhq/client graphql-request @apollo/client @urql/core discord.js @linear/sdk jira.js @hubspot/api-client
		@vercel/sdk plaid @shopify/* @microsoft/microsoft-graph-client pusher ably @liveblocks/node livekit-server-sdk @trpc/client
		@livekit/* stream-chat getstream @stream-io/node-sdk inngest @trigger.dev/sdk @trigger.dev/sdk/v3 bullmq @upstash/qstash
		@upstash/workflow qstash youtube-transcript rss-parser puppeteer puppeteer-core playwright web-push child_process execa zx shelljs node-ssh simple-git rimraf del
		@browserbasehq/sdk @tavily/core @mendable/firecrawl-js exa-js google-auth-library @azure/msal-node arctic simple-oauth2 http https http2 net tls dgram dns svix nylas aws4fetch
		@mux/mux-node @chronark/zod-bird @team-plain/typescript-sdk notion-to-md @cloudflare/puppeteer @modelcontextprotocol/sdk/client`,
	paid: `openai @ai-sdk/* ai @anthropic-ai/sdk @google/generative-ai @google/genai replicate cohere-ai @langchain/* langchain
		langchain/* stripe razorpay cashfree-pg @paypal/* @polar-sh/* @lemonsqueezy/* braintree paddle @paddle/* groq-sdk @mistralai/* elevenlabs
		@elevenlabs/* together-ai @fal-ai/* @huggingface/inference @deepgram/sdk assemblyai llamaindex @openrouter/* @upstash/rag-chat
		voyageai @google-cloud/vertexai @google-cloud/aiplatform @google-cloud/text-to-speech @google-cloud/speech @google-cloud/vision @google-cloud/translate
		@google-cloud/documentai @azure/openai portkey-ai @cerebras/* retell-sdk @mollie/api-client mercadopago dodopayments iyzipay chargebee
		@vapi-ai/* @runwayml/sdk paystack midtrans-client square @copilotkit/runtime ollama-ai-provider hume`,
	mail: `resend nodemailer @sendgrid/mail postmark mailgun.js @mailchimp/* @getbrevo/brevo twilio @aws-sdk/client-ses
		@aws-sdk/client-sesv2 @aws-sdk/client-sns node-mailjet mailgun-js mailtrap @plunk/node @vonage/* messagebird plivo telnyx onesignal-node
		loops @novu/* mailersend @knocklabs/node emailjs @emailjs/* expo-server-sdk sib-api-v3-sdk africastalking`,
	storage: `@aws-sdk/client-s3 @vercel/blob @vercel/blob/* uploadthing/server uploadthing/* cloudinary
		next-cloudinary @google-cloud/storage @azure/storage-blob minio @aws-sdk/* imagekit @imagekit/nodejs aws-sdk @edgestore/* firebase/storage`,
	logger: `pino winston @logtail/next @logtail/node next-axiom @axiomhq/* consola loglevel debug @logtape/* tslog @datadog/*`,
	tracker: `@sentry/nextjs @sentry/node @sentry/* @bugsnag/* rollbar posthog-node posthog-js @vercel/otel @opentelemetry/* dd-trace newrelic
		@highlight-run/* @vercel/analytics @vercel/analytics/server mixpanel @segment/analytics-node @amplitude/* langfuse logsnag @openpanel/* langsmith @highstorm/client`,
	limiter: `@upstash/ratelimit @arcjet/next @arcjet/* arcjet rate-limiter-flexible @unkey/ratelimit @vercel/firewall
		express-rate-limit hono-rate-limiter limiter lru-cache @unkey/nextjs`,
	session: `next-auth next-auth/* @auth/* better-auth better-auth/* iron-session iron-session/* lucia @auth0/nextjs-auth0
		@auth0/nextjs-auth0/* @workos-inc/authkit-nextjs @kinde-oss/kinde-auth-nextjs @kinde-oss/kinde-auth-nextjs/* jose
		@supabase/auth-js @stackframe/stack oslo oslo/* firebase-admin/auth`,
	minter:  `agora-token agora-access-token @imagekit/next @imagekit/next/server @aws-sdk/s3-request-presigner @aws-sdk/s3-presigned-post @aws-sdk/cloudfront-signer`,
	wrapper: `micro-cors @axiomhq/nextjs @highlight-run/next/server @vercel/otel/wrap @baselime/node-opentelemetry`,
	chain:   `next-safe-action next-safe-action/* zsa @trpc/server @trpc/server/* next-connect hono hono/* @hono/* uploadthing/next uploadthing/next-legacy elysia @ts-rest/* @orpc/server @orpc/server/* @orpc/openapi @orpc/openapi/* @orpc/next`,
}

// classTable is packageClasses turned around.
func classTable() map[string]class {
	out := map[string]class{}
	for c, names := range packageClasses {
		for name := range set(names) {
			out[name] = c
		}
	}
	out[unknownClient[:strings.IndexByte(unknownClient, '#')]] = db
	return out
}

// classOf returns the class of a package by its name with subpath: that of the
// longest part that has one.
func (m *run) classOf(pkg string) class {
	pkg = strings.TrimPrefix(pkg, "node:")
	if c, ok := m.classes[pkg]; ok {
		return c
	}
	for name := pkg; name != ""; {
		if c, ok := m.classes[name+"/*"]; ok {
			return c
		}
		if c, ok := m.classes[name]; ok {
			return c
		}
		i := strings.LastIndexByte(name, '/')
		if i < 0 {
			break
		}
		name = name[:i]
	}
	return opaque
}

// callPackage calls a function of a package that has no line in the table.
func (m *run) callPackage(pkg string, c *call) value {
	if pkg == "clerk" {
		return m.callClerk(c)
	}
	if pkg == "global" {
		return m.callGlobal(c)
	}
	if v, known := m.callByName(pkg, c); known {
		return v
	}
	switch m.classOf(pkg) {
	case pure:
		if v, ok := m.notOnly(c); ok {
			return v
		}
		if v := m.callbacks(c, fresh(originOf(c.args...), "an argument")); goesOn(c, v) {
			return v
		}
		return m.pureResult(c)
	case program:
		return m.programCall(c)
	case schema:
		return m.schemaCall(c)
	case db:
		if m.nameMatches(drizzleCore, pkg) {
			return m.drizzleSchema(pkg, c)
		}
		return m.dbCall(c)
	case session:
		return m.sessionCall(c)
	case logger:
		return m.logCall(c, Log)
	case tracker:
		return m.logCall(c, Tracker)
	case limiter:
		return m.limiterCall(c)
	case chain:
		return m.chainCall(c)
	case graph:
		return m.graphCall(c)
	case wrapper:
		return m.wrapperCall(c)
	case minter:
		return m.minterCall(c)
	case opaque:
		return m.opaqueCall(pkg, c)
	}
	if listens(c) {
		return m.listen(pkg, c)
	}
	return m.serviceCall(m.classOf(pkg), c)
}

// callByName calls a function that tells by its name what it does, whatever the package.
func (m *run) callByName(pkg string, c *call) (v value, known bool) {
	switch {
	case strings.Contains(pkg, "supabase") && asksSupabase.MatchString(c.path):
		return m.supabaseUser(c), true
	case m.nameMatches(humanity, pkg) && !slices.ContainsFunc(c.args, isFunction):
		return m.asksHumanity(c), true
	case pkg != "react" && !c.isNew && m.nameMatches(hookOf, c.path):
		return m.passOn(c), true
	case m.verifies(c):
		return m.verifySignature(c), true
	case m.mints(pkg, c):
		return m.mint(c), true
	case tokenVerifiers[lastName(c.path)] && !c.isNew:
		return m.verifyRejects(c), true
	}
	return v, false
}

// asksSupabase matches the methods that say who is signed in at Supabase.
var asksSupabase = regexp.MustCompile(`\.auth\.get(User|Session|Claims)$`)

// hookOf matches the hooks of packages for the browser: what they are given to do they
// do there.
var hookOf = regexp.MustCompile(`#use[A-Z]\w*$`)

// humanity matches the packages that ask whether somebody is human, or comes from a page
// of the app: whoever that is, he passes.
var humanity = regexp.MustCompile(`(?i)captcha|turnstile|^(altcha|botid)|csrf`)

// asksHumanity is what such a package says, which may be yes.
func (m *run) asksHumanity(c *call) value {
	if c.isNew {
		return m.bound(c.path+"()", c.this)
	}
	return fresh(originOf(c.args...)&^(FromEnv|FromSecret|FromCredential), lastName(c.path))
}

// callGlobal calls a function of the platform without a line of its own.
func (m *run) callGlobal(c *call) value {
	if strings.HasPrefix(c.path, "global#console.") {
		return m.logCall(c, Log)
	}
	m.mayExtend(c.args...)
	m.callbacks(c, fresh(originOf(c.args...), "an argument"))
	return m.passOn(c)
}

// pureResult is unknown, or, of a function that makes a list of its arguments,
// that list: what is null in it stays visible.
func (m *run) pureResult(c *call) value {
	if strings.HasPrefix(c.path, "drizzle-orm#") && !c.open {
		return condition(c)
	}
	v := m.passOn(c)
	v.sym.from |= m.hashed(c)
	v.sym.inert = !slices.ContainsFunc(c.args, m.mayRun)
	return v
}

// mayRun reports whether what is handed to a function may be code that it runs, or that
// what it makes runs, as promisify(exec) does.
func (m *run) mayRun(v value) bool {
	if v = m.force(v); v.kind == unknownKind {
		return v.sym.opaque != "" || len(v.sym.callable) > 0
	}
	if v.ref == nil || v.is(regexShape) {
		return false
	}
	if !v.is(plainShape) && !v.is(arrayShape) {
		return true
	}
	for _, key := range v.ref.keys {
		if c := v.ref.own(key); c != nil && c.state == ready && c.v.ref != nil && !c.v.is(plainShape) && !c.v.is(arrayShape) {
			return true
		}
	}
	return false
}

// hashed adds that a value was computed with a secret.
func (m *run) hashed(c *call) Origin {
	if strings.Contains(c.path, "createHmac") && originOf(append(c.args, c.this)...).Has(FromEnv|FromSecret) {
		return FromSecret
	}
	return 0
}
