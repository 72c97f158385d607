// Package security holds the rules on what a stranger can reach: the
// middleware, the matcher, handlers, webhooks, and secrets in the browser.
package security

import (
	"embed"

	"clerkvet/rules"
)

//go:embed *.md
var pages embed.FS

// Rules returns the rules in the order in which a person should fix them.
func Rules() rules.Category {
	return rules.Category{Name: "security", Pages: pages, Rules: []*rules.Rule{
		secretInClient,
		secretPublicName,
		secretInNextConfig,
		secretInBuildOutput,
		serverModuleInClient,
		middlewareMissing,
		middlewareMisplaced,
		middlewareConflict,
		middlewareNotClerk,
		middlewareDeprecated,
		matcherInvalid,
		policyDead,
		apiRouteUnprotected,
		serverActionUnprotected,
		authNotAwaited,
		authFailsOpen,
		serverDirectiveOnComponent,
		routeUnprotected,
		secretCompareUndefined,
		authResultUnchecked,
		authWrongStatus,
		debugRouteOpen,
		getWithEffects,
		matcherMissesRoute,
		matcherSkippable,
		matcherSuffixBypass,
		routePatternDead,
		routePatternOverreach,
		vulnerableDependency,
		routeMatcherDeprecated,
		rateLimitMissing,
		webhookUnverified,
		webhookVerifiedLate,
		webhookBodyReserialized,
		webhookWrongStatus,
		roleFromRequest,
		unsafeMetadataAuthorization,
		userIDFromRequest,
		ownershipUnchecked,
		secretPassedToClient,
		webhookProtected,
		cronProtected,
		metadataRouteProtected,
		authorizedPartiesMissing,
		corsReflectsOrigin,
		corsWildcard,
		corsDevelopmentOrigin,
		cspBlocksClerk,
		cspMissing,
		cspIneffective,
	}}
}
