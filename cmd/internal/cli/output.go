package cli

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"clerkvet/cmd/internal/report"
	"clerkvet/sarif"
)

// An output is one format and where it goes; "" is standard output.
type output struct{ format, file string }

func formatNames() []string {
	return slices.Sorted(slices.Values(append(slices.Collect(maps.Keys(report.Formats)), "sarif")))
}

func outputs(stdout string, files []string) ([]output, error) {
	all := []output{{format: stdout}}
	for _, spec := range files {
		format, file, ok := strings.Cut(spec, "=")
		if !ok || file == "" {
			return nil, fmt.Errorf("--output %s: want FORMAT=FILE", spec)
		}
		same := func(o output) bool { return o.file != "" && filepath.Clean(o.file) == filepath.Clean(file) }
		if slices.ContainsFunc(all, same) && !strings.HasPrefix(file, "/dev/") {
			return nil, fmt.Errorf("--output %s: another output goes to that file", spec)
		}
		all = append(all, output{format, file})
	}
	for _, o := range all {
		if !slices.Contains(formatNames(), o.format) {
			return nil, fmt.Errorf("unknown format %q: want one of %s", o.format, strings.Join(formatNames(), ", "))
		}
	}
	return all, nil
}

// write writes every output, standard output last: its reader may leave early,
// and the files are then written all the same.
func (c *command) write(a *report.Audit, p *plan) error {
	slices.SortStableFunc(p.outputs, func(a, b output) int { return strings.Compare(b.file, a.file) })
	for _, o := range p.outputs {
		var buf bytes.Buffer
		opts := p.options
		if o.file != "" {
			opts.Color, opts.Width = false, 0
		}
		if err := c.render(&buf, o.format, a, p, opts); err != nil {
			return fmt.Errorf("write %s: %w", o.format, err)
		}
		if err := c.deliver(o.file, c.blot(buf.Bytes())); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) deliver(file string, data []byte) error {
	if file != "" {
		return writeFile(file, data)
	}
	_, err := c.stdout.Write(data)
	return err
}

func (c *command) render(w io.Writer, format string, a *report.Audit, p *plan, opts report.Options) error {
	if format != "sarif" {
		return p.formats[format](w, a, opts)
	}
	dropped, err := sarif.Write(w, sarif.Run{Version: a.Version, Home: Home, Rules: a.Rules, Results: a.Results, Suppressed: opts.Suppressed})
	if dropped > 0 {
		fmt.Fprintf(c.stderr, "clerkvet: %d findings are more than GitHub accepts and are not in the SARIF file\n", dropped)
	}
	return err
}

// writeFile writes a file by way of a temporary one beside it, so that it is
// there whole or not at all. A link is followed; a device or a pipe, such as
// /dev/null, is written to and never replaced.
func writeFile(name string, data []byte) error {
	target, err := filepath.EvalSymlinks(name)
	if err != nil {
		target = name // it is not there yet
	}
	if info, statErr := os.Stat(target); statErr == nil && !info.Mode().IsRegular() {
		err = os.WriteFile(target, data, 0)
	} else {
		err = replaceFile(target, data)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

func replaceFile(target string, data []byte) error {
	tmp := filepath.Join(filepath.Dir(target), fmt.Sprintf(".%s.%d.tmp", filepath.Base(target), os.Getpid()))
	f, err := os.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666) // as the umask has it
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp, target)
	}
	if err != nil {
		os.Remove(tmp)
	}
	return err
}
