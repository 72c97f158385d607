package pathmatch

import (
	"fmt"
	"strings"
)

type compiledCondition struct {
	Condition
	regex *regex // nil without a value
	err   error  // the value is no regular expression: found out at run time
}

func compileConditions(list []Condition) []compiledCondition {
	var out []compiledCondition
	for _, c := range list {
		compiled := compiledCondition{Condition: c}
		if c.Value != "" {
			compiled.regex, compiled.err = newRegex("^"+c.Value+"$", "")
		}
		out = append(out, compiled)
	}
	return out
}

// meets reports whether all of has and none of missing hold (F2.8).
func (e compiledEntry) meets(r Request) (bool, error) {
	for _, c := range e.has {
		if ok, err := c.holds(r); !ok || err != nil {
			return false, err
		}
	}
	for _, c := range e.missing {
		if ok, err := c.holds(r); ok || err != nil {
			return false, err
		}
	}
	return true, nil
}

// holds reports whether the request has the thing. An empty value counts as
// none.
func (c compiledCondition) holds(r Request) (bool, error) {
	value := r.value(c.Condition)
	switch {
	case value == "":
		return false, nil
	case c.err != nil:
		return false, fmt.Errorf("condition on %s %s: %w", c.Type, c.Key, c.err)
	case c.regex == nil:
		return true, nil
	}
	return c.regex.matches(value)
}

func (r Request) value(c Condition) string {
	switch c.Type {
	case "header":
		return r.header(c.Key)
	case "query":
		return r.Query[c.Key]
	case "cookie":
		return r.Cookies[c.Key]
	case "host":
		host := r.Host
		if host == "" {
			host = r.header("host")
		}
		host, _, _ = strings.Cut(host, ":")
		return strings.ToLower(host)
	}
	return ""
}

func (r Request) header(key string) string {
	if v, ok := r.Headers[strings.ToLower(key)]; ok {
		return v
	}
	for k, v := range r.Headers {
		if strings.EqualFold(k, key) {
			return v
		}
	}
	return ""
}
