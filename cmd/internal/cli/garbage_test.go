package cli

import "testing"

// A heap of little is left to grow, a large one is collected as ever.
func TestPace(t *testing.T) {
	for alive, want := range map[uint64]int{0: most, 1 << 20: most, 16 << 20: 200, 32 << 20: least, 1 << 30: least} {
		if got := pace(alive); got != want {
			t.Errorf("%d bytes alive: may grow by %d %%, want %d", alive, got, want)
		}
	}
}
