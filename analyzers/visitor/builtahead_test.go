package visitor

import "testing"

// What a page of the Pages Router shows is built ahead, and a guard in it runs in the
// browser, unless the page asks something on the server.
func TestPagesBuiltAhead(t *testing.T) {
	const guarded = "import { useAuth } from '@clerk/nextjs'\nfunction Page() { const { userId } = useAuth(); if (!userId) return null; return <main>secret</main> }\nexport default Page\n"
	const asks = "import { getAuth } from '@clerk/nextjs/server'\n"
	for code, want := range map[string]Verdict{
		guarded: Reached,
		asks + guarded + "export const getServerSideProps = async ({ req }) => getAuth(req).userId ? { props: {} } : { redirect: { destination: '/sign-in', permanent: false } }\n": Denied,
		asks + guarded + "export { getServerSideProps } from '../lib/props'\n":                                                                                                      Denied,
		"function Page() { return null }\nexport default Page\n":                                                                                                                    Reached,
		"function Page() { return null }\nPage.getInitialProps = async () => ({})\nexport default Page\n":                                                                           Harmless,
		"export { default } from '../lib/shown'\n":                                                                                                                                  Harmless,
		"": Harmless,
	} {
		m := load(t, map[string]string{
			"package.json":    `{"name":"x","dependencies":{"next":"14.2.35","react":"*","@clerk/nextjs":"5.7.1"}}`,
			"pages/index.jsx": code,
			"lib/props.js":    asks + "export const getServerSideProps = async ({ req }) => getAuth(req).userId ? { props: {} } : { redirect: { destination: '/sign-in', permanent: false } }\n",
			"lib/shown.jsx":   "function Shown() { return null }\nShown.getInitialProps = async () => ({})\nexport default Shown\n",
		})
		if r := m.Resources()[0]; r.Code.Verdict != want {
			t.Errorf("%q: %s, want %s", code, r.Code.Verdict, want)
		}
	}
}

// A file without a default export answers nobody, whatever its comments say. One whose
// handler is a package's may do anything.
func TestFilesWithoutHandlersAnswerNobody(t *testing.T) {
	files := map[string]string{
		"package.json":           `{"dependencies":{"next":"16.0.0","@clerk/nextjs":"7.0.0"}}`,
		"pages/api/comments.ts":  "// export default function handler() {}\n",
		"pages/api/nothing.ts":   "",
		"pages/api/commonjs.js":  "module.exports = require('other')\n",
		"pages/api/reexports.ts": "export { default } from 'other'\n",
		"pages/api/made.ts":      "import { create } from 'other'\nexport default create({ a: 1 })\n",
	}
	want := map[string]Verdict{"pages/api/comments.ts": Harmless, "pages/api/nothing.ts": Harmless, "pages/api/commonjs.js": Unknown, "pages/api/reexports.ts": Unknown, "pages/api/made.ts": Unknown}
	for _, r := range load(t, files).Resources() {
		if r.Code.Verdict != want[r.File] {
			t.Errorf("%s: got %s, want %s", r.File, r.Code.Verdict, want[r.File])
		}
	}
}
