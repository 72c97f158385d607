package visitor

import (
	"slices"

	"github.com/Masterminds/semver/v3"

	"clerkvet/analyzers/js"
)

// gatesOnServer is the version from which Clerk's components that show their
// content to some and not to others decide so on the server, where a server
// component renders them.
var gatesOnServer = semver.MustParse("4.22.0")

// gated returns what a component of Clerk's renders instead of its content, for
// a visitor who is not to see that. It reports false for one that is no such
// component, or that may run in the browser: its content is rendered then before
// anybody asks who is there.
func (m *run) gated(o *object, name string) ([]value, bool) {
	if o.open || !m.decidesOnServer(o, name) {
		return nil, false
	}
	switch {
	case name == "SignedIn" && m.visitor == SignedOut, name == "SignedOut" && m.visitor != SignedOut:
		return nil, true
	case m.visitor == SignedOut && (name == "Protect" || name == "Show" && m.wantsSignedIn(o)):
		return m.fallback(o), true
	}
	return nil, false
}

// decidesOnServer reports whether the element names the component as the file
// imports it from Clerk's package. A file for the browser in between makes it
// one of the browser.
func (m *run) decidesOnServer(o *object, name string) bool {
	mod := m.moduleOf(o.at)
	if mod == nil || mod.source.HasDirective("use client") || m.clerk != nil && m.clerk.LessThan(gatesOnServer) {
		return false
	}
	return slices.ContainsFunc(mod.source.Imports, func(i js.Import) bool {
		return i.Kind == js.StaticImport && i.Specifier.Value == "@clerk/nextjs" && slices.ContainsFunc(i.Names, func(n js.ImportedName) bool {
			return n.Name == name && n.Local == o.native.path
		})
	})
}

// wantsSignedIn reports whether <Show> is surely for who is signed in.
func (m *run) wantsSignedIn(o *object) bool {
	c := o.props["when"]
	if c == nil || c.state != ready {
		return false
	}
	when := m.force(c.v)
	return when == text("signed-in") || isFunction(when) || when.is(plainShape)
}

// fallback is what a gate shows instead of its content.
func (m *run) fallback(o *object) []value {
	if c := o.props["fallback"]; c != nil && c.state == ready {
		return []value{c.v}
	}
	return nil
}
