/*
 * stream: a byte stream that is read while another thread still writes it.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#define BYTE_STREAM_END (-1)
#define BYTE_STREAM_FAILED (-2)

/* A reader that waits for more bytes. The stream calls wake() exactly once, on any thread; a second
 * call would end the process (http/server_exchange.c). `next` belongs to the stream. */
struct stream_waiter {
	void (*wake)(struct stream_waiter *waiter);
	struct stream_waiter *next;
};

/* The reader calls close() when it has finished. */
struct byte_stream {
	/* Reads up to `size` bytes at `offset` without blocking. Returns their number,
	 * BYTE_STREAM_END or BYTE_STREAM_FAILED. If it returns 0, there are no bytes yet, and the
	 * stream wakes the waiter later, possibly before this call returns; the waiter must stay
	 * valid until then. */
	int64_t (*read)(struct byte_stream *stream, uint64_t offset, char *into, size_t size,
		struct stream_waiter *waiter);
	void (*close)(struct byte_stream *stream);
};

#endif
