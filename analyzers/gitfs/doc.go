// Package gitfs shows a repository as it is, as it is staged and as it was:
// work tree, index and commits as fs.FS, the ignore rules that are in force,
// what is tracked, and every blob of the history. It asks the git binary,
// with plumbing commands that no configuration of the audited repository can
// turn into a running program, and go-git only where there is no git.
package gitfs
