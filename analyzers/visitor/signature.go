package visitor

import (
	"fmt"
	"strconv"
)

// A signature is what is written of outcomes, or values, to find those that are
// alike. Each part ends so that no two can be taken for one.
type signature struct{ b []byte }

func (s *signature) text(parts ...string) {
	for _, p := range parts {
		s.b = append(append(s.b, p...), 0)
	}
}

func (s *signature) number(numbers ...int) {
	for _, n := range numbers {
		s.b = append(strconv.AppendInt(s.b, int64(n), 10), ' ')
	}
}

func (s *signature) float(f float64) {
	s.b = append(strconv.AppendFloat(s.b, f, 'g', -1, 64), ' ')
}

func (s *signature) flag(b bool) {
	if b {
		s.b = append(s.b, '+')
	} else {
		s.b = append(s.b, '-')
	}
}

// identity writes which thing a pointer points to.
func (s *signature) identity(p any) { s.b = fmt.Appendf(s.b, "%p ", p) }

func (s *signature) String() string { return string(s.b) }
