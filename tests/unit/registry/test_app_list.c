#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>

#include <cmocka.h>

#include "registry/app_list.h"
#include "support/registry_fixture.h"

#define CLIENT REGISTRY_FIXTURE_CLIENT
#define DIRECTORY "11111111-aaaa-2222-3333-444444444444"
#define OTHER_DIRECTORY "22222222-aaaa-2222-3333-444444444444"
#define READERS 4
#define WRITES 100

struct listing {
	struct registry_fixture registry;
	struct app_list_source *source;
};

static int start(void **state)
{
	struct listing *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return -1;
	registry_fixture_open(&l->registry);
	l->source = app_list_source_new();
	*state = l;
	return 0;
}

static int end(void **state)
{
	struct listing *l = *state;

	app_list_source_free(l->source);
	registry_fixture_close(&l->registry);
	free(l);
	return 0;
}

static struct app_list *take(struct listing *l)
{
	struct app_list *list = app_list_ref(l->source, l->registry.pool, &l->registry.fault);

	assert_non_null(list);
	return list;
}

static const struct app_entry *find(
	const struct app_list *list, const char *directory, const char *client)
{
	return app_list_find(list, registry_fixture_guid(directory), registry_fixture_guid(client));
}

/* What the next take says of the pair; false when it is not there. */
static bool look(struct listing *l, const char *directory, struct app_entry *ret_entry)
{
	struct app_list *list = take(l);
	const struct app_entry *entry = find(list, directory, CLIENT);
	bool has_directory = app_list_has_directory(list, registry_fixture_guid(directory));

	assert_true(has_directory == (entry != NULL));
	if (entry != NULL)
		*ret_entry = *entry;
	app_list_unref(list);
	return has_directory;
}

static void an_empty_registry_lets_nobody_in(void **state)
{
	struct app_entry entry;

	assert_false(look(*state, DIRECTORY, &entry));
}

static void entries_hold_what_the_guard_needs(void **state)
{
	struct listing *l = *state;
	struct app app = registry_fixture_app(CLIENT, DIRECTORY);
	struct app_entry entry;

	app.permissions = PERMISSION_EXPORT;
	app.accepts_user_tokens = false;
	app.accepts_public_clients = true;
	app.expires_at_ms = 12345;
	registry_fixture_insert(&l->registry, &app);
	assert_true(look(l, DIRECTORY, &entry));
	assert_true(guid_equal(entry.id, app.id));
	assert_true(guid_equal(entry.client_app_id, app.client_app_id));
	assert_true(guid_equal(entry.directory_tenant_id, app.directory_tenant_id));
	assert_int_equal(entry.permissions, PERMISSION_EXPORT);
	assert_true(entry.enabled);
	assert_false(entry.accepts_user_tokens);
	assert_true(entry.accepts_public_clients);
	assert_int_equal(entry.expires_at_ms, 12345);
}

/* Each change is made by another connection, and seen by the very next take. */
static void changes_are_seen_at_once(void **state)
{
	struct listing *l = *state;
	struct app_entry entry;
	struct app app;

	assert_false(look(l, DIRECTORY, &entry));
	app = registry_fixture_add(&l->registry, CLIENT, DIRECTORY);
	assert_true(look(l, DIRECTORY, &entry) && entry.enabled);
	app.enabled = false;
	registry_fixture_update(&l->registry, &app);
	assert_true(look(l, DIRECTORY, &entry) && !entry.enabled);
	app.enabled = true;
	app.permissions = PERMISSION_READ;
	registry_fixture_update(&l->registry, &app);
	assert_true(look(l, DIRECTORY, &entry) && entry.enabled);
	assert_int_equal(entry.permissions, PERMISSION_READ);
	app.directory_tenant_id = registry_fixture_guid(OTHER_DIRECTORY);
	registry_fixture_update(&l->registry, &app);
	assert_false(look(l, DIRECTORY, &entry));
	assert_true(look(l, OTHER_DIRECTORY, &entry));
	registry_fixture_delete(&l->registry, app.id);
	assert_false(look(l, OTHER_DIRECTORY, &entry));
	registry_fixture_add(&l->registry, CLIENT, DIRECTORY);
	assert_true(look(l, DIRECTORY, &entry));
	assert_false(guid_equal(entry.id, app.id));
}

