package dotenv

import (
	"bytes"
	"errors"
	"path"
	"slices"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/source"
)

// A badFile is why a file could not be read, and where.
type badFile struct {
	reason string
	line   int
}

func (b badFile) Error() string { return b.reason }

func problem(f *source.File, err error) source.Problem {
	p := source.Problem{Path: f.Path, Reason: err.Error(), At: f.Whole()}
	if bad := (badFile{}); errors.As(err, &bad) && bad.line > 0 {
		p.At = f.Line(bad.line)
	}
	return p
}

var (
	templateName = source.Pattern(`(?i)^(\.?env|[\w.-]*\.env)([._-][\w-]+)*[._-](example|examples|sample|template|tmpl|dist|defaults?|schema|tpl|placeholder)([._-][\w-]+)*$|^(example|sample|template)[._-]?\.?env$|^\.?env[._-]?(example|sample|template)$`)
	envName      = source.Pattern(`^\.env(\.[\w.-]+)?$|^[\w-]+\.env$`)
	dockerName   = source.Pattern(`(?i)^(dockerfile|containerfile)([._-].*)?$|\.dockerfile$`)
	composeName  = source.Pattern(`^(docker-)?compose([._-][\w.-]+)?\.ya?ml$`)
	workflowPath = source.Pattern(`^\.github/(workflows/[^/]+|actions/.*action)\.ya?ml$`)
	gitlabName   = source.Pattern(`\.gitlab-ci\.ya?ml$`)
	renderName   = source.Pattern(`^render\.ya?ml$`)
	readmeName   = source.Pattern(`(?i)\.mdx?$`)
)

// places maps the base name of a file to its reader.
var places = map[string]reader{
	"vercel.json": vercelJSON, "now.json": vercelJSON, "app.json": appJSON, "turbo.json": turboJSON,
	"netlify.toml": netlifyTOML, "railway.toml": netlifyTOML, "fly.toml": netlifyTOML, "wrangler.toml": netlifyTOML,
	"railway.json": vercelJSON, "apphosting.yaml": renderYAML,
}

// readerOf returns what reads a file, or nil.
func (e *Env) readerOf(name string) reader {
	base := path.Base(name)
	lower := strings.ToLower(base)
	env := strings.Contains(lower, "env") // the expressions are costly for the names of all files
	switch {
	case env && templateName().MatchString(base):
		return templateFile
	case env && envName().MatchString(base) && base != ".env.vault" && base != ".env.keys":
		return e.envFile
	case (strings.Contains(lower, "docker") || strings.Contains(lower, "container")) && dockerName().MatchString(base):
		return dockerfile
	case strings.Contains(lower, "compose") && composeName().MatchString(base):
		return composeYAML
	case strings.HasPrefix(name, ".github/") && workflowPath().MatchString(name):
		return workflowYAML
	case strings.Contains(lower, "gitlab-ci") && gitlabName().MatchString(base):
		return gitlabYAML
	case strings.HasPrefix(base, "render.") && renderName().MatchString(base):
		return renderYAML
	case strings.Contains(lower, ".md") && readmeName().MatchString(base):
		return markdown
	case js.Is(name) || strings.HasSuffix(base, ".d.ts"):
		return schemaFile
	}
	return places[base]
}

func (e *Env) envFile(f *source.File) ([]Declaration, error) {
	entries := Parse(f)
	e.mu.Lock()
	e.files[f.Path] = entries
	e.mu.Unlock()
	environment, _ := fileEnvironment(path.Base(f.Path))
	return declare(entries, EnvFile, environment), nil
}

