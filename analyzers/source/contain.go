package source

import (
	"errors"
	"fmt"
)

// ErrInternal is the cause of errors that are the tool's own fault.
var ErrInternal = errors.New("internal error (please report it)")

// Contain does what costs only one file if it panics: the panic becomes an error
// that names what was done.
func Contain(what string, work func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%s: %w: %v", what, ErrInternal, v)
		}
	}()
	return work()
}
