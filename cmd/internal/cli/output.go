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
		all = append(all, output{format, file})
	}
	for _, o := range all {
		if !slices.Contains(formatNames(), o.format) {
			return nil, fmt.Errorf("unknown format %q: want one of %s", o.format, strings.Join(formatNames(), ", "))
		}
	}
	return all, nil
}

// write writes every output. Files appear whole or not at all.
func (c *command) write(a *report.Audit, p *plan) error {
	for _, o := range p.outputs {
		var buf bytes.Buffer
		opts := p.options
		if o.file != "" {
			opts.Color = false
		}
		if err := c.render(&buf, o.format, a, opts); err != nil {
			return fmt.Errorf("write %s: %w", o.format, err)
		}
		if o.file == "" {
			if _, err := c.stdout.Write(buf.Bytes()); err != nil {
				return err
			}
		} else if err := writeFile(o.file, buf.Bytes()); err != nil {
			return err
		}
	}
	return nil
}

func (c *command) render(w io.Writer, format string, a *report.Audit, opts report.Options) error {
	if format != "sarif" {
		return report.Formats[format](w, a, opts)
	}
	dropped, err := sarif.Write(w, sarif.Run{Version: a.Version, Home: Home, Rules: a.Rules, Results: a.Results})
	if dropped > 0 {
		fmt.Fprintf(c.stderr, "clerkvet: %d findings are more than GitHub accepts and are not in the SARIF file\n", dropped)
	}
	return err
}

// writeFile writes a file by way of a temporary one beside it.
func writeFile(name string, data []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(name), ".clerkvet-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	defer os.Remove(tmp.Name())
	_, err = tmp.Write(data)
	if err == nil {
		err = tmp.Chmod(0o644)
	}
	if closeErr := tmp.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(tmp.Name(), name)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}
