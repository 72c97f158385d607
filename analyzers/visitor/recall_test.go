package visitor

import (
	"context"
	"fmt"
	"maps"
	"strings"
	"testing"

	"clerkvet/analyzers/next"
)

// aside are resources that most changes of a case leave alone.
var aside = map[string]string{
	"app/aside/route.ts":  "import { auth } from '@clerk/nextjs/server'\nimport { db } from '../../lib/aside'\nexport async function GET() {\n  const { userId } = await auth()\n  if (!userId) return new Response(null, { status: 401 })\n  return Response.json(await db.note.findMany())\n}\n",
	"app/beside/route.ts": "import { db } from '../../lib/aside'\nexport async function POST(request: Request) {\n  await db.note.deleteMany()\n  return new Response('ok')\n}\n",
	"lib/aside.ts":        "import { PrismaClient } from '@prisma/client'\nexport const db = new PrismaClient()\n",
}

// What the machine of an app recalls of another one, in which any file is empty,
// is what it would find itself.
func TestRecalledAnswersAreThoseAsked(t *testing.T) {
	recalled, asked := 0, 0
	for i, c := range readCases(t) {
		if c.kind == "middleware" || i%8 != 0 {
			continue
		}
		maps.Copy(c.files, aside)
		want := answersOf(load(t, c.files))
		for _, path := range sortedKeys(c.files) {
			if !strings.HasSuffix(path, ".ts") && !strings.HasSuffix(path, ".tsx") {
				continue
			}
			m := loadBeside(t, c.files, path)
			if got := answersOf(m); got != want {
				t.Errorf("%s without %s: recalled\n%s\nwant\n%s", c.name, path, got, want)
			}
			for _, r := range m.Surfaces() {
				switch {
				case r.entry == nil:
				case m.known(r) == nil:
					asked++
				case r.File == path:
					t.Errorf("%s: an answer about %s was recalled, which has changed", c.name, path)
				default:
					recalled++
				}
			}
		}
	}
	if recalled < 100 || asked < 100 {
		t.Errorf("%d answers were recalled and %d were not", recalled, asked)
	}
}

// What differs and is no module may bear on every answer.
func TestNothingIsRecalledOfAnotherSetup(t *testing.T) {
	files := maps.Clone(aside)
	files["package.json"] = `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0","@prisma/client":"6.0.0"}}`
	files["next.config.ts"] = "import { locales } from './locales'\nexport default { i18n: { locales } }\n"
	files["locales.ts"] = "export const locales = ['en']\n"
	for path, some := range map[string]bool{"package.json": false, "next.config.ts": false, "locales.ts": false, "app/beside/route.ts": true} {
		now := maps.Clone(files)
		now[path] += "\n"
		m := recalling(t, files, now)
		n := 0
		for _, r := range m.Resources() {
			if m.known(r) != nil {
				n++
			}
		}
		if n > 0 != some {
			t.Errorf("where %s differs, %d answers are recalled", path, n)
		}
	}
}

// A handler that is new spoils the answers of those that find what it keeps, and not of
// those that ask the same database as it.
func TestWhatIsKeptSpoilsAnswers(t *testing.T) {
	files := maps.Clone(aside)
	files["package.json"] = `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0","@prisma/client":"6.0.0"}}`
	files["lib/kept.ts"] = "export const kept = new Map()\n"
	files["app/kept/route.ts"] = "import { kept } from '../../lib/kept'\nexport async function GET() {\n  return Response.json([...kept.values()])\n}\n"
	for code, want := range map[string]bool{
		"import { db } from '../../lib/aside'\nexport async function POST(req: Request) {\n  await db.note.delete({ where: await req.json() })\n  return new Response('')\n}\n": true,
		"import { kept } from '../../lib/kept'\nexport async function POST(req: Request) {\n  kept.set(1, await req.json())\n  return new Response('')\n}\n":                    false,
	} {
		now := maps.Clone(files)
		now["app/new/route.ts"] = code
		m := recalling(t, files, now)
		for _, r := range m.Resources() {
			if r.File == "app/kept/route.ts" && (m.known(r) != nil) != want || r.File == "app/beside/route.ts" && m.known(r) == nil {
				t.Errorf("%s: the answer of %s is recalled: %v", code, r.File, m.known(r) != nil)
			}
		}
	}
}

