#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "support/dice.h"
#include "support/expect.h"
#include "support/settings_fixture.h"

#define NOW_MS REGISTRY_FIXTURE_NOW_MS

/* Ids and pairs that random drafts choose from. */
#define IDS 8
#define PAIRS 10
#define ROUNDS 300

static const struct registry_change change = {NOW_MS, TEXT_INIT("saver")};

static enum status plan(
	struct registry_fixture *f, struct app *apps, size_t count, struct settings_plan *ret_plan)
{
	struct settings *current = arena_alloc(f->arena, sizeof(*current));
	const struct settings_draft draft = {false, apps, count};

	fault_clear(&f->fault);
	*current = settings_fixture_read(f);
	return settings_plan(f->writer, current, &draft, ret_plan, &f->fault);
}

static void refused(struct registry_fixture *f, struct app *apps, size_t count, size_t errors)
{
	struct settings_plan ignored;

	assert_int_equal(plan(f, apps, count, &ignored), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, errors);
}

static void unknown_ids(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(0, "a"), settings_fixture_entry(1, "b")};

	apps[1].id = registry_fixture_guid("00000000-0000-7000-8000-000000000001");
	refused(f, apps, 2, 1);
	expect_error(&f->fault, 0, "apps[1].id", "UnknownEntry",
		"apps[1] has an unknown id; omit the id of a new entry.");
}

static void ids_that_come_twice(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(0, "a"), settings_fixture_entry(1, "b"),
		settings_fixture_entry(2, "c"), settings_fixture_entry(3, "d")};

	settings_fixture_save(f, false, apps, 1, NOW_MS);
	apps[1].id = apps[2].id = apps[3].id = settings_fixture_read(f).apps[0].id;
	refused(f, apps, 4, 2);
	expect_error(&f->fault, 0, "apps[2].id", "DuplicateEntry",
		"apps[2] has the same id as apps[1]; omit the id of a new entry.");
	expect_error(&f->fault, 1, "apps[3].id", "DuplicateEntry",
		"apps[3] has the same id as apps[2]; omit the id of a new entry.");
	/* Of a removed one too. */
	settings_fixture_save(f, false, NULL, 0, NOW_MS);
	refused(f, apps, 3, 1);
}

static void pairs_that_come_twice(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(4, "a"), settings_fixture_entry(1, "b"),
		settings_fixture_entry(4, "c"), settings_fixture_entry(1, "d")};

	refused(f, apps, 4, 2);
	expect_error(&f->fault, 0, "apps[3].clientAppId", "DuplicateEntry",
		"apps[3] has the same clientAppId and directoryTenantId as apps[1]; remove one of "
		"them.");
	expect_error(&f->fault, 1, "apps[2].clientAppId", "DuplicateEntry",
		"apps[2] has the same clientAppId and directoryTenantId as apps[0]; remove one of "
		"them.");
}

/* A registration that is there does not save an entry from its twin. */
static void a_pair_by_id_and_one_without(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(0, "a"), settings_fixture_entry(0, "b")};

	settings_fixture_save(f, false, apps, 1, NOW_MS);
	apps[1].id = settings_fixture_read(f).apps[0].id;
	refused(f, apps, 2, 1);
	expect_text(f->fault.errors[0].target, "apps[1].clientAppId");
}

static void every_fault_is_named_at_once(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(0, "a"), settings_fixture_entry(0, "b"),
		settings_fixture_entry(1, "c")};

	apps[0].id = apps[2].id = registry_fixture_guid("00000000-0000-7000-8000-000000000001");
	refused(f, apps, 3, 4);
	expect_text(f->fault.errors[0].target, "apps[1].clientAppId");
	expect_text(f->fault.errors[1].target, "apps[2].id");
	expect_text(f->fault.errors[2].target, "apps[0].id");
	expect_text(f->fault.errors[3].target, "apps[2].id");
}

/* What could not be read of entries has its fault already. */
static void what_could_not_be_read_is_no_pair(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {app_make(), app_make(), settings_fixture_entry(0, "a"),
		settings_fixture_entry(0, "b")};
	struct settings_plan ignored;

	apps[2].client_app_id = apps[3].client_app_id = (struct guid){{0}};
	assert_int_equal(plan(f, apps, 4, &ignored), STATUS_OK);
}

/* Faults of before stay, and nothing is planned. */
static void faults_of_the_draft_are_kept(void **state)
{
	struct registry_fixture *f = *state;
	struct settings current = settings_fixture_read(f);
	struct app app = settings_fixture_entry(0, "a");
	const struct settings_draft draft = {false, &app, 1};
	struct settings_plan ret_plan;

	fault_add(&f->fault, TEXT("apps[0].name"), "InvalidField", "name must be better.");
	assert_int_equal(
		settings_plan(f->writer, &current, &draft, &ret_plan, &f->fault), STATUS_INVALID);
	assert_int_equal(f->fault.error_count, 1);
	assert_int_equal(ret_plan.count, 0);
}

