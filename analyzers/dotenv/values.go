package dotenv

import "clerkvet/analyzers/source"

// Values returns what Next.js takes from one env file, by name, as if nothing
// else were set: the last assignment of each variable, its value expanded.
func Values(f *source.File) map[string]Entry {
	entries := Parse(f)
	env := newEnvironment(Production)
	out := map[string]Entry{}
	if env.load(entries) != nil {
		return out
	}
	for _, e := range entries {
		if value, ok := env.loaded[e.Name]; ok {
			e.Value = NewSecret(value)
			out[e.Name] = e
		}
	}
	return out
}
