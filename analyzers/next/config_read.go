package next

import (
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/pathmatch"
)

// A configReader fills a Config from the value of the configuration.
type configReader struct {
	*static
	config *Config
}

func (r *configReader) read(v value) {
	c := r.config
	r.keys("", v, 0)
	r.text(v, "basePath", &c.BasePath)
	r.text(v, "output", &c.Output)
	r.text(v, "distDir", &c.DistDir)
	r.flag(v, "trailingSlash", &c.TrailingSlash)
	r.flag(v, "poweredByHeader", &c.PoweredByHeader)
	r.flag(v, "skipMiddlewareUrlNormalize", &c.SkipURLNormalize)
	r.flag(v, "skipProxyUrlNormalize", &c.SkipURLNormalize)
	r.flag(v, "skipTrailingSlashRedirect", &c.KeepsSlash)
	r.flag(v, "typescript.ignoreBuildErrors", &c.IgnoreBuildErrors)
	r.flag(v, "experimental.authInterrupts", &c.AuthInterrupts)
	r.texts(v, "pageExtensions", &c.PageExtensions)
	r.texts(v, "transpilePackages", &c.TranspilePackages)
	r.texts(v, "i18n.locales", &c.Locales)
	r.text(v, "i18n.defaultLocale", &c.DefaultLocale)
	r.texts(v, "experimental.serverActions.allowedOrigins", &c.AllowedOrigins)
	r.texts(v, "serverActions.allowedOrigins", &c.AllowedOrigins)
	c.Env = r.entries(v, "env")
	c.Defined = r.entries(v, "compiler.define")
	c.PublicRuntimeConfig = r.entries(v, "publicRuntimeConfig")
	c.ServerRuntimeConfig = r.entries(v, "serverRuntimeConfig")
	if f := v.get("webpack"); f.kind == functionValue {
		c.Webpack = f.node
	}
	r.rewrites(v)
	r.redirects(v)
	r.headers(v)
	r.images(v)
}

// keys notes where each key stands, two levels below the first at most.
func (r *configReader) keys(prefix string, v value, depth int) {
	if v.kind != objectValue || depth > 2 {
		return
	}
	for _, p := range v.props {
		at := At{Node: p.value.node}
		if !p.key.IsZero() {
			at.Span = p.key.Span()
		}
		r.config.Keys[prefix+p.name] = at
		r.keys(prefix+p.name+".", p.value, depth+1)
	}
}

// at follows a dotted key. ok is false for a key that is not set; one that
// cannot be read is noted.
func (r *configReader) at(v value, key string) (found value, ok bool) {
	for name := range strings.SplitSeq(key, ".") {
		if v.kind == nullValue {
			return v, false
		}
		set := v
		v = v.get(name)
		if v.kind == unread {
			if !(set.kind == objectValue && set.open && v.node == set.node) { // an open object is noted as a whole
				r.unknown(key, v)
			}
			return v, false
		}
	}
	return v, v.kind != nullValue
}

func (r *configReader) unknown(key string, v value) {
	for _, u := range r.config.Unknown {
		if u.Key == key {
			return
		}
	}
	r.config.Unknown = append(r.config.Unknown, Unread{Key: key, Span: r.config.place(v)})
}

func (r *configReader) text(v value, key string, to *string) {
	found, ok := r.at(v, key)
	switch {
	case !ok:
	case found.kind != stringValue || found.open:
		r.unknown(key, found)
	default:
		*to = found.text
	}
}

func (r *configReader) flag(v value, key string, to *bool) {
	found, ok := r.at(v, key)
	if !ok {
		return
	}
	truth, known := found.truth()
	if !known {
		r.unknown(key, found)
		return
	}
	*to = truth
}

func (r *configReader) texts(v value, key string, to *[]string) {
	found, ok := r.at(v, key)
	if !ok {
		return
	}
	if found.kind != arrayValue || found.open {
		r.unknown(key, found)
	}
	for _, item := range found.items {
		if item.kind != stringValue || item.open {
			r.unknown(key, item)
			continue
		}
		*to = append(*to, item.text)
	}
}

// entry makes an Entry of a value; the key is noted if it cannot be read.
func (r *configReader) entry(key string, v value) Entry {
	t, known := v.display()
	if !known && key != "" {
		r.unknown(key, v)
	}
	return Entry{Value: t, Known: known, Span: r.config.place(v), Node: v.node}
}

func (r *configReader) entries(v value, key string) map[string]Entry {
	found, ok := r.at(v, key)
	if !ok {
		return nil
	}
	if found.kind != objectValue || found.open {
		r.unknown(key, found)
	}
	out := map[string]Entry{}
	for _, p := range found.props {
		if p.value.kind == nullValue {
			continue
		}
		e := r.entry(key+"."+p.name, p.value)
		if e.Node.IsZero() && !p.key.IsZero() {
			e.Span = p.key.Span()
		}
		out[p.name] = e
	}
	return out
}

