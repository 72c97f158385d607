package clerk

import (
	"fmt"
	"time"

	"clerkvet/analyzers/source"
)

// An Aged is a package that is past its support, or that does not fit another.
type Aged struct {
	Package string
	Version string
	Why     string // one clause
	At      source.Span
}

// Aged returns the installed majors that get no security fixes at the given
// time, and a Clerk that does not fit the installed Next.js.
func (a *App) Aged(now time.Time) []Aged {
	var out []Aged
	for _, name := range []string{"next", SDK} {
		v := a.Next.Versions[name]
		have := v.Effective()
		if have == nil {
			continue
		}
		if line, over := EndOfLife(name, have, now); over {
			why := fmt.Sprintf("versions below %s get no more security fixes", line.Below)
			if !line.Confirmed {
				why += ", as far as is known"
			}
			out = append(out, Aged{name, have.String(), why, v.From})
		}
	}
	sdk, next := a.Next.Versions[SDK], a.Next.Versions["next"]
	if fits, known := FitsNext(sdk.Effective(), next.Effective()); known && !fits {
		wanted, _ := NextRange(sdk.Effective())
		out = append(out, Aged{SDK, sdk.Effective().String(),
			fmt.Sprintf("its peer range for next (%s) does not take %s", wanted, next.Effective()), sdk.From})
	}
	return out
}
