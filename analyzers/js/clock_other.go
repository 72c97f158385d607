//go:build !unix

package js

import "time"

// processorTime is the time, where the processor's is not known.
func processorTime() time.Duration { return time.Duration(time.Now().UnixNano()) }
