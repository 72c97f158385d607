package source

import (
	"context"
	"runtime"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Parallel calls work for 0 to n-1 on every processor. The error is that of ctx.
func Parallel(ctx context.Context, n int, work func(i int)) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() error {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return nil
				}
				if err := ctx.Err(); err != nil {
					return err
				}
				work(i)
			}
		})
	}
	return group.Wait()
}
