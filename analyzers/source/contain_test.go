package source

import (
	"errors"
	"testing"
)

func TestContain(t *testing.T) {
	err := Contain("parse a.ts", func() error { var p *Problem; p.Path = "x"; return nil })
	if !errors.Is(err, ErrInternal) || err.Error()[:len("parse a.ts: internal error (please report it): ")] != "parse a.ts: internal error (please report it): " {
		t.Errorf("got %v", err)
	}
	other := errors.New("other")
	if err := Contain("parse a.ts", func() error { return other }); err != other {
		t.Errorf("got %v", err)
	}
}
