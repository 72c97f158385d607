// Checks instances, a JSON list on standard input, against the JSON Schema in
// the file that is named, and writes for each whether it is valid.
import { readFileSync } from 'node:fs'
import Ajv from 'ajv'

const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema)
const instances = JSON.parse(readFileSync(0, 'utf8'))
console.log(JSON.stringify(instances.map((i) => validate(i))))
