#include "service/ops.h"

#include <stdatomic.h>
#include <string.h>

#include "api/pipeline/pipeline.h"
#include "api/pipeline/serve.h"
#include "http/server_url.h"
#include "service/ops_options.h"
#include "service/ops_process.h"

struct ops {
	struct service *service;
	struct arena *arena;
	struct server_app app;
	struct server *server;
	const char *url;
	atomic_bool stopping;
};

static enum server_step begin(void *context, struct exchange *exchange)
{
	(void)context;
	exchange->body_limit = 0;
	if (exchange->flaw == NULL)
		return SERVER_CONTINUE;
	exchange->response.status = 400;
	return SERVER_ANSWER;
}

static void write_metrics(struct ops *ops, const struct request *request, struct response *response)
{
	struct arena *arena = request->arena;
	struct text counted = metrics_write(ops->service->runtime.metrics, arena);
	struct text process = ops_process_write(arena);

	response->status = 200;
	message_add_header(
		response, "Content-Type", TEXT("text/plain; version=0.0.4; charset=utf-8"));
	message_add_header(response, "Cache-Control", TEXT("no-store"));
	response->body = arena_printf(arena, "%s%s", arena_cstr(arena, counted), process.data);
}

static void refuse(struct ops *ops, struct request *request, struct response *response)
{
	pipeline_refuse_all(pipeline_begin(ops->service, request, response));
}

static bool is_path(const struct request *request, const char *path)
{
	return text_equal(request->path, text_from(path));
}

static enum server_step serve(void *context, struct exchange *exchange)
{
	struct ops *ops = context;
	struct request *request = &exchange->request;
	struct response *response = &exchange->response;
	bool reads = request->method == METHOD_GET || request->method == METHOD_HEAD;

	if (is_path(request, "/readyz") && atomic_load(&ops->stopping))
		refuse(ops, request, response);
	else if (is_path(request, "/healthz") || is_path(request, "/readyz"))
		serve_request(ops->service, request, response);
	else if (is_path(request, "/metrics") && reads)
		write_metrics(ops, request, response);
	else
		response->status = is_path(request, "/metrics") ? 405 : 404;
	return SERVER_ANSWER;
}

static enum status listen_on(
	struct ops *ops, const struct server_options *options, struct fault *fault)
{
	ops->server = server_start(options, &ops->app, fault);
	if (ops->server != NULL)
		ops->url = server_url_make(ops->arena, options, server_port(ops->server)).data;
	return fault->status;
}

static enum status tolerate_default_address(const struct service *service, struct fault *fault)
{
	if (strcmp(service->runtime.config->server_ops_address, CONFIG_OPS_ADDRESS) != 0)
		return fault->status;
	LOG(service->runtime.log, LOG_WARNING, "ops-not-listening", LOG_TEXT("why", fault->detail));
	*fault = fault_make(fault->arena);
	return STATUS_OK;
}

enum status ops_start(struct ops **ret_ops, struct service *service, struct fault *fault)
{
	struct server_options options;
	struct arena *arena;
	struct ops *ops;

	*ret_ops = NULL;
	if (ops_options_read(service->runtime.config, &options, fault) != STATUS_OK ||
		options.address == NULL)
		return fault->status;
	arena = arena_new();
	ops = arena_alloc(arena, sizeof(*ops));
	ops->arena = arena;
	ops->service = service;
	ops->app = (struct server_app){.context = ops, .begin = begin, .serve = serve};
	if (listen_on(ops, &options, fault) == STATUS_OK) {
		*ret_ops = ops;
		return STATUS_OK;
	}
	arena_free(arena);
	return tolerate_default_address(service, fault);
}

const char *ops_url(const struct ops *ops)
{
	return ops == NULL ? NULL : ops->url;
}

void ops_announce_stop(struct ops *ops)
{
	if (ops != NULL)
		atomic_store(&ops->stopping, true);
}

void ops_stop(struct ops *ops)
{
	if (ops == NULL)
		return;
	server_stop(ops->server);
	arena_free(ops->arena);
}
