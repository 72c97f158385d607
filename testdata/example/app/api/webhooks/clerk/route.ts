import { users } from '@/lib/db'

export async function POST(req: Request) {
  const event = await req.json()
  if (event.type === 'user.created') {
    await users.create({ data: { id: event.data.id, email: event.data.email_addresses[0].email_address } })
  }
  return Response.json({ received: true })
}
