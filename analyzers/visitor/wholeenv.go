package visitor

import "slices"

// Code that goes through all variables meets those that are secrets. Some of them stand for
// all, as their names may decide: what is only of NEXT_PUBLIC_ variables is no secret.

// secretNames are names of variables that are secrets, of different kinds.
var secretNames = []string{"CLERK_SECRET_KEY", "DATABASE_URL", "STRIPE_SECRET_KEY"}

// someVariables are the names of variables, and what they hold.
func (m *run) someVariables() (names, held []value) {
	for _, name := range secretNames {
		v := fresh(FromEnv|FromMint, anyVariable)
		v.sym.truth, v.sym.set = truthy, true
		names, held = append(names, text(name).with(FromEnv)), append(held, v)
	}
	return names, held
}

// listOfVariables is a list of something for each variable.
func (m *run) listOfVariables(item func(name, held value) value) value {
	out := &object{shape: arrayShape, open: true, from: FromEnv}
	names, held := m.someVariables()
	for i := range names {
		out.elems = append(out.elems, item(names[i], held[i]))
	}
	return objectOf(m.made(out))
}

// ofAnyVariable is anyVariable if a value holds what one does, or holds that among others.
func ofAnyVariable(v value) string {
	switch {
	case v.kind == unknownKind && v.sym.isAnyVariable():
		return anyVariable
	case v.is(arrayShape) && slices.ContainsFunc(v.ref.elems[:min(len(v.ref.elems), longList)], func(e value) bool { return ofAnyVariable(e) != "" }):
		return anyVariable
	}
	return ""
}

// withVariables gives an object all variables.
func (m *run) withVariables(o *object, env value) {
	m.put(o, "...process.env", env)
}

// ofVariables reports whether a key is the name of a variable out of the list of all.
func ofVariables(key value) bool { return key.kind == stringKind && key.from.Has(FromEnv) }
