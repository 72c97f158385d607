package source

import (
	"context"
	"io/fs"
	"path"
	"runtime"
	"sync"
)

// A listing is what one folder holds.
type listing struct {
	dir     string
	entries []fs.DirEntry
	err     error
}

// walk lists the folders on every processor, since listing is waiting for the
// system more than work. Entries are judged here, one at a time: an Ignore need
// not bear being called twice at once.
func (t *Tree) walk(ctx context.Context, ignore Ignore) error {
	wanted, listed := make(chan string), make(chan listing)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for dir := range wanted {
				entries, err := fs.ReadDir(t.fsys, dir)
				listed <- listing{dir, entries, err}
			}
		})
	}
	open, err := t.visitAll(ctx, wanted, listed, ignore)
	close(wanted)
	for ; open > 0; open-- {
		<-listed
	}
	workers.Wait()
	return err
}

// visitAll hands out folders until none is left. It returns how many listings
// are still to come.
func (t *Tree) visitAll(ctx context.Context, wanted chan<- string, listed <-chan listing, ignore Ignore) (open int, err error) {
	waiting := []string{"."}
	for len(waiting) > 0 || open > 0 {
		var free chan<- string
		last := ""
		if len(waiting) > 0 {
			free, last = wanted, waiting[len(waiting)-1]
		}
		select {
		case free <- last:
			waiting = waiting[:len(waiting)-1]
			open++
		case l := <-listed:
			open--
			dirs, err := t.visit(l, ignore)
			if err != nil {
				return open, err
			}
			waiting = append(waiting, dirs...)
		case <-ctx.Done():
			return open, ctx.Err()
		}
	}
	return 0, ctx.Err()
}

// visit takes up what a folder holds and returns the folders to list next.
func (t *Tree) visit(l listing, ignore Ignore) (dirs []string, err error) {
	switch {
	case l.err != nil && l.dir == ".":
		return nil, l.err
	case l.err != nil:
		t.shut = append(t.shut, l.dir)
		t.problems = append(t.problems, Problem{Path: l.dir, Reason: "cannot be read: " + cause(l.err), Skipped: Denied(l.err)})
		return nil, nil
	}
	for _, d := range l.entries {
		name := path.Join(l.dir, d.Name())
		switch {
		case ignore != nil && ignore(name, d.IsDir()):
		case d.IsDir():
			t.dirs[name] = true
			dirs = append(dirs, name)
		case d.Type().IsRegular():
			t.files = append(t.files, name)
			t.index[name] = true
		case d.Type()&fs.ModeSymlink != 0:
			t.links = append(t.links, name)
		default:
			t.odd = append(t.odd, name)
		}
	}
	return dirs, nil
}
