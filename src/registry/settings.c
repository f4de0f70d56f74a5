#include "registry/settings.h"

#include <stdlib.h>

#include "registry/app_row.h"
#include "registry/app_store.h"

enum status settings_read(struct db *db, struct settings *ret_settings, struct fault *fault)
{
	struct app *apps = arena_array(fault->arena, SETTINGS_APPS_MAX + 1, sizeof(*apps));
	struct settings settings = {.apps = apps};
	struct db_cursor rows;
	enum status status = registry_state_read(db, &settings.state, fault);

	if (status != STATUS_OK)
		return status;
	db_query(&rows, db, APP_ROW_SELECT "WHERE deleted_at_ms IS NULL ORDER BY id LIMIT $1",
		DB_ARGS(DB_INT(SETTINGS_APPS_MAX + 1)));
	while (db_next(&rows))
		apps[settings.count++] = app_row_read(&rows, fault->arena);
	status = db_end(&rows, fault);
	if (status == STATUS_OK && settings.count > SETTINGS_APPS_MAX)
		return fault_set(fault, STATUS_CONFLICT, "TooManyRegistrations",
			"There are more than %d app registrations, the maximum of the settings "
			"document; use /admin/v1/app-registrations.",
			SETTINGS_APPS_MAX);
	*ret_settings = settings;
	return status;
}

struct text settings_etag(struct arena *arena, const struct settings *settings)
{
	return arena_printf(arena, "\"s%lld\"", (long long)settings->state.revision);
}

/* The state of settings_plan(). */
struct plan_builder {
	struct db *db;
	const struct settings *current;
	const struct settings_draft *draft;
	struct settings_plan *plan;
	struct fault *fault;
	const struct app **by_pair; /* current registrations, sorted by pair */
	const struct app **matches; /* by draft entry: the registration it refers to, or NULL */
	bool *is_matched; /* by current registration: a draft entry refers to it */
};

/* A draft entry and its index, for sorting. */
struct draft_entry {
	const struct app *app;
	size_t index;
};

static int compare_pairs(const struct app *a, const struct app *b)
{
	int order = guid_compare(a->client_app_id, b->client_app_id);

	return order != 0 ? order : guid_compare(a->directory_tenant_id, b->directory_tenant_id);
}

static int compare_apps_by_pair(const void *left, const void *right)
{
	return compare_pairs(*(const struct app *const *)left, *(const struct app *const *)right);
}

static int compare_apps_by_id(const void *left, const void *right)
{
	return guid_compare(((const struct app *)left)->id, ((const struct app *)right)->id);
}

