package dotenv

import (
	"bytes"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// schemaFile reads a schema that the code checks the environment against, or
// the type that it gives process.env.
func schemaFile(f *source.File) ([]Declaration, error) {
	var out []Declaration
	if bytes.Contains(f.Text, []byte("interface ProcessEnv")) {
		out = processEnvType(f)
	}
	if !js.Is(f.Path) || !mayHoldSchema(f.Text) {
		return out, nil
	}
	syntax, err := js.Parse(f)
	if err != nil {
		return out, badFile{reason: "cannot be parsed"}
	}
	for n := range syntax.Root().Descendants() {
		if n.Kind() == js.CallExpression {
			out = append(out, schemaOf(n)...)
		}
	}
	if asks().Match(f.Text) && !fails().Match(f.Text) {
		for i := range out {
			out[i].Required = false
		}
	}
	return out, nil
}

// asks matches what says whether the environment is as the schema has it, and does
// not fail; fails what ends the program, or calls what fails.
var (
	asks  = source.Pattern(`\bsafeParse(Async)?\(`)
	fails = source.Pattern(`\bthrow\b|\bprocess\.exit\b|\bassert|\binvariant\(|\bcreateEnv\(|\bcleanEnv\(`)
)

// checkers are the functions of packages that check the environment.
var checkers = [][]byte{[]byte("createEnv("), []byte("cleanEnv(")}

// mayHoldSchema is the cheap test for the files that are worth the parser.
func mayHoldSchema(text []byte) bool {
	if bytes.Contains(text, []byte("Env(")) && containsAny(text, checkers) {
		return true
	}
	return bytes.Contains(text, []byte("process.env")) && slices.ContainsFunc(schemaCalls, func(c schemaCall) bool { return c.in(text) })
}

// A schemaCall is the end of the name of a function that takes a schema, and its
// bracket.
type schemaCall struct {
	name  string
	whole bool // no word goes on into it
}

var schemaCalls = []schemaCall{{"object(", false}, {"Object(", false}, {"type(", true}, {"interface(", true}, {"Struct(", true}}

// firstVariable is the object of a schema whose first key starts like a
// variable.
var firstVariable = source.Pattern(`(?s)^\s*\{(?:\s|//[^\n]*\n|/\*.*?\*/|\.\.\.[\w.]+,)*["']?[A-Z]`)

func (c schemaCall) in(text []byte) bool {
	for at := 0; ; {
		i := bytes.Index(text[at:], []byte(c.name))
		if i < 0 {
			return false
		}
		start := at + i
		at = start + len(c.name)
		if (!c.whole || start == 0 || !isWordByte(text[start-1])) && firstVariable().Match(text[at:]) {
			return true
		}
	}
}

func containsAny(text []byte, marks [][]byte) bool {
	for _, m := range marks {
		if bytes.Contains(text, m) {
			return true
		}
	}
	return false
}

var (
	processEnvBlock = source.Pattern(`interface\s+ProcessEnv\b[^{]*\{`)
	typedName       = source.Pattern(`(?m)^[ \t]*(?:readonly[ \t]+)?["']?([A-Z][A-Z0-9_]*)["']?\??[ \t]*:`)
)

// processEnvType reads interface ProcessEnv { NAME: string }.
func processEnvType(f *source.File) []Declaration {
	m := processEnvBlock().FindIndex(f.Text)
	if m == nil {
		return nil
	}
	end := bytes.IndexByte(f.Text[m[1]:], '}')
	if end < 0 {
		end = len(f.Text) - m[1]
	}
	var out []Declaration
	for _, at := range typedName().FindAllSubmatchIndex(f.Text[m[1]:m[1]+end], -1) {
		span := f.Span(m[1]+at[2], m[1]+at[3])
		out = append(out, Declaration{Name: span.Text(), Kind: Schema, Environment: AsTemplate, At: span})
	}
	return out
}

// schemaOf returns what one call declares: t3-env's createEnv, envalid's
// cleanEnv, or an object schema of zod, valibot, arktype or yup whose keys are
// all written like variables.
func schemaOf(call js.Node) []Declaration {
	callee := call.CalleePath()
	name := callee[strings.LastIndexByte(callee, '.')+1:]
	switch name {
	case "createEnv":
		var out []Declaration
		for _, part := range []string{"server", "client", "shared", "clientPrefixed", "runtimeEnv", "runtimeEnvStrict", "experimental__runtimeEnv"} {
			found := properties(call.Argument(0).Unwrap().Property(part).Unwrap())
			for i := range found {
				found[i].Required = found[i].Required && !strings.Contains(part, "untimeEnv")
			}
			out = append(out, found...)
		}
		return once(out)
	case "cleanEnv":
		return properties(call.Argument(1).Unwrap())
	case "object", "strictObject", "looseObject", "type", "interface", "Struct":
		if object := call.Argument(0).Unwrap(); allVariables(object) {
			return properties(object)
		}
	}
	return nil
}

func properties(object js.Node) []Declaration {
	if object.Kind() != js.Object {
		return nil
	}
	var out []Declaration
	for child := range object.Named() {
		if name, ok := child.PropertyName(); ok && variable().MatchString(name) {
			span := child.Span()
			if i := strings.Index(span.Text(), name); i >= 0 {
				span.Start += i
				span.End = span.Start + len(name)
			}
			out = append(out, Declaration{Name: name, Kind: Schema, Environment: AsTemplate, At: span, Required: !mayLack().MatchString(child.Text())})
		}
	}
	return out
}

// mayLack matches the schema of a variable that may be missing.
var mayLack = source.Pattern(`(?i)optional\(|nullish\(|partial\(|undefined\b|\.(default|catch|prefault)\(|\bdefault:`)

// allVariables reports whether every key of an object is written like a
// variable's name, and one of them has two words.
func allVariables(object js.Node) bool {
	words := false
	for _, d := range properties(object) {
		if strings.ToUpper(d.Name) != d.Name {
			return false
		}
		words = words || strings.Contains(d.Name, "_")
	}
	return words
}

// once keeps the first declaration of each name.
func once(in []Declaration) []Declaration {
	seen := map[string]bool{}
	var out []Declaration
	for _, d := range in {
		if !seen[d.Name] {
			seen[d.Name] = true
			out = append(out, d)
		}
	}
	return out
}
