// Package dotenv knows where environment variables are declared: env files,
// read exactly as Next.js reads them, and every other place that a deployer
// would fill in (templates, schemas, containers, pipelines, platforms, docs).
//
// Values are held as Secret, which no printing path can reveal.
package dotenv
