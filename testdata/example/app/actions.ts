'use server'

import { notes } from '@/lib/db'

export async function addNote(userId: string, text: string) {
  await notes.create({ data: { userId, text } })
}
