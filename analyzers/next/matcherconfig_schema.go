package next

import (
	"fmt"
	"slices"
	"strings"

	"clerkvet/analyzers/pathmatch"

	"github.com/Masterminds/semver/v3"
)

// A refusal is what the schema of config does not allow.
type refusal struct {
	why string
	at  constant
}

func (r *refusal) Error() string { return r.why }

func refuse(at constant, format string, args ...any) error {
	return &refusal{fmt.Sprintf(format, args...), at}
}

// matchersOf reads config.matcher by the schema of the version. ok tells that
// there is one: without, the file runs on every path.
func matchersOf(next *semver.Version, config constant) (list []Matcher, ok bool, err error) {
	matcher := config.get("matcher")
	if !since(next, "15.0.0") {
		if !matcher.truthy() {
			return nil, false, nil
		}
		list, err = entries(matcher, looseConditions)
		return list, true, err
	}
	switch matcher.kind {
	case undefinedConstant:
		return nil, false, nil
	case stringConstant, arrayConstant:
		list, err = entries(matcher, strictConditions)
		return list, true, err
	}
	return nil, true, refuse(matcher, "config.matcher must be a string or a list, not %s", article(matcher))
}

func article(c constant) string {
	switch c.kind {
	case undefinedConstant, nullConstant:
		return string(c.kind)
	case arrayConstant, objectConstant:
		return "an " + string(c.kind)
	case regexpConstant:
		return "a regular expression"
	}
	return "a " + string(c.kind)
}

func entries(matcher constant, conditions conditionReader) ([]Matcher, error) {
	items := []constant{matcher}
	if matcher.kind == arrayConstant {
		items = matcher.list
	}
	out := []Matcher{}
	for _, item := range items {
		e, err := entry(item, conditions)
		if err != nil {
			return nil, err
		}
		out = append(out, Matcher{Entry: e, Span: item.node.Span()})
	}
	return out, nil
}

// entry reads one entry; conditions reads its has and missing.
func entry(item constant, conditions conditionReader) (pathmatch.Entry, error) {
	switch item.kind {
	case stringConstant:
		return sourceEntry(item, item)
	case objectConstant:
		return objectEntry(item, conditions)
	}
	return pathmatch.Entry{}, refuse(item, "an entry of config.matcher must be a string or an object, not %s", article(item))
}

// A conditionReader reads the list in has or missing, as field says.
type conditionReader func(list constant, field string) ([]pathmatch.Condition, error)

func sourceEntry(item, source constant) (pathmatch.Entry, error) {
	switch {
	case source.kind == undefinedConstant:
		return pathmatch.Entry{}, refuse(item, "an entry of config.matcher has no source")
	case source.kind != stringConstant:
		return pathmatch.Entry{}, refuse(source, "the source of a matcher must be a string, not %s", article(source))
	case !strings.HasPrefix(source.text, "/"):
		return pathmatch.Entry{}, refuse(source, "the matcher %q does not start with /", source.text)
	}
	return pathmatch.Entry{Source: source.text}, nil
}

func objectEntry(item constant, conditions conditionReader) (pathmatch.Entry, error) {
	for _, p := range item.props {
		if !slices.Contains([]string{"source", "locale", "has", "missing"}, p.name) {
			return pathmatch.Entry{}, refuse(p.value, "a matcher has no key %q", p.name)
		}
	}
	entry, err := sourceEntry(item, item.get("source"))
	if err != nil {
		return entry, err
	}
	if locale := item.get("locale"); locale.kind != undefinedConstant {
		if locale.kind != booleanConstant || locale.truthy() {
			return entry, refuse(locale, "the locale of a matcher may only be false")
		}
		entry.LocaleFalse = true
	}
	if entry.Has, err = conditions(item.get("has"), "has"); err != nil {
		return entry, err
	}
	entry.Missing, err = conditions(item.get("missing"), "missing")
	return entry, err
}

var conditionTypes = []string{"header", "cookie", "query", "host"}

// looseConditions reads them as Next.js does before 15: by hand
// (next@14.2.35 lib/load-custom-routes).
func looseConditions(list constant, field string) ([]pathmatch.Condition, error) {
	return conditionsOf(list, field, func(item constant) error {
		key, value := item.get("key"), item.get("value")
		host := item.get("type").text == "host"
		switch {
		case key.kind != stringConstant && !host:
			return refuse(item, "an item of %s has no key", field)
		case value.kind == undefinedConstant && host:
			return refuse(item, "an item of %s with the type host has no value", field)
		}
		return nil
	})
}

// strictConditions reads them by the schema of Next.js 15 and later
// (next@16.4.6 build/segment-config/middleware).
func strictConditions(list constant, field string) ([]pathmatch.Condition, error) {
	return conditionsOf(list, field, func(item constant) error {
		allowed := []string{"type", "key", "value"}
		host := item.get("type").text == "host"
		if host {
			allowed = []string{"type", "value"}
		}
		for _, p := range item.props {
			if !slices.Contains(allowed, p.name) {
				return refuse(p.value, "an item of %s has no key %q", field, p.name)
			}
		}
		switch {
		case !host && item.get("key").kind != stringConstant:
			return refuse(item, "an item of %s has no key", field)
		case host && item.get("value").kind != stringConstant:
			return refuse(item, "an item of %s with the type host has no value", field)
		}
		return nil
	})
}

func conditionsOf(list constant, field string, check func(constant) error) ([]pathmatch.Condition, error) {
	switch list.kind {
	case undefinedConstant:
		return nil, nil
	case arrayConstant:
	default:
		return nil, refuse(list, "%s of a matcher must be a list, not %s", field, article(list))
	}
	var out []pathmatch.Condition
	for _, item := range list.list {
		kind, value := item.get("type"), item.get("value")
		switch {
		case item.kind != objectConstant:
			return nil, refuse(item, "an item of %s must be an object, not %s", field, article(item))
		case kind.kind != stringConstant || !slices.Contains(conditionTypes, kind.text):
			return nil, refuse(item, "the type of an item of %s must be header, cookie, query or host", field)
		case value.kind != undefinedConstant && value.kind != stringConstant:
			return nil, refuse(value, "the value of an item of %s must be a string, not %s", field, article(value))
		}
		if err := check(item); err != nil {
			return nil, err
		}
		out = append(out, pathmatch.Condition{Type: kind.text, Key: item.get("key").text, Value: value.text})
	}
	return out, nil
}
