package environment

import (
	"path"

	"clerkvet/analyzers"
	"clerkvet/analyzers/clerk"
	"clerkvet/analyzers/source"
	"clerkvet/rules"
)

var envFileNotIgnored = &rules.Rule{
	ID: "env-file-not-ignored", Level: rules.Error, CWE: 538, Checklist: []string{"1.3"}, Repository: true,
	Check: func(p *rules.Pass) {
		facts := p.Facts()
		if ok, reason := facts.Repo.Tracks(); !ok {
			p.NotApplicable("git cannot be asked here: %s", reason)
			return
		}
		seen := map[string]bool{}
		for _, v := range clerk.Variables(facts.Env) {
			file := v.At.Path()
			secret, _ := v.IsRealSecret()
			if !v.Loaded || !secret || seen[file] || facts.Repo.Ignored(file) || facts.Repo.Tracked(file) && facts.Repo.Git() != nil {
				continue // a tracked file is another rule's
			}
			seen[file] = true
			if unreadRules(p, file) {
				continue
			}
			p.Report(v.At, "%s holds %s and is not ignored by git", file, v.Name).Fix = ignoreFix(facts, file)
		}
		for _, app := range facts.Apps {
			name := path.Join(app.Next.Dir, ".env.local")
			if !seen[name] && !facts.Repo.Ignored(name) && !unreadRules(p, name) {
				p.Report(placeOf(facts, app, name), "%s is not ignored by git, so the next commit may publish the keys in it", name).Fix = ignoreFix(facts, name)
			}
		}
	},
}

// unreadRules ends the rule as unknown where a file of ignore rules that may
// speak of the path could not be read.
func unreadRules(p *rules.Pass, name string) bool {
	file := p.Facts().IgnoreUnread(name)
	if file != "" {
		p.Unknown(p.Facts().Root(), "whether git ignores %s is not known, as %s could not be read", name, file)
	}
	return file != ""
}

// placeOf returns where a missing ignore rule is reported: the file itself if
// it is there, else the ignore file, else the app's package.json.
func placeOf(facts *analyzers.Facts, app *analyzers.App, name string) source.Span {
	if facts.Tree.Has(name) {
		if file, err := facts.Tree.Read(name); err == nil {
			return file.Span(0, 0)
		}
	}
	if at := facts.IgnoreFile(name); !at.IsZero() {
		return at
	}
	return app.Next.Anchor
}

// ignoreFix adds the file to the ignore file at the root, which may be new.
func ignoreFix(facts *analyzers.Facts, name string) *rules.Fix {
	file := source.NewFile(".gitignore", nil)
	if facts.Tree.Has(".gitignore") {
		var err error
		if file, err = facts.Tree.Read(".gitignore"); err != nil {
			return nil
		}
	}
	line, end := "/"+name+"\n", len(file.Text)
	if end > 0 && file.Text[end-1] != '\n' {
		line = "\n" + line
	}
	return &rules.Fix{Title: "Add /" + name + " to .gitignore.", Safe: true, Edits: []rules.Edit{{At: file.Span(end, end), Text: line}}}
}
