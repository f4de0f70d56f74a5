#include "api/open/connector_files.h"

#include <pthread.h>
#include <stdlib.h>

#include "api/core/public_url.h"
#include "api/core/reply.h"

struct connector_files {
	pthread_mutex_t lock;
	struct arena *arena;
	/* What the files are made from; a reload replaces the configuration. */
	const struct config *config;
	const char *url;
	struct package packages[PACKAGE_KINDS];
	struct static_text texts[PACKAGE_KINDS][PACKAGE_FILES];
};

struct connector_files *connector_files_new(void)
{
	struct arena *arena = arena_new();
	struct connector_files *files = calloc(1, sizeof(*files));

	if (files == NULL)
		abort();
	pthread_mutex_init(&files->lock, NULL);
	files->arena = arena;
	return files;
}

void connector_files_free(struct connector_files *files)
{
	if (files == NULL)
		return;
	pthread_mutex_destroy(&files->lock);
	arena_free(files->arena);
	free(files);
}

/* Making needs much more memory than the files, so it uses the arena of the fault. */
static enum status make(struct connector_files *files, enum package_kind kind,
	const struct target *target, struct fault *fault)
{
	struct package *package = &files->packages[kind];

	if (package_make(package, target, kind, fault) != STATUS_OK)
		return fault->status;
	for (size_t i = 0; i < PACKAGE_FILES; i++) {
		struct package_file *file = &package->files[i];

		file->content = arena_text(files->arena, file->content);
		files->texts[kind][i] =
			static_text_make(files->arena, text_from(file->media_type), file->content);
	}
	return STATUS_OK;
}

static enum status make_all(struct connector_files *files, const struct runtime *runtime,
	const char *url, struct fault *fault)
{
	struct target target;

	files->config = NULL;
	arena_reset(files->arena);
	if (target_read(&target, runtime->config, text_from(url), fault) != STATUS_OK)
		return fault->status;
	target.environment = guid_text(fault->arena, runtime->environment.id);
	if (make(files, PACKAGE_REVIEWS, &target, fault) != STATUS_OK ||
		make(files, PACKAGE_ADMIN, &target, fault) != STATUS_OK)
		return fault->status;
	files->config = runtime->config;
	files->url = url;
	return STATUS_OK;
}

/* Requires the lock. */
static enum status make_if_stale(struct connector_files *files, struct call *call)
{
	const struct config *config = call->service->runtime.config;
	const char *url = call->service->public_url;
	struct arena *scratch;
	struct fault fault;

	if (files->config == config && files->url == url)
		return STATUS_OK;
	scratch = arena_new();
	fault = fault_make(scratch);
	if (make_all(files, &call->service->runtime, url, &fault) != STATUS_OK)
		fault_propagate(&call->fault, &fault);
	arena_free(scratch);
	return call->fault.status;
}

/* Requires the lock. */
static enum status copy(struct connector_files *files, struct call *call, enum package_kind kind,
	struct text name, struct static_text *ret_text)
{
	const struct package *package = &files->packages[kind];

	for (size_t i = 0; i < PACKAGE_FILES; i++) {
		if (!text_equal(text_from(package->files[i].name), name))
			continue;
		*ret_text = static_text_copy(call->arena, &files->texts[kind][i]);
		return STATUS_OK;
	}
	return reply_not_found(call);
}

enum status connector_files_find(
	struct call *call, enum package_kind kind, struct text name, struct static_text *ret_text)
{
	struct connector_files *files = call->service->connector_files;
	enum status status;

	if (public_url_is_of_request(call))
		return target_refuse(
			&call->fault, "A connector needs one URL for all: set server.public-url.");
	pthread_mutex_lock(&files->lock);
	status = make_if_stale(files, call);
	if (status == STATUS_OK)
		status = copy(files, call, kind, name, ret_text);
	pthread_mutex_unlock(&files->lock);
	return status;
}