// fileEnvironment tells for which environment Next.js loads a file of that
// name, if it does.
func fileEnvironment(base string) (Environment, bool) {
	switch base {
	case ".env":
		return InAny, true
	case ".env.local":
		return InDevelopment, true
	}
	for _, m := range []Mode{Production, Development, Test} {
		if base == ".env."+string(m) || base == ".env."+string(m)+".local" {
			return Environment(m), true
		}
	}
	for _, guess := range []struct {
		part string
		env  Environment
	}{{"prod", InProduction}, {"test", InTest}, {"e2e", InTest}, {"cypress", InTest}, {"playwright", InTest}, {"ci", InTest}, {"preview", InPreview}, {"staging", InPreview}, {"dev", InDevelopment}} {
		if strings.Contains(base, guess.part) {
			return guess.env, false
		}
	}
	return InAny, false
}

func templateFile(f *source.File) ([]Declaration, error) {
	found := declare(Parse(f), Template, AsTemplate)
	// a commented-out assignment of a template documents an optional variable
	for _, at := range commented().FindAllSubmatchIndex(f.Text, -1) {
		found = append(found, Declaration{Name: string(f.Text[at[2]:at[3]]), Kind: Template, Environment: AsTemplate,
			At: f.Span(at[2], at[3])})
	}
	return found, nil
}

var commented = source.Pattern(`(?m)^[ \t]*#+[ \t]*(?:export[ \t]+)?([A-Z][A-Z0-9_]*[A-Z0-9])=`)

func declare(entries []Entry, kind Kind, environment Environment) []Declaration {
	last := map[string]int{}
	for i, entry := range entries {
		last[entry.Name] = i
	}
	out := make([]Declaration, 0, len(entries))
	for i, entry := range entries {
		out = append(out, Declaration{
			Name: entry.Name, Value: entry.Value, Kind: kind, At: entry.At, ValueAt: entry.ValueAt,
			Environment: environment, Overridden: last[entry.Name] != i,
			Reference: isReference(entry.Value),
		})
	}
	return out
}

// isReference reports whether a whole value is one reference: $X, ${X}, ${{ x }}.
func isReference(s Secret) bool { return wholeReference().MatchString(s.text()) }

var wholeReference = source.Pattern(`^(\$\w+|\$\{[^}]*\}|\$\{\{.*\}\}|\$\([\w.]+\)|%\w+%|@[\w-]+)$`)

var (
	fence      = source.Pattern("^[ \t>]*(```+|~~~+)[ \t]*([\\w-]*)")
	assignLine = source.Pattern(`^[ \t>]*(?:\$ )?(?:#[ \t]*)?(?:export[ \t]+|ENV[ \t]+)?([A-Z][A-Z0-9_]*[A-Z0-9])[ \t]*=(.*)$`)
	envFences  = []string{"", "env", "bash", "sh", "shell", "dotenv", "properties", "ini", "zsh", "console", "text", "plaintext", "filename"}
)

// markdown reads the code blocks that list the environment: fenced as env, a
// shell, or nothing, with lines NAME=value.
func markdown(f *source.File) ([]Declaration, error) {
	if !bytes.Contains(f.Text, []byte("=")) || !bytes.Contains(f.Text, []byte("```")) && !bytes.Contains(f.Text, []byte("~~~")) {
		return nil, nil
	}
	var out []Declaration
	open, listed := "", false
	for n := 1; n <= f.Lines(); n++ {
		span := f.Line(n)
		line := f.Text[span.Start:span.End]
		if m := fenceOf(line); m != nil {
			open, listed = toggle(open, m)
			continue
		}
		if open == "" || !listed {
			continue
		}
		if m := assignLine().FindSubmatchIndex(line); m != nil {
			out = append(out, markdownLine(f, span.Start, m))
		}
	}
	return out, nil
}

// fenceOf is the match of a line that opens or closes a code block, or nil. Most
// lines begin with a letter and are spared the pattern.
func fenceOf(line []byte) [][]byte {
	start := bytes.TrimLeft(line, " \t>")
	if len(start) < 3 || start[0] != '`' && start[0] != '~' {
		return nil
	}
	return fence().FindSubmatch(line)
}

func toggle(open string, m [][]byte) (string, bool) {
	if open != "" {
		if strings.HasPrefix(string(m[1]), open) {
			return "", false
		}
		return open, false
	}
	return string(m[1]), slices.Contains(envFences, strings.ToLower(string(m[2])))
}

