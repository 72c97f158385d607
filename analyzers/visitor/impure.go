package visitor

import (
	"maps"
	"regexp"
	"slices"
	"strings"
)

// Packages that compute also have functions that read and write files, ask other hosts
// or run what they are given later.

var (
	// filing are the names of functions that write a file, whatever the package: sharp's
	// toFile, writeFileXLSX.
	filing = regexp.MustCompile(`^((to|save|render|renderTo|export|exportTo)File|writeFile\w*|toFileAsync)$`)
	// loading are those that read a file, or a page of another host.
	loading = regexp.MustCompile(`^(readFile\w*|fromURL|fromFile)$`)
)

// notOnly is what a function of a package that computes does besides.
func (m *run) notOnly(c *call) (value, bool) {
	e := &Event{Kind: Effect, Name: c.name(), Method: c.path, At: c.at.Span()}
	switch name := lastName(c.path); {
	case c.isNew:
		return undefined, false
	case filing.MatchString(name):
		e.Verb, e.Hard = Write, true
	case loading.MatchString(name):
		e.Verb = Read
	default:
		return undefined, false
	}
	m.note(e)
	m.addArgs(e, c.args)
	if t := m.fault(e, c.at); t != nil {
		return rejected(t), true
	}
	return fresh(FromRecord|originOf(c.args...), e.Name), true
}

// impureFunctions are functions of such packages that need a line of their own.
func impureFunctions() map[string]summary {
	f := map[string]summary{
		"lru-cache#LRUCache":                       (*run).instance,
		"lru-cache#default":                        (*run).instance,
		"@vercel/functions#getCache":               (*run).instance,
		"@vercel/functions#invalidateByTag":        (*run).revalidate,
		"@vercel/functions#dangerouslyDeleteByTag": (*run).revalidate,
		"@vercel/functions#getCache().set":         (*run).keepsInCache,
		"@vercel/functions#getCache().delete":      (*run).revalidatesCache,
		"@vercel/functions#getCache().expireTag":   (*run).revalidatesCache,
		"@vercel/functions#getCache().get":         (*run).readsCache,
		"@tanstack/react-query#QueryClient":        (*run).instance,
		"@tanstack/query-core#QueryClient":         (*run).instance,
		"global#process.exit":                      (*run).endsProcess,
		"global#process.abort":                     (*run).endsProcess,
		"global#process.kill":                      (*run).endsProcess,
	}
	for _, class := range []string{"LRUCache", "default"} {
		for method, option := range map[string]string{"fetch": "fetchMethod", "forceFetch": "fetchMethod", "memo": "memoMethod"} {
			f["lru-cache#"+class+"()."+method] = func(m *run, c *call) value { return m.runsOption(c, c.this, option) }
		}
	}
	for _, pkg := range []string{"@tanstack/react-query", "@tanstack/query-core"} {
		for _, method := range strings.Fields("fetchQuery prefetchQuery ensureQueryData fetchInfiniteQuery prefetchInfiniteQuery ensureInfiniteQueryData") {
			f[pkg+"#QueryClient()."+method] = (*run).queries
		}
	}
	for _, name := range strings.Fields(trpcParts) {
		f["@trpc/client#"+name] = (*run).passOn
	}
	for _, name := range strings.Fields("global#eval vm#runInNewContext vm#runInThisContext vm#runInContext worker_threads#Worker") {
		f[name] = (*run).runsCode
	}
	f["global#Function"] = func(m *run, c *call) value {
		return nativeFunc("function", func(m *run, at *call) value {
			return m.runsCode(&call{at: at.at, args: append(c.args, at.args...), path: c.path})
		})
	}
	maps.Copy(f, bindingFunctions())
	return f
}

// trpcParts are the functions of tRPC's client that call no procedure.
const trpcParts = `httpLink httpBatchLink httpBatchStreamLink unstable_httpBatchStreamLink httpSubscriptionLink unstable_httpSubscriptionLink
	loggerLink splitLink wsLink retryLink createWSClient isTRPCClientError isNonJsonSerializable isFormData isOctetType getFetch`

// runsOption runs a function that a client was made with, when it is needed.
func (m *run) runsOption(c *call, client value, name string) value {
	for _, a := range append(c.args, client.madeWith()...) {
		if f := m.property(m.force(a), name); isCallable(f) {
			return m.async(func() value {
				return m.await(m.invoke(f, []value{c.arg(0), fresh(0, "what was kept"), fresh(0, "a context")}, c.at), c.at)
			})
		}
	}
	return resolved(fresh(FromRecord, c.name()))
}

// madeWith are the arguments of the constructor of something native.
func (v value) madeWith() []value {
	if !v.is(nativeShape) {
		return nil
	}
	return v.ref.native.args
}

// queries runs a query on the server. A failure of one that is only made ready is none.
func (m *run) queries(c *call) value {
	var v value
	if of := slices.IndexFunc(c.args, isFunction); of >= 0 { // before version 5 the function is an argument
		v = m.async(func() value { return m.await(m.invoke(c.args[of], nil, c.at), c.at) })
	} else {
		v = m.runsOption(c, undefined, "queryFn")
	}
	if !strings.HasPrefix(lastName(c.path), "prefetch") {
		return v
	}
	m.attempt(func() value { return m.await(v, c.at) })
	return resolved(undefined)
}

func (m *run) revalidatesCache(c *call) value { return resolved(m.revalidate(c)) }

// keepsInCache keeps something in the cache of a region.
func (m *run) keepsInCache(c *call) value {
	e := m.note(&Event{Kind: Effect, Verb: Cache, Hard: originOf(c.args...).Has(FromBody), Name: c.name(), Method: c.path, At: c.at.Span()})
	m.addArgs(e, c.args)
	return resolved(undefined)
}

func (m *run) readsCache(c *call) value {
	e := m.note(&Event{Kind: Effect, Verb: Read, Name: c.name(), Method: c.path, At: c.at.Span()})
	m.addArgs(e, c.args)
	return resolved(fresh(FromRecord, e.Name))
}

// endsProcess ends the server.
func (m *run) endsProcess(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Unnamed, Hard: true, Name: c.name(), Method: c.path, At: c.at.Span()})
	return undefined
}

// runsCode runs a text as code: what the visitor sends of it does what he wants.
func (m *run) runsCode(c *call) value {
	e := m.note(&Event{Kind: Effect, Verb: Unnamed, Hard: originOf(c.args...).Has(sentAsData), Name: c.name(), Method: c.path, At: c.at.Span()})
	m.addArgs(e, c.args)
	return fresh(originOf(c.args...), e.Name)
}

// savesSession gives the visitor a session with what was put into it.
func (m *run) savesSession(c *call) value {
	m.note(&Event{Kind: Effect, Verb: Cookie, Hard: true, Name: calleeText(c.at), At: c.at.Span()})
	return resolved(undefined)
}
