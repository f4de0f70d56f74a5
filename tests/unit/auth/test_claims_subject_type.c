#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/claims_fixture.h"
#include "support/entra.h"

#define API CLAIMS_FIXTURE_API
#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define OBJECT "dddddddd-0000-4111-8222-bbbbbbbbbbbb"
#define OID "\"oid\":\"" OBJECT "\","
#define SAME OID "\"sub\":\"" OBJECT "\","
#define TIMES "\"iat\":1000000,\"nbf\":1000000,\"exp\":1003900,"
#define BEHIND                                                                                     \
	"\"aud\":\"" API "\",\"azp\":\"" CLIENT "\",\"tid\":\"" ENTRA_TID "\",\"ver\":\"2.0\","    \
	"\"iss\":\"https://login.microsoftonline.com/" ENTRA_TID "/v2.0\"}"
#define SKEW_S 300
#define LIFETIME_S 90000

/* The payload of `members`, each followed by a comma, and of what always is there. */
static enum refusal judge(struct arena *arena, const char *members, struct claims *ret_claims)
{
	return claims_fixture_judge(arena, arena_printf(arena, "{%s" BEHIND, members), ret_claims);
}

static enum refusal check_time(const struct claims *claims, int64_t now_s)
{
	enum refusal refusal = claims_check_expiry(&claims_fixture_policy, claims, now_s);

	return refusal != REFUSAL_NONE ? refusal
				       : claims_check_start(&claims_fixture_policy, claims, now_s);
}

