#!/usr/bin/env node
// Makes npm tarballs of release binaries: pack.js VERSION DIST. One package a
// platform found in DIST (clerkvet-<os>-<arch>), and clerkvet itself, which
// names them as optional dependencies.
'use strict'
const fs = require('node:fs')
const os = require('node:os')
const path = require('node:path')
const { execFileSync } = require('node:child_process')

const [version, dist] = process.argv.slice(2)
if (!version || !dist) {
  console.error('usage: pack.js VERSION DIST')
  process.exit(2)
}
const node = { os: { linux: 'linux', darwin: 'darwin', windows: 'win32' }, cpu: { amd64: 'x64', arm64: 'arm64' } }
const out = path.resolve(dist)
const work = fs.mkdtempSync(path.join(os.tmpdir(), 'clerkvet-npm-'))

function pack(manifest, fill) {
  const dir = path.join(work, manifest.name)
  fs.mkdirSync(dir)
  fill(dir)
  fs.writeFileSync(path.join(dir, 'package.json'), JSON.stringify(manifest, null, 2) + '\n')
  fs.copyFileSync(path.join(__dirname, '..', '..', 'LICENSE'), path.join(dir, 'LICENSE'))
  execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: dir, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' })
}

const main = JSON.parse(fs.readFileSync(path.join(__dirname, 'clerkvet', 'package.json'), 'utf8'))
main.version = version
for (const file of fs.readdirSync(out).sort()) {
  const found = /^clerkvet-(linux|darwin|windows)-(amd64|arm64)(\.exe)?$/.exec(file)
  if (!found) continue
  const name = `clerkvet-${node.os[found[1]]}-${node.cpu[found[2]]}`
  const binary = `clerkvet${found[3] ?? ''}`
  pack({
    name, version, license: main.license, description: `The ${found[1]} ${found[2]} binary of clerkvet`,
    os: [node.os[found[1]]], cpu: [node.cpu[found[2]]], files: [binary], preferUnplugged: true,
  }, (dir) => {
    fs.copyFileSync(path.join(out, file), path.join(dir, binary))
    fs.chmodSync(path.join(dir, binary), 0o755)
  })
  main.optionalDependencies[name] = version
}
if (Object.keys(main.optionalDependencies).length === 0) {
  console.error(`pack.js: no binary in ${out}`)
  process.exit(1)
}
pack(main, (dir) => fs.cpSync(path.join(__dirname, 'clerkvet', 'bin'), path.join(dir, 'bin'), { recursive: true }))
fs.rmSync(work, { recursive: true })
