package gitfs

import (
	"context"
	"errors"
	"fmt"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/revlist"

	"clerkvet/analyzers/source"
)

// historyAlone is History where there is no git. go-git knows nothing of older
// stash entries.
func (r *Repo) historyAlone(ctx context.Context, scope Scope, visit func(Blob) error) (Coverage, error) {
	s := scan{repo: r, visit: visit, coverage: Coverage{Shallow: r.Shallow}}
	if err := s.runAlone(ctx, scope); err != nil {
		return s.coverage, fmt.Errorf("read the history of %s without git: %w", r.Root, err)
	}
	return s.coverage, nil
}

func (s *scan) runAlone(ctx context.Context, scope Scope) error {
	repo, err := openAt(s.repo.Root)
	if err != nil {
		return err
	}
	oids, err := storedAlone(repo, scope)
	if err != nil {
		return err
	}
	for _, oid := range oids {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.oneAlone(repo, oid); err != nil {
			return err
		}
	}
	return nil
}

func (s *scan) oneAlone(repo *git.Repository, oid plumbing.Hash) error {
	o, err := repo.Storer.EncodedObject(plumbing.AnyObject, oid)
	switch {
	case errors.Is(err, plumbing.ErrObjectNotFound):
		s.coverage.Missing++
		return nil
	case err != nil:
		return err
	case o.Type() != plumbing.BlobObject:
		return nil
	case o.Size() > source.MaxFile:
		s.coverage.TooLarge++
		return nil
	}
	text, _, err := goGit{repo}.read(oid.String())
	if err != nil {
		return err
	}
	return s.offer(Blob{oid.String(), text})
}

// storedAlone lists objects of every kind.
func storedAlone(repo *git.Repository, scope Scope) ([]plumbing.Hash, error) {
	if scope == Reachable {
		tips, err := tipsAlone(repo)
		if err != nil {
			return nil, err
		}
		return revlist.Objects(repo.Storer, tips, nil)
	}
	var oids []plumbing.Hash
	all, err := repo.BlobObjects()
	if err != nil {
		return nil, err
	}
	return oids, all.ForEach(func(b *object.Blob) error {
		oids = append(oids, b.Hash)
		return nil
	})
}

func tipsAlone(repo *git.Repository) ([]plumbing.Hash, error) {
	refs, err := repo.References()
	if err != nil {
		return nil, err
	}
	var tips []plumbing.Hash
	return tips, refs.ForEach(func(ref *plumbing.Reference) error {
		if ref.Type() == plumbing.HashReference {
			tips = append(tips, ref.Hash())
		}
		return nil
	})
}

// locateAlone cannot tell in reasonable time.
func (r *Repo) locateAlone(context.Context, []string) (map[string]Place, error) {
	return nil, fmt.Errorf("find commits in %s: %w", r.Root, errNoGit)
}
