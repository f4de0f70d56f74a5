/*
 * erasure_checkpoint: removes erased data from the write-ahead log and the database file.
 *
 * Before a checkpoint, the write-ahead log and the database file may still contain older versions
 * of pages with erased data. After the checkpoint, the receipts of the erasures may say that no
 * trace of the person is left.
 */
#ifndef UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H
#define UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H

#include "upkeep/runtime.h"

/* Checkpoints and truncates the write-ahead log, if there are finished erasures whose words were
 * removed from the search index. If there are no such erasures, does nothing and returns true.
 * Returns false if a reader or a writer prevents the truncation. If an error occurs, sets the fault
 * and returns false. The caller should retry in both cases. */
bool erasure_checkpoint_run(struct runtime *runtime, struct fault *fault);

#endif