/* Orders equal entries by index, so that the later one is reported as the duplicate. */
static int then_by_index(int order, const struct draft_entry *a, const struct draft_entry *b)
{
	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

static int compare_entries_by_pair(const void *left, const void *right)
{
	const struct draft_entry *a = left, *b = right;

	return then_by_index(compare_pairs(a->app, b->app), a, b);
}

static int compare_entries_by_id(const void *left, const void *right)
{
	const struct draft_entry *a = left, *b = right;

	return then_by_index(guid_compare(a->app->id, b->app->id), a, b);
}

static struct text target(struct plan_builder *p, size_t index, const char *field)
{
	return arena_printf(p->fault->arena, "apps[%zu].%s", index, field);
}

static bool has_pair(const struct app *app)
{
	return !guid_is_zero(app->client_app_id) && !guid_is_zero(app->directory_tenant_id);
}

static void check_pairs(struct plan_builder *p, struct draft_entry *entries)
{
	size_t count = 0;

	for (size_t i = 0; i < p->draft->count; i++) {
		if (has_pair(&p->draft->apps[i]))
			entries[count++] = (struct draft_entry){&p->draft->apps[i], i};
	}
	if (count > 1)
		qsort(entries, count, sizeof(*entries), compare_entries_by_pair);
	for (size_t i = 1; i < count; i++) {
		if (compare_pairs(entries[i - 1].app, entries[i].app) == 0)
			fault_add(p->fault, target(p, entries[i].index, "clientAppId"),
				"DuplicateEntry",
				"apps[%zu] has the same clientAppId and directoryTenantId as "
				"apps[%zu]; "
				"remove one of them.",
				entries[i].index, entries[i - 1].index);
	}
}

static void check_ids(struct plan_builder *p, struct draft_entry *entries)
{
	size_t count = 0;

	for (size_t i = 0; i < p->draft->count; i++) {
		if (!guid_is_zero(p->draft->apps[i].id))
			entries[count++] = (struct draft_entry){&p->draft->apps[i], i};
	}
	if (count > 1)
		qsort(entries, count, sizeof(*entries), compare_entries_by_id);
	for (size_t i = 1; i < count; i++) {
		if (guid_equal(entries[i - 1].app->id, entries[i].app->id))
			fault_add(p->fault, target(p, entries[i].index, "id"), "DuplicateEntry",
				"apps[%zu] has the same id as apps[%zu]; omit the id of a new "
				"entry.",
				entries[i].index, entries[i - 1].index);
	}
}

static const struct app *find_by_id(const struct plan_builder *p, const struct app *wanted)
{
	if (p->current->count == 0)
		return NULL;
	return bsearch(
		wanted, p->current->apps, p->current->count, sizeof(*wanted), compare_apps_by_id);
}

static const struct app *find_by_pair(const struct plan_builder *p, const struct app *wanted)
{
	const struct app *const *found = NULL;

	if (p->current->count > 0)
		found = bsearch(&wanted, p->by_pair, p->current->count, sizeof(wanted),
			compare_apps_by_pair);
	return found == NULL ? NULL : *found;
}

static void set_match(struct plan_builder *p, size_t index, const struct app *app)
{
	p->matches[index] = app;
	if (app->deleted_at_ms == 0)
		p->is_matched[app - p->current->apps] = true;
}

/* Matches an entry with an id to a current or removed registration. */
static enum status match_by_id(struct plan_builder *p, size_t index)
{
	const struct app *wanted = &p->draft->apps[index], *found = find_by_id(p, wanted);
	struct fault lookup = fault_make(p->fault->arena);
	struct app *removed;
	enum status status;

	if (found != NULL) {
		set_match(p, index, found);
		return STATUS_OK;
	}
	removed = arena_alloc(p->fault->arena, sizeof(*removed));
	status = app_store_get_deleted(p->db, wanted->id, removed, &lookup);
	if (status == STATUS_OK)
		set_match(p, index, removed);
	else if (status == STATUS_NOT_FOUND)
		fault_add(p->fault, target(p, index, "id"), "UnknownEntry",
			"apps[%zu] has an unknown id; omit the id of a new entry.", index);
	else
		return fault_propagate(p->fault, &lookup);
	return STATUS_OK;
}

/* Matches an entry without an id to the registration with its pair, unless another entry refers to
 * that registration. */
static void match_by_pair(struct plan_builder *p, size_t index)
{
	const struct app *found = find_by_pair(p, &p->draft->apps[index]);

	if (found != NULL && !p->is_matched[found - p->current->apps])
		set_match(p, index, found);
}

static enum status match(struct plan_builder *p)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < p->draft->count && status == STATUS_OK; i++) {
		if (!guid_is_zero(p->draft->apps[i].id))
			status = match_by_id(p, i);
	}
	for (size_t i = 0; i < p->draft->count && status == STATUS_OK; i++) {
		if (guid_is_zero(p->draft->apps[i].id))
			match_by_pair(p, i);
	}
	return status;
}

static void add_step(struct plan_builder *p, const struct app *before, struct app *after)
{
	struct settings_step *step = &p->plan->steps[p->plan->count++];

	step->restored = before != NULL && before->deleted_at_ms != 0;
	step->before = step->restored ? NULL : before;
	step->after = after;
}

/* Returns the registration after the change: the entry's values, and the read-only fields of
 * `before`. */
static struct app *make_updated(
	struct arena *arena, const struct app *entry, const struct app *before)
{
	struct app *after = arena_alloc(arena, sizeof(*after));