static void app_only_or_delegated(void **state)
{
	static const struct {
		const char *members;
		enum refusal refusal;
		bool app_only;
	} cases[] = {
		{SAME, REFUSAL_NONE, true},
		{SAME "\"roles\":[\"Reviews.Read\"],", REFUSAL_NONE, true},
		{SAME "\"idtyp\":\"app\",", REFUSAL_NONE, true},
		{OID "\"sub\":\"other\",\"idtyp\":\"app\",", REFUSAL_NONE, true},
		{OID "\"sub\":\"pairwise\",\"scp\":\"Reviews\",", REFUSAL_NONE, false},
		{OID "\"sub\":\"pairwise\",\"scp\":\"\",", REFUSAL_NONE, false},
		{SAME "\"scp\":\"Reviews\",", REFUSAL_NONE, false},
		{OID "\"sub\":\"p\",\"scp\":\"Reviews\",\"idtyp\":\"user\",", REFUSAL_NONE, false},
		/* Neither the one nor the other. */
		{OID "\"sub\":\"other\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{OID, REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{OID "\"sub\":null,", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{OID "\"sub\":\"DDDDDDDD-0000-4111-8222-BBBBBBBBBBBB\",",
			REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{"\"sub\":\"" OBJECT "\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{"", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{"\"idtyp\":\"app\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{"\"oid\":\"x\",\"sub\":\"x\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{"\"oid\":null,\"sub\":null,", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		/* Contradictions. */
		{SAME "\"idtyp\":\"app\",\"scp\":\"Reviews\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"idtyp\":\"user\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"idtyp\":\"App\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"idtyp\":\"device\",", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"idtyp\":null,", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"idtyp\":true,", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"scp\":null,", REFUSAL_TOKEN_KIND_UNKNOWN, false},
		{SAME "\"scp\":[\"Reviews\"],", REFUSAL_TOKEN_KIND_UNKNOWN, false},
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct claims claims = {0};
		const char *members = arena_printf(arena, TIMES "%s", cases[i].members).data;

		if (judge(arena, members, &claims) != cases[i].refusal)
			fail_msg("%s", members);
		if (cases[i].refusal == REFUSAL_NONE)
			assert_true(claims.app_only == cases[i].app_only);
	}
}

/* Only a secret ("1") or a certificate ("2") proves anything. */
static void how_the_client_proved_itself(void **state)
{
	static const struct {
		const char *members;
		bool authenticated;
	} cases[] = {
		{"\"azpacr\":\"1\",", true},
		{"\"azpacr\":\"2\",", true},
		{"\"azpacr\":\"0\",", false},
		{"", false},
		{"\"azpacr\":\"\",", false},
		{"\"azpacr\":\"3\",", false},
		{"\"azpacr\":\"12\",", false},
		{"\"azpacr\":1,", false},
		{"\"azpacr\":null,", false},
		{"\"azpacr\":[\"1\"],", false},
		/* v1.0's claim counts for nothing in v2.0. */
		{"\"appidacr\":\"1\",", false},
		{"\"appidacr\":\"1\",\"azpacr\":\"0\",", false},
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct claims claims = {0};

		assert_int_equal(
			judge(arena, arena_printf(arena, TIMES SAME "%s", cases[i].members).data,
				&claims),
			REFUSAL_NONE);
		if (claims.client_authenticated != cases[i].authenticated)
			fail_msg("%s", cases[i].members);
	}
}

static void times_are_times(void **state)
{
	static const struct {
		const char *members;
		enum refusal refusal;
		int64_t not_before_s, expires_s;
	} cases[] = {
		{"\"iat\":1000000,\"nbf\":1000000,\"exp\":1003900,", REFUSAL_NONE, 1000000,
			1003900},
		{"\"iat\":1000000,\"exp\":1003900,", REFUSAL_NONE, 0, 1003900},
		{"\"iat\":1000000,\"nbf\":1000500,\"exp\":1003900,", REFUSAL_NONE, 1000500,
			1003900},
		{"\"iat\":1000500,\"nbf\":1000000,\"exp\":1003900,", REFUSAL_NONE, 1000000,
			1003900},
		/* RFC 7519 §2: fractions are allowed. */
		{"\"iat\":1000000.5,\"nbf\":1e6,\"exp\":1003900.75,", REFUSAL_NONE, 1000000,
			1003900},
		{"\"iat\":0,\"exp\":90000,", REFUSAL_NONE, 0, 90000},
		{"\"iat\":1000000,", REFUSAL_EXP_INVALID, 0, 0},
		{"\"iat\":1000000,\"exp\":null,", REFUSAL_EXP_INVALID, 0, 0},
		{"\"iat\":1000000,\"exp\":true,", REFUSAL_EXP_INVALID, 0, 0},
		{"\"iat\":1000000,\"exp\":\"1003900\",", REFUSAL_EXP_INVALID, 0, 0},
		{"\"iat\":1000000,\"exp\":[1003900],", REFUSAL_EXP_INVALID, 0, 0},
		{"\"iat\":1000000,\"exp\":-1,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1000000,\"exp\":-0.5,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1000000,\"exp\":1e300,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1000000,\"exp\":253402300800,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1000000,\"exp\":9223372036854775807,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"exp\":1003900,", REFUSAL_NBF_INVALID, 0, 0},
		{"\"iat\":null,\"exp\":1003900,", REFUSAL_NBF_INVALID, 0, 0},
		{"\"iat\":\"1000000\",\"exp\":1003900,", REFUSAL_NBF_INVALID, 0, 0},
		{"\"iat\":-1,\"exp\":1003900,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1003900,\"exp\":1003900,", REFUSAL_NBF_AFTER_EXP, 0, 0},
		{"\"iat\":1000000,\"nbf\":null,\"exp\":1003900,", REFUSAL_NBF_INVALID, 0, 0},
		{"\"iat\":1000000,\"nbf\":\"1\",\"exp\":1003900,", REFUSAL_NBF_INVALID, 0, 0},
		{"\"iat\":1000000,\"nbf\":-5,\"exp\":1003900,", REFUSAL_TIME_OUT_OF_RANGE, 0, 0},
		{"\"iat\":1000000,\"nbf\":1003900,\"exp\":1003900,", REFUSAL_NBF_AFTER_EXP, 0, 0},
		{"\"iat\":1000000,\"nbf\":1003901,\"exp\":1003900,", REFUSAL_NBF_AFTER_EXP, 0, 0},
		{"\"iat\":1000000,\"nbf\":1000000,\"exp\":1090000,", REFUSAL_NONE, 1000000,
			1090000},
		{"\"iat\":1000000,\"nbf\":1000000,\"exp\":1090001,", REFUSAL_LIFETIME_TOO_LONG, 0,
			0},
		{"\"iat\":0,\"nbf\":1000000,\"exp\":1003900,", REFUSAL_LIFETIME_TOO_LONG, 0, 0},
		{"\"iat\":0,\"exp\":253402300799,", REFUSAL_LIFETIME_TOO_LONG, 0, 0},
	};
	struct arena *arena = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct claims claims = {0};
		const char *members = arena_printf(arena, "%s" SAME, cases[i].members).data;
		enum refusal refusal = judge(arena, members, &claims);

		if (refusal != cases[i].refusal)
			fail_msg("%s", members);
		assert_int_equal(claims.not_before_s, cases[i].not_before_s);
		assert_int_equal(claims.expires_s, cases[i].expires_s);
	}
}

/* A token that says it will be issued later is not valid before that. */
static void issued_in_the_future(void **state)
{
	struct claims claims = {0};

	assert_int_equal(
		judge(*state, "\"iat\":2000000,\"nbf\":1000000,\"exp\":2003900," SAME, &claims),
		REFUSAL_NONE);
	assert_int_equal(check_time(&claims, 1000000), REFUSAL_ISSUED_IN_FUTURE);
	assert_int_equal(check_time(&claims, 2000000), REFUSAL_NONE);
}

static void the_clock_and_its_skew(void **state)
{
	static const struct {
		int64_t now_s;
		enum refusal refusal;
	} cases[] = {
		{0, REFUSAL_TOKEN_NOT_YET_VALID},
		{1000000 - SKEW_S - 1, REFUSAL_TOKEN_NOT_YET_VALID},
		{1000000 - SKEW_S, REFUSAL_NONE},
		{1000000, REFUSAL_NONE},
		{1003900, REFUSAL_NONE},
		{1003900 + SKEW_S - 1, REFUSAL_NONE},
		{1003900 + SKEW_S, REFUSAL_TOKEN_EXPIRED},
		{INT64_C(4000000000), REFUSAL_TOKEN_EXPIRED},
	};
	const struct claims claims = {.not_before_s = 1000000, .expires_s = 1003900};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(check_time(&claims, cases[i].now_s), cases[i].refusal);
}

static void clouds(void **state)
{
	static const struct {
		const char *name, *v1, *v2, *v1_url, *v2_url;
	} cases[] = {
		{"global", "https://sts.windows.net/" ENTRA_TID "/",
			"https://login.microsoftonline.com/" ENTRA_TID "/v2.0",
			"https://login.microsoftonline.com/" ENTRA_TID
			"/.well-known/openid-configuration",
			"https://login.microsoftonline.com/" ENTRA_TID
			"/v2.0/.well-known/openid-configuration"},
		{"usgov", "https://sts.windows.net/" ENTRA_TID "/",
			"https://login.microsoftonline.us/" ENTRA_TID "/v2.0",
			"https://login.microsoftonline.us/" ENTRA_TID
			"/.well-known/openid-configuration",
			"https://login.microsoftonline.us/" ENTRA_TID
			"/v2.0/.well-known/openid-configuration"},
		{"china", "https://sts.chinacloudapi.cn/" ENTRA_TID "/",
			"https://login.partner.microsoftonline.cn/" ENTRA_TID "/v2.0",
			"https://login.partner.microsoftonline.cn/" ENTRA_TID
			"/.well-known/openid-configuration",
			"https://login.partner.microsoftonline.cn/" ENTRA_TID
			"/v2.0/.well-known/openid-configuration"},
	};
	struct arena *arena = *state;
	struct guid tid;

	assert_true(guid_parse_strict(TEXT(ENTRA_TID), &tid));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct cloud *cloud = cloud_find(text_from(cases[i].name));

		assert_non_null(cloud);
		entra_text(cloud_issuer(arena, cloud, TOKEN_V1, tid), cases[i].v1);
		entra_text(cloud_issuer(arena, cloud, TOKEN_V2, tid), cases[i].v2);
		entra_text(cloud_metadata_url(arena, cloud, TOKEN_V1, tid), cases[i].v1_url);
		entra_text(cloud_metadata_url(arena, cloud, TOKEN_V2, tid), cases[i].v2_url);
	}
	assert_null(cloud_find(TEXT("Global")));
	assert_null(cloud_find(TEXT("")));
	entra_text(cloud_expand_template(arena, TEXT("a{tenantid}b{tenantid}"), "{tenantid}", tid),
		"a" ENTRA_TID "b{tenantid}");
	entra_text(cloud_expand_template(arena, TEXT("{tid"), "{tid}", tid), "{tid");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(app_only_or_delegated),
		ARENA_FIXTURE_TEST(how_the_client_proved_itself),
		ARENA_FIXTURE_TEST(times_are_times),
		ARENA_FIXTURE_TEST(issued_in_the_future),
		ARENA_FIXTURE_TEST(the_clock_and_its_skew),
		ARENA_FIXTURE_TEST(clouds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
