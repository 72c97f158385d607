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
