package dotenv

import (
	"strings"

	"clerkvet/analyzers/source"

	"github.com/pelletier/go-toml/v2/unstable"
	"github.com/tailscale/hujson"
)

func readJSON(f *source.File) (hujson.Value, error) {
	if source.NestedTooDeep(f.Text) {
		return hujson.Value{}, badFile{reason: "is nested too deeply"}
	}
	v, err := hujson.Parse(f.Text)
	if err != nil {
		return v, badFile{reason: "is not valid JSON"} // the parser's message may quote the text
	}
	return v, nil
}

func member(v hujson.Value, name string) hujson.Value {
	if o, ok := v.Value.(*hujson.Object); ok {
		for _, m := range o.Members {
			if text(m.Name) == name {
				return m.Value
			}
		}
	}
	return hujson.Value{}
}

func text(v hujson.Value) string {
	if l, ok := v.Value.(hujson.Literal); ok {
		if l.Kind() == '"' {
			return l.String()
		}
		return string(l)
	}
	return ""
}

// jsonEnvironment reads an object NAME: value.
func jsonEnvironment(f *source.File, v hujson.Value, as Declaration) []Declaration {
	o, ok := v.Value.(*hujson.Object)
	if !ok {
		return nil
	}
	var out []Declaration
	for _, m := range o.Members {
		name := text(m.Name)
		if !variable().MatchString(name) {
			continue
		}
		one := as
		one.Name, one.At = name, f.Span(m.Name.StartOffset, m.Name.EndOffset)
		one.ValueAt = f.Span(m.Value.StartOffset, m.Value.EndOffset)
		value := m.Value
		if inner := member(value, "value"); inner.Value != nil {
			value = inner
		}
		one.Value = NewSecret(text(value))
		one.Reference = isReference(one.Value) || text(value) == ""
		out = append(out, one)
	}
	return out
}

func vercelJSON(f *source.File) ([]Declaration, error) {
	v, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	as := Declaration{Kind: Platform, Environment: InProduction}
	out := jsonEnvironment(f, member(v, "env"), as)
	return append(out, jsonEnvironment(f, member(member(v, "build"), "env"), as)...), nil
}

func appJSON(f *source.File) ([]Declaration, error) {
	v, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	return jsonEnvironment(f, member(v, "env"), Declaration{Kind: Platform, Environment: InProduction}), nil
}

// turboNames are the lists of turbo.json that name variables.
var turboNames = []string{"globalEnv", "globalPassThroughEnv", "env", "passThroughEnv", "globalDotEnv"}

// turboJSON reads the names that a build may see. A name with a wildcard names
// no variable.
func turboJSON(f *source.File) ([]Declaration, error) {
	v, err := readJSON(f)
	if err != nil {
		return nil, err
	}
	scopes := []hujson.Value{v}
	for _, key := range []string{"tasks", "pipeline"} {
		if o, ok := member(v, key).Value.(*hujson.Object); ok {
			for _, m := range o.Members {
				scopes = append(scopes, m.Value)
			}
		}
	}
	var out []Declaration
	for _, scope := range scopes {
		for _, list := range turboNames {
			out = append(out, turboList(f, member(scope, list))...)
		}
	}
	return out, nil
}

func turboList(f *source.File, v hujson.Value) []Declaration {
	a, ok := v.Value.(*hujson.Array)
	if !ok {
		return nil
	}
	var out []Declaration
	for _, e := range a.Elements {
		if name := text(e); variable().MatchString(name) {
			out = append(out, Declaration{Name: name, Kind: Platform, Environment: AsTemplate, Reference: true, At: f.Span(e.StartOffset, e.EndOffset)})
		}
	}
	return out
}

// netlifyTOML reads the tables of variables of netlify.toml (environment),
// fly.toml and railway.toml (env, args) and wrangler.toml (vars).
func netlifyTOML(f *source.File) (out []Declaration, err error) {
	defer func() {
		if r := recover(); r != nil { // the parser's bug, not the caller's
			err = badFile{reason: "is not valid TOML"}
		}
	}()
	if source.NestedTooDeep(f.Text) {
		return nil, badFile{reason: "is nested too deeply"}
	}
	var p unstable.Parser
	p.Reset(f.Text)
	var table []string
	for p.NextExpression() {
		e := p.Expression()
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = keys(e.Key())
		case unstable.KeyValue:
			out = append(out, tomlPair(f, table, e)...)
		}
	}
	if p.Error() != nil {
		return out, badFile{reason: "is not valid TOML"}
	}
	return out, nil
}

func keys(it unstable.Iterator) []string {
	var out []string
	for it.Next() {
		out = append(out, string(it.Node().Data))
	}
	return out
}

func tomlPair(f *source.File, table []string, e *unstable.Node) []Declaration {
	full := append(append([]string{}, table...), keys(e.Key())...)
	if e.Value().Kind == unstable.InlineTable {
		var out []Declaration
		for it := e.Value().Children(); it.Next(); {
			out = append(out, tomlPair(f, full, it.Node())...)
		}
		return out
	}
	if len(full) < 2 || !tomlTable(full[:len(full)-1]) {
		return nil
	}
	var key *unstable.Node
	for it := e.Key(); it.Next(); {
		key = it.Node()
	}
	at := f.Span(int(key.Raw.Offset), int(key.Raw.Offset+key.Raw.Length))
	d := Declaration{Name: full[len(full)-1], Kind: Platform, Environment: tomlEnvironment(full), At: at, Value: NewSecret(string(e.Value().Data))}
	if raw := e.Value().Raw; raw.Length > 0 {
		d.ValueAt = f.Span(int(raw.Offset), int(raw.Offset+raw.Length))
	}
	return []Declaration{d}
}

func tomlTable(table []string) bool {
	switch table[len(table)-1] {
	case "environment", "env", "vars", "args":
		return true
	}
	return false
}

// tomlEnvironment tells the deploy context that a table of netlify.toml is for.
func tomlEnvironment(table []string) Environment {
	joined := strings.Join(table[:len(table)-1], ".")
	switch {
	case strings.Contains(joined, "preview"), strings.Contains(joined, "branch"), strings.Contains(joined, "staging"):
		return InPreview
	case strings.Contains(joined, "context.dev"):
		return InDevelopment
	}
	return InProduction
}
