package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

const fingerprinted = `-- package.json --
{
  "dependencies": { "next": "16.4.6", "@clerk/nextjs": "7.9.17", "@prisma/client": "6.19.0" }
}
-- proxy.ts --
import { clerkMiddleware } from '@clerk/nextjs/server'
export default clerkMiddleware()
export const config = { matcher: ['/((?!_next).*)'] }
-- lib/db.ts --
import { PrismaClient } from '@prisma/client'
export const db = new PrismaClient()
-- app/error.tsx --
export default function Broken() { return <p>oops</p> }
-- app/page.tsx --
export default function Page() { return <p>home</p> }
-- app/posts/route.ts --
import { db } from '../../lib/db'

export async function POST() {
  await db.post.create({ data: {} })
  return new Response()
}

export async function DELETE() {
  await db.post.deleteMany({})
  return new Response()
}
`

// What was known stays known, over the whole catalogue: an edit makes new only
// what it touches, for a baseline and for --since alike.
func TestKnownFindings(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil || testing.Short() {
		t.Skip("git is not installed, or there is little time")
	}
	const post = "export async function POST() {\n  await db.post.create({ data: {} })\n  return new Response()\n}\n"
	all := before(t)
	for _, c := range []struct {
		name, file  string
		old, new    string
		to          string // renames the file
		fresh, gone int
	}{
		{name: "nothing"},
		{name: "insert lines above", file: "app/posts/route.ts", old: "import", new: "// one\n\n// two\nimport"},
		{name: "insert lines between", file: "app/posts/route.ts", old: "\nexport async function DELETE", new: "\nconst x = 1\n\nexport async function DELETE"},
		{name: "insert lines within", file: "app/posts/route.ts", old: "  await db.post.deleteMany", new: "  console.log('all')\n  await db.post.deleteMany"},
		{name: "delete lines", file: "app/posts/route.ts", old: "\nexport async function DELETE", new: "export async function DELETE"},
		{name: "move a function", file: "app/posts/route.ts", old: post + "\nexport async function DELETE() {\n  await db.post.deleteMany({})\n  return new Response()\n}\n",
			new: "export async function DELETE() {\n  await db.post.deleteMany({})\n  return new Response()\n}\n\n" + post},
		{name: "other blanks and line ends", file: "app/posts/route.ts", old: "\n", new: "\r\n"},
		{name: "insert into package.json", file: "package.json", old: "{\n  ", new: "{\n  \"name\": \"x\",\n  "},
		{name: "rename a file", file: "app/posts/route.ts", to: "app/articles/route.ts"},
		{name: "rename a file and edit it", file: "app/posts/route.ts", old: "import", new: "// one\nimport", to: "app/articles/route.ts"},
		{name: "delete a function", file: "app/posts/route.ts", old: post, new: "", gone: 1},
		{name: "add a function", file: "app/posts/route.ts", old: "\nexport async function DELETE", new: "\n" + strings.Replace(post, "POST", "PUT", 1) + "\nexport async function DELETE", fresh: 1},
		{name: "rename a function", file: "app/posts/route.ts", old: "DELETE", new: "PATCH", fresh: 1, gone: 1},
	} {
		dir := t.TempDir()
		inGit(t, dir, fingerprinted)
		call(t, "baseline", dir)
		file := filepath.Join(dir, c.file)
		if c.file != "" {
			text, _ := os.ReadFile(file)
			if c.old != "" && !bytes.Contains(text, []byte(c.old)) {
				t.Fatalf("%s: nothing to edit", c.name)
			}
			if c.old != "" {
				text = bytes.ReplaceAll(text, []byte(c.old), []byte(c.new))
			}
			os.WriteFile(file, text, 0o666)
		}
		if c.to != "" {
			os.MkdirAll(filepath.Dir(filepath.Join(dir, c.to)), 0o777)
			os.Rename(file, filepath.Join(dir, c.to))
		}
		fresh, known := standing(t, dir)
		git(t, dir, "add", "-A")
		git(t, dir, "rm", "-q", "--cached", ".clerkvet-baseline.json")
		git(t, dir, "commit", "-q", "--allow-empty", "-m", "edit")
		os.Remove(filepath.Join(dir, ".clerkvet-baseline.json"))
		since, _ := standing(t, dir, "--since", "HEAD~1")
		gone := all - known
		t.Logf("%-28s %d new, %d gone; since the commit before %d new", c.name, fresh, gone, since)
		if fresh != c.fresh || gone != c.gone || since != c.fresh {
			t.Errorf("%s: want %d new and %d gone", c.name, c.fresh, c.gone)
		}
	}
}

// before counts the findings of the repository as it is.
func before(t *testing.T) int {
	dir := t.TempDir()
	inGit(t, dir, fingerprinted)
	n, _ := standing(t, dir)
	return n
}

func inGit(t *testing.T, dir, archive string) {
	for _, f := range txtar.Parse([]byte(archive)).Files {
		name := filepath.Join(dir, f.Name)
		os.MkdirAll(filepath.Dir(name), 0o777)
		if err := os.WriteFile(name, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	git(t, dir, "init", "-q", "-b", "main")
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "base")
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-C", dir, "-c", "user.name=A", "-c", "user.email=a@example.com"}, args...)...)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func call(t *testing.T, args ...string) []byte {
	t.Helper()
	var out, errs bytes.Buffer
	if code := Main(args, strings.NewReader(""), &out, &errs); code == 2 {
		t.Fatalf("%v: %s", args, &errs)
	}
	return out.Bytes()
}

// standing counts the findings that nothing silences, and those that were known.
func standing(t *testing.T, dir string, flags ...string) (fresh, known int) {
	t.Helper()
	var audit struct {
		Findings []struct {
			Suppressed *struct{ Kind string }
		}
	}
	if err := json.Unmarshal(call(t, append([]string{"audit", dir, "--format", "json"}, flags...)...), &audit); err != nil {
		t.Fatal(err)
	}
	for _, f := range audit.Findings {
		if f.Suppressed == nil {
			fresh++
		} else {
			known++
		}
	}
	return fresh, known
}
