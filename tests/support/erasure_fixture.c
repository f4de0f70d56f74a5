#include "support/erasure_fixture.h"

#include "base/buffer.h"

#define BODY_BYTES_MAX 65536

struct text erasure_fixture_import(struct service_fixture *f, struct text items)
{
	const struct jsonread_node *answer = service_client_expect(
		f, 200, "POST", ERASURE_FIXTURE_IMPORT, arena_cstr(f->arena, items));

	return jsonread_member_text(
		jsonread_element(jsonread_member(answer, "items"), 0), "reviewId");
}

void erasure_fixture_vote(struct service_fixture *f, struct text review, const char *user)
{
	const char *id = arena_cstr(f->arena, review);

	service_client_expect(f, 200, "POST",
		arena_printf(f->arena, "/v2.0/reviews/%s:vote", id).data,
		arena_printf(f->arena, "{\"encodedUser\":\"%s\",\"helpful\":true}", user).data);
}

void erasure_fixture_fill(struct service_fixture *f, int people)
{
	struct buffer all = buffer_make(f->arena, BODY_BYTES_MAX);

	buffer_add(&all,
		TEXT("[{\"externalId\":\"b\",\"productId\":\"p\",\"rating\":5,"
		     "\"reviewText\":\"balloon\"}"));
	for (int i = 0; i < people; i++)
		buffer_printf(&all,
			",{\"externalId\":\"a%d\",\"productId\":\"p\",\"rating\":1,"
			"\"reviewText\":\"zeppelin%d\",\"userId\":\"user%d\"}",
			i, i, i);
	buffer_add_char(&all, ']');
	erasure_fixture_import(f, buffer_text(&all));
}

const char *erasure_fixture_begin(struct service_fixture *f, const char *user)
{
	const char *body = arena_printf(f->arena, "{\"userId\":\"%s\"}", user).data;
	struct text id = jsonread_member_text(
		service_client_expect(f, 202, "POST", "/admin/v1/erasures", body), "id");

	return arena_printf(f->arena, "/admin/v1/erasures/%s", arena_cstr(f->arena, id)).data;
}

const struct jsonread_node *erasure_fixture_end(struct service_fixture *f, const char *receipt)
{
	return service_client_await(f, receipt, NULL);
}

/* One that fails says nothing of words. */
static bool is_whole(const struct jsonread_node *receipt)
{
	return !text_equal(jsonread_member_text(receipt, "state"), TEXT("succeeded")) ||
		jsonread_member(receipt, "wordsGoneBy") == NULL;
}

const struct jsonread_node *erasure_fixture_end_whole(
	struct service_fixture *f, const char *receipt)
{
	return service_client_await(f, receipt, is_whole);
}
