#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "auth/jws.h"
#include "support/jws_fixture.h"

#define RS256 "\"alg\":\"RS256\","
#define K ",\"kid\":\"k\""

/* Every header is signed well: only its rules can refuse it. */
static void expect(struct jws_fixture *f, struct text header, enum refusal expected)
{
	struct jws jws = {0};
	struct text token = forge_token(f->arena, f->key, header, TEXT("{}"));
	enum refusal refusal = jws_parse(f->arena, token, &jws);

	if (refusal == REFUSAL_NONE)
		refusal = jws_check_allowed(&jws, ALGORITHM_BIT(ALGORITHM_RS256));
	if (refusal == REFUSAL_NONE)
		refusal = jws_check_type(&jws, jws_types_entra, false);
	jws_fixture_expect(header, refusal, expected);
}

struct row {
	const char *header;
	enum refusal refusal;
};

static void expect_rows(struct jws_fixture *f, const struct row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		expect(f, text_from(rows[i].header), rows[i].refusal);
}

#define EXPECT_ROWS(state_, rows_)                                                                 \
	expect_rows(*(state_), (rows_), sizeof(rows_) / sizeof((rows_)[0]))

static void good_headers(void **state)
{
	static const struct row rows[] = {
		{"{" RS256 "\"kid\":\"k\"}", REFUSAL_NONE},
		{"{\"typ\":\"JWT\"," RS256 "\"kid\":\"k\"}", REFUSAL_NONE},
		{"{\"typ\":\"jwt\"," RS256 "\"kid\":\"k\"}", REFUSAL_NONE},
		{"{\"typ\":\"JWT\"," RS256 "\"x5t\":\"k\",\"kid\":\"k\"}", REFUSAL_NONE},
		/* RFC 7515 §4: unknown members are ignored. */
		{"{" RS256 "\"kid\":\"k\",\"nonce\":\"x\",\"x\":{\"y\":[null]}}", REFUSAL_NONE},
		{" {\n" RS256 "\"kid\":\"k\" }\t", REFUSAL_NONE},
		{"{\"\\u0061lg\":\"\\u0052S256\",\"kid\":\"k\"}", REFUSAL_NONE},
	};

	EXPECT_ROWS(state, rows);
}

static void headers_that_are_no_object(void **state)
{
	static const struct row rows[] = {
		{" ", REFUSAL_HEADER_MALFORMED},
		{"null", REFUSAL_HEADER_MALFORMED},
		{"5", REFUSAL_HEADER_MALFORMED},
		{"\"RS256\"", REFUSAL_HEADER_MALFORMED},
		{"[]", REFUSAL_HEADER_MALFORMED},
		{"[{" RS256 "\"kid\":\"k\"}]", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\"", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\",}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "'kid':'k'}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\"}x", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\"}{}", REFUSAL_HEADER_MALFORMED},
		{"\xef\xbb\xbf{" RS256 "\"kid\":\"k\"}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\xff\"}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\\u0000\"}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\\ud800\"}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\n\"}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\",\"x\":99999999999999999999}", REFUSAL_HEADER_MALFORMED},
		{"{" RS256 "\"kid\":\"k\",\"x\":1e999}", REFUSAL_HEADER_MALFORMED},
	};
	struct jws_fixture *f = *state;

	EXPECT_ROWS(state, rows);
	expect(f, TEXT("{" RS256 "\"kid\":\"k\"}\0"), REFUSAL_HEADER_MALFORMED);
	expect(f, TEXT("{" RS256 "\"kid\":\"k\"}\0{}"), REFUSAL_HEADER_MALFORMED);
	expect(f, TEXT("\0{" RS256 "\"kid\":\"k\"}"), REFUSAL_HEADER_MALFORMED);
}

static void too_deep(void **state)
{
	struct jws_fixture *f = *state;
	char *open = arena_alloc(f->arena, 4001);

	for (int i = 0; i < 4000; i++)
		open[i] = i < 3000 ? '[' : ']';
	expect(f, arena_printf(f->arena, "{" RS256 "\"kid\":\"k\",\"x\":%s}", open),
		REFUSAL_HEADER_MALFORMED);
}

static void repeated_members(void **state)
{
	static const struct row rows[] = {
		{"{" RS256 RS256 "\"kid\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{\"alg\":\"none\"," RS256 "\"kid\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"alg\":\"none\",\"kid\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"\\u0061lg\":\"none\",\"kid\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"kid\":\"j\"" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"x\":{\"y\":1,\"y\":1}" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"crit\":[],\"crit\":[]" K "}", REFUSAL_MEMBER_REPEATED},
		/* Names that a reader who folds case would take for those we know. */
		{"{\"Alg\":\"RS256\",\"kid\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"ALG\":\"none\"" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"KID\":\"k\"}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"Kid\":\"j\"" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"Typ\":\"JWT\"" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"Crit\":[]" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"B64\":false" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"JWK\":{}" K "}", REFUSAL_MEMBER_REPEATED},
		{"{" RS256 "\"x5T#s256\":\"\"" K "}", REFUSAL_MEMBER_REPEATED},
	};

	EXPECT_ROWS(state, rows);
}

