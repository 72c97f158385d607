// Command clerkvet audits Next.js repositories that use Clerk.
package main

import (
	"os"

	"clerkvet/cmd/internal/cli"
)

func main() { os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr)) }
