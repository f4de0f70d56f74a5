/*
 * stream: a byte stream that can be read while another thread is still writing it.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#define BYTE_STREAM_END (-1)
#define BYTE_STREAM_FAILED (-2)

/* A reader that waits for more bytes. The stream calls wake() exactly once, on any thread. A second
 * call would abort the process (http/server_exchange.c). Only the stream uses `next`. */
struct stream_waiter {
	void (*wake)(struct stream_waiter *waiter);
	struct stream_waiter *next;
};

/* The functions that the reader of a stream calls. The reader must call close() when it has
 * finished. */
struct byte_stream {
	/* Reads up to `size` bytes at `offset` without blocking. Returns the number of bytes,
	 * BYTE_STREAM_END or BYTE_STREAM_FAILED. If there are no bytes yet, returns 0 and registers
	 * `waiter`. `waiter` must stay valid until the stream calls waiter->wake(), which can
	 * happen before read() returns. */
	int64_t (*read)(struct byte_stream *stream, uint64_t offset, char *into, size_t size,
		struct stream_waiter *waiter);
	void (*close)(struct byte_stream *stream);
};

#endif