static void a_draft_may_be_larger_than_what_is_there(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[200];

	apps[0] = settings_fixture_entry(7, "one");
	settings_fixture_save(f, false, apps, 1, NOW_MS);
	for (int i = 0; i < 200; i++)
		apps[i] = settings_fixture_entry(i, "many");
	assert_int_equal(settings_fixture_save(f, false, apps, 200, NOW_MS).count, 200);
	settings_fixture_expect(f, apps, 200);
	assert_int_equal(settings_fixture_save(f, false, apps + 20, 1, NOW_MS).count, 199);
	settings_fixture_expect(f, apps + 20, 1);
}

static struct app *many(struct registry_fixture *f, size_t count)
{
	struct app *apps = arena_array(f->arena, count, sizeof(*apps));

	for (size_t i = 0; i < count; i++) {
		apps[i] = settings_fixture_entry(0, "n");
		apps[i].client_app_id.bytes[1] = (uint8_t)(i >> 8);
		apps[i].client_app_id.bytes[2] = (uint8_t)i;
	}
	return apps;
}

static void the_document_has_a_bound(void **state)
{
	struct registry_fixture *f = *state;
	struct app *apps = many(f, SETTINGS_APPS_MAX), one = settings_fixture_entry(0, "more");
	struct settings settings;

	assert_int_equal(settings_fixture_save(f, false, apps, SETTINGS_APPS_MAX, NOW_MS).count,
		SETTINGS_APPS_MAX);
	assert_int_equal(settings_fixture_read(f).count, SETTINGS_APPS_MAX);
	one.id = guid_new(NOW_MS);
	one.directory_tenant_id.bytes[15] = 9;
	one.created_by = one.last_modified_by = TEXT("x");
	registry_fixture_insert(f, &one);
	assert_int_equal(settings_read(f->reader, &settings, &f->fault), STATUS_CONFLICT);
	expect_fault(&f->fault, STATUS_CONFLICT, "TooManyRegistrations");
	fault_clear(&f->fault);
	registry_fixture_delete(f, one.id);
	assert_int_equal(settings_fixture_read(f).count, SETTINGS_APPS_MAX);
}

/* The model: ids that were ever given, and which of them are live with what. */
struct model {
	struct guid ids[IDS];
	size_t id_count;
	struct app live[PAIRS];
	size_t count;
};

/* A draft without faults: pairs and ids at most once each, ids ever given, in any order. */
static size_t draw_draft(struct registry_fixture *f, const struct model *model, struct dice *dice,
	struct app apps[PAIRS])
{
	bool pair_used[PAIRS] = {false}, id_used[IDS] = {false};
	size_t count = dice_roll(dice, PAIRS + 1);

	for (size_t i = 0; i < count; i++) {
		uint32_t pair = dice_roll(dice, PAIRS), id = dice_roll(dice, 2 * IDS);

		while (pair_used[pair])
			pair = (pair + 1) % PAIRS;
		pair_used[pair] = true;
		apps[i] = settings_fixture_entry(
			(int)pair, arena_printf(f->arena, "name %u", dice_roll(dice, 3)).data);
		apps[i].enabled = dice_roll(dice, 2) == 0;
		if (id < model->id_count && !id_used[id]) {
			id_used[id] = true;
			apps[i].id = model->ids[id];
		}
	}
	return count;
}

static bool same_pair(const struct app *a, const struct app *b)
{
	return guid_equal(a->client_app_id, b->client_app_id) &&
		guid_equal(a->directory_tenant_id, b->directory_tenant_id);
}

static bool has_id(const struct app *apps, size_t count, struct guid id)
{
	for (size_t i = 0; i < count; i++)
		if (guid_equal(apps[i].id, id))
			return true;
	return false;
}

/* The ids that entries without one must have: of their pair, unless another entry has it. */
static void resolve(const struct model *model, struct app *apps, size_t count)
{
	struct app with_ids[PAIRS];

	memcpy(with_ids, apps, count * sizeof(*apps));
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < model->count && guid_is_zero(apps[i].id); j++)
			if (same_pair(&apps[i], &model->live[j]) &&
				!has_id(with_ids, count, model->live[j].id))
				apps[i].id = model->live[j].id;
}

static void follow(struct registry_fixture *f, struct model *model)
{
	struct settings now = settings_fixture_read(f);

	model->count = now.count;
	memcpy(model->live, now.apps, now.count * sizeof(*now.apps));
	for (size_t i = 0; i < now.count; i++)
		if (!has_id(model->live, i, now.apps[i].id) && model->id_count < IDS) {
			bool known = false;

			for (size_t j = 0; j < model->id_count; j++)
				known = known || guid_equal(model->ids[j], now.apps[i].id);
			if (!known)
				model->ids[model->id_count++] = now.apps[i].id;
		}
}