	*after = *entry;
	if (before == NULL)
		return after;
	after->id = before->id;
	after->created_at_ms = before->created_at_ms;
	after->created_by = before->created_by;
	after->last_used_at_ms = before->last_used_at_ms;
	after->call_count = before->call_count;
	return after;
}

static void add_steps(struct plan_builder *p)
{
	for (size_t i = 0; i < p->current->count; i++) {
		if (!p->is_matched[i])
			add_step(p, &p->current->apps[i], NULL);
	}
	for (size_t i = 0; i < p->draft->count; i++) {
		const struct app *before = p->matches[i], *entry = &p->draft->apps[i];

		if (before == NULL || before->deleted_at_ms != 0 || !app_same(before, entry))
			add_step(p, before, make_updated(p->fault->arena, entry, before));
	}
}

enum status settings_plan(struct db *db, const struct settings *current,
	const struct settings_draft *draft, struct settings_plan *ret_plan, struct fault *fault)
{
	struct arena *arena = fault->arena;
	struct plan_builder p = {.db = db,
		.current = current,
		.draft = draft,
		.plan = ret_plan,
		.fault = fault,
		.by_pair = arena_array(arena, current->count + 1, sizeof(*p.by_pair)),
		.matches = arena_array(arena, draft->count + 1, sizeof(*p.matches)),
		.is_matched = arena_array(arena, current->count + 1, sizeof(*p.is_matched))};
	struct draft_entry *entries = arena_array(arena, draft->count + 1, sizeof(*entries));

	*ret_plan = (struct settings_plan){.current = current,
		.require_moderator = draft->require_moderator,
		.steps = arena_array(
			arena, current->count + draft->count + 1, sizeof(*ret_plan->steps))};
	for (size_t i = 0; i < current->count; i++)
		p.by_pair[i] = &current->apps[i];
	if (current->count > 1)
		qsort(p.by_pair, current->count, sizeof(*p.by_pair), compare_apps_by_pair);
	check_pairs(&p, entries);
	check_ids(&p, entries);
	if (match(&p) == STATUS_OK && fault->status == STATUS_OK)
		add_steps(&p);
	return fault->status;
}

bool settings_is_same(const struct settings_plan *plan)
{
	return plan->count == 0 &&
		plan->require_moderator == plan->current->state.require_moderator;
}

/* Removes all registrations that change, so that others can take over their pairs. store_step()
 * restores those that remain. */
static enum status remove_apps(struct db *db, const struct settings_plan *plan, int64_t revision,
	const struct registry_change *change, struct fault *fault)
{
	enum status status = STATUS_OK;

	for (size_t i = 0; i < plan->count && status == STATUS_OK; i++) {
		const struct app *before = plan->steps[i].before;

		if (before != NULL)
			status = app_row_remove(db, before->id, revision, change, fault);
	}
	return status;
}

static enum status store_step(struct db *db, const struct settings_step *step, int64_t revision,
	const struct registry_change *change, struct fault *fault)
{
	struct app *after = step->after;

	after->revision = revision;
	after->last_modified_at_ms = change->now_ms;
	after->last_modified_by = change->by;
	if (step->before != NULL || step->restored)
		return app_row_update(db, after, fault);
	after->id = guid_new(change->now_ms);
	after->created_at_ms = change->now_ms;
	after->created_by = change->by;
	return app_row_insert(db, after, fault);
}

enum status settings_apply(struct db *db, const struct settings_plan *plan,
	const struct registry_change *change, struct fault *fault)
{
	int64_t revision = 0;
	enum status status = registry_state_advance(db, change, &revision, fault);

	if (status == STATUS_OK)
		status = registry_state_set_moderator(db, plan->require_moderator, fault);
	if (status == STATUS_OK)
		status = remove_apps(db, plan, revision, change, fault);
	for (size_t i = 0; i < plan->count && status == STATUS_OK; i++) {
		if (plan->steps[i].after != NULL)
			status = store_step(db, &plan->steps[i], revision, change, fault);
	}
	return status;
}
