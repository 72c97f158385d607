package clerk

import "bytes"

// A Match is a key that stands in a text.
type Match struct {
	Start, End int // bytes
	Key        Key
}

// keyStarts are the prefixes that FindKeys looks for, by the byte before the
// last underscore of the prefix.
var keyStarts = map[byte][]string{
	'e': {"sk_live_", "pk_live_", "live_"},
	't': {"sk_test_", "pk_test_", "mt_", "oat_", "test_"},
	'c': {"whsec_"},
	'k': {"ak_"},
}

// FindKeys returns the keys and their placeholders in a text of any kind, in
// one pass. A key never starts inside a longer word.
func FindKeys(text []byte) []Match {
	var out []Match
	for at := 0; at < len(text); {
		next := bytes.IndexByte(text[at:], '_')
		if next < 0 {
			break
		}
		at += next + 1
		prefix := startOf(text, at)
		if prefix == "" {
			continue
		}
		if m, ok := matchAt(text, at-len(prefix), prefix); ok {
			out = append(out, m)
			at = m.End
		}
	}
	return out
}

// startOf returns the prefix that ends at an offset, or "".
func startOf(text []byte, end int) string {
	if end < 3 {
		return ""
	}
	for _, p := range keyStarts[text[end-2]] {
		if from := end - len(p); from >= 0 && string(text[from:end]) == p && wordStart(text, from) {
			return p
		}
	}
	return ""
}

// wordStart reports whether no word goes on into an offset. The letter of an
// escape such as \n, and the last digit of %3D, end no word.
func wordStart(text []byte, at int) bool {
	if at == 0 || !isWord(text[at-1]) {
		return true
	}
	switch text[at-1] {
	case 'n', 'r', 't':
		return at > 1 && text[at-2] == '\\'
	}
	return at > 2 && text[at-3] == '%'
}

func isWord(b byte) bool {
	return b == '_' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}

// matchAt reads the key at an offset. Kinds with a short prefix, which ordinary
// names share, count only when they are real.
func matchAt(text []byte, start int, prefix string) (Match, bool) {
	end := start + len(prefix)
	for end < len(text) && (isWord(text[end]) || text[end] == '-' || isBase64(text[end], prefix)) {
		end++
	}
	for end > start+len(prefix) && text[end-1] == '-' {
		end--
	}
	if end == start+len(prefix) && (end == len(text) || !elides(text[end:])) {
		return Match{}, false
	}
	key := ClassifyFor(hint(text, start), string(text[start:end]))
	key.Placeholder = key.Placeholder || elides(text[end:])
	if key.Placeholder {
		key.Malformed = ""
	}
	switch key.Kind {
	case NoKey:
		return Match{}, false
	case LegacyKey, MachineKey, MachineToken, OAuthToken:
		if !key.IsSecret() || key.Kind == LegacyKey && !bytes.Contains(line(text, start), []byte("CLERK")) {
			return Match{}, false
		}
	}
	return Match{start, end, key}, true
}

func isBase64(b byte, prefix string) bool {
	return b == '=' && prefix[0] != 's' || (b == '+' || b == '/') && prefix == "whsec_"
}

// elides reports whether what follows says that the rest of a key is left out
// or filled in.
func elides(rest []byte) bool {
	for _, mark := range []string{"...", "…", "*", "${", "<", "{", "[", "•", "\\*"} {
		if bytes.HasPrefix(rest, []byte(mark)) {
			return true
		}
	}
	return false
}

// hint returns the part of the line before an offset, at most 80 bytes: the
// name of the variable stands there.
func hint(text []byte, at int) string {
	from := max(0, at-80)
	if i := bytes.LastIndexByte(text[from:at], '\n'); i >= 0 {
		from += i + 1
	}
	before := bytes.ToUpper(text[from:at])
	clerk, stripe := bytes.LastIndex(before, []byte("CLERK")), bytes.LastIndex(before, []byte("STRIPE"))
	switch {
	case clerk > stripe:
		return "CLERK"
	case stripe >= 0:
		return "STRIPE"
	}
	return ""
}

func line(text []byte, at int) []byte {
	from := bytes.LastIndexByte(text[:at], '\n') + 1
	return text[from:at]
}
