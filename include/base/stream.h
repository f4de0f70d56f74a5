/*
 * stream: bytes that are read while they are still being made.
 */
#ifndef BASE_STREAM_H
#define BASE_STREAM_H

#include <stddef.h>
#include <stdint.h>

#define BYTE_STREAM_END (-1)
#define BYTE_STREAM_FAILED (-2)

/* A reader that waits for more. Called once, from any thread; `next` is the stream's own. */
struct stream_waiter {
	void (*wake)(struct stream_waiter *waiter);
	struct stream_waiter *next;
};

/* The reader closes it. */
struct byte_stream {
	/* Up to `room` bytes from `offset` on, without waiting. 0: there are none yet, and the
	 * waiter, which has to live that long, will be woken, perhaps before this returns. */
	int64_t (*read)(struct byte_stream *stream, uint64_t offset, char *into, size_t room,
		struct stream_waiter *waiter);
	void (*close)(struct byte_stream *stream);
};

#endif