// What a module does to others as it loads bears on answers about modules that it is no
// part of.
func TestWhatIsDoneAtLoadSpoilsAnswers(t *testing.T) {
	const works = "import { work } from '../../lib/jobs'\nexport async function POST(request: Request) {\n  await work('x')\n  return new Response('ok')\n}\n"
	const guarded = "import { auth } from '@clerk/nextjs/server'\nimport { db } from '../../lib/aside'\nexport async function POST(request: Request) {\n  if (!globalThis.open) {\n    const { userId } = await auth()\n    if (!userId) return new Response(null, { status: 401 })\n  }\n  await db.note.deleteMany()\n  return new Response('ok')\n}\n"
	const served = "\nexport async function GET() {\n  return new Response('')\n}\n"
	const registers = "import { register } from '../../lib/jobs'\nimport { db } from '../../lib/aside'\nregister('x', async () => { await db.note.deleteMany() })\n"
	for name, c := range map[string]struct {
		handler, changed string
		all              bool
	}{
		"a function that is called": {works, registers + served, false},
		"a module that serves now":  {works, "import '../../lib/registers'\n" + served, false},
		"a module that fills now":   {strings.Replace(guarded, "!globalThis.open", "kept.get('x') !== 'open'", 1) + "import { kept } from '../../lib/kept'\n", "import '../../lib/fills'\n" + served, false},
		"a variable of globalThis":  {guarded, "globalThis.open = true\n" + served, true},
	} {
		files := maps.Clone(aside)
		files["package.json"] = `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0","@prisma/client":"6.0.0"}}`
		files["lib/jobs.ts"] = "const jobs: Record<string, () => Promise<void>> = {}\nexport function register(name: string, job: () => Promise<void>) {\n  jobs[name] = job\n}\nexport async function work(name: string) {\n  await jobs[name]?.()\n}\n"
		files["lib/kept.ts"] = "export const kept = new Map([['a', 'b']])\n"
		files["lib/fills.ts"] = "import { kept } from './kept'\nkept.set('x', 'open')\n"
		files["lib/registers.ts"] = strings.ReplaceAll(registers, "../../lib", ".")
		files["app/kept/route.ts"], files["app/new/route.ts"] = c.handler, served
		now := maps.Clone(files)
		now["app/new/route.ts"] = c.changed
		want := answersOf(load(t, files))
		if answersOf(load(t, now)) == want {
			t.Errorf("%s does not matter", name)
		}
		m := recalling(t, files, now)
		if got := answersOf(m); got != want {
			t.Errorf("%s: recalled\n%s\nwant\n%s", name, got, want)
		}
		for _, r := range m.Resources() {
			if r.File == "app/beside/route.ts" && (m.known(r) == nil) != c.all {
				t.Errorf("%s: the answer of %s is recalled: %v", name, r.File, c.all)
			}
		}
	}
}

// loadBeside returns the machine of the files that recalls what it can of one
// for which a file is empty.
func loadBeside(t *testing.T, files map[string]string, empty string) *Machine {
	now := maps.Clone(files)
	now[empty] = ""
	return recalling(t, files, now)
}

func recalling(t *testing.T, files, now map[string]string) *Machine {
	t.Helper()
	other := load(t, now)
	for _, r := range other.Surfaces() {
		other.Stranger(r)
	}
	tree := treeOf(t, files)
	tree.Share(other.app.Project.Tree)
	project, err := next.LoadLike(context.Background(), tree, other.app.Project)
	if err != nil {
		t.Fatal(err)
	}
	m := New(project.Apps[0])
	m.strict = true
	if _, alike := m.app.Alike(); alike != nil {
		m.Recall(other, alike)
	}
	return m
}

// answersOf is all that a machine says of its resources.
func answersOf(m *Machine) string {
	var b strings.Builder
	events := func(all []*Event) {
		for _, e := range all {
			fmt.Fprintf(&b, "    %s %s %s %s:%d\n", e.Kind, e.Name, e.Verb, e.At.Path(), e.At.Start)
		}
	}
	for _, r := range m.Surfaces() {
		stranger := m.Stranger(r)
		fmt.Fprintf(&b, "%s %s %s %s: %s %s %s, %s\n", r.Kind, r.Path, r.File, r.Name, r.Code.Verdict, r.Code.Confidence, r.Protection, stranger.Verdict)
		events(r.Code.Events)
		events(stranger.Events)
		for _, who := range []Who{Stranger, Beyond, Sender, SignedOut} {
			for _, way := range m.Ways(r, who) {
				fmt.Fprintf(&b, "  %d %t %t %t\n", way.Status, way.Threw, way.Answers, way.Unread)
				events(way.Events)
			}
		}
	}
	return b.String()
}
