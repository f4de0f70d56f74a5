#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "auth/fetch.h"
#include "base/clock.h"
#include "http/server_url.h"
#include "support/scratch.h"

#define PATIENCE_MS 5000
#define DAY_S (24 * 60 * 60)

static const char *const variables[] = {"CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR"};

/* A server with a certificate that it signed itself. */
struct bench {
	struct scratch *scratch;
	struct server *server;
	struct server_app app;
	const char *url;
	const char *good, *wrong; /* files: the server's certificate, and a stranger's */
	const char *good_dir, *wrong_dir; /* the same as folders, as c_rehash(1) lays them out */
};

static struct text take_memory(struct arena *arena, BIO *bio)
{
	char *data;
	long length = BIO_get_mem_data(bio, &data);
	struct text t = arena_text(arena, (struct text){data, (size_t)length});

	BIO_free(bio);
	return t;
}

static X509 *make_certificate(EVP_PKEY *pkey, const char *common_name)
{
	X509 *certificate = X509_new();
	X509_NAME *name = X509_get_subject_name(certificate);
	X509_EXTENSION *address =
		X509V3_EXT_conf_nid(NULL, NULL, NID_subject_alt_name, "IP:127.0.0.1");

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_NAME_add_entry_by_txt(
		name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1, -1, 0);
	X509_set_issuer_name(certificate, name);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -DAY_S);
	X509_gmtime_adj(X509_getm_notAfter(certificate), DAY_S);
	X509_add_ext(certificate, address, -1);
	X509_EXTENSION_free(address);
	X509_set_pubkey(certificate, pkey);
	assert_true(X509_sign(certificate, pkey, EVP_sha256()) > 0);
	return certificate;
}

/* Writes the certificate as the file `name`, and into the folder `name`.d. */
static struct text write_certificate(struct bench *b, X509 *certificate, const char *name,
	const char **ret_file, const char **ret_dir)
{
	struct arena *arena = b->scratch->arena;
	BIO *bio = BIO_new(BIO_s_mem());
	struct text pem;

	assert_int_equal(PEM_write_bio_X509(bio, certificate), 1);
	pem = take_memory(arena, bio);
	*ret_file = scratch_write(b->scratch, name, pem);
	*ret_dir = scratch_path(b->scratch, arena_printf(arena, "%s.d", name).data);
	assert_int_equal(mkdir(*ret_dir, 0700), 0);
	scratch_write(b->scratch,
		arena_printf(arena, "%s.d/%08lx.0", name, X509_subject_name_hash(certificate)).data,
		pem);
	return pem;
}

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context;
	(void)exchange;
	return SERVER_CONTINUE;
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	(void)context;
	exchange->response.status = 200;
	exchange->response.body = TEXT("{}");
	return SERVER_ANSWER;
}

static int start_server(struct bench *b)
{
	struct scratch *f = b->scratch;
	EVP_PKEY *pkey = EVP_EC_gen("P-256"), *other = EVP_EC_gen("P-256");
	X509 *certificate = make_certificate(pkey, "server");
	X509 *stranger = make_certificate(other, "stranger");
	BIO *bio = BIO_new(BIO_s_mem());
	struct server_options options = {.address = "127.0.0.1",
		.connections = 16,
		.idle_timeout_s = 10,
		.temporary_dir = "/tmp"};

	options.certificate_pem =
		write_certificate(b, certificate, "good", &b->good, &b->good_dir).data;
	write_certificate(b, stranger, "wrong", &b->wrong, &b->wrong_dir);
	assert_int_equal(PEM_write_bio_PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL), 1);
	options.key_pem = take_memory(f->arena, bio).data;
	X509_free(certificate);
	X509_free(stranger);
	EVP_PKEY_free(pkey);
	EVP_PKEY_free(other);
	b->app = (struct server_app){.context = b, .begin = begin, .serve = serve};
	b->server = server_start(&options, &b->app, &f->fault);
	if (b->server == NULL)
		return -1;
	b->url = server_url_make(f->arena, &options, server_port(b->server)).data;
	return 0;
}

static void clear_environment(void)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++)
		unsetenv(variables[i]);
}

