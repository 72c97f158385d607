package visitor

import (
	"bytes"
	"strings"

	"clerkvet/analyzers/js"
	"clerkvet/analyzers/next"
)

// module returns a source file ready to run, or nil if it cannot be parsed.
func (m *worker) module(source *next.Module) *module {
	if source == nil {
		return nil
	}
	if mod, ok := m.modules[source.Path]; ok {
		return mod
	}
	syntax, err := source.Syntax()
	if err != nil {
		m.modules[source.Path] = nil
		return nil
	}
	mod := &module{source: source, root: syntax.Root(), names: syntax.Names(), merges: bytes.Contains(source.File.Text, []byte("namespace "))}
	mod.scope = &scope{module: mod, vars: map[string]*cell{}}
	m.modules[source.Path] = mod
	return mod
}

func (m *worker) moduleAt(path string) *module {
	return m.module(m.app.Project.Graph.Module(path))
}

// imported returns what a module imports by a name.
func (m *run) imported(mod *module, specifier, name string) value {
	d := m.app.Project.Graph.Binding(mod.source, js.Binding{Specifier: specifier, Name: name})
	return m.definition(d, specifier, name)
}

func (m *run) definition(d next.Definition, specifier, name string) value {
	switch {
	case d.Module != nil && strings.HasPrefix(d.Package, "@clerk/"):
		d.Name = d.PackageName // the repository of Clerk itself
		return m.packageValue(d)
	case d.Module != nil:
		return m.defined(d)
	case d.Package != "" && !d.Unresolved:
		return m.packageValue(d)
	}
	if known := generated(specifier, name); known != "" {
		return nativeObject(known)
	}
	v := fresh(0, "the module "+specifier+" is not in the repository")
	v.sym.learn().opaque = specifier
	return v
}

// generated says what stands in files that a tool generates and that are not
// in the repository.
func generated(specifier, name string) string {
	low := strings.ToLower(specifier)
	switch {
	case name == "PrismaClient", strings.Contains(low, "prisma") && strings.Contains(low, "generated"), strings.Contains(low, ".prisma"):
		return "@prisma/client#" + name
	case strings.Contains(low, "_generated/"):
		return "convex/nextjs#" + name
	case strings.Contains(low, "paraglide"), strings.Contains(low, ".velite"), strings.Contains(low, "contentlayer"), strings.HasSuffix(low, ".json"), strings.HasSuffix(low, ".css"):
		return "react#" + name
	}
	return ""
}

// defined returns the value of an export of the repository.
func (m *run) defined(d next.Definition) value {
	mod := m.module(d.Module)
	if mod == nil {
		v := fresh(0, d.Module.Path+" cannot be parsed")
		v.sym.learn().opaque = d.Module.Path
		return v
	}
	if d.Name == "*" && d.Node.IsZero() {
		return m.namespace(mod)
	}
	return m.exportValue(mod, d.Node, d.Name)
}

// exportValue returns the value of an exported node: a top-level declaration
// by its name, or the expression of export default.
func (m *run) exportValue(mod *module, n js.Node, name string) value {
	if e, ok := mod.names.Exports[name]; ok && e.Local != "" {
		if c := m.top(mod, e.Local); c != nil {
			return m.read(c)
		}
	}
	key := name
	if n.Is(js.FunctionDeclaration, js.GeneratorFunctionDeclaration, js.ClassDeclaration, js.AbstractClassDeclaration) && !n.Field(js.FieldName).IsZero() {
		key = n.Field(js.FieldName).Text()
	}
	if n.Kind() == js.VariableDeclarator || mod.names.Top[key] == n && !n.IsZero() {
		if c := m.top(mod, key); c != nil {
			return m.read(c)
		}
	}
	if n.IsZero() {
		return fresh(0, "the export "+name+" of "+mod.source.Path+" is not there")
	}
	id := "#export " + name
	c, ok := mod.scope.vars[id]
	if !ok {
		c = &cell{state: pending, lazy: func(m *run) value {
			if n.Is(js.FunctionDeclaration, js.GeneratorFunctionDeclaration, js.ClassDeclaration, js.AbstractClassDeclaration) {
				return m.declared(n, mod.scope)
			}
			return m.eval(n, mod.scope)
		}}
		mod.scope.declare(id, c)
	}
	return m.read(c)
}

// namespace is import * as x.
func (m *run) namespace(mod *module) value {
	o := &object{props: map[string]*cell{}}
	for _, name := range sortedKeys(mod.names.Exports) {
		if e := mod.names.Exports[name]; e.TypeOnly {
			continue
		}
		o.keys = append(o.keys, name)
		d := m.app.Project.Graph.Export(mod.source, name)
		if o.props[name] = m.variableOf(d); o.props[name] == nil {
			o.props[name] = &cell{state: pending, lazy: func(m *run) value { return m.definition(d, mod.source.Path, name) }}
		}
	}
	o.open, o.space = len(mod.names.Stars) > 0, mod
	return objectOf(o)
}

// packageValue is something of a package. Clerk's packages count as one.
func (m *run) packageValue(d next.Definition) value {
	pkg := d.Package
	if d.Subpath != "" {
		pkg += "/" + d.Subpath
	}
	name := d.Name
	switch {
	case pkg == "process" || pkg == "node:process":
		return processPart(name)
	case strings.HasPrefix(d.Package, "@clerk/") && d.Package != "@clerk/themes" && d.Package != "@clerk/types":
		pkg = "clerk"
	case d.Package == "stripe" && name == "default":
		name = "Stripe"
	case strings.HasPrefix(pkg, "node:"):
		pkg = strings.TrimPrefix(pkg, "node:")
	case pkg == "next/dist/server/web/exports/next-response", pkg == "next/server.js":
		pkg = "next/server"
	}
	return nativeObject(pkg + "#" + name)
}

// processPart is what the module of node gives that is the global process by another
// name.
func processPart(name string) value {
	if name == "default" || name == "*" {
		return nativeObject("global#process")
	}
	return nativeObject("global#process." + name)
}

func (m *run) dynamicImport(n js.Node, s *scope) value {
	specifier := m.force(m.eval(n.Argument(0), s))
	if specifier.kind != stringKind || s.module == nil {
		v := fresh(0, "a module that is imported by a computed name")
		v.sym.truth = truthy
		l := v.sym.learn()
		l.opaque, l.at = v.sym.name, n.Span()
		return resolved(v)
	}
	return resolved(m.imported(s.module, specifier.str, "*"))
}

// variable is an environment variable: of a production build, the same wherever
// it is read.
func (m *run) variable(name string) value {
	if name == "NODE_ENV" {
		return text("production")
	}
	if v, ok := m.variables[name]; ok {
		return v
	}
	v := fresh(FromEnv, name)
	v.sym.learn().env = name
	m.variables[name] = v
	return v
}
