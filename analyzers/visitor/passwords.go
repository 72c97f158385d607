package visitor

// hashedPasswords are the functions that compare a password with its hash, and whether
// they answer at once; the number is the argument that is the hash.
var hashedPasswords = map[string]struct {
	hash int
	sync bool
}{
	"bcrypt#compare":          {hash: 1},
	"bcryptjs#compare":        {hash: 1},
	"bcrypt#compareSync":      {hash: 1, sync: true},
	"bcryptjs#compareSync":    {hash: 1, sync: true},
	"argon2#verify":           {hash: 0},
	"@node-rs/argon2#verify":  {hash: 0},
	"@node-rs/bcrypt#compare": {hash: 1},
	"@node-rs/bcrypt#verify":  {hash: 1},
}

func passwordFunctions() map[string]summary {
	f := map[string]summary{}
	for path, p := range hashedPasswords {
		f[path] = func(m *run, c *call) value { return m.comparePassword(c, p.hash, p.sync) }
	}
	return f
}

// comparePassword says no: the visitor does not know the password. One whose hash he
// sends himself he knows.
func (m *run) comparePassword(c *call, hash int, sync bool) value {
	same := no
	if sentAlong(c.arg(hash)) {
		same = m.passOn(c)
	} else if m.check(c, OtherAuthCheck, "a password"); m.visitor != SignedOut {
		same = m.passOn(c) // his own
	}
	if back := callbackOf(c); back != undefined {
		m.invoke(back, []value{null, same}, c.at)
		return undefined
	}
	return settled(!sync, same)
}

// callbackOf is the function that a call is given last, which takes an error and a
// result, or undefined.
func callbackOf(c *call) value {
	if n := len(c.args); n > 0 && isFunction(c.args[n-1]) {
		return c.args[n-1]
	}
	return undefined
}

// verifyJSONWebToken fails: by an error that is thrown, or that its callback is given.
func (m *run) verifyJSONWebToken(c *call) value {
	var token value
	t := &thrown{v: fresh(FromError, "a token error"), denial: "no token can be verified", status: 401, at: c.at.Span()}
	if m.verifiesByNothing(c) || m.takesUnsigned(c) || originOf(c.arg(0)).Has(FromMint) {
		t, token = nil, m.passOn(c)
	} else if m.check(c, OtherAuthCheck, "verify()"); m.visitor != SignedOut {
		t, token = nil, fresh(FromClerk, "a token")
	}
	back := callbackOf(c)
	switch {
	case back != undefined && len(c.args) > 2 && t != nil:
		t.v.sym.truth = truthy
		m.invoke(back, []value{t.v, undefined}, c.at)
		return undefined
	case back != undefined && len(c.args) > 2:
		m.invoke(back, []value{null, token}, c.at)
		return undefined
	case t != nil:
		panic(t)
	}
	return token
}

// takesUnsigned reports whether a token passes that nobody signed: there is no key, and
// the algorithms that may be used are none among others.
func (m *run) takesUnsigned(c *call) bool {
	if key := m.force(c.arg(1)); key.kind == unknownKind || m.truthOf(key) != falsy {
		return false
	}
	list := m.option(c.arg(2), "algorithms")
	if list.ref == nil {
		return list.kind == unknownKind
	}
	for _, e := range list.ref.elems {
		if m.force(e) == text("none") {
			return true
		}
	}
	return list.ref.open
}
