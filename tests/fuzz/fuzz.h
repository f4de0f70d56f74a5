/*
 * fuzz: the entry point of every fuzzer, for libFuzzer (preset fuzz) and for replay.c, which runs
 * the corpus in every test run.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include <stddef.h>
#include <stdint.h>

/* libFuzzer requires this name. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
