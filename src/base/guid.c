#include "base/guid.h"

#include <stdatomic.h>
#include <string.h>

#include "base/hash.h"

static bool is_hyphen_index(size_t at)
{
	return at == 8 || at == 13 || at == 18 || at == 23;
}

bool guid_parse_strict(struct text t, struct guid *ret_guid)
{
	struct guid guid = {{0}};
	size_t digits = 0;

	if (t.length != GUID_TEXT_BYTES)
		return false;
	for (size_t i = 0; i < t.length; i++) {
		int digit = text_hex_digit(t.data[i]);

		if (is_hyphen_index(i)) {
			if (t.data[i] != '-')
				return false;
			continue;
		}
		if (digit < 0)
			return false;
		guid.bytes[digits / 2] = (uint8_t)(guid.bytes[digits / 2] << 4 | digit);
		digits++;
	}
	*ret_guid = guid;
	return true;
}

bool guid_parse(struct text t, struct guid *ret_guid)
{
	char canonical[GUID_TEXT_BYTES];
	size_t from = 0;

	t = text_trim(t);
	if (t.length > 2 && t.data[0] == '{' && t.data[t.length - 1] == '}')
		t = text_slice(t, 1, t.length - 2);
	if (t.length != 32)
		return guid_parse_strict(t, ret_guid);
	for (size_t i = 0; i < sizeof(canonical); i++)
		canonical[i] = is_hyphen_index(i) ? '-' : t.data[from++];
	return guid_parse_strict((struct text){canonical, sizeof(canonical)}, ret_guid);
}

struct text guid_text(struct arena *arena, struct guid guid)
{
	static const char digits[] = "0123456789abcdef";
	char *out = arena_alloc(arena, GUID_TEXT_BYTES + 1);
	size_t at = 0;

	for (size_t i = 0; i < sizeof(guid.bytes); i++) {
		if (is_hyphen_index(at))
			out[at++] = '-';
		out[at++] = digits[guid.bytes[i] >> 4];
		out[at++] = digits[guid.bytes[i] & 15];
	}
	return (struct text){out, at};
}

struct text guid_text_or_none(struct arena *arena, struct guid guid)
{
	return guid_is_zero(guid) ? TEXT_NONE : guid_text(arena, guid);
}

#define SEQUENCE_BITS 12

/* If the clock is earlier than the newest ID by less than this, the request began before that ID
 * was created. */
#define LATE_MS 1000

/* Returns the millisecond and a sequence number within it (RFC 9562 §6.2, method 1), so that IDs
 * sort in the order in which they are created. The sequence starts at a random value in its lower
 * half. On overflow it restarts at `start`; the IDs are then still unique, but not in order. */
static uint64_t next_stamp(uint64_t now_ms, uint64_t start)
{
	static atomic_uint_fast64_t last; /* stamp of the newest ID */
	uint_fast64_t before = atomic_load(&last), mine;

	do {
		uint64_t newest_ms = before >> SEQUENCE_BITS;
		bool is_late = newest_ms > now_ms && newest_ms - now_ms < LATE_MS;
		uint64_t ms = is_late ? newest_ms : now_ms;

		mine = ms << SEQUENCE_BITS | start;
		if (newest_ms == ms && (before + 1) >> SEQUENCE_BITS == ms)
			mine = before + 1;
	} while (!atomic_compare_exchange_weak(&last, &before, mine));
	return mine;
}

/* Generates random bytes for many IDs at a time: each call of OpenSSL costs a getpid() and a lock.
 */
static void draw(void *bytes, size_t count)
{
	static _Thread_local struct {
		uint8_t bytes[1024];
		size_t left;
	} stock;

	if (stock.left < count) {
		hash_random(stock.bytes, sizeof(stock.bytes));
		stock.left = sizeof(stock.bytes);
	}
	stock.left -= count;
	memcpy(bytes, stock.bytes + stock.left, count);
	memset(stock.bytes + stock.left, 0, count);
}

struct guid guid_new(int64_t now_ms)
{
	struct guid guid;
	uint64_t stamp;

	draw(guid.bytes, sizeof(guid.bytes));
	stamp = next_stamp((uint64_t)now_ms, (uint64_t)(guid.bytes[6] & 0x07) << 8 | guid.bytes[7]);
	for (int i = 0; i < 6; i++)
		guid.bytes[i] = (uint8_t)(stamp >> (52 - 8 * i));
	guid.bytes[6] = (uint8_t)(0x70 | (stamp >> 8 & 0x0f));
	guid.bytes[7] = (uint8_t)stamp;
	guid.bytes[8] = (uint8_t)(0x80 | (guid.bytes[8] & 0x3f));
	return guid;
}

int guid_compare(struct guid a, struct guid b)
{
	return memcmp(a.bytes, b.bytes, sizeof(a.bytes));
}

bool guid_equal(struct guid a, struct guid b)
{
	return guid_compare(a, b) == 0;
}

bool guid_is_zero(struct guid guid)
{
	return guid_equal(guid, (struct guid){{0}});
}