// result evaluates a key whose value is a function: headers, rewrites.
func (r *configReader) result(v value, key string) (value, bool) {
	found, ok := r.at(v, key)
	if !ok {
		return found, false
	}
	if found.kind == functionValue {
		found = r.apply(found.node, nil, r.static.read)
	}
	return found, found.kind != nullValue
}

// items calls use for each object of a list of rules.
func (r *configReader) items(key string, list value, use func(value)) {
	if list.kind != arrayValue || list.open {
		r.unknown(key, list)
	}
	for _, item := range list.items {
		if item.kind != objectValue {
			r.unknown(key, item)
			continue
		}
		use(item)
	}
}

func (r *configReader) where(key string, v value) Where {
	w := Where{Exact: !v.open, Span: r.config.place(v)}
	from, known := v.get("source").display()
	w.Source, w.Exact = from, w.Exact && known
	w.NoBasePath = v.get("basePath").text == "false"
	w.NoLocale = v.get("locale").text == "false"
	for name, to := range map[string]*[]pathmatch.Condition{"has": &w.Has, "missing": &w.Missing} {
		list := v.get(name)
		if list.kind == nullValue {
			continue
		}
		w.Exact = w.Exact && list.kind == arrayValue && !list.open
		for _, item := range list.items {
			condition, exact := readCondition(item)
			*to = append(*to, condition)
			w.Exact = w.Exact && exact
		}
	}
	if !w.Exact {
		r.unknown(key, v)
	}
	return w
}

func readCondition(v value) (c pathmatch.Condition, exact bool) {
	exact = v.kind == objectValue
	for name, to := range map[string]*string{"type": &c.Type, "key": &c.Key, "value": &c.Value} {
		part := v.get(name)
		if part.kind == nullValue {
			continue
		}
		t, known := part.display()
		*to, exact = t, exact && known
	}
	return c, exact
}

func (r *configReader) rewrites(v value) {
	found, ok := r.result(v, "rewrites")
	if !ok {
		return
	}
	add := func(phase string, list value) {
		if list.finite() { // those that a condition adds may be there
			list.items, list.open = slices.Concat(list.items, list.maybe), false
		}
		r.items("rewrites", list, func(item value) {
			r.config.Rewrites = append(r.config.Rewrites, Rewrite{
				Where: r.where("rewrites", item), Phase: phase, Destination: r.entry("", item.get("destination")),
			})
		})
	}
	if found.kind != objectValue {
		add("afterFiles", found)
		return
	}
	if found.open {
		r.unknown("rewrites", found)
	}
	for _, phase := range []string{"beforeFiles", "afterFiles", "fallback"} {
		if list := found.get(phase); list.kind == arrayValue || list.kind == unread && !found.open {
			add(phase, list)
		}
	}
}

func (r *configReader) redirects(v value) {
	found, ok := r.result(v, "redirects")
	if !ok {
		return
	}
	r.items("redirects", found, func(item value) {
		permanent, _ := item.get("permanent").truth()
		r.config.Redirects = append(r.config.Redirects, Redirect{
			Where: r.where("redirects", item), Destination: r.entry("", item.get("destination")), Permanent: permanent,
		})
	})
}

func (r *configReader) headers(v value) {
	found, ok := r.result(v, "headers")
	if !ok {
		return
	}
	r.items("headers", found, func(item value) {
		rule := HeaderRule{Where: r.where("headers", item)}
		list := item.get("headers")
		rule.Open = list.kind != arrayValue || list.open
		r.items("headers", list, func(h value) {
			rule.Headers = append(rule.Headers, Header{Key: r.entry("", h.get("key")), Value: r.entry("", h.get("value"))})
		})
		r.config.Headers = append(r.config.Headers, rule)
	})
}

func (r *configReader) images(v value) {
	if list, ok := r.at(v, "images.remotePatterns"); ok {
		if list.kind != arrayValue || list.open {
			r.unknown("images.remotePatterns", list)
		}
		for _, item := range list.items {
			r.config.Images = append(r.config.Images, r.imageHost(item))
		}
	}
	if list, ok := r.at(v, "images.domains"); ok {
		if list.kind != arrayValue || list.open {
			r.unknown("images.domains", list)
		}
		for _, item := range list.items {
			t, known := item.display()
			r.config.Images = append(r.config.Images, ImageHost{Hostname: t, Known: known, Span: r.config.place(item)})
		}
	}
}

// imageHost reads an entry of remotePatterns: an object, or new URL("https://…").
func (r *configReader) imageHost(v value) ImageHost {
	out := ImageHost{Span: r.config.place(v)}
	if v.node.Kind() == js.NewExpression && v.node.CalleePath() == "URL" {
		address, known := r.static.read(v.node.Argument(0)).display()
		protocol, rest, ok := strings.Cut(address, "://")
		out.Protocol, out.Known = protocol, known && ok
		out.Hostname, _, _ = strings.Cut(rest, "/")
		return out
	}
	host, known := v.get("hostname").display()
	out.Hostname, out.Known = host, known
	if protocol := v.get("protocol"); protocol.kind == stringValue {
		out.Protocol = strings.TrimSuffix(protocol.text, ":")
	}
	return out
}
