// Package live asks the network what no reading can tell: whether Clerk takes
// the keys, what instance they belong to, and what the deployed site answers.
// It only reads (but for one POST, on request), asks nobody who was not named,
// never follows a redirect, and keeps neither keys nor the bodies of answers.
package live

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// An Answer is how a question to the network ended.
type Answer string

// The answers. Invalid is a refusal by the one who knows; CouldNotAsk is
// everything between us and an answer; NotSupported means that the other side
// has no such question.
const (
	Valid        Answer = "valid"
	Invalid      Answer = "invalid"
	CouldNotAsk  Answer = "could-not-ask"
	NotSupported Answer = "not-supported"
)

// A Reply is how one call ended. It never holds what was sent or received.
type Reply struct {
	Answer Answer
	Status int    // of HTTP; 0 where none came
	Why    string // one clause, unless Valid
	// Certificate tells that the connection failed because of the certificate.
	Certificate bool
}

// OK reports whether the call was answered.
func (r Reply) OK() bool { return r.Answer == Valid }

// Bounds of every call.
const (
	maxBody   = 1 << 20 // bytes of an answer
	maxWait   = 20 * time.Second
	attempts  = 3
	userAgent = "clerkvet/1 (production readiness check)"
)

// Limits are the times of a client; tests shorten them.
type Limits struct {
	Timeout time.Duration // of one attempt, its body included
	Pause   time.Duration // before a retry that nobody timed
	Pace    time.Duration // between two requests to the site
	Site    int           // requests to the site in all
}

// DefaultLimits are the limits of a run.
var DefaultLimits = Limits{Timeout: 10 * time.Second, Pause: 500 * time.Millisecond, Pace: time.Second, Site: 60}

// A client asks one host.
type client struct {
	base   *url.URL
	header http.Header
	http   *retryablehttp.Client
}

func newClient(base *url.URL, header http.Header, limits Limits, tries int) *client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DisableKeepAlives = true
	transport.MaxResponseHeaderBytes = 64 << 10
	c := retryablehttp.NewClient()
	c.HTTPClient = &http.Client{
		Transport: transport, Timeout: limits.Timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	c.Logger, c.RetryMax = nil, tries-1
	c.CheckRetry, c.ErrorHandler = worthRetry, retryablehttp.PassthroughErrorHandler
	c.Backoff = func(_, _ time.Duration, _ int, r *http.Response) time.Duration {
		if wait, told := retryAfter(r); told {
			return wait
		}
		return limits.Pause
	}
	header = header.Clone()
	header.Set("User-Agent", userAgent)
	return &client{base, header, c}
}

// worthRetry repeats what may pass: no answer, too many requests, a failure of
// the server. A wait that is longer than a person's patience ends it.
func worthRetry(ctx context.Context, r *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	if err != nil {
		return !isCertificate(err) && !timedOut(err), nil
	}
	wait, _ := retryAfter(r)
	return (r.StatusCode == http.StatusTooManyRequests || r.StatusCode >= 500) && wait <= maxWait, nil
}

// retryAfter reads the header of that name, in seconds or as a date.
func retryAfter(r *http.Response) (wait time.Duration, told bool) {
	if r == nil {
		return 0, false
	}
	text := r.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(text); err == nil && seconds >= 0 {
		return time.Duration(min(seconds, 86400)) * time.Second, true
	}
	if at, err := http.ParseTime(text); err == nil {
		return max(0, time.Until(at)), true
	}
	return 0, false
}

// A message is an answer as it came.
type message struct {
	status int
	header http.Header
	body   []byte
	cut    bool // the body was longer than the bound
	expiry time.Time
}

// send makes one request, with its retries.
func (c *client) send(ctx context.Context, method, path string, header http.Header, body []byte) (*message, error) {
	target := *c.base
	target.Path, target.RawPath = strings.TrimSuffix(c.base.Path, "/")+path, ""
	if p, err := url.PathUnescape(target.Path); err == nil && p != target.Path {
		target.Path, target.RawPath = p, target.Path
	}
	var content any
	if body != nil {
		content = body
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, target.String(), content)
	if err != nil {
		return nil, errors.New("the request cannot be made")
	}
	for _, h := range []http.Header{c.header, header} {
		for name, values := range h {
			req.Header[name] = values
		}
	}
	r, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	return read(r)
}

