// Package visitor runs code as a visitor would who is not signed in, or who is
// signed in but a stranger to the record at hand. It is an abstract machine
// over the facts of package js: it follows helpers, wrappers and modules, and
// says for every page, handler, action and middleware whether the visitor is
// denied, what is reached otherwise, and which places decided it.
package visitor
