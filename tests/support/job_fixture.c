#include "support/job_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct job job_fixture_make(const char *id)
{
	return (struct job){.id = text_from(id),
		.kind = TEXT("import"),
		.created_at_ms = 1000,
		.created_by = TEXT("Fabrikam"),
		.caller_id = TEXT("caller"),
		.options = TEXT("{}"),
		.total_bytes = 500,
		.counts = TEXT("{}")};
}

void job_fixture_commit(struct registry_fixture *f, enum status status)
{
	if (status != STATUS_OK)
		fail_msg("%s", f->fault.detail.data);
	assert_int_equal(db_commit(f->writer, &f->fault), STATUS_OK);
}

void job_fixture_add(struct registry_fixture *f, struct job job)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_add(f->writer, &job, &f->fault));
}

void job_fixture_take(struct registry_fixture *f, struct job *job, const char *owner)
{
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	job_fixture_commit(f, job_store_claim(f->writer, job, text_from(owner), &f->fault));
}