static bool same_list(const struct model *model, const struct app *apps, size_t count)
{
	size_t same = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < model->count; j++)
			same += guid_equal(apps[i].id, model->live[j].id) &&
				app_same(&apps[i], &model->live[j]);
	return count == model->count && same == count;
}

static void random_drafts_become_what_they_say(void **state)
{
	struct registry_fixture *f = *state;
	struct model model = {.count = 0};
	struct dice dice = {20261125};
	int64_t revision = 0;
	bool moderator = false;

	for (int round = 0; round < ROUNDS; round++) {
		struct app apps[PAIRS], resolved[PAIRS];
		size_t count = draw_draft(f, &model, &dice, apps);
		bool wanted = dice_roll(&dice, 4) == 0 ? !moderator : moderator;

		memcpy(resolved, apps, count * sizeof(*apps));
		resolve(&model, resolved, count);
		revision += wanted != moderator || !same_list(&model, resolved, count);
		moderator = wanted;
		settings_fixture_save(f, wanted, apps, count, NOW_MS + round);
		settings_fixture_expect(f, resolved, count);
		assert_int_equal(settings_fixture_read(f).state.revision, revision);
		assert_int_equal(settings_fixture_read(f).state.require_moderator, moderator);
		follow(f, &model);
		/* Saved again, it is the same. */
		settings_fixture_save(f, wanted, model.live, model.count, NOW_MS + round);
		assert_int_equal(settings_fixture_read(f).state.revision, revision);
	}
	assert_true(revision > ROUNDS / 2);
	assert_int_equal(model.id_count, IDS);
}

/* A step that fails leaves it to the caller to roll back, and says why. */
static void an_unseen_conflict_is_reported(void **state)
{
	struct registry_fixture *f = *state;
	struct app app = settings_fixture_entry(0, "a");
	struct settings_plan made;

	assert_int_equal(plan(f, &app, 1, &made), STATUS_OK);
	settings_fixture_save(f, false, &app, 1, NOW_MS);
	assert_int_equal(db_begin(f->writer, DB_WRITE, &f->fault), STATUS_OK);
	assert_int_equal(settings_apply(f->writer, &made, &change, &f->fault), STATUS_CONFLICT);
	db_rollback(f->writer);
	assert_int_equal(settings_fixture_read(f).state.revision, 1);
}

static void drop(struct registry_fixture *f, const char *table)
{
	fault_clear(&f->fault);
	assert_int_equal(
		db_script(f->writer, arena_printf(f->arena, "DROP TABLE %s", table), &f->fault),
		STATUS_OK);
}

static void a_broken_database_is_reported(void **state)
{
	struct registry_fixture *f = *state;
	struct app apps[] = {settings_fixture_entry(0, "a"), settings_fixture_entry(1, "b")};
	struct settings_plan made;
	struct settings settings;

	assert_int_equal(plan(f, apps, 1, &made), STATUS_OK);
	settings = settings_fixture_read(f);
	drop(f, "app_registration");
	assert_int_equal(settings_apply(f->writer, &made, &change, &f->fault), STATUS_INTERNAL);
	fault_clear(&f->fault);
	/* A look-up that fails replaces the faults of the draft. */
	apps[0].id = guid_new(NOW_MS);
	fault_add(&f->fault, TEXT("apps[1].name"), "InvalidField", "name must be better.");
	assert_int_equal(settings_plan(f->writer, &settings,
				 &(struct settings_draft){false, apps, 2}, &made, &f->fault),
		STATUS_INTERNAL);
	expect_fault(&f->fault, STATUS_INTERNAL, "DatabaseError");
	assert_int_equal(f->fault.error_count, 0);
	fault_clear(&f->fault);
	assert_int_equal(settings_read(f->writer, &settings, &f->fault), STATUS_INTERNAL);
	drop(f, "registry_state");
	assert_int_equal(settings_read(f->writer, &settings, &f->fault), STATUS_INTERNAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		REGISTRY_FIXTURE_TEST(unknown_ids),
		REGISTRY_FIXTURE_TEST(ids_that_come_twice),
		REGISTRY_FIXTURE_TEST(pairs_that_come_twice),
		REGISTRY_FIXTURE_TEST(a_pair_by_id_and_one_without),
		REGISTRY_FIXTURE_TEST(every_fault_is_named_at_once),
		REGISTRY_FIXTURE_TEST(what_could_not_be_read_is_no_pair),
		REGISTRY_FIXTURE_TEST(faults_of_the_draft_are_kept),
		REGISTRY_FIXTURE_TEST(a_draft_may_be_larger_than_what_is_there),
		REGISTRY_FIXTURE_TEST(the_document_has_a_bound),
		REGISTRY_FIXTURE_TEST(random_drafts_become_what_they_say),
		REGISTRY_FIXTURE_TEST(a_broken_database_is_reported),
		REGISTRY_FIXTURE_TEST(an_unseen_conflict_is_reported),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
