package gitfs

import (
	"bytes"
	"context"
	"os"
	"testing"
)

// BenchmarkHistory scans the repository that HISTORY_REPO names for the
// prefixes of Clerk's keys.
func BenchmarkHistory(b *testing.B) {
	dir := os.Getenv("HISTORY_REPO")
	if dir == "" {
		b.Skip("HISTORY_REPO names no repository")
	}
	r := openRepo(b, dir)
	keys := [][]byte{[]byte("sk_live_"), []byte("sk_test_"), []byte("whsec_")}
	for b.Loop() {
		var hits []string
		coverage, err := r.History(context.Background(), Reachable, func(blob Blob) error {
			for _, key := range keys {
				if bytes.Contains(blob.Text, key) {
					hits = append(hits, blob.OID)
					break
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
		b.SetBytes(coverage.Bytes)
		b.Logf("%+v, %d blobs with a key prefix", coverage, len(hits))
	}
}