func markdownLine(f *source.File, start int, m []int) Declaration {
	value := strings.Trim(strings.TrimSpace(string(f.Text[start+m[4]:start+m[5]])), `"'`)
	return Declaration{
		Name: string(f.Text[start+m[2] : start+m[3]]), Value: NewSecret(value), Kind: Docs, Environment: AsTemplate,
		At: f.Span(start+m[2], start+m[3]), ValueAt: f.Span(start+m[4], start+m[5]),
	}
}

// dockerfile reads ENV and ARG, line continuations and both forms included.
func dockerfile(f *source.File) ([]Declaration, error) {
	var out []Declaration
	for n := 1; n <= f.Lines(); n++ {
		span := f.Line(n)
		m := dockerInstruction().FindSubmatchIndex(f.Text[span.Start:span.End])
		if m == nil {
			continue
		}
		end := span.End
		for n < f.Lines() && (endsInBackslash(f, n) || isDockerComment(f, n)) {
			n++
			end = f.Line(n).End
		}
		out = append(out, dockerPairs(f, span.Start+m[4], end)...)
	}
	if environment := dockerEnvironment(f.Path, out); environment != InProduction {
		for i := range out {
			out[i].Environment = environment
		}
	}
	return out, nil
}

// dockerEnvironment tells for which environment a Dockerfile makes an image: by a
// word of its name, or by the only value that it gives NODE_ENV.
func dockerEnvironment(file string, declared []Declaration) Environment {
	for _, word := range strings.FieldsFunc(strings.ToLower(path.Base(file)), func(r rune) bool { return strings.ContainsRune("._-", r) }) {
		switch word {
		case "dev", "develop", "development", "local":
			return InDevelopment
		case "test", "tests", "testing", "ci", "e2e":
			return InTest
		}
	}
	mode := InProduction
	for _, d := range declared {
		switch {
		case d.Name != "NODE_ENV" || d.ValueAt.IsZero():
		case !d.Value.Is("development"):
			return InProduction
		default:
			mode = InDevelopment
		}
	}
	return mode
}

var dockerInstruction = source.Pattern(`(?i)^\s*(ENV|ARG)\s+(\S)`)

func endsInBackslash(f *source.File, n int) bool {
	return strings.HasSuffix(strings.TrimRight(f.Line(n).Text(), " \t"), `\`)
}

func isDockerComment(f *source.File, n int) bool {
	return strings.HasPrefix(strings.TrimSpace(f.Line(n).Text()), "#")
}

var (
	dockerPair  = source.Pattern(`([A-Za-z_]\w*)(?:=("(?:\\.|[^"\\])*"|'[^']*'|(?:\\.|[^\s\\])*))?`)
	dockerSpace = source.Pattern(`^([A-Za-z_]\w*)[ \t]+([^=\s].*)$`)
)

// dockerPairs reads NAME=value …, or the old form NAME value.
func dockerPairs(f *source.File, start, end int) []Declaration {
	text := f.Text[start:end]
	if m := dockerSpace().FindSubmatchIndex(text); m != nil {
		return []Declaration{dockerOne(f, start, m)}
	}
	var out []Declaration
	for _, m := range dockerPair().FindAllSubmatchIndex(text, -1) {
		out = append(out, dockerOne(f, start, m))
	}
	return out
}

func dockerOne(f *source.File, start int, m []int) Declaration {
	d := Declaration{Name: string(f.Text[start+m[2] : start+m[3]]), Kind: Dockerfile, Environment: InProduction, At: f.Span(start+m[2], start+m[3])}
	if m[4] >= 0 {
		d.ValueAt = f.Span(start+m[4], start+m[5])
		d.Value = NewSecret(strings.Trim(strings.TrimSpace(d.ValueAt.Text()), `"'`))
		d.Reference = isReference(d.Value)
	}
	return d
}
