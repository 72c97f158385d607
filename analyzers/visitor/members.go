package visitor

import (
	"slices"
	"strconv"
	"strings"
)

// methodsOf are the methods of values that are built in. What else is read of one
// is nothing, or a part that is no function.
var methodsOf = map[string]map[string]bool{
	"string": set(`at charAt charCodeAt codePointAt concat endsWith includes indexOf isWellFormed lastIndexOf localeCompare match matchAll
		normalize padEnd padStart repeat replace replaceAll search slice split startsWith substr substring toLocaleLowerCase toLocaleUpperCase
		toLocaleString toLowerCase toString toUpperCase toWellFormed trim trimEnd trimLeft trimRight trimStart valueOf constructor hasOwnProperty`),
	"primitive": set(`toExponential toFixed toLocaleString toPrecision toString valueOf constructor hasOwnProperty`),
	"regex":     set(`test exec toString compile constructor hasOwnProperty`),
	"map": set(`get has set add delete clear forEach keys values entries union intersection difference symmetricDifference isSubsetOf
		isSupersetOf isDisjointFrom toString constructor hasOwnProperty getOrInsert getOrInsertComputed`),
}

// builtIn is what a value that is built in gives by a name: a method, or what part
// knows of the others.
func (m *run) builtIn(of string, v value, name string, part func() value) value {
	if methodsOf[of][name] {
		return m.bound(of+"."+name, v)
	}
	return part()
}

func (m *run) getString(v value, name string) value {
	return m.builtIn("string", v, name, func() value {
		i, err := strconv.Atoi(name)
		switch {
		case name == "length":
			return number(float64(len(v.str))).with(v.from)
		case err == nil && i >= 0 && i < len(v.str):
			return text(v.str[i : i+1]).with(v.from)
		}
		return undefined
	})
}

// getRegex reads a member of a regular expression.
func (m *run) getRegex(v value, name string) value {
	return m.builtIn("regex", v, name, func() value {
		n := v.ref.native
		switch letter, isFlag := flagNames[name]; {
		case isFlag:
			return boolean(strings.Contains(n.flags, letter))
		case name == "flags":
			return text(n.flags)
		case name == "source":
			return text(n.path)
		case name == "lastIndex":
			return fresh(0, "where an expression goes on")
		}
		return undefined
	})
}

var flagNames = map[string]string{"global": "g", "ignoreCase": "i", "multiline": "m", "sticky": "y", "unicode": "u", "dotAll": "s", "hasIndices": "d", "unicodeSets": "v"}

// getCollection reads a member of a Set or a Map.
func (m *run) getCollection(of string, v value, name string) value {
	if methodsOf["map"][name] {
		return m.bound(of+"."+name, v)
	}
	if name != "size" {
		return undefined
	}
	return sizeOf(v.ref)
}

// sizeOf is how many elements a Set, or keys a Map, has: each counts once.
func sizeOf(o *object) value {
	unsure := fresh(o.from, "a size")
	if o.open {
		return unsure
	}
	var distinct []value
	for _, e := range o.elems {
		if o.shape == tableShape {
			e = e.ref.elems[0]
		}
		e.from = 0
		if e.kind == unknownKind && len(o.elems) > 1 {
			return unsure
		}
		if !slices.Contains(distinct, e) {
			distinct = append(distinct, e)
		}
	}
	return number(float64(len(distinct)))
}
