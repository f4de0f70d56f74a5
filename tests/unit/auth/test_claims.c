#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/arena_fixture.h"
#include "support/claims_fixture.h"
#include "support/entra.h"

#define API CLAIMS_FIXTURE_API
#define CLIENT "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb"
#define OTHER "aaaaaaaa-0000-1111-2222-cccccccccccc"
#define OBJECT "dddddddd-0000-4111-8222-bbbbbbbbbbbb"
#define V2_ISS "https://login.microsoftonline.com/" ENTRA_TID "/v2.0"
#define V1_ISS "https://sts.windows.net/" ENTRA_TID "/"

/* What Entra sends for client credentials, in both versions. */
#define TIMES "\"iat\":1699999700,\"nbf\":1699999700,\"exp\":1700003600"
#define APP "\"oid\":\"" OBJECT "\",\"sub\":\"" OBJECT "\""
static const char v2[] = "{\"aud\":\"" API "\",\"iss\":\"" V2_ISS "\"," TIMES ",\"azp\":\"" CLIENT
			 "\",\"azpacr\":\"1\"," APP ",\"tid\":\"" ENTRA_TID "\",\"ver\":\"2.0\"}";
static const char v1[] =
	"{\"aud\":\"api://reviews\",\"iss\":\"" V1_ISS "\"," TIMES ",\"appid\":\"" CLIENT
	"\",\"appidacr\":\"2\"," APP ",\"tid\":\"" ENTRA_TID "\",\"ver\":\"1.0\"}";

/* In the payload `from` is replaced by `to`; an empty `from` changes nothing. */
struct change {
	const char *from, *to;
	enum refusal refusal;
};

static struct text change_payload(struct arena *arena, const char *payload, const struct change *c)
{
	const char *place = strstr(payload, c->from);

	if (place == NULL)
		fail_msg("%s is not in the payload", c->from);
	return arena_printf(
		arena, "%.*s%s%s", (int)(place - payload), payload, c->to, place + strlen(c->from));
}

static void expect(struct arena *arena, const char *payload, const struct change *c)
{
	struct claims claims;
	struct text changed = change_payload(arena, payload, c);
	enum refusal refusal = claims_fixture_judge(arena, changed, &claims);

	if (refusal != c->refusal)
		fail_msg("%s gets %s, not %s", changed.data,
			refusal == REFUSAL_NONE ? "in" : refusal_row(refusal)->code,
			c->refusal == REFUSAL_NONE ? "in" : refusal_row(c->refusal)->code);
	/* A refused token leaves no claims behind. */
	assert_true((claims.expires_s != 0) == (refusal == REFUSAL_NONE));
}

#define EXPECT_EACH(state_, payload_, cases_)                                                      \
	do {                                                                                       \
		for (size_t i_ = 0; i_ < sizeof(cases_) / sizeof((cases_)[0]); i_++)               \
			expect(*(state_), (payload_), &(cases_)[i_]);                              \
	} while (0)

static void what_a_v2_token_says(void **state)
{
	struct arena *arena = *state;
	struct claims claims;

	assert_int_equal(claims_fixture_judge(arena, text_from(v2), &claims), REFUSAL_NONE);
	assert_int_equal(claims.version, TOKEN_V2);
	entra_text(guid_text(arena, claims.directory), ENTRA_TID);
	entra_text(guid_text(arena, claims.client), CLIENT);
	entra_text(guid_text(arena, claims.object), OBJECT);
	assert_true(claims.app_only);
	assert_true(claims.client_authenticated);
	assert_int_equal(claims.not_before_s, 1699999700);
	assert_int_equal(claims.expires_s, 1700003600);
}

static void what_a_v1_token_says(void **state)
{
	struct arena *arena = *state;
	struct claims claims;

	assert_int_equal(claims_fixture_judge(arena, text_from(v1), &claims), REFUSAL_NONE);
	assert_int_equal(claims.version, TOKEN_V1);
	entra_text(guid_text(arena, claims.client), CLIENT);
	assert_true(claims.app_only);
	assert_true(claims.client_authenticated);
}

