package visitor

// liveKitReceive reads a delivery of LiveKit. It checks the token that comes with
// it, and the hash of the body in the token, unless it is told to skip that.
func (m *run) liveKitReceive(c *call) value {
	key := c.this.ref.native.args
	if skip := m.force(c.arg(2)); !skip.nullish() && skip != no || len(key) < 2 || originOf(key[1]).Has(Visitor) {
		return settled(!m.liveKitAtOnce(), m.passOn(c))
	}
	return m.verifySignature(c)
}

// liveKitAtOnce reports whether the SDK of LiveKit checks at once, as it did
// before its second version.
func (m *run) liveKitAtOnce() bool {
	v := m.app.Versions.Of("livekit-server-sdk")
	return v != nil && v.Major() < 2
}
