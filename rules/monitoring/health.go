package monitoring

import (
	"clerkvet/analyzers/source"
)

// sharedName matches addresses that apps give to other things as well: the
// status of a subscription, a ping of the signed-in user.
var sharedName = source.Pattern(`(?i)(status|ping|up|live|ready)$`)
