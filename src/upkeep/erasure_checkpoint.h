/*
 * erasure_checkpoint: removes erased data from the write-ahead log and the database file.
 *
 * Until a checkpoint, the log and the file still have older versions of the erased pages. After it,
 * the receipts can say that no trace of the person is left.
 */
#ifndef UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H
#define UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H

#include "upkeep/runtime.h"

/* Checkpoints and truncates the log for all finished erasures whose words have left the search
 * index. Returns false when the caller should retry: a reader prevents it, or, with the fault set,
 * it failed. */
bool erasure_checkpoint_run(struct runtime *runtime, struct fault *fault);

#endif
