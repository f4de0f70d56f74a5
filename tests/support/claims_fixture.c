#include "support/claims_fixture.h"

static const struct cloud global = {"global", "https://login.microsoftonline.com",
	{"https://sts.windows.net/{tid}/", "https://login.microsoftonline.com/{tid}/v2.0"},
	"microsoftonline.com"};

static const struct issuer entra = {.kind = ISSUER_ENTRA,
	.name = "entra",
	.algorithms = ALGORITHM_BIT(ALGORITHM_RS256),
	.cloud = &global,
	.signing_key_app_id = ""};

#define ACME                                                                                       \
	{                                                                                          \
		{                                                                                  \
			0x99, 0x99, 0x99, 0x99, 0xaa, 0xaa, 0x42, 0x22, 0x83, 0x33, 0x44, 0x44,    \
				0x44, 0x44, 0x44, 0x44                                             \
		}                                                                                  \
	}

static const struct issuer_directory directories[] = {
	{TEXT_INIT("acme"), ACME},
};

static const struct issuer provider = {.kind = ISSUER_OPENID,
	.name = "example",
	.algorithms = ALGORITHM_ALL,
	.url = TEXT_INIT(CLAIMS_FIXTURE_PROVIDER),
	.client_claim = "client_id",
	.client_names = true,
	.directory_claim = "org",
	.directories = directories,
	.directory_count = 1};

static const struct issuer_list issuers = {&entra, &provider, 1};

static const struct text audiences[] = {TEXT_INIT(CLAIMS_FIXTURE_API), TEXT_INIT("api://reviews")};
static const struct text roles[] = {TEXT_INIT("Reader")};
static const struct text scopes[] = {TEXT_INIT("read")};

/* 11111111-aaaa-2222-3333-444444444444, which is ENTRA_TID, and the provider's. */
static const struct admin_policy_entry admin_directories[] = {
	{{{0x11, 0x11, 0x11, 0x11, 0xaa, 0xaa, 0x22, 0x22, 0x33, 0x33, 0x44, 0x44, 0x44, 0x44, 0x44,
		 0x44}},
		ADMIN_ROLE_ANY},
	{ACME, ADMIN_ROLE_ANY},
};

static const struct admin_policy_entry groups[] = {
	{{{0xaa, [15] = 1}}, ADMIN_ROLE_MODERATOR},
	{{{0xaa, [15] = 2}}, ADMIN_ROLE_ADMIN | ADMIN_ROLE_AUDITOR},
};

const struct claims_policy claims_fixture_policy = {.issuers = &issuers,
	.audiences = {audiences, 2},
	.clock_skew_s = 300,
	.max_lifetime_s = 90000,
	.requirements = {{PERMISSION_READ, {roles, 1}, {scopes, 1}},
		{PERMISSION_SUBMIT, {NULL, 0}, {NULL, 0}},
		{PERMISSION_EXPORT, {NULL, 0}, {NULL, 0}}},
	.admins = {
		.directories = {admin_directories, 2}, .any_client = true, .groups = {groups, 2}}};

enum refusal claims_fixture_judge(
	struct arena *arena, struct text payload, struct claims *ret_claims)
{
	const struct claims_policy *policy = &claims_fixture_policy;
	struct claims_context context = {0};
	struct claims claims = {0};
	enum refusal refusal = claims_parse(arena, payload, &context);

	if (refusal == REFUSAL_NONE)
		refusal = claims_find_issuer(policy, &context);
	if (refusal == REFUSAL_NONE)
		refusal = claims_find_directory(policy, &context);
	if (refusal == REFUSAL_NONE)
		refusal = claims_find_version(&context);
	if (refusal == REFUSAL_NONE)
		refusal = claims_check_issuer(arena, &context);
	if (refusal == REFUSAL_NONE)
		refusal = claims_check_audience(policy, &context);
	if (refusal == REFUSAL_NONE)
		refusal = claims_check_times(policy, &context, &claims);
	claims.directory = context.directory;
	claims.version = context.version;
	if (refusal == REFUSAL_NONE)
		refusal = claims_check_client(&context, &claims);
	if (refusal == REFUSAL_NONE)
		refusal = claims_check_subject_type(policy, &context, &claims);
	*ret_claims = refusal == REFUSAL_NONE ? claims : (struct claims){0};
	return refusal;
}
