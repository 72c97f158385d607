package gitfs

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"
	"sync"

	"clerkvet/analyzers/source"
)

// blobs reads the content of objects: through git, or go-git where there is
// no git.
type blobs interface {
	// read returns the content and size of a blob. Of a blob over
	// source.MaxFile only the size is returned.
	read(oid string) (text []byte, size int64, err error)
	Close() error
}

// openBlobs returns the one reader of the repository's objects.
func (r *Repo) openBlobs() (blobs, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.blobs != nil {
		return r.blobs, nil
	}
	var err error
	if r.noBinary {
		r.blobs, err = openGoGit(r)
	} else {
		r.blobs, err = startCatFile(r.where())
	}
	return r.blobs, err
}

// where returns the folder in which git is run.
func (r *Repo) where() string { return r.Root }

// catFile is a running "git cat-file --batch".
type catFile struct {
	mu     sync.Mutex
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
	broken error
}

func startCatFile(dir string) (blobs, error) {
	// The process serves the whole audit and ends when its input is closed.
	cmd, err := command(context.Background(), dir, "cat-file", "--batch")
	if err != nil {
		return nil, err
	}
	c := &catFile{cmd: cmd}
	if c.stdin, err = cmd.StdinPipe(); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	c.stdout = bufio.NewReaderSize(stdout, 64<<10)
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("git cat-file: %w", err)
	}
	return c, nil
}

func (c *catFile) read(oid string) ([]byte, int64, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.broken != nil {
		return nil, 0, c.broken
	}
	if _, err := io.WriteString(c.stdin, oid+"\n"); err != nil {
		return nil, 0, c.end(err)
	}
	h, err := readHeader(c.stdout)
	if err != nil {
		return nil, 0, c.end(err)
	}
	if h.kind == "missing" {
		return nil, 0, errMissing
	}
	text, err := readContent(c.stdout, h, source.MaxFile, nil)
	if err != nil {
		return nil, 0, c.end(err)
	}
	if h.kind != "blob" {
		return nil, 0, fmt.Errorf("is a %s in git, not a file", h.kind)
	}
	return text, h.size, nil
}

// end remembers that the process cannot be used any more: answers would no
// longer fit the questions.
func (c *catFile) end(err error) error {
	c.broken = fmt.Errorf("git cat-file ended early: %w", err)
	return c.broken
}

// Close ends the process.
func (c *catFile) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.broken = fs.ErrClosed
	c.stdin.Close()
	io.Copy(io.Discard, c.stdout)
	return c.cmd.Wait()
}

// errMissing is what a partial clone or a damaged repository answers: nothing
// is ever fetched.
var errMissing = errors.New("its content is not in this clone of the repository")

// A header precedes each object that cat-file prints.
type header struct {
	oid, kind string
	size      int64
}

// readHeader reads the line of a header.
func readHeader(r *bufio.Reader) (header, error) {
	line, err := r.ReadSlice('\n')
	if err != nil {
		return header{}, err
	}
	return parseHeader(line)
}

// parseHeader reads "<oid> <kind> <size>" or "<oid> missing".
func parseHeader(line []byte) (header, error) {
	words := strings.Fields(string(line))
	if len(words) == 2 {
		return header{oid: words[0], kind: words[1]}, nil
	}
	if len(words) != 3 {
		return header{}, fmt.Errorf("unexpected answer %q", line)
	}
	size, err := strconv.ParseInt(words[2], 10, 64)
	if err != nil || size < 0 {
		return header{}, fmt.Errorf("unexpected size %q", words[2])
	}
	return header{words[0], words[1], size}, nil
}

// readContent reads an object and the line end after it into buf, which grows
// as needed. One over limit is passed by.
func readContent(r *bufio.Reader, h header, limit int64, buf []byte) ([]byte, error) {
	if h.size > limit {
		_, err := io.CopyN(io.Discard, r, h.size+1)
		return nil, err
	}
	n := int(h.size)
	if cap(buf) < n {
		buf = make([]byte, n, n+n/4+1)
	}
	buf = buf[:n]
	if _, err := io.ReadFull(r, buf); err != nil {
		return nil, err
	}
	_, err := r.Discard(1)
	return buf, err
}
