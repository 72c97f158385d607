package visitor

import (
	"regexp"
	"slices"
	"strings"
)

// callClerk calls a function of Clerk without a line of its own: the Backend
// API, or something of its user interface.
func (m *run) callClerk(c *call) value {
	root, method := clerkPart(c.path)
	if method != "" && (slices.Contains(clerkAPI, root) || clerkOrders.MatchString(lastName(c.path))) && !ofVisitor.MatchString(root) {
		return m.clerkBackend(c)
	}
	return m.passOn(c)
}

// clerkPart parts the path of something of Clerk into what a package exports and what
// is called of it.
func clerkPart(path string) (root, method string) {
	path = strings.TrimPrefix(path, "clerk#")
	if i := strings.IndexByte(path, '.'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

// clerkName is what a call of the Backend API is called in messages.
func clerkName(path string) string {
	root, method := clerkPart(path)
	if root == "default" {
		root = "clerkClient"
	}
	return root + method
}

// ofVisitor matches what says who the visitor is, and hooks.
var ofVisitor = regexp.MustCompile(`^(use[A-Z]|auth)`)

// clerkAPI are the exports of Clerk's packages that ask its Backend API: its clients,
// and its parts, which older SDKs export one by one (@clerk/clerk-sdk-node@4 and
// @clerk/nextjs@4 dist/api).
var clerkAPI = strings.Fields("default client clerkClient allowlistIdentifiers clients domains emails emailAddresses invitations organizations phoneNumbers redirectUrls sessions smsMessages users")

// clerkOrders matches the methods that change something at Clerk, of whatever they are
// called.
var clerkOrders = regexp.MustCompile(`^(create|update|delete|remove|revoke|ban|unban|lock|unlock|merge|replace|disable|upload|set[A-Z]|add[A-Z])`)
