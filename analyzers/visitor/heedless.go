package visitor

import (
	"fmt"
	"slices"
	"strings"
)

// A check that was asked for turns nobody away by that: const { userId } =
// await auth(), and then the same answer for everybody. Where the path would be
// called open without it, what somebody gets who is signed in has to differ.

// verdict is what a signed-out visitor gets from an entry.
func (w *worker) verdict(kind entryKind, entry func(m *run) value) Answer {
	paths := w.ask(SignedOut, entry, func(paths []path) bool {
		v := judge(kind, paths).Verdict
		return v == Denied || v == Harmless
	})
	a := judge(kind, paths)
	if a.Verdict != Denied || !slices.ContainsFunc(paths, isAskedByClerk) {
		return a
	}
	open := judgeBy(kind, paths, asIfUnasked)
	if open.Verdict != Reached || !w.sameForAll(kind, entry) {
		return a
	}
	return open
}

// isAskedByClerk reports whether Clerk alone was asked who is there on a path.
func isAskedByClerk(p path) bool {
	return decisive(&p) != nil && !slices.ContainsFunc(p.events, func(e *Event) bool { return e.denies() && e.Check != ClerkCheck })
}

// asIfUnasked is the check of a path, but that of Clerk.
func asIfUnasked(p *path) *Event {
	if isAskedByClerk(*p) {
		return nil
	}
	return decisive(p)
}

// sameForAll reports whether who is signed in gets nothing that who is not does
// not get as well. A refusal is nothing, nor is an error that is thrown at him.
func (w *worker) sameForAll(kind entryKind, entry func(m *run) value) bool {
	all := attempt{at: exactly, steps: maxExact}
	out, cut := w.explorePaths(SignedOut, entry, all)
	in, short := w.explorePaths(Stranger, entry, all)
	if cut || short {
		return false
	}
	exits, some := map[string]bool{}, false
	for i := range out {
		exits[exitOf(kind, &out[i])] = true
	}
	for i := range in {
		if p := &in[i]; p.thrown == nil || p.thrown.denial != "" {
			some = true
			if p.failed != "" || !exits[exitOf(kind, p)] && p.gives(kind) {
				return false
			}
		}
	}
	return some
}

// gives reports whether a path gives the visitor something or does something.
func (p *path) gives(kind entryKind) bool {
	v := endOf(kind, p, decisive(p)).verdict
	return v != Denied && v != Harmless || p.leads != nil || first(p, func(x *Event) bool { return x.Kind == Effect && x.Verb == Cookie }) != nil
}

// exitOf says where and how a path ends; what it did on the way only if that says
// nothing.
func exitOf(kind entryKind, p *path) string {
	e := endWithout(ending{path: p, confidence: High, check: decisive(p)}, kind, p)
	out := fmt.Sprintf("%s %d %s:%d", e.verdict, e.status, e.at.At.Path(), e.at.At.Start)
	if !e.at.At.IsZero() {
		return out
	}
	var done []string
	for _, x := range p.events {
		if x.Kind == Effect && x.Hard {
			done = append(done, fmt.Sprintf(" %s:%d", x.At.Path(), x.At.Start))
		}
	}
	return out + strings.Join(done, "")
}

// leader is the record that says where a path sends the visitor, as an effect. It
// is looked for while what the path wrote still stands.
func (p *path) leader() *Event {
	v, t := p.v, p.thrown
	if v.is(promiseShape) {
		v, t = v.ref.promise.v, v.ref.promise.thrown
	}
	switch {
	case t != nil:
		v = t.v
	case v.is(responseShape) && v.ref.own("#to") != nil:
		v = v.ref.own("#to").v
	default:
		return nil
	}
	if host := urlHost(v); host != nil {
		v = value{kind: unknownKind, sym: host.parent}
	}
	if v.kind != unknownKind || !v.origin().Has(FromRecord) || !strings.HasPrefix(v.sym.op, ".") || v.source() == "" {
		return nil
	}
	return p.read()
}

// urlHost is the host of a URL that was made of something unknown; nil of any
// other value.
func urlHost(v value) *symbol {
	if !v.is(nativeShape) || v.ref.native.path != "url" {
		return nil
	}
	if host := v.ref.own("host"); host != nil && host.v.kind == unknownKind && host.v.sym.parent != nil {
		return host.v.sym
	}
	return nil
}
