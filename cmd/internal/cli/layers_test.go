package cli

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// may lists which rooms of this module a room may import. Everything may import
// source; rules may import every analyzer but js.
var may = map[string][]string{
	"analyzers":           {"analyzers/clerk", "analyzers/dotenv", "analyzers/gitfs", "analyzers/headers", "analyzers/live", "analyzers/next", "analyzers/visitor"},
	"analyzers/live":      {"analyzers/clerk", "analyzers/dotenv", "analyzers/visitor"},
	"analyzers/visitor":   {"analyzers/clerk", "analyzers/next", "analyzers/js", "analyzers/pathmatch"},
	"analyzers/headers":   {"analyzers/clerk", "analyzers/next", "analyzers/js"},
	"analyzers/clerk":     {"analyzers/next", "analyzers/js", "analyzers/pathmatch", "analyzers/dotenv"},
	"analyzers/next":      {"analyzers/js", "analyzers/dotenv", "analyzers/gitfs", "analyzers/pathmatch"},
	"analyzers/dotenv":    {"analyzers/js"},
	"analyzers/js":        {},
	"analyzers/pathmatch": {},
	"analyzers/gitfs":     {},
	"analyzers/source":    {},
	"sarif":               {"rules"},
	"cmd/internal/report": {"rules", "analyzers", "analyzers/live", "analyzers/visitor", "analyzers/next"},
}

// alone lists who may import a library.
var alone = map[string]string{
	"github.com/smacker/go-tree-sitter": "analyzers/js",
	"github.com/go-git/go-git":          "analyzers/gitfs",
	"github.com/owenrumney/go-sarif":    "sarif",
	"github.com/spf13/cobra":            "cmd/internal/cli",
	"github.com/dlclark/regexp2":        "analyzers/pathmatch",
	"net/http":                          "analyzers/live",
	"github.com/hashicorp":              "analyzers/live",
}

func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "clerkvet/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); d.More(); {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		for _, i := range p.Imports {
			if why := forbidden(strings.TrimPrefix(p.ImportPath, "clerkvet/"), i); why != "" {
				t.Errorf("%s imports %s: %s", p.ImportPath, i, why)
			}
		}
	}
}

// forbidden says why a room may not import a package, or "".
func forbidden(room, imported string) string {
	for library, owner := range alone {
		if strings.HasPrefix(imported, library) && room != owner && !strings.HasPrefix(room, owner+"/") && !strings.HasPrefix(room, ".ci") {
			return "only " + owner + " may"
		}
	}
	isRule := room == "rules" || strings.HasPrefix(room, "rules/") && room != "rules/ruletest" && room != "rules/catalogue"
	if isRule && (imported == "os" || imported == "clerkvet/analyzers/js") {
		return "a rule takes facts and nothing else"
	}
	local, ours := strings.CutPrefix(imported, "clerkvet/")
	allowed, listed := may[room]
	if ours && listed && local != "analyzers/source" && !slices.Contains(allowed, local) {
		return "that is the wrong direction"
	}
	return ""
}
