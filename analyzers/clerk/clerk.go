// Package clerk is Clerk as data: what each of its functions means in each
// version, its keys, environment variables and components.
package clerk

import (
	"clerkvet/analyzers/next"
)

// An App is how one Next.js app uses Clerk.
type App struct {
	next *next.App
}

// Of returns how the app uses Clerk.
func Of(app *next.App) *App { return &App{next: app} }
