package monitoring

import (
	"regexp"
)

// sharedName matches addresses that apps give to other things as well: the
// status of a subscription, a ping of the signed-in user.
var sharedName = regexp.MustCompile(`(?i)(status|ping|up|live|ready)$`)
