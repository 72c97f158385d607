package clerk

import (
	_ "embed"
	"encoding/json"
	"sync"
	"time"

	"github.com/Masterminds/semver/v3"
)

// A Condition names what an app must do to be affected by an advisory. An
// advisory whose condition does not hold is a remark.
type Condition string

// The conditions. Always holds by the version alone.
const (
	Always                     Condition = ""
	IfAuthCall                 Condition = "auth-call"                     // auth() or getAuth() is called
	IfVerifyWebhook            Condition = "verify-webhook"                // Clerk's verifyWebhook() is called
	IfFrontendAPIProxy         Condition = "frontend-api-proxy"            // clerkFrontendApiProxy or the option frontendApiProxy
	IfRouteMatcherListsPrivate Condition = "route-matcher-protects-listed" // createRouteMatcher() lists what is protected
	IfCombinedAuthorization    Condition = "combined-authorization"        // has() or protect() with several conditions, or with a URL beside them
	IfDevelopment              Condition = "development-only"              // production is never affected
	IfMiddlewareGates          Condition = "middleware-gates"              // the middleware denies visitors
	IfAppRouter                Condition = "app-router"
	IfAppRouterMiddleware      Condition = "app-router-middleware-gates" // both of the above
	IfPagesI18n                Condition = "i18n-pages-router"           // Pages Router with i18n, and the middleware denies visitors
	IfSingleLocale             Condition = "single-locale"               // App Router, one entry in i18n.locales, and the middleware denies visitors
	IfDynamicRoutes            Condition = "dynamic-routes"              // a dynamic route that the middleware alone protects
	IfServerActions            Condition = "server-actions"
	IfRewrites                 Condition = "rewrites"     // a rewrite whose destination host has a parameter
	IfSharedCache              Condition = "shared-cache" // not visible in the repository
	IfSelfHosted               Condition = "self-hosted"  // mostly not visible in the repository
	IfCSPNonce                 Condition = "csp-nonce"    // a Content-Security-Policy with nonces
)

// An Advisory is a published weakness of a package (facts.md section 9).
type Advisory struct {
	ID        string // GHSA where there is one, else CVE, else our own
	Aliases   []string
	Title     string // what an attacker can do, one clause
	Condition Condition
	Affected  []Affected
	Source    string // URL
	Confirmed bool   // the ranges were read at a first-hand source
	Published string // date; "" where it was not seen
	// Availability tells that only the service is at risk, not what it protects.
	Availability bool
}

// Affected are the affected versions of one package.
type Affected struct {
	Package string
	Ranges  []VersionRange
}

// A VersionRange holds the versions from Introduced up to, not including,
// Fixed, pre-releases included. Without Fixed no fix is known.
type VersionRange struct{ Introduced, Fixed string }

// A Hit is an advisory that the version of one package falls under.
type Hit struct {
	Advisory
	Package string
	Version *semver.Version
	Fixed   string // the first version of the same range without the weakness; "" if none is known
}

//go:embed advisories.json
var advisoryData []byte

type advisoryFile struct {
	Date       string
	Advisories []Advisory
}

var readAdvisories = sync.OnceValue(func() advisoryFile {
	var f advisoryFile
	if err := json.Unmarshal(advisoryData, &f); err != nil {
		panic(err) // a test reads the embedded file
	}
	return f
})

// AllAdvisories returns every known advisory.
func AllAdvisories() []Advisory { return readAdvisories().Advisories }

// AdvisoryAge returns how old the advisories are at a time, and the day on
// which they were last compared with their sources.
func AdvisoryAge(now time.Time) (age time.Duration, day string) {
	day = readAdvisories().Date
	return now.Sub(date(day)), day
}

func date(s string) time.Time {
	t, _ := time.Parse(time.DateOnly, s)
	return t
}

// Advisories returns the advisories that the installed versions fall under, one
// hit an advisory: the first affected package counts. versions returns nil for
// a package that is not installed.
func Advisories(versions func(name string) *semver.Version) []Hit {
	var out []Hit
	for _, a := range AllAdvisories() {
		if hit, ok := a.hit(versions); ok {
			out = append(out, hit)
		}
	}
	return out
}

// hit finds the affected package.
func (a Advisory) hit(versions func(string) *semver.Version) (Hit, bool) {
	for _, f := range a.Affected {
		v := versions(f.Package)
		r, ok := f.contains(v)
		if !ok || f.Package == SDK && a.fixedBelow(v, versions("@clerk/shared")) {
			continue
		}
		return Hit{Advisory: a, Package: f.Package, Version: v, Fixed: r.Fixed}, true
	}
	return Hit{}, false
}

// fixedBelow reports whether an affected @clerk/nextjs runs the fixed code of
// @clerk/shared: from 6 on, the route matcher stands there, and the lockfile
// decides its version (facts.md F3.6).
func (a Advisory) fixedBelow(sdk, shared *semver.Version) bool {
	if a.Condition != IfRouteMatcherListsPrivate || sdk.Major() < 6 || shared == nil {
		return false
	}
	for _, f := range a.Affected {
		if f.Package != "@clerk/shared" {
			continue
		}
		for _, r := range f.Ranges {
			fixed, err := semver.NewVersion(r.Fixed)
			if err == nil && fixed.Major() == shared.Major() && !shared.LessThan(fixed) {
				return true
			}
		}
	}
	return false
}

// contains returns the range that a version falls in.
func (f Affected) contains(v *semver.Version) (VersionRange, bool) {
	for _, r := range f.Ranges {
		if v != nil && r.contains(v) {
			return r, true
		}
	}
	return VersionRange{}, false
}

func (r VersionRange) contains(v *semver.Version) bool {
	introduced, err := semver.NewVersion(r.Introduced)
	if err != nil || v.LessThan(introduced) {
		return false
	}
	if r.Fixed == "" {
		return true
	}
	fixed, err := semver.NewVersion(r.Fixed)
	return err == nil && v.LessThan(fixed)
}
