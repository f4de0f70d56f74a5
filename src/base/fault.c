#include "base/fault.h"

/* A power of two. */
#define FIRST_ERRORS 4

struct fault fault_make(struct arena *arena)
{
	return (struct fault){.arena = arena};
}

enum status fault_set(
	struct fault *fault, enum status status, const char *code, const char *format, ...)
{
	va_list args;

	fault_clear(fault);
	va_start(args, format);
	fault->detail = arena_shorten(
		fault->arena, arena_vprintf(fault->arena, format, args), FAULT_DETAIL_BYTES_MAX);
	va_end(args);
	fault->status = status;
	fault->code = code;
	return status;
}

/* Doubles the capacity, so that the cost of copying stays linear. */
static void ensure_capacity(struct fault *fault)
{
	size_t count = fault->error_count, size = sizeof(*fault->errors);

	if (count == 0)
		fault->errors = arena_array(fault->arena, FIRST_ERRORS, size);
	else if (count >= FIRST_ERRORS && (count & (count - 1)) == 0)
		fault->errors =
			arena_grow(fault->arena, fault->errors, count * size, 2 * count * size);
}

void fault_add(struct fault *fault, struct text target, const char *code, const char *format, ...)
{
	struct fault_error *error;
	va_list args;

	fault->status = STATUS_INVALID;
	fault->code = "InvalidRequest";
	if (fault->error_count == FAULT_ERRORS_MAX) {
		fault->omitted_count++;
		return;
	}
	ensure_capacity(fault);
	error = &fault->errors[fault->error_count++];
	error->target = arena_shorten(fault->arena, target, FAULT_TARGET_BYTES_MAX);
	error->code = code;
	va_start(args, format);
	error->message = arena_shorten(
		fault->arena, arena_vprintf(fault->arena, format, args), FAULT_MESSAGE_BYTES_MAX);
	va_end(args);
}

enum status fault_propagate(struct fault *fault, const struct fault *from)
{
	return fault_set(fault, from->status, from->code, "%.*s", (int)from->detail.length,
		from->detail.data);
}

void fault_clear(struct fault *fault)
{
	*fault = fault_make(fault->arena);
}
