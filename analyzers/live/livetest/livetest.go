// Package livetest plays Clerk's APIs on loopback, as they are and as a bad
// day makes them, for the tests of everything that asks them.
package livetest

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Scenarios are what Clerk plays. In those from Hanging on, the Backend API
// answers nothing that can be used.
var Scenarios = []string{"production", "development", "mismatch", "badkey", "ratelimited",
	"hanging", "drip", "huge", "page", "redirect", "certificate", "reset", "malformed", "echo"}

// A Clerk is both APIs of one instance.
type Clerk struct {
	API, Frontend string // base URLs
	Stranger      string // where the scenario redirect leads

	mu    sync.Mutex
	asked []Request
}

// A Request is one that was made.
type Request struct {
	To, Method, Path string // To is api, frontend or stranger
	Key, Agent       string
	At               time.Time
}

// Start plays a scenario until the test ends.
func Start(t *testing.T, scenario string) *Clerk {
	t.Helper()
	c := &Clerk{}
	done := make(chan struct{})
	serve := func(to string, h http.HandlerFunc) string {
		s := httptest.NewServer(c.note(to, h))
		t.Cleanup(s.Close)
		return s.URL
	}
	c.Stranger = serve("stranger", c.production)
	c.Frontend = serve("frontend", frontend(scenario))
	bad := c.bad(done)[scenario]
	switch {
	case scenario == "certificate":
		s := httptest.NewTLSServer(c.note("api", c.production))
		t.Cleanup(s.Close)
		c.API = s.URL
	case bad != nil:
		c.API = serve("api", bad)
	default:
		c.API = serve("api", backend(scenario))
	}
	t.Cleanup(func() { close(done) }) // before the servers are closed
	return c
}

// Requests returns what was asked so far.
func (c *Clerk) Requests() []Request {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]Request(nil), c.asked...)
}

func (c *Clerk) note(to string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		c.asked = append(c.asked, Request{to, r.Method, r.URL.Path, r.Header.Get("Authorization"), r.Header.Get("User-Agent"), time.Now()})
		c.mu.Unlock()
		next(w, r)
	}
}

func (c *Clerk) production(w http.ResponseWriter, r *http.Request) { backend("production")(w, r) }

// bad are the ways in which an API can fail.
func (c *Clerk) bad(done chan struct{}) map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"hanging": func(http.ResponseWriter, *http.Request) { <-done },
		"drip": func(w http.ResponseWriter, r *http.Request) {
			for range 1000 {
				if _, err := w.Write([]byte(" ")); err != nil {
					return
				}
				w.(http.Flusher).Flush()
				select {
				case <-done:
					return
				case <-time.After(20 * time.Millisecond):
				}
			}
		},
		"huge": func(w http.ResponseWriter, r *http.Request) {
			for range 64 << 10 {
				if _, err := w.Write([]byte(strings.Repeat(" ", 1024))); err != nil {
					return
				}
			}
		},
		"page": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html")
			w.WriteHeader(http.StatusForbidden)
			w.Write([]byte("<html><h1>Access denied by the firewall</h1>"))
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, c.Stranger+r.URL.Path, http.StatusTemporaryRedirect)
		},
		"reset": func(w http.ResponseWriter, r *http.Request) {
			conn, _, err := w.(http.Hijacker).Hijack()
			if err == nil {
				conn.Close()
			}
		},
		"malformed": func(w http.ResponseWriter, r *http.Request) { w.Write([]byte(`{"object": "instance", `)) },
		// echo quotes the key in every part of the answer.
		"echo": func(w http.ResponseWriter, r *http.Request) {
			key := strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")
			w.Header().Set("Location", "https://"+key+".example.org/"+key)
			w.WriteHeader(http.StatusFound)
			w.Write([]byte(key))
		},
	}
}

// Instance is the id of the instance, and of its signing key.
const Instance = "ins_2abcPROD"

func backend(scenario string) http.HandlerFunc {
	production := scenario != "development"
	answers := map[string]any{
		"/v1/instance":      map[string]any{"object": "instance", "id": Instance, "environment_type": pick(production, "production", "development")},
		"/v1/users/count":   map[string]any{"object": "total_count", "total_count": 42},
		"/v1/jwks":          keys(Instance),
		"/v1/redirect_urls": []any{},
		"/v1/domains": map[string]any{"total_count": 1, "data": []any{map[string]any{
			"name":             pick(production, "shop.test", "happy-camel-13.lcl.dev"),
			"frontend_api_url": pick(production, "https://clerk.shop.test", "https://happy-camel-13.clerk.accounts.dev"),
			"cname_targets":    []any{map[string]any{"host": "clerk.shop.test", "value": "frontend-api.clerk.services", "required": true}},
		}}},
	}
	return func(w http.ResponseWriter, r *http.Request) {
		switch {
		case scenario == "badkey" || !strings.HasPrefix(r.Header.Get("Authorization"), "Bearer sk_"):
			w.WriteHeader(http.StatusUnauthorized)
			write(w, map[string]any{"errors": []any{map[string]any{"code": "clerk_key_invalid", "message": "The provided Clerk Secret Key is invalid."}}})
		case scenario == "ratelimited":
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			write(w, map[string]any{"errors": []any{map[string]any{"code": "too_many_requests"}}})
		case answers[r.URL.Path] == nil:
			http.NotFound(w, r)
		default:
			write(w, answers[r.URL.Path])
		}
	}
}

func frontend(scenario string) http.HandlerFunc {
	production := scenario != "development"
	answers := map[string]any{
		"/.well-known/jwks.json": keys(pick(scenario == "mismatch", "ins_2zzzOTHER", Instance)),
		"/v1/health":             map[string]any{"status": "healthy"},
		"/v1/environment": map[string]any{
			"auth_config": map[string]any{"test_mode": !production},
			"display_config": map[string]any{"instance_environment_type": pick(production, "production", "development"),
				"show_devmode_warning": !production, "home_url": pick(production, "https://shop.test", "http://localhost:3000")},
		},
	}
	return func(w http.ResponseWriter, r *http.Request) {
		if answers[r.URL.Path] == nil {
			http.NotFound(w, r)
			return
		}
		write(w, answers[r.URL.Path])
	}
}

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

func keys(kid string) any {
	return map[string]any{"keys": []any{map[string]any{"kid": kid, "kty": "RSA", "use": "sig"}}}
}

func write(w http.ResponseWriter, v any) { _ = json.NewEncoder(w).Encode(v) }

// Environment makes up live keys of the instance, under the names of Clerk.
func Environment() map[string]string {
	return map[string]string{
		"CLERK_SECRET_KEY":                  "sk_live_" + random(21),
		"NEXT_PUBLIC_CLERK_PUBLISHABLE_KEY": "pk_live_" + base64.StdEncoding.EncodeToString([]byte("clerk.shop.test$")),
		"CLERK_WEBHOOK_SIGNING_SECRET":      "whsec_" + base64.StdEncoding.EncodeToString([]byte(random(12))),
	}
}

func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return hex.EncodeToString(b)
}