static void payloads_that_are_no_object(void **state)
{
	static const struct change cases[] = {
		{v2, "", REFUSAL_PAYLOAD_MALFORMED},
		{v2, "null", REFUSAL_PAYLOAD_MALFORMED},
		{v2, "5", REFUSAL_PAYLOAD_MALFORMED},
		{v2, "\"text\"", REFUSAL_PAYLOAD_MALFORMED},
		{v2, "[]", REFUSAL_PAYLOAD_MALFORMED},
		{v2, "[{}]", REFUSAL_PAYLOAD_MALFORMED},
		{"{", "\xef\xbb\xbf{", REFUSAL_PAYLOAD_MALFORMED},
		{"}", "}}", REFUSAL_PAYLOAD_MALFORMED},
		{"}", "} x", REFUSAL_PAYLOAD_MALFORMED},
		{"}", "", REFUSAL_PAYLOAD_MALFORMED},
		{"{", "{\"name\":\"\xff\",", REFUSAL_PAYLOAD_MALFORMED},
		{"{", "{\"name\":\"\\u0000\",", REFUSAL_PAYLOAD_MALFORMED},
		{"1700003600", "9223372036854775808", REFUSAL_PAYLOAD_MALFORMED},
		{"1700003600", "1e400", REFUSAL_PAYLOAD_MALFORMED},
		{"{", "{\"tid\":\"" ENTRA_TID "\",", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"aud\":\"x\",", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"x\":[{\"y\":1,\"y\":2}],", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"TID\":\"x\",", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"Exp\":9,", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"aZp\":\"" OTHER "\",", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"Scp\":\"x\",", REFUSAL_MEMBER_REPEATED},
		{"{", "{\"ROLES\":[],", REFUSAL_MEMBER_REPEATED},
		/* Unknown claims are none of ours. */
		{"{", "{\"uti\":null,\"wids\":[{}],\"Name\":5,\"name\":6,", REFUSAL_NONE},
	};
	struct arena *arena = *state;
	struct claims claims;

	EXPECT_EACH(state, v2, cases);
	assert_int_equal(claims_fixture_judge(arena, (struct text){v2, sizeof(v2)}, &claims),
		REFUSAL_PAYLOAD_MALFORMED);
	assert_int_equal(
		claims_fixture_judge(arena, TEXT("{}\0tail"), &claims), REFUSAL_PAYLOAD_MALFORMED);
}

static void directories(void **state)
{
	static const struct change cases[] = {
		{"\"tid\":\"" ENTRA_TID "\"", "\"x\":1", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":null", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":5", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":[\"" ENTRA_TID "\"]", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"\"", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"common\"", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"contoso.example\"", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"{" ENTRA_TID "}\"", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\" " ENTRA_TID "\"", REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"" ENTRA_TID "/../x\"",
			REFUSAL_TID_INVALID},
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"11111111aaaa22223333444444444444\"",
			REFUSAL_TID_INVALID},
		/* Another directory than the issuer's. */
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"" CLIENT "\"", REFUSAL_TID_MISMATCH},
		/* A GUID is a GUID in any case. */
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"11111111-AAAA-2222-3333-444444444444\"",
			REFUSAL_NONE},
	};

	EXPECT_EACH(state, v2, cases);
}

static void versions(void **state)
{
	static const struct change cases[] = {
		{"\"ver\":\"2.0\"", "\"x\":1", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":null", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":2.0", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":\"2\"", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":\"\"", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":\"3.0\"", REFUSAL_VER_UNKNOWN},
		{"\"ver\":\"2.0\"", "\"ver\":\"1.0\"", REFUSAL_VER_MISMATCH},
	};
	static const struct change v1_cases[] = {
		{"\"ver\":\"1.0\"", "\"ver\":\"2.0\"", REFUSAL_VER_MISMATCH},
	};

	EXPECT_EACH(state, v2, cases);
	EXPECT_EACH(state, v1, v1_cases);
}

