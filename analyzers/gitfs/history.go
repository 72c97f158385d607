package gitfs

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"strings"

	"golang.org/x/sync/errgroup"

	"clerkvet/analyzers/source"
)

// A Blob is one content that git stores, whatever paths it stood at.
type Blob struct {
	OID  string
	Text []byte // valid only during the visit
}

// A Scope says which blobs a history scan looks at.
type Scope int

const (
	// Reachable are those of any commit or tag that a ref, or a stash entry,
	// leads to.
	Reachable Scope = iota
	// Everything adds what nothing leads to any more, such as amended commits.
	Everything
)

// A Coverage counts what a history scan looked at, and what it passed by.
type Coverage struct {
	Blobs, Bytes     int64 // visited
	Binary, TooLarge int64 // passed by; TooLarge is over source.MaxFile
	// Missing are not in this clone, which is partial or damaged.
	Missing int64
	// Shallow says that the clone holds only the end of the history.
	Shallow bool
}

// History calls visit with every text blob of the scope, each once, in no
// order of note, and never two at a time.
func (r *Repo) History(ctx context.Context, scope Scope, visit func(Blob) error) (Coverage, error) {
	if err := r.need("history"); err != nil {
		return Coverage{}, err
	}
	if r.noBinary {
		return r.historyAlone(ctx, scope, visit)
	}
	s := scan{repo: r, visit: visit, coverage: Coverage{Shallow: r.Shallow}}
	if err := s.run(ctx, scope); err != nil {
		return s.coverage, fmt.Errorf("read the history of %s: %w", r.Root, err)
	}
	return s.coverage, nil
}

type scan struct {
	repo     *Repo
	visit    func(Blob) error
	coverage Coverage
}

// run lists the objects, then lets cat-file print them in the order of the
// pack, in which each is a small step from the one before.
func (s *scan) run(ctx context.Context, scope Scope) error {
	var reachable map[string]bool
	var absent int64
	var stored []header
	listing, listCtx := errgroup.WithContext(ctx)
	listing.Go(func() (err error) {
		stored, err = s.repo.stored(listCtx)
		return err
	})
	if scope == Reachable {
		listing.Go(func() (err error) {
			reachable, absent, err = s.repo.reachable(listCtx)
			return err
		})
	}
	if err := listing.Wait(); err != nil {
		return err
	}
	s.coverage.Missing = absent
	return s.read(ctx, s.choose(stored, reachable))
}

// choose returns the blobs to read; a nil reachable means all.
func (s *scan) choose(stored []header, reachable map[string]bool) []string {
	var oids []string
	for _, h := range stored {
		if reachable != nil && !reachable[h.oid] {
			continue
		}
		if h.size > source.MaxFile {
			s.coverage.TooLarge++
			continue
		}
		oids = append(oids, h.oid)
	}
	return oids
}

// stored lists the blobs in the object store in its order, which is cheap to
// read. One that is stored twice is listed once.
func (r *Repo) stored(ctx context.Context) ([]header, error) {
	var list []header
	err := lines(ctx, r.where(), nil, func(line []byte) error {
		h, err := parseHeader(line)
		if err == nil && h.kind == "blob" {
			list = append(list, h)
		}
		return err
	}, "cat-file", "--batch-all-objects", "--unordered", "--batch-check", "--buffer")
	return list, err
}

// reachable lists the objects that a ref or stash entry leads to, and counts
// those that the clone lacks. A filter for blobs would hide that a tree is
// missing, and with it all that stands below.
func (r *Repo) reachable(ctx context.Context) (found map[string]bool, absent int64, err error) {
	tips, err := r.stashes(ctx)
	if err != nil {
		return nil, 0, err
	}
	found = map[string]bool{}
	err = lines(ctx, r.where(), strings.NewReader(tips), func(line []byte) error {
		if line[0] == '?' {
			absent++
		} else {
			found[string(line)] = true
		}
		return nil
	}, "rev-list", "--all", "--stdin", "--objects", "--no-object-names", "--missing=print")
	return found, absent, err
}

// stashes lists the entries of the stash. Only the newest is a ref; the others
// are in its log.
func (r *Repo) stashes(ctx context.Context) (string, error) {
	if _, err := output(ctx, r.where(), "rev-parse", "--verify", "--quiet", "refs/stash"); err != nil {
		return "", ctx.Err()
	}
	out, err := output(ctx, r.where(), "rev-list", "--walk-reflogs", "refs/stash")
	return string(out), err
}

// read streams the objects through cat-file into the visits.
func (s *scan) read(ctx context.Context, oids []string) error {
	if len(oids) == 0 {
		return nil
	}
	asked := strings.NewReader(strings.Join(oids, "\n") + "\n")
	return stream(ctx, s.repo.where(), asked, func(out *bufio.Reader) error {
		var buf []byte
		for {
			h, err := readHeader(out)
			if errors.Is(err, io.EOF) {
				return nil
			}
			if err == nil {
				buf, err = s.one(out, h, buf)
			}
			if err != nil {
				return err
			}
		}
	}, "cat-file", "--batch", "--buffer")
}

func (s *scan) one(out *bufio.Reader, h header, buf []byte) ([]byte, error) {
	if h.kind == "missing" {
		s.coverage.Missing++
		return buf, nil
	}
	buf, err := readContent(out, h, source.MaxFile, buf)
	if err != nil {
		return nil, err
	}
	return buf, s.offer(Blob{h.oid, buf})
}

// offer visits the blob unless it is binary, which git tells the same way: by
// a NUL near its start. Text in UTF-16 begins with a mark and is visited.
func (s *scan) offer(b Blob) error {
	if isBinary(b.Text) {
		s.coverage.Binary++
		return nil
	}
	s.coverage.Blobs++
	s.coverage.Bytes += int64(len(b.Text))
	return s.visit(b)
}

func isBinary(text []byte) bool {
	if bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")) {
		return false
	}
	return bytes.IndexByte(text[:min(len(text), 8000)], 0) >= 0
}

// lines calls visit with each line that a git command prints, without its end.
func lines(ctx context.Context, dir string, stdin io.Reader, visit func([]byte) error, args ...string) error {
	return stream(ctx, dir, stdin, func(out *bufio.Reader) error {
		for {
			line, err := out.ReadSlice('\n')
			if errors.Is(err, io.EOF) && len(line) == 0 {
				return nil
			}
			if err == nil {
				err = visit(line[:len(line)-1])
			}
			if err != nil {
				return err
			}
		}
	}, args...)
}

// stream runs a git command and hands its output to use. When use ends early,
// git is ended too.
func stream(ctx context.Context, dir string, stdin io.Reader, use func(*bufio.Reader) error, args ...string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd, err := command(ctx, dir, args...)
	if err != nil {
		return err
	}
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		return fmt.Errorf("git %s: %w", args[0], err)
	}
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("git %s: %w", args[0], err)
	}
	if err := use(bufio.NewReaderSize(out, 256<<10)); err != nil {
		cancel()
		cmd.Wait()
		return err
	}
	return finish(cmd, args[0], &stderr)
}

func finish(cmd *exec.Cmd, name string, stderr *bytes.Buffer) error {
	if err := cmd.Wait(); err != nil {
		return failed(name, stderr.String(), err)
	}
	return nil
}
