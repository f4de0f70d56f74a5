/* When the files of the connectors are made, and when there are none. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "config/config_reload.h"
#include "support/expect.h"
#include "support/service_fixture.h"

static const char *const ipv6[] = {"server.public-url=http://[::1]:8080", NULL};
static const char *const blank[] = {NULL};

static struct service_fixture *open_with(const char *const *settings)
{
	return service_fixture_open_with(&(struct service_fixture_options){.settings = settings});
}

/* `host` is what a trusted proxy reports; absent if there is no proxy. */
static struct response get(struct service_fixture *f, const char *path, struct text host)
{
	struct request request = {.arena = f->arena,
		.method = METHOD_GET,
		.path = text_from(path),
		.client_address = TEXT("127.0.0.1"),
		.host = host};
	struct response response = {.status = 0};

	serve_request(f->service, &request, &response);
	return response;
}

static struct text etag_of(struct service_fixture *f, const char *path)
{
	struct response response = get(f, path, TEXT_NONE);

	assert_int_equal(response.status, 200);
	return message_response_header(&response, "ETag");
}

static void reload_with_color(struct service_fixture *f, const char *color)
{
	struct config fresh = f->config;

	fresh.connector_brand_color = color;
	f->service->runtime.config =
		config_reload_merge(f->service->arena, f->service->runtime.config, &fresh);
}

static void a_reload_makes_the_files_again(void **state)
{
	struct service_fixture *f = open_with(blank);
	struct text icon = etag_of(f, "/connector/icon.png");
	struct text admin = etag_of(f, "/connector/admin/s2s-admin-connector.zip");
	struct text readme = etag_of(f, "/connector/readme.md");

	(void)state;
	assert_true(text_equal(icon, etag_of(f, "/connector/icon.png")));
	reload_with_color(f, "#0a7a5c");
	assert_false(text_equal(icon, etag_of(f, "/connector/icon.png")));
	assert_false(text_equal(admin, etag_of(f, "/connector/admin/s2s-admin-connector.zip")));
	assert_true(text_equal(readme, etag_of(f, "/connector/readme.md")));
	reload_with_color(f, f->config.connector_brand_color);
	assert_true(text_equal(icon, etag_of(f, "/connector/icon.png")));
	service_fixture_close(f);
}

static void refuse(struct service_fixture *f, struct text host, const char *detail)
{
	static const char *const paths[] = {
		"/connector/icon.png", "/connector/admin/icon.png", "/connector/none"};

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		struct response response = get(f, paths[i], host);

		assert_int_equal(response.status, 404);
		expect_text(message_response_header(&response, "x-ms-error-code"),
			"ConnectorNotOffered");
		expect_contains(response.body, detail);
	}
}

static void no_connector_for_an_ipv6_address(void **state)
{
	struct service_fixture *f = open_with(ipv6);

	(void)state;
	refuse(f, TEXT_NONE, "cannot reach an IPv6 address");
	service_fixture_close(f);
}

/* A client could make the service make files for any host. */
static void no_connector_for_the_host_of_a_request(void **state)
{
	struct service_fixture *f = open_with(blank);

	(void)state;
	refuse(f, TEXT("reviews.contoso.com"), "set server.public-url");
	assert_int_equal(get(f, "/connector/icon.png", TEXT_NONE).status, 200);
	service_fixture_close(f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reload_makes_the_files_again),
		cmocka_unit_test(no_connector_for_an_ipv6_address),
		cmocka_unit_test(no_connector_for_the_host_of_a_request),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