static void issuers(void **state)
{
#define ISS(value_, refusal_)                                                                      \
	{                                                                                          \
		"\"iss\":\"" V2_ISS "\"", "\"iss\":" value_, REFUSAL_##refusal_                    \
	}
	static const struct change cases[] = {
		{"\"iss\":\"" V2_ISS "\"", "\"x\":1", REFUSAL_ISS_MISSING},
		ISS("null", ISS_MISSING),
		ISS("5", ISS_MISSING),
		ISS("[\"" V2_ISS "\"]", ISS_MISSING),
		ISS("\"\"", ISS_WRONG),
		ISS("\"" V2_ISS "/\"", ISS_WRONG),
		ISS("\" " V2_ISS "\"", ISS_WRONG),
		ISS("\"" V1_ISS "\"", VER_MISMATCH),
		ISS("\"http://login.microsoftonline.com/" ENTRA_TID "/v2.0\"", ISS_WRONG),
		ISS("\"https://LOGIN.microsoftonline.com/" ENTRA_TID "/v2.0\"", ISS_WRONG),
		ISS("\"https://login.microsoftonline.com/11111111-AAAA-2222-3333-444444444444/"
		    "v2.0\"",
			TID_MISMATCH),
		ISS("\"https://login.microsoftonline.com/" CLIENT "/v2.0\"", TID_MISMATCH),
		ISS("\"https://login.microsoftonline.com/common/v2.0\"", ISS_WRONG),
		ISS("\"https://login.microsoftonline.com/{tenantid}/v2.0\"", ISS_WRONG),
		ISS("\"https://login.microsoftonline.com.evil.example/" ENTRA_TID "/v2.0\"",
			ISS_WRONG),
		ISS("\"https://evil.example/https://login.microsoftonline.com/" ENTRA_TID "/v2.0\"",
			ISS_WRONG),
		ISS("\"https://login.microsoftonline.us/" ENTRA_TID "/v2.0\"", ISS_WRONG),
		ISS("\"https://login.microsoftonline.com/" ENTRA_TID "/v2.0?x\"", ISS_WRONG),
		ISS("\"https://login.microsoftonline.com/" ENTRA_TID "\"", ISS_WRONG),
	};
#undef ISS
	static const struct change v1_cases[] = {
		{"\"iss\":\"" V1_ISS "\"", "\"iss\":\"https://sts.windows.net/" ENTRA_TID "\"",
			REFUSAL_ISS_WRONG},
		{"\"iss\":\"" V1_ISS "\"", "\"iss\":\"" V2_ISS "\"", REFUSAL_VER_MISMATCH},
		{"\"iss\":\"" V1_ISS "\"",
			"\"iss\":\"https://sts.chinacloudapi.cn/" ENTRA_TID "/\"",
			REFUSAL_ISS_WRONG},
	};

	EXPECT_EACH(state, v2, cases);
	EXPECT_EACH(state, v1, v1_cases);
}