static void algorithms(void **state)
{
	static const struct {
		const char *alg;
		enum refusal refusal;
	} cases[] = {
		{"null", REFUSAL_ALG_MISSING},
		{"true", REFUSAL_ALG_MISSING},
		{"256", REFUSAL_ALG_MISSING},
		{"[\"RS256\"]", REFUSAL_ALG_MISSING},
		{"{\"RS256\":1}", REFUSAL_ALG_MISSING},
		{"\"none\"", REFUSAL_ALG_NONE},
		{"\"None\"", REFUSAL_ALG_NONE},
		{"\"NONE\"", REFUSAL_ALG_NONE},
		{"\"nOnE\"", REFUSAL_ALG_NONE},
		{"\"HS256\"", REFUSAL_ALG_SYMMETRIC},
		{"\"hs256\"", REFUSAL_ALG_SYMMETRIC},
		{"\"HS384\"", REFUSAL_ALG_SYMMETRIC},
		{"\"HS512\"", REFUSAL_ALG_SYMMETRIC},
		{"\"\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"rs256\"", REFUSAL_ALG_MISSPELLED},
		{"\"Rs256\"", REFUSAL_ALG_MISSPELLED},
		{"\"es256\"", REFUSAL_ALG_MISSPELLED},
		{"\"EDDSA\"", REFUSAL_ALG_MISSPELLED},
		{"\"Ed25519\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS256 \"", REFUSAL_ALG_NOT_ALLOWED},
		{"\" none\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS2567\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS25\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS1\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS384\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RS512\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"PS256\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"ES256\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"ES256K\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"EdDSA\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"RSA-OAEP\"", REFUSAL_ALG_NOT_ALLOWED},
		{"\"dir\"", REFUSAL_ALG_NOT_ALLOWED},
	};
	struct jws_fixture *f = *state;

	expect(f, TEXT("{\"kid\":\"k\"}"), REFUSAL_ALG_MISSING);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		expect(f, arena_printf(f->arena, "{\"alg\":%s" K "}", cases[i].alg),
			cases[i].refusal);
}

static void unwanted_members(void **state)
{
	static const struct {
		const char *name;
		enum refusal refusal;
	} names[] = {
		{"crit", REFUSAL_CRIT_PRESENT},
		{"b64", REFUSAL_B64_PRESENT},
		{"jwk", REFUSAL_KEY_IN_HEADER},
		{"jku", REFUSAL_KEY_IN_HEADER},
		{"x5u", REFUSAL_KEY_IN_HEADER},
		{"x5c", REFUSAL_KEY_IN_HEADER},
		{"zip", REFUSAL_TOKEN_NESTED},
		{"cty", REFUSAL_TOKEN_NESTED},
	};
	static const char *const values[] = {
		"null", "true", "false", "0", "\"\"", "\"JWT\"", "[]", "[\"b64\"]", "{}"};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		for (size_t j = 0; j < sizeof(values) / sizeof(values[0]); j++)
			expect(f,
				arena_printf(f->arena, "{" RS256 "\"%s\":%s" K "}", names[i].name,
					values[j]),
				names[i].refusal);
	}
	expect(f, TEXT("{" RS256 "\"b64\":false,\"crit\":[\"b64\"]" K "}"), REFUSAL_CRIT_PRESENT);
	/* The algorithm is judged first: a token without signature must be called that. */
	expect(f, TEXT("{\"alg\":\"none\",\"crit\":[]" K "}"), REFUSAL_ALG_NONE);
}

/* Entra's access tokens say JWT; other kinds of token must not pass as one (RFC 8725 §3.12). */
static void types(void **state)
{
	static const char *const values[] = {"null", "5", "true", "[\"JWT\"]", "\"\"", "\"JWT \"",
		"\"at+jwt\"", "\"application/at+jwt\"", "\"application/jwt\"", "\"JOSE\"",
		"\"JWS\"", "\"JWE\"", "\"dpop+jwt\"", "\"logout+jwt\""};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		expect(f, arena_printf(f->arena, "{" RS256 "\"typ\":%s" K "}", values[i]),
			REFUSAL_TYP_WRONG);
}

