#!/usr/bin/env bash
# Installs the tarballs in DIST into an empty Next.js project, with no registry
# to ask, and runs npx clerkvet there: test.sh DIST.
set -euo pipefail
dist=$(cd "${1:?usage: test.sh DIST}" && pwd)
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir -p "$dir/app"
cd "$dir"
echo '{ "name": "empty", "private": true, "dependencies": { "next": "15.3.0", "@clerk/nextjs": "6.20.0" } }' > package.json
echo 'export default function Page() { return <p>hello</p> }' > app/page.tsx
mkdir tool
echo '{ "private": true }' > tool/package.json
platform=$(node -p '`${process.platform}-${process.arch}`')
offline=(--offline --no-audit --no-fund --loglevel=error --registry=http://127.0.0.1:9)
(cd tool && npm install "${offline[@]}" "$dist"/clerkvet-"$platform"-[0-9]*.tgz "$dist"/clerkvet-[0-9]*.tgz)
cd tool
npx --offline clerkvet version
set +e
npx --offline clerkvet audit .. --fail-on never > out.txt
code=$?
set -e
cat out.txt
if [ "$code" != 0 ]; then echo "exit code $code, want 0" >&2; exit 1; fi
grep -q '^app \.' out.txt
npx --offline clerkvet audit /nowhere 2> /dev/null && exit 1
[ $? = 2 ] || exit 1
rm -rf "node_modules/clerkvet-$platform"
if npx --offline clerkvet version 2> err.txt; then exit 1; fi
grep -q 'is not installed' err.txt
echo "the npm package runs"
