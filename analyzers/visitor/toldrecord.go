package visitor

import (
	"regexp"
	"slices"
	"strings"
)

// What was read is handed out as well where it stands in the address that a visitor is
// sent to, in a header, or in the body of a refusal. What only points to something, as its
// id does, or says what went wrong, is not.

// maxParts bounds how many parts of a text are kept.
const maxParts = 8

// readParts are the parts of a value that was read, as far as they are known: what a text
// was made of, or the value itself.
func readParts(v value) []value {
	switch {
	case !v.origin().Has(FromRecord):
		return nil
	case v.kind == unknownKind && len(v.sym.parts) > 0:
		return v.sym.parts
	}
	return []value{v}
}

// spelled notes what of a text was read.
func (v value) spelled(parts ...value) value {
	for _, p := range parts {
		if v.kind == unknownKind && len(v.sym.parts) < maxParts && len(readParts(p)) > 0 {
			v.sym.learn().parts = append(slices.Clip(v.sym.parts), readParts(p)...)
		}
	}
	return v
}

// pointing matches the names of what points to a record, or to a place, rather than tell
// what stands there.
var pointing = regexp.MustCompile(`(?i)^_?(uu|u|gu)?id$|[a-z0-9](Id|ID|_id)$|slug$|^(path\w*|\w*ur[il]|href|link|location|locale|lang(uage)?|code|page|(sub)?domain|host\w*|type|kind|status|state|version|count|total|length|size|index)$|(At|_at)$`)

// faulty matches the names of what says what went wrong.
var faulty = regexp.MustCompile(`(?i)err(or)?s?$|message$|reason$|detail(s)?$|issues?$|description$`)

// tellsRecord reports whether a value that goes out tells what a record says.
func tellsRecord(v value, depth int) bool {
	switch {
	case v.kind == unknownKind && len(v.sym.options) > 0:
		return slices.ContainsFunc(v.sym.options, func(o value) bool { return tellsRecord(o, depth) })
	case v.kind == unknownKind && len(v.sym.parts) > 0:
		return slices.ContainsFunc(v.sym.parts, func(p value) bool { return tellsRecord(p, depth) })
	case v.kind == unknownKind:
		return v.sym.tellsRecord()
	case v.ref == nil || depth == 0 || v.is(functionShape):
		return false
	case v.ref.promise != nil:
		return tellsRecord(v.ref.promise.v, depth-1)
	case v.ref.open && v.ref.from.Has(FromRecord) && len(v.ref.keys) == 0:
		return true
	}
	for k, c := range v.ref.props {
		if c.state == ready && c.getter == nil && !(pointing.MatchString(k) && c.v.ref == nil) && tellsRecord(c.v, depth-1) {
			return true
		}
	}
	return slices.ContainsFunc(v.ref.elems[:min(len(v.ref.elems), longList)], func(e value) bool { return tellsRecord(e, depth-1) })
}

// tellsRecord reports whether a symbol is a record, or a part of one that tells something.
func (s *symbol) tellsRecord() bool {
	if !s.from.Has(FromRecord) || s.from.Has(FromError|FromMint) || s.yesOrNo() || s.measures() {
		return false
	}
	for p := s; p != nil; p = p.parent {
		name := lastName(p.op)
		if p == s && pointing.MatchString(name) || faulty.MatchString(name) {
			return false
		}
	}
	return s.query != nil && (s.query.Verb == Read || s.query.Verb == Write)
}

// told is what a path tells of a record though it ends in a refusal or leads elsewhere, as
// an effect: nil for nothing. It is looked for while what the path wrote still stands.
func (p *path) toldRecord() *Event {
	v, t := p.v, p.thrown
	if v.is(promiseShape) {
		v, t = v.ref.promise.v, v.ref.promise.thrown
	}
	tells := false
	switch r := firstAnswer(p); {
	case t != nil:
		tells = t.digest == redirectDigest && addressTells(t.v)
	case v.is(responseShape):
		tells = responseTells(v.ref)
	case r != nil && r.Status >= 300:
		tells = tellsRecord(r.body, originDepth) || addressTells(r.body)
	}
	if !tells {
		return nil
	}
	return p.read()
}

// addressTells reports whether an address tells what a record says.
func addressTells(to value) bool {
	if to.is(nativeShape) && to.ref.native.path == "url" {
		told := to.ref.own(toldPart)
		return told != nil && tellsRecord(told.v, originDepth)
	}
	if to.kind != unknownKind || to.sym.op != "text" || !tellsRecord(to, originDepth) {
		return false
	}
	return strings.Contains(to.sym.begins, "?") || slices.ContainsFunc(to.sym.parts, func(p value) bool {
		return p.kind == unknownKind && personalField.MatchString(lastName(p.sym.op)) && tellsRecord(p, originDepth)
	})
}

// personalField matches the names of what tells about somebody also where it is a part of a
// path; by others, as the name of a project, its page is found.
var personalField = regexp.MustCompile(`(?i)e?mail|phone|mobile|address|birth|ssn|salary|password|token|secret|full_?name|(first|last)_?name`)

// toldPart is the name under which a URL or a response keeps what it tells of a record.
const toldPart = "#told"

// tell notes what a URL or a response tells of a record.
func (m *run) tell(o *object, values ...value) {
	for _, v := range values {
		if !tellsRecord(v, originDepth) {
			continue
		}
		if c := o.own(toldPart); c != nil {
			v = m.either(c.v, v)
		}
		m.put(o, toldPart, v)
	}
}

// addsToQuery adds something to the query of a URL.
func (m *run) addsToQuery(c *call) value {
	if c.this.is(nativeShape) && c.this.ref.native.this != nil && !pointing.MatchString(m.force(c.arg(0)).str) {
		m.tell(c.this.ref.native.this.ref, c.arg(1))
	}
	return m.passOn(c)
}

// aboutAnswer matches the headers that tell of the answer itself.
var aboutAnswer = regexp.MustCompile(`(?i)^(etag|last-modified|content-|cache-|retry-after|x-ratelimit|ratelimit|server-timing|vary|x-request-id|x-total)`)

func responseTells(r *object) bool {
	if to := r.own("#to"); to != nil && addressTells(to.v) {
		return true
	}
	if told := r.own(toldPart); told != nil && tellsRecord(told.v, originDepth) {
		return true
	}
	status := r.props["status"].v
	return status.kind == numberKind && status.num >= 300 && tellsRecord(r.props["#body"].v, originDepth)
}