static void uncommitted_changes_are_not_seen(void **state)
{
	struct listing *l = *state;
	struct registry_fixture *f = &l->registry;
	struct app_entry entry;

	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(
		db_exec(f->writer, &f->fault, "UPDATE registry_state SET revision = 9", DB_NO_ARGS),
		STATUS_OK);
	assert_false(look(l, DIRECTORY, &entry));
	db_rollback(f->writer);
	assert_false(look(l, DIRECTORY, &entry));
}

static void a_list_never_changes(void **state)
{
	struct listing *l = *state;
	struct app app = registry_fixture_add(&l->registry, CLIENT, DIRECTORY);
	struct app_list *old = take(l), *fresh;

	registry_fixture_delete(&l->registry, app.id);
	fresh = take(l);
	assert_ptr_not_equal(old, fresh);
	assert_non_null(find(old, DIRECTORY, CLIENT));
	assert_null(find(fresh, DIRECTORY, CLIENT));
	app_list_unref(fresh);
	assert_non_null(find(old, DIRECTORY, CLIENT));
	app_list_unref(old);
}

static void without_a_change_the_list_stays(void **state)
{
	struct listing *l = *state;
	struct app_list *first = take(l), *second;

	/* A commit that touches no registration. */
	assert_int_equal(db_exec(l->registry.writer, &l->registry.fault,
				 "INSERT INTO admin_key (id, name, hash, created_at_ms) "
				 "VALUES ('i', 'n', 'h', 0)",
				 DB_NO_ARGS),
		STATUS_OK);
	second = take(l);
	assert_ptr_equal(first, second);
	app_list_unref(first);
	app_list_unref(second);
}

static void both_ids_have_to_match(void **state)
{
	struct listing *l = *state;
	struct app_list *list;

	for (int i = 0; i < 40; i++)
		registry_fixture_add(&l->registry,
			arena_printf(l->registry.arena, "aaaaaaaa-0000-1111-2222-%012d", i % 8)
				.data,
			arena_printf(l->registry.arena, "%08d-aaaa-2222-3333-444444444444", i)
				.data);
	list = take(l);
	for (int i = 0; i < 40; i++) {
		struct text directory =
			arena_printf(l->registry.arena, "%08d-aaaa-2222-3333-444444444444", i);

		assert_true(app_list_has_directory(list, registry_fixture_guid(directory.data)));
		for (int j = 0; j < 8; j++) {
			struct text client =
				arena_printf(l->registry.arena, "aaaaaaaa-0000-1111-2222-%012d", j);

			assert_true(
				(find(list, directory.data, client.data) != NULL) == (j == i % 8));
		}
	}
	assert_false(app_list_has_directory(list, registry_fixture_guid(DIRECTORY)));
	app_list_unref(list);
}

/* The registry's table is gone for a while: as a broken database would be. */
static void an_unreadable_registry_lets_nobody_in(void **state)
{
	struct listing *l = *state;
	struct registry_fixture *f = &l->registry;
	struct app_entry entry;

	registry_fixture_add(f, CLIENT, DIRECTORY);
	assert_true(look(l, DIRECTORY, &entry));
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "ALTER TABLE app_registration RENAME TO elsewhere", DB_NO_ARGS),
		STATUS_OK);
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "UPDATE registry_state SET revision = revision + 1", DB_NO_ARGS),
		STATUS_OK);
	for (int i = 0; i < 3; i++) {
		assert_null(app_list_ref(l->source, f->pool, &f->fault));
		assert_int_equal(f->fault.status, STATUS_INTERNAL);
		fault_clear(&f->fault);
	}
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "ALTER TABLE elsewhere RENAME TO app_registration", DB_NO_ARGS),
		STATUS_OK);
	assert_true(look(l, DIRECTORY, &entry));
}

