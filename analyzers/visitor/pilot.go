package visitor

import "slices"

// A start says with which of the attempts a middleware is walked first: what it
// takes for one URL, it takes for others.
type start uint8

const (
	startExactly  start = iota // it is short
	startBroadly               // to walk each path by itself takes too many steps
	startGlancing              // to walk it broadly does, too
	startMixed                 // so for some URLs, and for others only with its paths joined it is walked to the end
	startJoining               // only with its paths joined it is walked to the end
	startUnknown               // it was not asked, or no attempt got to the end
)

func (o start) attempts() []attempt {
	switch o {
	case startBroadly:
		return gateAttempts[1:]
	case startGlancing:
		return slices.Concat(gateAttempts[2:3], gateAttempts[:2], gateAttempts[3:])
	case startMixed:
		return slices.Concat(gateAttempts[2:3], gateAttempts[4:5], gateAttempts[:2], gateAttempts[3:4], gateAttempts[5:])
	case startJoining:
		return slices.Concat(gateAttempts[:1], gateAttempts[4:5], gateAttempts[1:4], gateAttempts[5:])
	}
	return gateAttempts
}

// startFor is how a middleware begins for which an attempt got to the end.
func startFor(a attempt) start {
	switch {
	case a.at == glancing:
		return startGlancing
	case a.at == joining:
		return startJoining
	case a.at == exactly && a.steps == gateAttempts[0].steps:
		return startExactly
	}
	return startBroadly
}

// pilots is how many URLs are asked for before others, to know how the middleware is
// walked best.
const pilots = 6

// pilot answers for some URLs, and says how the others are best asked: at a glance
// if one of these was let through only so, with the paths joined after that or at once if
// one or each was walked only so, broadly if none was walked exactly. vague tells whether
// it is not known of one of them what the middleware does, as its paths were joined.
func (m *Machine) pilot(urls []string, answer func(w *worker, i int)) (first start, vague bool) {
	w := m.hire()
	defer m.release(w)
	least, glanced, joined := startBroadly, 0, 0
	for k := range min(pilots, len(urls)) {
		w.begun = startUnknown
		answer(w, k*len(urls)/pilots)
		switch w.begun {
		case startGlancing:
			glanced++
		case startJoining:
			joined++
			vague = vague || w.unsettled
		}
		least = min(least, w.begun)
	}
	switch {
	case joined == pilots:
		return startJoining, vague
	case glanced > 0 && joined > 0:
		return startMixed, vague
	case glanced > 0:
		return startGlancing, false
	}
	return least, false
}
