/*
 * Makes every allowed transition of a running export, and proves that no other is possible.
 */
#include "work/export_writer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "api/core/call.h"
#include "support/move_record.h"
#include "support/service_fixture.h"
#include "work/export_state.h"

static enum status has_room(void *context, struct guid caller_id, struct fault *fault)
{
	(void)context;
	(void)caller_id;
	return fault->status;
}

static struct export_writer *begin(struct service_fixture *f)
{
	const struct export_writer_options options = {.pool = f->service->runtime.pool,
		.dir = f->config.reviews_export_dir,
		.publisher = "shop",
		.product_url = "",
		.check_quota = has_room};
	struct export_record record = {
		.id = guid_new(1), .format = EXPORT_NDJSON, .created_by = TEXT("test")};
	struct fault fault = fault_make(f->arena);
	struct export_writer *writer = export_writer_new(&options, &record, &fault);

	assert_non_null(writer);
	return writer;
}

static enum export_state state_of(struct service_fixture *f, struct export_writer *writer)
{
	return export_writer_record(writer, f->arena).state;
}

static void write_all(struct service_fixture *f, struct export_writer *writer)
{
	struct fault fault = fault_make(f->arena);

	assert_true(export_writer_write(writer, SIZE_MAX, &fault));
	assert_int_equal(fault.status, STATUS_OK);
}

static void every_move_is_made(void **state)
{
	struct service_fixture *f = *state;
	struct export_writer *ready = begin(f), *failed = begin(f), *revoked = begin(f);

	move_record_start();
	write_all(f, ready);
	assert_int_equal(state_of(f, ready), EXPORT_READY);
	export_writer_end(ready, EXPORT_FAILED);
	assert_int_equal(state_of(f, ready), EXPORT_READY);
	export_writer_end(ready, EXPORT_REVOKED);
	export_writer_end(ready, EXPORT_REVOKED);
	export_writer_end(failed, EXPORT_FAILED);
	write_all(f, failed);
	assert_int_equal(state_of(f, failed), EXPORT_FAILED);
	export_writer_end(failed, EXPORT_REVOKED);
	export_writer_end(revoked, EXPORT_REVOKED);
	write_all(f, revoked);
	assert_int_equal(state_of(f, revoked), EXPORT_REVOKED);
	move_record_stop();
	move_record_expect_all(&export_state_machine);
	export_writer_unref(ready);
	export_writer_unref(failed);
	export_writer_unref(revoked);
}

static void other_moves_end_the_process(void **state)
{
	const struct export_record record = {.state = EXPORT_WRITING};

	(void)state;
	move_record_expect_refusals(&export_state_machine, &record);
	if (!state_machine_observe(NULL))
		skip();
	move_record_expect_abort(&export_state_machine, &record, EXPORT_WRITING, EXPORT_READY,
		"running export: the invariant of");
}

#define SERVICE_TEST(name_) SERVICE_FIXTURE_TEST(name_)

int main(void)
{
	const struct CMUnitTest tests[] = {
		SERVICE_TEST(every_move_is_made),
		cmocka_unit_test(other_moves_end_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