/* A change that was noticed while the database could not be read is not forgotten: the next look
 * finds it. */
static void a_missed_change_is_made_up_for(void **state)
{
	struct listing *l = *state;
	struct registry_fixture *f = &l->registry;
	struct app app = registry_fixture_add(f, CLIENT, DIRECTORY);
	struct app_entry entry;

	assert_true(look(l, DIRECTORY, &entry));
	registry_fixture_delete(f, app.id);
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "ALTER TABLE registry_state RENAME TO elsewhere", DB_NO_ARGS),
		STATUS_OK);
	for (int i = 0; i < 2; i++) {
		assert_null(app_list_ref(l->source, f->pool, &f->fault));
		fault_clear(&f->fault);
	}
	assert_int_equal(db_exec(f->writer, &f->fault,
				 "ALTER TABLE elsewhere RENAME TO registry_state", DB_NO_ARGS),
		STATUS_OK);
	assert_false(look(l, DIRECTORY, &entry));
}

struct reader {
	struct listing *l;
	pthread_t thread;
	atomic_bool *stop;
	atomic_int *newest; /* what was committed last */
	int takes, stale;
};

/* Each list must hold at least what was committed before it was taken. */
static void *read_lists(void *context)
{
	struct reader *r = context;
	struct arena *arena = arena_new();
	struct fault fault = fault_make(arena);

	while (!atomic_load(r->stop)) {
		int committed = atomic_load(r->newest);
		struct app_list *list = app_list_ref(r->l->source, r->l->registry.pool, &fault);
		const struct app_entry *entry = list == NULL ? NULL : find(list, DIRECTORY, CLIENT);

		r->stale += entry == NULL || entry->expires_at_ms < committed;
		r->takes++;
		app_list_unref(list);
	}
	arena_free(arena);
	return NULL;
}

static void readers_see_every_commit(void **state)
{
	struct listing *l = *state;
	struct app app = registry_fixture_add(&l->registry, CLIENT, DIRECTORY);
	atomic_bool stop = false;
	atomic_int newest = 0;
	struct reader readers[READERS] = {{0}};

	for (int i = 0; i < READERS; i++) {
		readers[i] = (struct reader){.l = l, .stop = &stop, .newest = &newest};
		assert_int_equal(
			pthread_create(&readers[i].thread, NULL, read_lists, &readers[i]), 0);
	}
	for (int i = 1; i <= WRITES; i++) {
		app.expires_at_ms = i;
		registry_fixture_update(&l->registry, &app);
		atomic_store(&newest, i);
	}
	atomic_store(&stop, true);
	for (int i = 0; i < READERS; i++) {
		pthread_join(readers[i].thread, NULL);
		assert_true(readers[i].takes > 0);
		assert_int_equal(readers[i].stale, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(an_empty_registry_lets_nobody_in, start, end),
		cmocka_unit_test_setup_teardown(entries_hold_what_the_guard_needs, start, end),
		cmocka_unit_test_setup_teardown(changes_are_seen_at_once, start, end),
		cmocka_unit_test_setup_teardown(uncommitted_changes_are_not_seen, start, end),
		cmocka_unit_test_setup_teardown(a_list_never_changes, start, end),
		cmocka_unit_test_setup_teardown(without_a_change_the_list_stays, start, end),
		cmocka_unit_test_setup_teardown(both_ids_have_to_match, start, end),
		cmocka_unit_test_setup_teardown(an_unreadable_registry_lets_nobody_in, start, end),
		cmocka_unit_test_setup_teardown(a_missed_change_is_made_up_for, start, end),
		cmocka_unit_test_setup_teardown(readers_see_every_commit, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
