//go:build !linux

package js

import sitter "github.com/smacker/go-tree-sitter"

func (g *grammar) flatten(root *sitter.Node) flat { return g.flattenByCursor(root) }
