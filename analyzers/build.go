package analyzers

import (
	"cmp"
	"io/fs"
	"path"

	"clerkvet/analyzers/source"
)

// KeysInBuild returns the keys in what `next build` wrote for the browser:
// <distDir>/static, and out/ of a static export. built tells whether it is
// there at all.
func (f *Facts) KeysInBuild(app *App) (built bool, keys []KeyAt) {
	dist := path.Join(app.Next.Dir, cmp.Or(app.Next.Config.DistDir, ".next"), "static")
	dirs := []string{dist}
	if app.Next.Config.Output == "export" {
		dirs = append(dirs, path.Join(app.Next.Dir, "out"))
	}
	for _, dir := range dirs {
		if info, err := fs.Stat(f.FS, dir); err != nil || !info.IsDir() {
			continue
		}
		built = true
		_ = fs.WalkDir(f.FS, dir, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() {
				keys = append(keys, f.keysOfBuilt(name, d)...)
			}
			return nil
		})
	}
	return built, keys
}

func (f *Facts) keysOfBuilt(name string, d fs.DirEntry) []KeyAt {
	info, err := d.Info()
	if err != nil || info.Size() > source.MaxFile {
		f.Tree.Report(source.Problem{Path: name, Reason: "is too large or unreadable, and was not searched for keys"})
		return nil
	}
	text, err := fs.ReadFile(f.FS, name)
	if err != nil {
		return nil
	}
	var out []KeyAt
	file := source.NewFile(name, text)
	for _, m := range secretsIn(text) {
		out = append(out, KeyAt{m.Key, file.Span(m.Start, m.End)})
	}
	return append(out, foreignKeys(file)...)
}
