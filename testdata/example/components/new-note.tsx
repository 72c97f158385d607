'use client'

import { useUser } from '@clerk/nextjs'
import { addNote } from '@/app/actions'
import { track } from '@/lib/analytics'

export function NewNote() {
  const { user } = useUser()
  return (
    <form
      action={async (form: FormData) => {
        await addNote(user!.id, String(form.get('text')))
        await track('note.added')
      }}
    >
      <input name="text" />
    </form>
  )
}
