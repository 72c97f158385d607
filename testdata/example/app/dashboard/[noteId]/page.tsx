import { notes } from '@/lib/db'

export default async function NotePage({ params }: { params: Promise<{ noteId: string }> }) {
  const { noteId } = await params
  const note = await notes.findUnique({ where: { id: noteId } })
  return <article>{note?.text}</article>
}
