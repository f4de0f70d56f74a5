/*
 * fuzz: what every fuzzer offers to libFuzzer (preset fuzz) and to replay.c, which runs the corpus
 * in every ordinary test run.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* The name is libFuzzer's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
