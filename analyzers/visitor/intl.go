package visitor

import "strings"

// intlMiddleware is the middleware of next-intl: it redirects to the path with
// its locale, or without one, as the prefix mode has it, and else lets pass.
func (m *run) intlMiddleware(c *call) value {
	routing := m.force(c.arg(0))
	return nativeFunc("next-intl/middleware#default()", func(m *run, at *call) value {
		path, ok := m.pathOf(at.arg(0))
		locales, known := m.locales(routing)
		if !ok || !known {
			return m.nextResponse(at)
		}
		first, _, _ := strings.Cut(strings.TrimPrefix(path, "/"), "/")
		mode := m.prefixMode(routing)
		switch {
		case mode == "always" && !locales[first], mode == "never" && locales[first],
			mode == "as-needed" && first == m.textOf(routing, "defaultLocale"):
			r := m.redirectResponse(at)
			r.ref.native = &native{path: "locale"}
			return r
		}
		return m.rewriteResponse(at)
	})
}

// localeMiddleware makes a middleware of another library that finds the locale: it
// turns nobody away.
func (m *run) localeMiddleware(*call) value {
	return nativeFunc("a middleware of locales", func(m *run, at *call) value { return m.nextResponse(at) })
}

// localeNavigation is what next-intl makes of Next.js's navigation: its redirects put the
// locale before the path and are Next.js's then.
func (m *run) localeNavigation(*call) value {
	const path = "next-intl/navigation#"
	members := map[string]value{"getPathname": nativeFunc(path+"getPathname", (*run).passOn)}
	for _, name := range []string{"redirect", "permanentRedirect"} {
		members[name] = nativeFunc(path+name, (*run).redirectsToLocale)
	}
	for _, name := range []string{"Link", "usePathname", "useRouter"} {
		members[name] = nativeObject(path + name)
	}
	return objectOf(m.made(newObject(members)))
}

// redirectsToLocale redirects to a path, or to that of {href, locale}.
func (m *run) redirectsToLocale(c *call) value {
	to := *c
	if href := m.property(m.force(c.arg(0)), "href"); !href.nullish() {
		to.args = []value{href}
	}
	return m.redirects(&to)
}

func (m *run) textOf(o value, name string) string {
	if o.ref == nil || o.ref.own(name) == nil {
		return ""
	}
	return m.force(m.read(o.ref.own(name))).asText()
}

// prefixMode is "always" where nothing else is set.
func (m *run) prefixMode(routing value) string {
	if routing.ref == nil || routing.ref.own("localePrefix") == nil {
		return "always"
	}
	mode := m.force(m.read(routing.ref.own("localePrefix")))
	if mode.ref != nil {
		return m.textOf(mode, "mode")
	}
	return mode.asText()
}

func (m *run) locales(routing value) (map[string]bool, bool) {
	if routing.ref == nil || routing.ref.own("locales") == nil {
		return nil, false
	}
	list := m.force(m.read(routing.ref.own("locales")))
	if !list.is(arrayShape) || list.ref.open {
		return nil, false
	}
	out := map[string]bool{}
	for _, e := range list.ref.elems {
		out[m.force(e).asText()] = true
	}
	return out, true
}
