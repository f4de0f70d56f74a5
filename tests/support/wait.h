/*
 * wait: waits for effects of other threads and processes.
 */
#ifndef SUPPORT_WAIT_H
#define SUPPORT_WAIT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

/* As long as a test on a busy machine has patience. */
#define WAIT_PATIENCE_MS 60000

void wait_ms(int64_t duration_ms);

/* Asks now and then, at least twice. Whether the predicate held before the time was over. */
bool wait_until(bool (*holds)(void *context), void *context, int64_t max_wait_ms);

/* Whether the counter reached `count` within WAIT_PATIENCE_MS. */
bool wait_for_count(const atomic_int *counter, int count);

/* The same for a flag that is set. */
bool wait_for_flag(const atomic_bool *flag);

#endif
