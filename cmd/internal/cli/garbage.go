package cli

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// fresh is how many bytes may be allocated between two collections of garbage
// though less than that is alive: most audits are over before the first.
const fresh = 32 << 20

// collectLess has garbage collected less often while little memory is in use,
// unless the environment says how often.
func collectLess() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(most)
		adjustLater()
	}
}

// adjustLater works out the pace anew after each collection.
func adjustLater() {
	runtime.SetFinalizer(new([16]byte), func(any) {
		debug.SetGCPercent(pace(alive()))
		adjustLater()
	})
}

const (
	least = 100 // the default
	most  = 400
)

// pace is the percentage by which the heap may grow over what is alive.
func pace(alive uint64) int {
	return int(max(least, min(most, fresh*100/max(1, alive))))
}

func alive() uint64 {
	sample := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