static void audiences(void **state)
{
#define AUD(value_, refusal_)                                                                      \
	{                                                                                          \
		"\"aud\":\"" API "\"", "\"aud\":" value_, REFUSAL_##refusal_                       \
	}
	static const struct change cases[] = {
		{"\"aud\":\"" API "\"", "\"x\":1", REFUSAL_AUD_MISSING},
		AUD("null", AUD_WRONG),
		AUD("true", AUD_WRONG),
		AUD("{\"" API "\":1}", AUD_WRONG),
		AUD("\"\"", AUD_WRONG),
		AUD("\"BBBBBBBB-9999-4999-8999-CCCCCCCCCCCC\"", AUD_WRONG),
		AUD("\"API://reviews\"", AUD_WRONG),
		AUD("\"api://reviews/\"", AUD_WRONG),
		AUD("\"api://review\"", AUD_WRONG),
		AUD("\"api://reviews2\"", AUD_WRONG),
		AUD("\"spn:" API "\"", AUD_WRONG),
		AUD("\"00000003-0000-0000-c000-000000000000\"", AUD_WRONG),
		AUD("\"" API " api://reviews\"", AUD_WRONG),
		AUD("\"*\"", AUD_WRONG),
		AUD("[]", AUD_WRONG),
		AUD("[\"x\",\"y\"]", AUD_WRONG),
		AUD("[\"" API "\",5]", AUD_WRONG),
		AUD("[5,\"" API "\"]", AUD_WRONG),
		AUD("[[\"" API "\"]]", AUD_WRONG),
		AUD("[\"" API "\"]", NONE),
		AUD("[\"x\",\"api://reviews\",\"y\"]", NONE),
		AUD("\"api://reviews\"", NONE),
	};
#undef AUD
	/* Old v1.0 tokens name the audience as a service principal. */
	static const struct change v1_cases[] = {
		{"\"aud\":\"api://reviews\"", "\"aud\":\"spn:" API "\"", REFUSAL_NONE},
		{"\"aud\":\"api://reviews\"", "\"aud\":\"spn:x\"", REFUSAL_AUD_WRONG},
		{"\"aud\":\"api://reviews\"", "\"aud\":\"SPN:" API "\"", REFUSAL_AUD_WRONG},
	};

	EXPECT_EACH(state, v2, cases);
	EXPECT_EACH(state, v1, v1_cases);
}

static void clients(void **state)
{
	static const struct change cases[] = {
		{"\"azp\":\"" CLIENT "\"", "\"x\":1", REFUSAL_CLIENT_INVALID},
		{"\"azp\":\"" CLIENT "\"", "\"azp\":null", REFUSAL_CLIENT_INVALID},
		{"\"azp\":\"" CLIENT "\"", "\"azp\":\"\"", REFUSAL_CLIENT_INVALID},
		{"\"azp\":\"" CLIENT "\"", "\"azp\":\"app\"", REFUSAL_CLIENT_INVALID},
		{"\"azp\":\"" CLIENT "\"", "\"azp\":[\"" CLIENT "\"]", REFUSAL_CLIENT_INVALID},
		/* v1.0's name does not do for v2.0. */
		{"\"azp\"", "\"appid\"", REFUSAL_CLIENT_INVALID},
		{"{", "{\"appid\":\"" OTHER "\",", REFUSAL_CLIENT_AMBIGUOUS},
		{"{", "{\"appid\":null,", REFUSAL_CLIENT_AMBIGUOUS},
		{"{", "{\"appid\":\"" CLIENT "\",", REFUSAL_NONE},
		/* Names prove nothing, and are not looked at. */
		{"{", "{\"name\":\"x\",\"upn\":\"a@b.example\",\"email\":[],", REFUSAL_NONE},
	};
	static const struct change v1_cases[] = {
		{"\"appid\":\"" CLIENT "\"", "\"x\":1", REFUSAL_CLIENT_INVALID},
		{"\"appid\"", "\"azp\"", REFUSAL_CLIENT_INVALID},
		{"{", "{\"azp\":\"" OTHER "\",", REFUSAL_CLIENT_AMBIGUOUS},
		{"{", "{\"azp\":\"" CLIENT "\",", REFUSAL_NONE},
	};

	EXPECT_EACH(state, v2, cases);
	EXPECT_EACH(state, v1, v1_cases);
}

#define PROVIDED                                                                                   \
	"{\"aud\":\"" API "\",\"iss\":\"" CLAIMS_FIXTURE_PROVIDER                                  \
	"\",\"iat\":1699999700,\"exp\":1700003600,\"client_id\":\"feed\",\"sub\":\"feed\","        \
	"\"org\":\"acme\"}"

