/*
 * erasure_checkpoint: brings what erasures have removed out of the write-ahead log and the file.
 *
 * The log has pages as they were before, and so has the file until the log is brought in. Only
 * then nothing of the person is left in either, and the receipts may say so.
 */
#ifndef UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H
#define UPKEEP_ERASURE_CHECKPOINT_PRIVATE_H

#include "upkeep/runtime.h"

/* For all erasures that are over and merged. False when that is to be tried again, because a reader
 * is in the way, or it failed, which `fault` tells then. */
bool erasure_checkpoint_run(struct runtime *runtime, struct fault *fault);

#endif
