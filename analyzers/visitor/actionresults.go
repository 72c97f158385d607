package visitor

import "strings"

// actionResult is what a call of an action gives to code of the server that
// calls it by name: next-safe-action and zsa catch what the action throws and
// give it back beside the data.
func actionResult(path string, o outcome) value {
	failed := text("what the action failed with")
	if strings.HasPrefix(path, "zsa#") {
		if o.thrown != nil {
			return array([]value{null, failed})
		}
		return array([]value{o.v, null})
	}
	if o.thrown != nil {
		return objectOf(newObject(map[string]value{"serverError": failed}))
	}
	return objectOf(newObject(map[string]value{"data": o.v}))
}

// givesResult reports whether the function of a chained object that is called at
// a place of the app gives a result that says what went wrong. The browser's own
// call of it stands nowhere.
func givesResult(path string, at *call) bool {
	return !at.at.IsZero() && (strings.HasPrefix(path, "next-safe-action#") || strings.HasPrefix(path, "zsa#"))
}
