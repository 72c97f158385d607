package clerk

import (
	"regexp"
	"strings"

	"clerkvet/analyzers/js"
)

// proof matches names of what proves who sent a request: enough to doubt.
var proof = regexp.MustCompile(`(?i)(secret|signature|hmac|digest|expected|api_?key|token)$`)

var (
	// secretEnv matches variables that hold a secret by their name.
	secretEnv = regexp.MustCompile(`SECRET|TOKEN|KEY|PASSWORD|SIGN|HOOK|AUTH`)
	// openEnv matches those that do not, though they may read like one.
	openEnv = regexp.MustCompile(`^NEXT_PUBLIC_|PRICE|PRODUCT|PLAN|PUBLISHABLE|_URL$`)
	// digests matches functions that make a signature to compare with.
	digests = regexp.MustCompile(`(?i)hmac|digest|^sign$|signature|sha256`)
	// saysSecret matches what is a secret by its name wherever it comes from.
	saysSecret = regexp.MustCompile(`(?i)secret|expected|hmac|digest`)
)

// comparesSecret reports whether an equality compares something with a secret
// of the environment or with a signature made here.
func comparesSecret(n js.Node) bool {
	left, right, ok := compared(n)
	return ok && (secret(left, 3) || secret(right, 3))
}

// comparesProof reports whether an equality compares values of which one is
// called like a proof, wherever it comes from.
func comparesProof(n js.Node) bool {
	left, right, ok := compared(n)
	return ok && (proof.MatchString(left.Text()) || proof.MatchString(right.Text()))
}

// compared returns the sides of an equality of two values that vary.
func compared(n js.Node) (left, right js.Node, ok bool) {
	switch n.Field(js.FieldOperator).Text() {
	case "===", "!==", "==", "!=":
		left, right = n.Field(js.FieldLeft).Unwrap(), n.Field(js.FieldRight).Unwrap()
		return left, right, !constant(left) && !constant(right)
	}
	return left, right, false
}

// constant reports whether the node is a value that no secret is compared with.
func constant(n js.Node) bool {
	return n.Is(js.String, js.Number, js.Null, js.Undefined, js.True, js.False, js.UnaryExpression)
}

// secret reports whether a secret of the environment or a signature is part of
// the expression, through at most depth declarations.
func secret(n js.Node, depth int) bool {
	if secretPart(n, depth) {
		return true
	}
	for d := range n.Descendants() {
		if secretPart(d, depth) {
			return true
		}
	}
	return false
}

func secretPart(n js.Node, depth int) bool {
	switch n.Kind() {
	case js.CallExpression:
		return digests.MatchString(calledName(n))
	case js.MemberExpression, js.SubscriptExpression:
		return secretMember(n)
	case js.Identifier:
		return depth > 0 && secretIdentifier(n, depth)
	}
	return false
}

// secretMember reports on process.env.X, env.X and config.secret.
func secretMember(n js.Node) bool {
	path := n.CalleePath()
	root, _, _ := strings.Cut(path, ".")
	name := lastPart(path)
	if root == "env" || strings.Contains(path, "env.") {
		return secretEnv.MatchString(name) && !openEnv.MatchString(name)
	}
	_, imported := n.Syntax().Names().Imports[root]
	return imported && saysSecret.MatchString(name)
}

func secretIdentifier(n js.Node, depth int) bool {
	by := n.Syntax().Resolve(n)
	switch {
	case by.Is(js.VariableDeclarator):
		if by.Field(js.FieldName).Is(js.ObjectPattern) { // const { X } = process.env
			return strings.HasSuffix(by.Field(js.FieldValue).CalleePath(), "env") && secretEnv.MatchString(n.Text()) && !openEnv.MatchString(n.Text())
		}
		return secret(by.Field(js.FieldValue), depth-1)
	case by.IsZero():
		return false
	}
	// A parameter or an import: what it is called is all there is to see.
	return saysSecret.MatchString(n.Text())
}
