#include "cli/jws_command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "auth/jws.h"
#include "base/file.h"

#define EXIT_REFUSED 1
#define EXIT_MISUSED 2

struct invocation {
	struct arena *arena;
	const char *jwks_path;
	uint32_t algorithms;
};

static int misused(const char *what, const char *detail)
{
	fprintf(stderr, "s2s-registry: %s%s\n", what, detail);
	return EXIT_MISUSED;
}

static struct jwk_set *read_key_set(struct invocation *call, struct text *ret_why)
{
	FILE *file = fopen(call->jwks_path, "rbe");
	struct text document = TEXT_NONE;

	if (file != NULL)
		document = file_read_stream(call->arena, file, JWK_SET_BYTES_MAX);
	if (!text_is_set(document))
		*ret_why = text_from(strerror(errno));
	if (file != NULL)
		fclose(file);
	return text_is_set(document) ? jwk_set_parse(call->arena, document, ret_why) : NULL;
}

/* Removes one line end, which echo and editors add. */
static struct text trim_line_end(struct text t)
{
	if (t.length > 0 && t.data[t.length - 1] == '\n')
		t.length--;
	if (t.length > 0 && t.data[t.length - 1] == '\r')
		t.length--;
	return t;
}

static enum refusal check(
	struct invocation *call, const struct jwk_set *set, struct text token, struct jws *jws)
{
	const struct jwk *key = NULL;
	enum refusal refusal = jws_parse(call->arena, token, jws);

	if (refusal == REFUSAL_NONE)
		refusal = jws_check_allowed(jws, call->algorithms);
	if (refusal == REFUSAL_NONE)
		refusal = jws_select_key(set, jws, &key);
	return refusal == REFUSAL_NONE ? jws_verify(jws, key) : refusal;
}

static int report(enum refusal refusal, const struct jws *jws)
{
	if (refusal != REFUSAL_NONE) {
		puts(refusal_row(refusal)->code);
		fprintf(stderr, "s2s-registry: %s\n", refusal_row(refusal)->sentence);
		return EXIT_REFUSED;
	}
	if (fwrite(jws->payload.data, 1, jws->payload.length, stdout) != jws->payload.length ||
		fflush(stdout) != 0)
		return EXIT_MISUSED;
	return EXIT_SUCCESS;
}

static int verify(struct invocation *call)
{
	struct text why = TEXT_NONE, token;
	struct jwk_set *set = read_key_set(call, &why);
	struct jws jws = {0};
	int result;

	if (set == NULL)
		return misused(arena_printf(call->arena, "%s: ", call->jwks_path).data,
			arena_cstr(call->arena, why));
	/* Two more bytes for the line end. */
	token = file_read_stream(call->arena, stdin, JWS_BYTES_MAX + 2);
	if (text_is_set(token))
		result = report(check(call, set, trim_line_end(token), &jws), &jws);
	else
		result = misused("standard input: ", strerror(errno));
	jwk_set_free(set);
	return result;
}

static bool take_option(struct invocation *call, const char *name, const char *value)
{
	enum algorithm algorithm;

	if (strcmp(name, "--jwks") == 0 && call->jwks_path == NULL) {
		call->jwks_path = value;
		return true;
	}
	if (strcmp(name, "--alg") != 0 || !algorithm_find(text_from(value), &algorithm))
		return false;
	call->algorithms |= ALGORITHM_BIT(algorithm);
	return true;
}

static int run(struct invocation *call, int argc, char **argv)
{
	for (int i = 0; i < argc; i += 2) {
		if (i + 1 == argc)
			return misused("jws-verify needs a value for ", argv[i]);
		if (!take_option(call, argv[i], argv[i + 1]))
			return misused("jws-verify does not accept ",
				arena_printf(call->arena, "%s %s", argv[i], argv[i + 1]).data);
	}
	if (call->jwks_path == NULL)
		return misused("jws-verify needs ", "--jwks FILE");
	if (call->algorithms == 0)
		call->algorithms = ALGORITHM_ALL;
	return verify(call);
}

int jws_command_run(int argc, char **argv)
{
	struct invocation call = {.arena = arena_new()};
	int result = run(&call, argc, argv);

	arena_free(call.arena);
	return result;
}
