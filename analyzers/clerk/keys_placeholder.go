package clerk

import "strings"

// elisions never stand in a key: templates, references and cuts do.
var elisions = []string{"...", "…", "<", ">", "{", "}", "$", "*", "[", "]", "(", ")", "%", " ", "•", "\\"}

// placeholderWords are what people write in the place of a key.
var placeholderWords = []string{
	"abc", "actual", "add", "admin", "api", "app", "auth", "bar", "base64", "baz", "build", "bytes", "change", "changeme",
	"ci", "clerk", "code", "copy", "dashboard", "deadbeef", "default", "demo", "dev", "development", "do", "docs", "dummy", "empty",
	"encoded", "enter", "env", "example", "fake", "fill", "foo", "for", "from", "generate", "get", "goes", "has", "hello", "here",
	"hidden", "in", "insert", "invalid", "is", "it", "key", "keyless", "keys", "live", "local", "long", "me", "missing", "mock", "my", "never",
	"new", "none", "not", "null", "of", "old", "only", "opaque", "paste", "pk", "placeholder", "please", "prod", "production",
	"public", "publishable", "put", "random", "real", "redacted", "removed", "replace", "required", "safe", "sample", "secret", "set",
	"setup", "signing", "sk", "some", "something", "step", "string", "stripe", "stub", "super", "svix", "temp", "test", "testing",
	"the", "this", "to", "todo", "token", "undefined", "unit", "unknown", "unused", "update", "use", "user", "valid", "value", "webhook",
	"whsec", "with", "world", "your", "yours",
}

var isPlaceholderWord = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range placeholderWords {
		set[w] = true
	}
	return set
}()

// IsPlaceholder reports whether a value stands for a key. A real key is random:
// it is long enough, holds no words to speak of, no sequences, no repetition.
// Each test has a chance of less than one in a million on a random value of 24
// or more letters and digits.
func IsPlaceholder(body string) bool {
	for _, e := range elisions {
		if strings.Contains(body, e) {
			return true
		}
	}
	body = strings.TrimRight(body, "=")
	if len(body) < 12 || documentedSecrets[body] {
		return true
	}
	lower := strings.ToLower(body)
	return wordy(lower) || orderly(lower) || repeats(lower) || oneClass(body)
}

// documentedSecrets are the samples of Svix's documentation and libraries, which
// tests copy, without their prefix.
var documentedSecrets = map[string]bool{
	"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw": true, "C2FVsBQIhrscChlQIMV+b5sSYspob7oD": true, "plJ3nmyCDGBKInavdOK15jsl": true,
}

// wordy reports whether placeholder words make up much of the value: any word
// between separators, or two fifths of the characters.
func wordy(lower string) bool {
	parts := strings.FieldsFunc(lower, func(r rune) bool { return r == '_' || r == '-' || r == '.' || r == '/' || r == '+' })
	if len(parts) > 1 {
		words := 0
		for _, p := range parts {
			if isPlaceholderWord[p] && len(p) > 2 {
				words += len(p)
			}
		}
		if words*5 >= len(lower) || words >= 8 {
			return true
		}
	}
	return covered(lower)*5 >= len(lower)*2
}

// covered returns how many characters the longest words of three letters or
// more take, from left to right.
func covered(lower string) int {
	n := 0
	for i := 0; i < len(lower); {
		best := 0
		for size := min(11, len(lower)-i); size >= 3; size-- {
			if isPlaceholderWord[lower[i:i+size]] {
				best = size
				break
			}
		}
		n += best
		i += max(1, best)
	}
	return n
}

// keyboard holds the rows that fingers run along.
const keyboard = "qwertyuiop asdfghjkl zxcvbnm poiuytrewq lkjhgfdsa mnbvcxz"

// orderly reports whether neighbours, or every other character, mostly follow
// one another: 123456, aaaa, abcdef, a1b2c3, qwerty.
func orderly(lower string) bool {
	near, skip := 0, 0
	for i := 1; i < len(lower); i++ {
		if follows(lower[i-1], lower[i]) || strings.Contains(keyboard, lower[i-1:i+1]) {
			near++
		}
		if i > 1 && follows(lower[i-2], lower[i]) && lower[i] != lower[i-2] {
			skip++
		}
	}
	return near*2 >= len(lower) || skip*2 >= len(lower)
}

func follows(a, b byte) bool {
	d := int(b) - int(a)
	return -1 <= d && d <= 1 || a == '9' && b == '0'
}

// repeats reports whether the value uses few characters or says the same thing
// again and again.
func repeats(lower string) bool {
	var seen [256]bool
	distinct := 0
	for i := 0; i < len(lower); i++ {
		if !seen[lower[i]] {
			seen[lower[i]] = true
			distinct++
		}
	}
	pairs := map[string]bool{}
	for i := 2; i < len(lower); i++ {
		pairs[lower[i-2:i+1]] = true
	}
	return distinct < min(8, len(lower)/2) || len(pairs)*10 < (len(lower)-2)*7
}

// oneClass reports whether the value is of lower-case letters, capitals or
// digits only, which a random one of letters and digits never is.
func oneClass(body string) bool {
	lower, upper, digit := false, false, false
	for _, r := range body {
		switch {
		case 'a' <= r && r <= 'z':
			lower = true
		case 'A' <= r && r <= 'Z':
			upper = true
		default:
			digit = digit || '0' <= r && r <= '9'
		}
	}
	return !(lower && upper || lower && digit || upper && digit)
}

// documentationHosts are of Clerk's own documentation and tests.
var documentationHosts = map[string]bool{
	"foo-bar-13.clerk.accounts.dev": true, "clerk.clerk.dev": true, "clerk.clerk.com": true, "foo.clerk.com": true,
	"clerk.included.katydid-92.lcl.dev": true, "included.katydid-92.clerk.accounts.dev": true, "clerk.inspired.puma-74.lcl.dev": true,
	"example.clerk.accounts.dev": true,
}

var placeholderLabels = map[string]bool{
	"example": true, "your": true, "yourdomain": true, "your-domain": true, "yourapp": true, "your-app": true, "placeholder": true,
	"dummy": true, "fake": true, "mock": true, "test": true, "ci": true, "build": true, "localhost": true, "invalid": true,
	"sample": true, "foo": true, "domain": true, "xxx": true, "stub": true, "fake-clerk-test": true,
}

// isPlaceholderHost reports whether a host is one of documentation or of a
// stand-in key: the registered name, or a sole label before Clerk's domain, is
// a placeholder word.
func isPlaceholderHost(host string) bool {
	host = strings.ToLower(host)
	if documentationHosts[host] {
		return true
	}
	for _, suffix := range developmentSuffixes {
		if name, ok := strings.CutSuffix(host, suffix); ok {
			return placeholderLabels[name] || placeholderParts(name)
		}
	}
	labels := strings.Split(host, ".")
	return placeholderLabels[labels[len(labels)-2]] || placeholderLabels[labels[0]]
}

// placeholderParts reports whether a name of words with hyphens is made of
// placeholder words only; an instance's own name is adjective, noun, number.
func placeholderParts(name string) bool {
	for _, part := range strings.Split(name, "-") {
		if !isPlaceholderWord[part] && !placeholderLabels[part] {
			return false
		}
	}
	return true
}
