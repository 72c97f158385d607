#!/usr/bin/env node
// Runs the binary of the platform's package, with the caller's streams.
'use strict'
const { spawn } = require('node:child_process')
const { constants } = require('node:os')

const name = `clerkvet-${process.platform}-${process.arch}`
const file = process.platform === 'win32' ? 'clerkvet.exe' : 'clerkvet'

let binary
try {
  binary = require.resolve(`${name}/${file}`)
} catch {
  console.error(`clerkvet: the package ${name} is not installed. Either there is no build for this platform, or optional dependencies were left out (npm install --include=optional).`)
  process.exit(2)
}
const child = spawn(binary, process.argv.slice(2), { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
child.on('error', (error) => {
  console.error(`clerkvet: ${error.message}`)
  process.exit(2)
})
child.on('exit', (code, signal) => process.exit(signal ? 128 + constants.signals[signal] : code))
