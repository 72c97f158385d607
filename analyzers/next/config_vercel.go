package next

import (
	"path"

	"clerkvet/analyzers/pathmatch"
	"clerkvet/analyzers/source"
)

// A Vercel is what vercel.json says about requests, jobs and variables.
// Patterns are those of next.config, without basePath.
type Vercel struct {
	File      *source.File
	Headers   []HeaderRule
	Redirects []Redirect
	Rewrites  []Rewrite
	Crons     []Cron
	Env       map[string]Entry // env and build.env
	// Legacy is set if the file has "routes", which may set headers and is not
	// read.
	Legacy source.Span
}

// A Cron is a path that Vercel requests at times.
type Cron struct {
	Path     string
	Schedule string
	Span     source.Span
}

// loadVercel reads the vercel.json of the app's folder, which is the root
// directory of its deployment. The one in the root counts for the only app of a
// repository. Vercel is nil without a file.
func (a *App) loadVercel() {
	dirs := []string{a.Dir}
	if a.Dir != "." && len(a.Project.Apps) == 1 {
		dirs = append(dirs, ".")
	}
	for _, dir := range dirs {
		name := path.Join(dir, "vercel.json")
		if !a.Project.Tree.Has(name) {
			continue
		}
		f, err := a.Project.Tree.Read(name)
		if err != nil {
			return
		}
		root, err := readJSON(f)
		if err != nil {
			report(a.Project.Tree, f, err)
			return
		}
		a.Vercel = readVercel(root)
		return
	}
}

func readVercel(root jsonValue) *Vercel {
	v := &Vercel{File: root.file, Env: map[string]Entry{}, Legacy: root.get("routes").span()}
	for _, env := range []jsonValue{root.get("env"), root.get("build", "env")} {
		for m := range env.members() {
			v.Env[m.name] = jsonEntry(m.value)
		}
	}
	for _, item := range root.get("headers").elements() {
		rule := HeaderRule{Where: jsonWhere(item)}
		for _, h := range item.get("headers").elements() {
			rule.Headers = append(rule.Headers, Header{Key: jsonEntry(h.get("key")), Value: jsonEntry(h.get("value"))})
		}
		v.Headers = append(v.Headers, rule)
	}
	for _, item := range root.get("redirects").elements() {
		permanent := !item.get("permanent").ok() || item.get("permanent").isTrue()
		v.Redirects = append(v.Redirects, Redirect{Where: jsonWhere(item), Destination: jsonEntry(item.get("destination")), Permanent: permanent})
	}
	for _, item := range root.get("rewrites").elements() {
		v.Rewrites = append(v.Rewrites, Rewrite{Where: jsonWhere(item), Destination: jsonEntry(item.get("destination"))})
	}
	for _, item := range root.get("crons").elements() {
		v.Crons = append(v.Crons, Cron{Path: item.get("path").str(), Schedule: item.get("schedule").str(), Span: item.span()})
	}
	return v
}

func jsonEntry(v jsonValue) Entry {
	s, ok := v.text()
	return Entry{Value: s, Known: ok, Span: v.span()}
}

func jsonWhere(v jsonValue) Where {
	w := Where{Source: v.get("source").str(), Exact: true, Span: v.span()}
	w.Has, w.Missing = jsonConditions(v.get("has")), jsonConditions(v.get("missing"))
	return w
}

func jsonConditions(v jsonValue) (out []pathmatch.Condition) {
	for _, item := range v.elements() {
		out = append(out, pathmatch.Condition{Type: item.get("type").str(), Key: item.get("key").str(), Value: item.get("value").str()})
	}
	return out
}
