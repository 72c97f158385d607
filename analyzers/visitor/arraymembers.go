package visitor

import "strconv"

func (m *run) getArray(v value, name string) value {
	o := v.ref
	if i, err := strconv.Atoi(name); err == nil && i >= 0 {
		return m.element(v, i)
	} else if err == nil { // the last of none: list[list.length - 1]
		return undefined
	}
	if name == "length" {
		if o.open {
			length := value{kind: unknownKind, sym: o.unknown().child("length")}
			length.sym.learn().env = "" // tells nothing of a secret
			return length
		}
		return number(float64(len(o.elems)))
	}
	if !ofArrays[name] && !objectMethods[name] {
		if o.open {
			return m.getUnknown(o.rest(), name)
		}
		return undefined
	}
	return m.bound("array."+name, v)
}

// ofArrays are the methods that every list has.
var ofArrays = set(`at concat constructor copyWithin entries every fill filter find findIndex findLast findLastIndex flat flatMap forEach
	includes indexOf join keys lastIndexOf map pop push reduce reduceRight reverse shift slice some sort splice toLocaleString
	toReversed toSorted toSpliced toString unshift values with isPrototypeOf propertyIsEnumerable`)
