import { auth } from '@clerk/nextjs/server'
import { notes } from '@/lib/db'

export async function GET() {
  const { userId } = await auth()
  if (!userId) return Response.json({ error: 'sign in first' }, { status: 401 })
  return Response.json(await notes.findMany({ where: { userId } }))
}

export async function DELETE(req: Request) {
  const { id } = await req.json()
  await notes.delete({ where: { id } })
  return new Response(null, { status: 204 })
}
