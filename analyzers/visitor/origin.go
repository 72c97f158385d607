package visitor

import (
	"maps"
	"slices"
	"strings"
)

// An Origin says where a value comes from; a value made of several has all of
// their origins.
type Origin uint32

// The origins.
const (
	FromRequest      Origin = 1 << iota // of the request as a whole
	FromBody                            // the request's body
	FromQuery                           // its query string
	FromParams                          // a dynamic segment of its URL
	FromHeader                          // one of its headers
	FromCookie                          // one of its cookies
	FromArgument                        // an argument of a server action
	FromEnv                             // an environment variable
	FromClerk                           // Clerk's answer about the visitor
	FromRecord                          // a database record, or what another service answered
	FromError                           // a caught error
	FromSecret                          // computed with a secret that the visitor does not have
	FromMetadata                        // Clerk's unsafeMetadata, which the user can write
	FromCredential                      // a header, cookie or field that carries a credential
	FromReserialized                    // text that was made anew of the parsed body
	fromNowhere                         // an argument that a call leaves out
	FromMint                            // made with a secret of the app for somebody to show: a token, a signed URL
	endless                             // a URL whose visitor may add a query to it
	fromCode                            // a text of the code that is used as a key, or stands in for a secret variable
	fromElsewhere                       // one of several, and of one that the visitor sends and one that he does not
)

// Visitor holds the origins that a visitor controls.
const Visitor = FromRequest | FromBody | FromQuery | FromParams | FromHeader | FromCookie | FromArgument

var originNames = []string{"request", "body", "query", "params", "header", "cookie", "argument", "env",
	"clerk", "record", "error", "secret", "unsafe-metadata", "credential", "reserialized", "nowhere", "mint", "endless", "code", "elsewhere"}

// Has reports whether any of the given origins is in o.
func (o Origin) Has(any Origin) bool { return o&any != 0 }

// String lists the origins, separated by "+".
func (o Origin) String() string {
	var names []string
	for i, name := range originNames {
		if o&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, "+")
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// originDepth bounds how deep parts of a value count for its origin.
const originDepth = 4

// longList is up to how many elements of a list are looked at: longer ones are
// tables in code, whose elements come from the same place.
const longList = 100

// reach returns the origins of a value and of its parts.
func reach(v value, depth int) Origin {
	o := v.origin()
	if v.ref == nil || depth == 0 || v.ref.shape == functionShape {
		return o
	}
	for _, c := range v.ref.props {
		if c.state == ready {
			o |= reach(c.v, depth-1)
		}
	}
	for _, e := range v.ref.elems[:min(len(v.ref.elems), longList)] {
		o |= reach(e, depth-1)
	}
	if p := v.ref.promise; p != nil {
		o |= reach(p.v, depth-1)
	}
	return o
}

func originOf(vs ...value) Origin {
	var o Origin
	for _, v := range vs {
		o |= reach(v, originDepth)
	}
	return o
}

// originOfOne is the origin of a value that is one of several. A secret that only
// some of them take from the visitor proves nothing of him.
func originOfOne(vs ...value) Origin {
	all, sent, elsewhere := originOf(vs...), false, false
	for _, v := range vs {
		for _, o := range optionsOf(v) {
			from := originOf(o)
			sent = sent || from.Has(Visitor)
			elsewhere = elsewhere || o.kind == unknownKind && !from.Has(Visitor|FromEnv|FromSecret)
		}
	}
	if sent && elsewhere {
		all |= fromElsewhere
	}
	return all
}
