package visitor

import (
	"strconv"
	"strings"
)

// The errors with which Next.js turns visitors away say in their digest what they
// are: code that catches everything looks at it, or asks Next.js, to pass them on.
const (
	redirectDigest = "NEXT_REDIRECT"
	fallbackDigest = "NEXT_HTTP_ERROR_FALLBACK"
	notFoundDigest = "NEXT_NOT_FOUND" // before Next.js 15
	someDigest     = "NEXT_"          // of what is one or the other
)

// nextErrorFunctions tell the errors of Next.js apart.
func nextErrorFunctions() map[string]summary {
	f := map[string]summary{"next/navigation#unstable_rethrow": (*run).rethrows}
	for name, digest := range map[string]string{"isRedirectError": redirectDigest, "isNotFoundError": fallbackDigest,
		"isHTTPAccessFallbackError": fallbackDigest, "isNextRouterError": someDigest} {
		for _, module := range []string{"redirect", "redirect-error", "not-found", "is-next-router-error", "http-access-fallback/http-access-fallback"} {
			f["next/dist/client/components/"+module+"#"+name] = tellsApart(digest)
		}
	}
	return f
}

// digestOf is the digest of a caught error, if it is one of Next.js's.
func digestOf(v value) string {
	if v.ref == nil || v.ref.native == nil || v.ref.native.thrown == nil {
		return ""
	}
	return v.ref.native.thrown.digest
}

// rethrows throws what Next.js threw once more, and lets the rest be.
func (m *run) rethrows(c *call) value {
	if v := m.force(c.arg(0)); digestOf(v) != "" {
		panic(v.ref.native.thrown)
	}
	return undefined
}

func tellsApart(of string) summary {
	return func(m *run, c *call) value {
		v := m.force(c.arg(0))
		digest := digestOf(v)
		switch {
		case v.kind == unknownKind, digest == someDigest && of != someDigest:
			return fresh(FromError, "whether Next.js threw an error")
		case digest == "":
			return no
		}
		return boolean(strings.HasPrefix(digest, of) || digest == notFoundDigest && of == fallbackDigest)
	}
}

// sayDigest gives a caught error of Next.js its digest and its message.
func sayDigest(o *object, t *thrown) {
	digest, message := fresh(FromError, "digest"), fresh(FromError, "message")
	digest.sym.truth, message.sym.truth = truthy, truthy
	switch {
	case t.digest == redirectDigest:
		digest, message = text(redirectDigest+";replace;"+t.v.asText()+";307;"), text(redirectDigest)
	case t.digest == notFoundDigest:
		digest = text(notFoundDigest)
		message = digest
	case t.digest == fallbackDigest:
		digest = text(fallbackDigest + ";" + strconv.Itoa(t.status))
		message = digest
	}
	o.props = map[string]*cell{"digest": {v: digest}, "message": {v: message}}
	o.keys = []string{"digest", "message"}
}