static void key_ids(void **state)
{
	static const char *const bad[] = {
		",\"kid\":null", ",\"kid\":\"\"", ",\"kid\":5", ",\"kid\":[\"k\"]"};
	/* Hostile, but no more than unknown. */
	static const char *const hostile[] = {"/dev/null", "../../../dev/null", "|sleep 10",
		"x' UNION SELECT '1';--", "%s%n", "a\\nb", "\\\"", "http://attacker.example/k"};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect(f, arena_printf(f->arena, "{\"alg\":\"RS256\"%s}", bad[i]),
			REFUSAL_KID_MISSING);
	for (size_t i = 0; i < sizeof(hostile) / sizeof(hostile[0]); i++)
		expect(f, arena_printf(f->arena, "{" RS256 "\"kid\":\"%s\"}", hostile[i]),
			REFUSAL_NONE);
	expect(f, arena_printf(f->arena, "{" RS256 "\"kid\":\"%0256d\"}", 0), REFUSAL_NONE);
	expect(f, arena_printf(f->arena, "{" RS256 "\"kid\":\"%0257d\"}", 0), REFUSAL_KID_MISSING);
}

/* A bare JWS may do without; whoever needs a kid looks for it. */
static void no_key_id(void **state)
{
	struct jws_fixture *f = *state;
	struct jws jws = {0};
	struct text token = forge_token(f->arena, f->key, TEXT("{\"alg\":\"RS256\"}"), TEXT("{}"));

	assert_int_equal(jws_parse(f->arena, token, &jws), REFUSAL_NONE);
	assert_false(text_is_set(jws.kid));
}

/* RFC 9068 §4. */
static void types_of_access_tokens(void **state)
{
	static const struct row rows[] = {
		{"\"typ\":\"at+jwt\",", REFUSAL_NONE},
		{"\"typ\":\"AT+JWT\",", REFUSAL_NONE},
		{"\"typ\":\"application/at+jwt\",", REFUSAL_NONE},
		{"", REFUSAL_TYP_WRONG},
		{"\"typ\":null,", REFUSAL_TYP_WRONG},
		{"\"typ\":[\"at+jwt\"],", REFUSAL_TYP_WRONG},
		{"\"typ\":\"JWT\",", REFUSAL_TYP_WRONG},
		{"\"typ\":\"at+jwt \",", REFUSAL_TYP_WRONG},
		{"\"typ\":\"text/at+jwt\",", REFUSAL_TYP_WRONG},
		{"\"typ\":\"at+jwt\",\"cty\":\"JWT\",", REFUSAL_TOKEN_NESTED},
	};
	struct jws_fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct text header =
			arena_printf(f->arena, "{%s\"alg\":\"RS256\"}", rows[i].header);
		struct jws jws = {0};

		assert_int_equal(jws_parse(f->arena,
					 forge_token(f->arena, f->key, header, TEXT("{}")), &jws),
			REFUSAL_NONE);
		jws_fixture_expect(header, jws_check_type(&jws, jws_types_access_token, true),
			rows[i].refusal);
	}
}

/* Each algorithm is let in by its own bit, and by no other. */
static void allowed_algorithms(void **state)
{
	struct jws_fixture *f = *state;

	for (int i = 0; i < ALGORITHM_COUNT; i++) {
		uint32_t bit = ALGORITHM_BIT(i);
		struct jws jws = {0};
		struct text header = arena_printf(
			f->arena, "{\"alg\":\"%s\"}", algorithm_row((enum algorithm)i)->name);

		assert_int_equal(jws_parse(f->arena,
					 forge_token(f->arena, f->key, header, TEXT("{}")), &jws),
			REFUSAL_NONE);
		assert_int_equal(jws.algorithm, i);
		assert_int_equal(jws_check_allowed(&jws, bit), REFUSAL_NONE);
		assert_int_equal(jws_check_allowed(&jws, ALGORITHM_ALL), REFUSAL_NONE);
		assert_int_equal(
			jws_check_allowed(&jws, ALGORITHM_ALL & ~bit), REFUSAL_ALG_NOT_ALLOWED);
		assert_int_equal(jws_check_allowed(&jws, 0), REFUSAL_ALG_NOT_ALLOWED);
	}
}

/* What was refused left nothing behind: the good token still passes. */
static void a_good_one_after_all(void **state)
{
	expect(*state, TEXT("{" RS256 "\"kid\":\"k\"}"), REFUSAL_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(good_headers),
		cmocka_unit_test(headers_that_are_no_object),
		cmocka_unit_test(too_deep),
		cmocka_unit_test(repeated_members),
		cmocka_unit_test(algorithms),
		cmocka_unit_test(unwanted_members),
		cmocka_unit_test(types),
		cmocka_unit_test(types_of_access_tokens),
		cmocka_unit_test(allowed_algorithms),
		cmocka_unit_test(key_ids),
		cmocka_unit_test(no_key_id),
		cmocka_unit_test(a_good_one_after_all),
	};

	return cmocka_run_group_tests(tests, jws_fixture_make, jws_fixture_free);
}