static int start(void **state)
{
	struct scratch *scratch;
	struct bench *b;

	if (scratch_start(state) != 0)
		return -1;
	scratch = *state;
	b = arena_alloc(scratch->arena, sizeof(*b));
	b->scratch = scratch;
	*state = b;
	clear_environment();
	setenv("no_proxy", "127.0.0.1", 1);
	return start_server(b);
}

static int end(void **state)
{
	struct bench *b = *state;

	clear_environment();
	server_stop(b->server);
	*state = b->scratch;
	return scratch_end(state);
}

static bool is_trusted(struct bench *b, const char *ca_file)
{
	struct fetch fetch = fetch_curl(&(struct fetch_options){
		.ca_file = ca_file, .proxy = "", .timeout_ms = PATIENCE_MS});
	struct fetch_result result;

	fetch.start(fetch.context, b->url, NULL);
	while (!fetch.take(fetch.context, b->scratch->arena, &result))
		fetch.wait(fetch.context, 100);
	fetch.free(fetch.context);
	return result.good;
}

/* What the environment may hold: a value for each of the variables. */
enum value { UNSET, EMPTY, GOOD, WRONG, GOOD_DIR, WRONG_DIR };

static const char *value_of(const struct bench *b, enum value value)
{
	const char *const values[] = {[EMPTY] = "",
		[GOOD] = b->good,
		[WRONG] = b->wrong,
		[GOOD_DIR] = b->good_dir,
		[WRONG_DIR] = b->wrong_dir};

	return values[value];
}

static void authorities_of_the_environment(void **state)
{
	static const struct {
		enum value values[3]; /* by variable */
		bool trusted;
	} cases[] = {
		{{UNSET, UNSET, UNSET}, false},
		{{GOOD, UNSET, UNSET}, true},
		{{UNSET, GOOD, UNSET}, true},
		{{UNSET, UNSET, GOOD_DIR}, true},
		{{WRONG, UNSET, UNSET}, false},
		{{UNSET, WRONG, UNSET}, false},
		{{UNSET, UNSET, WRONG_DIR}, false},
		/* The first that is set counts. */
		{{WRONG, GOOD, GOOD_DIR}, false},
		{{GOOD, WRONG, WRONG_DIR}, true},
		{{UNSET, WRONG, GOOD_DIR}, false},
		{{UNSET, GOOD, WRONG_DIR}, true},
		{{EMPTY, EMPTY, GOOD_DIR}, true},
		{{EMPTY, GOOD, WRONG_DIR}, true},
	};
	struct bench *b = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		clear_environment();
		for (size_t j = 0; j < sizeof(variables) / sizeof(variables[0]); j++) {
			if (cases[i].values[j] != UNSET)
				setenv(variables[j], value_of(b, cases[i].values[j]), 1);
		}
		if (is_trusted(b, "") != cases[i].trusted)
			fail_msg("case %zu", i);
	}
}

static void authorities_of_the_configuration(void **state)
{
	struct bench *b = *state;

	assert_true(is_trusted(b, b->good));
	assert_false(is_trusted(b, b->wrong));
	setenv("CURL_CA_BUNDLE", b->good, 1);
	assert_false(is_trusted(b, b->wrong));
	setenv("CURL_CA_BUNDLE", b->wrong, 1);
	assert_true(is_trusted(b, b->good));
}

/* libcurl would wait for its other end, and all fetches with it. */
static void authorities_in_a_fifo(void **state)
{
	struct bench *b = *state;
	const char *fifo = scratch_path(b->scratch, "fifo");

	assert_int_equal(mkfifo(fifo, 0600), 0);
	alarm(4 * PATIENCE_MS / 1000);
	assert_false(is_trusted(b, fifo));
	setenv("SSL_CERT_FILE", fifo, 1);
	assert_false(is_trusted(b, ""));
	alarm(0);
}

int main(void)
{
#define TEST(name_) cmocka_unit_test_setup_teardown(name_, start, end)
	const struct CMUnitTest tests[] = {
		TEST(authorities_of_the_environment),
		TEST(authorities_of_the_configuration),
		TEST(authorities_in_a_fifo),
	};
#undef TEST

	return cmocka_run_group_tests(tests, NULL, NULL);
}
