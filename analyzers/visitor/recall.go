package visitor

// Recall lets the machine take the answers of another one for resources of which
// all code is alike in both apps, which must be configured alike: of the modules
// at the paths that alike accepts.
func (m *Machine) Recall(other *Machine, alike func(path string) bool) {
	m.other, m.alike = other, alike
}

// known returns the resource of the other machine that has the same answers, or
// nil. What stands behind an adapter is found by asking: such a resource is asked
// again, and what was found is known.
func (m *Machine) known(r *Resource) *Resource {
	if m.other == nil || !m.alike(r.File) || r.Route != nil && r.Route.Module != nil && !m.alike(r.Route.Module.Path) {
		return nil
	}
	m.twinsOnce.Do(m.findTwins)
	o := m.twins[keyOf(r)]
	if o == nil || len(o.behind) > 0 {
		return nil
	}
	return o
}

// resourceKey tells resources of an app apart.
type resourceKey struct {
	kind             ResourceKind
	path, file, name string
	start            int
}

func keyOf(r *Resource) resourceKey {
	return resourceKey{r.Kind, r.Path, r.File, r.Name, r.Span.Start}
}

// findTwins knows no resource that another one cannot be told from.
func (m *Machine) findTwins() {
	m.twins = map[resourceKey]*Resource{}
	for _, o := range m.other.Surfaces() {
		id := keyOf(o)
		if _, twice := m.twins[id]; twice {
			o = nil
		}
		m.twins[id] = o
	}
}

// recalled returns what the other machine found when it led visitors through a
// resource; ok is false if it did not.
func (m *Machine) recalled(r *Resource, who Who) (j journey, ok bool) {
	o := m.known(r)
	if o == nil {
		return journey{}, false
	}
	m.other.mu.Lock()
	defer m.other.mu.Unlock()
	j, ok = m.other.journeys[asked{o, who}]
	return j, ok
}
