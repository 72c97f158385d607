package sarif

import (
	"fmt"

	"github.com/owenrumney/go-sarif/v2/sarif"

	"clerkvet/rules"
)

// suppression says who silenced a finding. The library writes null for a
// member that is not set, which the schema refuses: all are.
func suppression(f *rules.Finding) *sarif.Suppression {
	kind := "external"
	if f.Suppressed.Kind == "inline" {
		kind = "inSource"
	}
	at := f.Suppressed.At
	if at.IsZero() {
		at = f.At
	}
	return &sarif.Suppression{
		Kind: kind, Status: pointer("accepted"), Location: location(at, 0, ""),
		Guid: pointer(guid(f.Fingerprint)), Justification: pointer(shown(f.Suppressed.Reason)),
	}
}

// guid makes a fingerprint a GUID of the version for own hashes (8).
func guid(fingerprint string) string {
	h := fmt.Sprintf("%032s", fingerprint)
	return h[:8] + "-" + h[8:12] + "-8" + h[13:16] + "-8" + h[17:20] + "-" + h[20:32]
}
