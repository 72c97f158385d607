import { auth } from '@clerk/nextjs/server'
import { NewNote } from '@/components/new-note'
import { notes } from '@/lib/db'

export default async function Dashboard() {
  const { userId, redirectToSignIn } = await auth()
  if (!userId) return redirectToSignIn()
  const mine = await notes.findMany({ where: { userId } })
  return (
    <main>
      <NewNote />
      <ul>{mine.map((note) => <li key={note.id}>{note.text}</li>)}</ul>
    </main>
  )
}
