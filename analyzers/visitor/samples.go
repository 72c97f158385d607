package visitor

import (
	"regexp"
	"strings"
)

// A sample is a URL of a resource.
type sample struct {
	url  string
	when string // in which way it is special; "" for the ordinary URL
}

// localeName is how dynamic segments are called that hold a language.
var localeName = regexp.MustCompile(`^(locale|lang|lng|language)$`)

// samples returns URLs of a resource: an ordinary one, and the special ones
// that a matcher may see otherwise.
func (m *Machine) samples(r *Resource) []sample {
	if r.Path == "" || r.Kind == Action {
		return nil
	}
	ordinary, last := fill(r.Path, false)
	out := []sample{{url: m.onWire(ordinary)}}
	if last.optional {
		deep, _ := fill(r.Path, true)
		out = append(out, sample{m.onWire(deep), "catch-all"})
	}
	if last.dynamic {
		deep, _ := fill(r.Path, true)
		out = append(out, sample{m.onWire(strings.TrimSuffix(deep, last.value) + last.suffixed), "static-looking suffix"})
	}
	if c := m.app.Config; c != nil && c.KeepsSlash && ordinary != "/" {
		out = append(out, sample{strings.TrimSuffix(out[0].url, "/") + otherEnd(out[0].url), slashed})
	}
	if m.seesDataURL(r) {
		out = append(out, sample{m.dataURL(ordinary), asData})
	}
	return out
}

// slashed is how a URL is special that ends with a slash, or without one, unlike others.
const slashed = "slash at the end"

// asData is how a URL is special under which only the properties of a page are sent.
const asData = "data of the page"

// seesDataURL reports whether the middleware sees the URL of a page's properties as the
// browser asks for it: Next.js makes the page's URL of it, unless next.config says otherwise.
func (m *Machine) seesDataURL(r *Resource) bool {
	c := m.app.Config
	if c == nil || !c.SkipURLNormalize || r.Kind != Page || r.Route == nil || r.Route.AppRouter {
		return false
	}
	mod := m.app.Project.Graph.Module(r.File)
	return mod != nil && (m.exports(mod, "getServerSideProps") || m.exports(mod, "getStaticProps"))
}

// dataURL is the URL of the properties of the page at a path.
func (m *Machine) dataURL(path string) string {
	if path == "/" {
		path = "/index"
	}
	return m.basePathOf() + "/_next/data/build" + path + ".json"
}

// other reports whether a sample is of a request that gets what the ordinary one gets.
func (s sample) other() bool { return s.when == slashed || s.when == asData }

// otherEnd is the end of the URL of the same page that ends otherwise.
func otherEnd(url string) string {
	if strings.HasSuffix(url, "/") {
		return ""
	}
	return "/"
}

// A filling is what stands for the last dynamic segment of a pattern.
type filling struct {
	dynamic, optional bool
	value, suffixed   string
}

// fill puts sample values into a URL pattern; deep says whether an optional
// catch-all gets one.
func fill(pattern string, deep bool) (string, filling) {
	var parts []string
	var last filling
	for _, part := range strings.Split(strings.Trim(pattern, "/"), "/") {
		last = fillPart(part)
		if last.optional && !deep {
			continue
		}
		if last.value != "" {
			part = last.value
		}
		if part != "" {
			parts = append(parts, part)
		}
	}
	return "/" + strings.Join(parts, "/"), last
}

// fixedStart is a URL pattern up to its first dynamic part, if it has one.
func fixedStart(pattern string) (fixed string, dynamic bool) {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		start := strings.Join(parts[:i], "/")
		switch {
		case strings.HasPrefix(part, "[[..."):
			return start, true // without a part, the path ends there
		case strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]"):
			return start + "/", true
		}
	}
	return pattern, false
}

func fillPart(part string) filling {
	switch {
	case strings.HasPrefix(part, "[[..."):
		return filling{dynamic: true, optional: true, value: "x/y", suffixed: "x/x.png"}
	case strings.HasPrefix(part, "[..."):
		return filling{dynamic: true, value: "x/y", suffixed: "x/x.png"}
	case strings.HasPrefix(part, "[") && strings.HasSuffix(part, "]"):
		if localeName.MatchString(part[1 : len(part)-1]) {
			return filling{value: "en"}
		}
		return filling{dynamic: true, value: "x", suffixed: "x.png"}
	}
	return filling{}
}

// onWire adds what next.config adds to URLs.
func (m *Machine) onWire(path string) string {
	c := m.app.Config
	if c == nil {
		return path
	}
	if c.BasePath != "" {
		path = strings.TrimSuffix(c.BasePath+path, "/")
	}
	if c.TrailingSlash && !strings.HasSuffix(path, "/") && !strings.Contains(path, "/api/") && !strings.Contains(path, ".") {
		path += "/"
	}
	return path
}