/* A provider's token (RFC 9068): no ver, no tid; ids are what the configuration makes of them. */
static void provided_tokens(void **state)
{
	static const struct change cases[] = {
		{"\"org\":\"acme\"", "\"org\":\"other\"", REFUSAL_DIRECTORY_UNKNOWN},
		{"\"org\":\"acme\"", "\"org\":\"" CLAIMS_FIXTURE_ACME "\"",
			REFUSAL_DIRECTORY_UNKNOWN},
		{"\"org\":\"acme\"", "\"x\":1", REFUSAL_DIRECTORY_UNKNOWN},
		{"\"sub\":\"feed\",", "", REFUSAL_SUB_MISSING},
		{"\"sub\":\"feed\"", "\"sub\":5", REFUSAL_SUB_MISSING},
		{"\"client_id\":\"feed\",", "", REFUSAL_CLIENT_INVALID},
		{"\"client_id\":\"feed\"", "\"client_id\":\"\"", REFUSAL_CLIENT_INVALID},
		{"\"iat\":1699999700,", "", REFUSAL_NBF_INVALID},
		{"\"sub\":\"feed\"", "\"sub\":\"somebody\"", REFUSAL_NONE},
	};
	struct arena *arena = *state;
	struct claims claims;

	EXPECT_EACH(state, PROVIDED, cases);
	assert_int_equal(claims_fixture_judge(arena, text_from(PROVIDED), &claims), REFUSAL_NONE);
	entra_text(guid_text(arena, claims.directory), CLAIMS_FIXTURE_ACME);
	assert_true(guid_equal(claims.client, issuer_client_id(claims.directory, TEXT("feed"))));
	assert_true(claims.app_only);
	assert_true(claims.client_authenticated);
}

/* An Entra token may not speak for a directory that the configuration gives to a provider. */
static void directories_of_others(void **state)
{
	static const struct change cases[] = {
		{"\"tid\":\"" ENTRA_TID "\"", "\"tid\":\"" CLAIMS_FIXTURE_ACME "\"",
			REFUSAL_DIRECTORY_UNKNOWN},
	};

	EXPECT_EACH(state, v2, cases);
}

/* Roles count for apps, scopes for users; what asks for neither is granted. */
static void roles_and_scopes(void **state)
{
	static const struct {
		const char *from, *to;
		uint32_t granted;
	} cases[] = {
		{"{", "{", PERMISSION_SUBMIT | PERMISSION_EXPORT},
		{"{", "{\"roles\":[\"Reader\"],", PERMISSION_ALL},
		{"{", "{\"roles\":[\"x\",\"Reader\"],", PERMISSION_ALL},
		{"{", "{\"roles\":\"Reader\",", PERMISSION_SUBMIT | PERMISSION_EXPORT},
		{"{", "{\"roles\":[\"reader\"],", PERMISSION_SUBMIT | PERMISSION_EXPORT},
		{"{", "{\"scp\":\"read\",", PERMISSION_ALL},
		{"{", "{\"scp\":\"write read\",", PERMISSION_ALL},
		{"{", "{\"scp\":\"reads\",", PERMISSION_SUBMIT | PERMISSION_EXPORT},
		{"{", "{\"scp\":\"x\",\"roles\":[\"Reader\"],",
			PERMISSION_SUBMIT | PERMISSION_EXPORT},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct change change = {cases[i].from, cases[i].to, REFUSAL_NONE};
		struct claims claims;

		assert_int_equal(
			claims_fixture_judge(*state, change_payload(*state, v2, &change), &claims),
			REFUSAL_NONE);
		assert_int_equal(claims.granted, cases[i].granted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		ARENA_FIXTURE_TEST(what_a_v2_token_says),
		ARENA_FIXTURE_TEST(what_a_v1_token_says),
		ARENA_FIXTURE_TEST(payloads_that_are_no_object),
		ARENA_FIXTURE_TEST(directories),
		ARENA_FIXTURE_TEST(versions),
		ARENA_FIXTURE_TEST(issuers),
		ARENA_FIXTURE_TEST(audiences),
		ARENA_FIXTURE_TEST(clients),
		ARENA_FIXTURE_TEST(provided_tokens),
		ARENA_FIXTURE_TEST(directories_of_others),
		ARENA_FIXTURE_TEST(roles_and_scopes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
