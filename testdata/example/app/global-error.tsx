'use client'

export default function GlobalError() {
  return <p>Something went wrong.</p>
}