func read(r *http.Response) (*message, error) {
	body, err := io.ReadAll(io.LimitReader(r.Body, maxBody+1))
	if err != nil {
		return nil, err
	}
	m := &message{status: r.StatusCode, header: r.Header, body: body[:min(len(body), maxBody)], cut: len(body) > maxBody}
	if r.TLS != nil && len(r.TLS.PeerCertificates) > 0 {
		m.expiry = r.TLS.PeerCertificates[0].NotAfter
	}
	return m, nil
}

// get asks for JSON and decodes it into v.
func (c *client) get(ctx context.Context, path string, v any) (Reply, *message) {
	m, err := c.send(ctx, http.MethodGet, path, nil, nil)
	if err != nil {
		return failure(err), nil
	}
	reply := judge(m)
	if !reply.OK() {
		return reply, m
	}
	switch {
	case m.cut:
		return Reply{Answer: CouldNotAsk, Status: m.status, Why: fmt.Sprintf("the answer is longer than %d bytes", maxBody)}, m
	case json.Unmarshal(m.body, v) != nil:
		return Reply{Answer: CouldNotAsk, Status: m.status, Why: "the answer is not the JSON of Clerk's API" + pageHint(m)}, m
	}
	return reply, m
}

// pageHint says where an answer comes from that is a page for people.
func pageHint(m *message) string {
	if strings.Contains(m.header.Get("Content-Type"), "html") {
		return " but a page: a proxy or a firewall answers in its place"
	}
	return ""
}

// judge reads the status.
func judge(m *message) Reply {
	r := Reply{Answer: CouldNotAsk, Status: m.status}
	switch s := m.status; {
	case s == 200:
		r.Answer = Valid
	case s == 401 || s == 403:
		r.Answer, r.Why = refusal(m)
	case s == 404 || s == 405 || s == 410 || s == 501:
		r.Answer, r.Why = NotSupported, fmt.Sprintf("it has no such question (status %d)", s)
	case s == 429:
		r.Why = "it has too many requests (status 429)"
		if wait, told := retryAfter(&http.Response{Header: m.header}); told {
			r.Why += fmt.Sprintf(" and asks to wait %d seconds", int(wait.Seconds()))
		}
	case s >= 300 && s < 400:
		r.Why = "it redirects to " + hostOf(m.header.Get("Location")) + ", and a redirect is never followed"
	default:
		r.Why = fmt.Sprintf("it answers with status %d", s)
	}
	return r
}

// refusal tells Clerk's refusal from that of something in between, which knows
// nothing of Clerk's errors.
func refusal(m *message) (Answer, string) {
	var envelope struct{ Errors []struct{ Code string } }
	if json.Unmarshal(m.body, &envelope) != nil || len(envelope.Errors) == 0 {
		return CouldNotAsk, fmt.Sprintf("it answers with status %d, though not in the form of Clerk's API%s", m.status, pageHint(m))
	}
	return Invalid, fmt.Sprintf("it refuses the key (status %d%s)", m.status, codeOf(envelope.Errors[0].Code))
}

// codeOf shows an error code if it is one of Clerk's form.
func codeOf(code string) string {
	for _, r := range code {
		if r != '_' && (r < 'a' || r > 'z') {
			return ""
		}
	}
	if code == "" || len(code) > 40 {
		return ""
	}
	return ", " + code
}

func hostOf(location string) string {
	u, err := url.Parse(location)
	if err != nil || u.Host == "" {
		return "another place"
	}
	return u.Host
}

// failure says in words why no answer came. The text of an error is not shown:
// it may quote what was sent.
func failure(err error) Reply {
	r := Reply{Answer: CouldNotAsk}
	var dns *net.DNSError
	switch {
	case errors.Is(err, context.Canceled):
		r.Why = "the run was stopped"
	case isCertificate(err):
		r.Why, r.Certificate = certificateProblem(err), true
	case timedOut(err):
		r.Why = "it did not answer in time"
	case errors.As(err, &dns):
		r.Why = "its name cannot be resolved"
	case errors.Is(err, syscall.ECONNREFUSED):
		r.Why = "it refuses the connection"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		r.Why = "it broke off the connection"
	default:
		r.Why = "the connection failed"
	}
	return r
}

func timedOut(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}
