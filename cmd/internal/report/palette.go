package report

import "github.com/fatih/color"

// A palette colours text, or leaves it alone.
type palette struct{ on bool }

func (p palette) paint(s string, attributes ...color.Attribute) string {
	if !p.on || s == "" {
		return s
	}
	c := color.New(attributes...)
	c.EnableColor()
	return c.Sprint(s)
}

func (p palette) bold(s string) string { return p.paint(s, color.Bold) }
func (p palette) dim(s string) string  { return p.paint(s, color.Faint) }

// level paints what belongs to a finding of the level.
func (p palette) level(name, s string) string {
	switch name {
	case "error", "FAIL":
		return p.paint(s, color.FgRed, color.Bold)
	case "warning", "WARN", "UNKNOWN":
		return p.paint(s, color.FgYellow, color.Bold)
	case "PASS":
		return p.paint(s, color.FgGreen)
	}
	return p.paint(s, color.FgCyan)
}
