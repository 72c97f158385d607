package dotenv

import (
	"regexp"
	"slices"
	"strings"

	"clerkvet/analyzers/source"

	"github.com/goccy/go-yaml/ast"
)

// workflowYAML reads env of a workflow, its jobs and their steps, the secrets
// and variables of the repository that any text refers to, and assignments
// that a script writes into an env file or passes to a build.
func workflowYAML(f *source.File) ([]Declaration, error) {
	d, err := readYAML(f)
	if err != nil {
		return nil, err
	}
	var out []Declaration
	for _, root := range d.roots {
		out = append(out, d.workflow(root)...)
	}
	return out, nil
}

func (d *document) workflow(root ast.Node) []Declaration {
	var out []Declaration
	all := true
	whole := Declaration{Kind: Workflow, Environment: InAny, Dir: "."}
	for job := range d.pairs(d.at(root, "jobs")) {
		as := whole
		as.Deploys, as.Environment = d.judge(job)
		all = all && as.Deploys
		out = append(out, d.environment(d.at(job.node, "env"), as)...)
		for _, step := range d.items(d.at(job.node, "steps")) {
			out = append(out, d.environment(d.at(step, "env"), as)...)
			out = append(out, d.texts(step, as)...)
		}
	}
	whole.Deploys = all && len(out) > 0
	return append(out, d.environment(d.at(root, "env"), whole)...)
}

// A Script is what a step of a workflow runs in a shell, and where that is written.
type Script struct {
	Text string // without the indentation of a block
	At   source.Span
}

// ScheduledScripts reads what a workflow runs that runs at times: nothing of one that only
// runs for events. It fails where the file is not valid YAML.
func ScheduledScripts(f *source.File) (out []Script, err error) {
	d, err := readYAML(f)
	if err != nil {
		return nil, err
	}
	for _, root := range d.roots {
		timed := func(n ast.Node) bool { return d.at(n, "cron") != nil }
		if !slices.ContainsFunc(d.items(d.at(d.at(root, "on"), "schedule")), timed) {
			continue
		}
		for job := range d.pairs(d.at(root, "jobs")) {
			for _, step := range d.items(d.at(job.node, "steps")) {
				if run := d.at(step, "run"); run != nil {
					out = append(out, Script{scalar(run), d.span(run)})
				}
			}
		}
	}
	return out, nil
}

var (
	// deploys matches what a job that ships a build to production runs or uses.
	deploys = source.Pattern(`(?i)\bvercel\b[^\n]*\b(deploy|--prod)|vercel-action|fly(ctl)? deploy|flyctl-actions|build-push-action|docker push|\baws (ecs|s3|lambda|deploy|amplify|elasticbeanstalk)\b|amazon-ecs-deploy|gcloud (run|app) deploy|deploy-cloudrun|kubectl (apply|set)|helm upgrade|wrangler[^\n]* (deploy|publish)|wrangler-action|pages deploy|netlify deploy|actions-netlify|railway up|\bsst deploy|serverless deploy|heroku|webapps-deploy|static-web-apps-deploy|ssh-action|firebase deploy|deploy-pages|coolify|dokku|rsync `)
	// deployWords are texts of which each match of deploys has one, in lower case:
	// the expression is costly.
	deployWords = []string{"vercel", "fly", "build-push-action", "docker push", "aws ", "amazon-ecs-deploy", "gcloud ", "deploy-cloudrun", "kubectl ", "helm upgrade",
		"wrangler", "pages deploy", "netlify", "railway up", "sst deploy", "serverless deploy", "heroku", "webapps-deploy", "static-web-apps-deploy", "ssh-action",
		"firebase deploy", "deploy-pages", "coolify", "dokku", "rsync "}
	preview = source.Pattern(`(?i)preview|staging|\bpull_request\b`)
	tests   = source.Pattern(`(?i)\b(test|tests|e2e|lint|playwright|cypress|vitest|jest|ci|typecheck|check|storybook)\b`)
)

// judge tells whether a job deploys, and to what, by its id, name, environment
// and steps.
func (d *document) judge(job pair) (bool, Environment) {
	if job.node == nil {
		return false, InAny
	}
	target := scalar(d.at(job.node, "environment")) + scalar(d.at(d.at(job.node, "environment"), "name"))
	title := job.name + " " + scalar(d.at(job.node, "name")) + " " + target
	text := strings.ReplaceAll(title, "_", "-") + "\n" + job.node.String()
	ships := anyLine(text, deploys(), deployWords) || strings.Contains(strings.ToLower(title), "deploy") || strings.HasPrefix(strings.ToLower(target), "prod")
	switch {
	case ships && preview().MatchString(title):
		return true, InPreview
	case ships:
		return true, InProduction
	case tests().MatchString(title):
		return false, InTest
	}
	return false, InAny
}

var (
	// inRun are variables that a script refers to, writes into a file or passes
	// to a build; its own shell variables are none.
	inRun = source.Pattern(`\b(?:secrets|vars)\.([A-Za-z_]\w*)|(?:\b(?:echo|printf)[ \t]+["']?|--build-arg[ \t]+)([A-Z][A-Z0-9_]*)=`)
	// inInput are those of an action's input, build-args for one.
	inInput = source.Pattern(`\b(?:secrets|vars)\.([A-Za-z_]\w*)|(?m:^[ \t]*(?:--build-arg[ \t]+)?)([A-Z][A-Z0-9_]*)=`)
)

// anyLine reports whether an expression that matches within lines does so in one
// of those with one of the words.
func anyLine(text string, expression *regexp.Regexp, words []string) bool {
	for line := range strings.Lines(text) {
		lower := strings.ToLower(line)
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(lower, w) }) && expression.MatchString(line) {
			return true
		}
	}
	return false
}

// texts finds variables in the script and the inputs of a step.
func (d *document) texts(step ast.Node, as Declaration) []Declaration {
	seen := map[string]bool{}
	var out []Declaration
	for p := range d.pairs(step) {
		if p.name == "run" {
			out = append(out, d.mentions(p.node, inRun, seen, as)...)
		}
		for inner := range d.pairs(p.node) {
			out = append(out, d.mentions(inner.node, inInput, seen, as)...)
		}
	}
	return out
}

func (d *document) mentions(n ast.Node, in func() *regexp.Regexp, seen map[string]bool, as Declaration) []Declaration {
	var out []Declaration
	for _, m := range in().FindAllStringSubmatch(scalar(n), -1) {
		name := m[1] + m[2]
		if seen[name] || name == "GITHUB_TOKEN" {
			continue
		}
		seen[name] = true
		one := as
		one.Name, one.At, one.Reference = name, nameFrom(d.span(n), name), true
		out = append(out, one)
	}
	return out
}

// nameFrom returns the first place of a name at or after the start of a span.
func nameFrom(s source.Span, name string) source.Span {
	if s.File == nil {
		return s
	}
	if i := strings.Index(string(s.File.Text[s.Start:]), name); i >= 0 {
		return s.File.Span(s.Start+i, s.Start+i+len(name))
	}
	return s
}
