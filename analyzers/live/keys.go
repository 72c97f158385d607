package live

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strings"

	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/dotenv"
	"clerkvet/analyzers/source"
)

// Variables are the environment of the deployment: of the process, and of a
// file where somebody named it. The process wins.
type Variables struct {
	Process func(name string) (value string, set bool)
	File    *source.File // nil unless named
}

// A Variable is a variable of the deployment. Its value cannot be printed.
type Variable struct {
	Name  string // as it is set, or as it should be
	Set   bool
	Key   clerk.Key
	Value dotenv.Secret
	At    source.Span // in the env file; zero for one of the process
}

// first returns the first of the variables that is set and not empty.
func (v Variables) first(names ...string) Variable {
	var entries map[string]dotenv.Entry
	if v.File != nil {
		entries = dotenv.Values(v.File)
	}
	for _, name := range names {
		if value, ok := v.Process(name); ok && strings.TrimSpace(value) != "" {
			return variable(name, dotenv.NewSecret(strings.TrimSpace(value)), source.Span{})
		}
		if e, ok := entries[name]; ok && !e.Value.IsEmpty() {
			return variable(name, e.Value, e.At)
		}
	}
	if len(names) == 0 {
		return Variable{}
	}
	return Variable{Name: names[0]}
}

func variable(name string, value dotenv.Secret, at source.Span) Variable {
	return Variable{Name: name, Set: true, Value: value, Key: clerk.KeyOf(name, value), At: at}
}

// usable reports whether the value can be sent as a secret key: it has the
// prefix of one, and no character that would end a header.
func (v Variable) usable() (ok bool) {
	v.Value.Reveal(func(text string) {
		ok = v.Key.Kind == clerk.SecretKey && len(text) < 500 && !strings.ContainsFunc(text, func(r rune) bool {
			return r != '_' && r != '-' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
		})
	})
	return ok
}

// BaseURL reads the address of an API or a site: https, or http to this
// machine, and nothing behind the host but perhaps a path.
func BaseURL(text string) (*url.URL, error) {
	u, err := url.Parse(text)
	switch {
	case err != nil:
		return nil, errors.New("it is no URL")
	case u.Host == "" || u.Hostname() == "":
		return nil, errors.New("want a URL such as https://example.com")
	case u.User != nil || u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("want no user, query or fragment")
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("want https: only this machine may be asked over http")
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func notFound(err error) bool {
	var dns *net.DNSError
	return errors.As(err, &dns) && dns.IsNotFound
}
