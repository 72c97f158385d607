package visitor

import (
	"regexp"

	"clerkvet/analyzers/js"
)

// lazyClient matches the functions of clients whose queries run when somebody waits
// for them, and not before: of Prisma, Drizzle, Kysely, Knex, and of tables of
// Supabase.
var lazyClient = regexp.MustCompile(`#PrismaClient\(\)|^drizzle-orm/[\w-]+#|^kysely#|^knex#|^@supabase/[\w-]+#[^.]*(\.(from|schema)\(\)[^.]*)*\.(from\(\)\.|rpc)`)

// startsQuery are the methods with which a query of such a client runs at once.
var startsQuery = set("then catch finally execute executeTakeFirst executeTakeFirstOrThrow run all get stream pipe exec asCallback batch transaction")

// neverRuns reports whether a query only begins: nobody waits for it, nor gets it.
func (c *call) neverRuns() bool {
	if !lazyClient.MatchString(c.path) || startsQuery[lastName(c.path)] {
		return false
	}
	at := c.at
	for p := at.Parent(); ; at, p = p, p.Parent() {
		switch {
		case p.Is(js.ExpressionStatement):
			return true
		case p.Is(js.MemberExpression) && at.Role() == js.FieldObject:
			if startsQuery[p.Field(js.FieldProperty).Text()] {
				return false
			}
		case p.Is(js.CallExpression) && at.Role() == js.FieldFunction, p.Is(js.ParenthesizedExpression, js.NonNullExpression, js.AsExpression):
		case p.Is(js.UnaryExpression) && p.HasToken("void"), p.Field(js.FieldOperator).Text() == "void":
		case p.Is(js.BinaryExpression) && at.Role() == js.FieldRight, p.Is(js.TernaryExpression) && at.Role() != js.FieldCondition:
		default:
			return false
		}
	}
}
