#include "base/clock.h"

#include <string.h>
#include <time.h>

/* 9999-12-31T23:59:59Z */
#define LAST_SECOND INT64_C(253402300799)

static int64_t read_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * CLOCK_MS_PER_S + now.tv_nsec / 1000000;
}

static int64_t system_now_ms(const struct clock *clock)
{
	(void)clock;
	return read_ms(CLOCK_REALTIME);
}

static int64_t monotonic_now_ms(const struct clock *clock)
{
	(void)clock;
	return clock_monotonic_ms();
}

const struct clock clock_system = {system_now_ms};
const struct clock clock_monotonic = {monotonic_now_ms};

int64_t clock_now_ms(const struct clock *clock)
{
	return clock->now_ms(clock);
}

int64_t clock_monotonic_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

static void put_digits(char *bytes, int width, int value)
{
	while (width-- > 0) {
		bytes[width] = (char)('0' + value % 10);
		value /= 10;
	}
}

/* Formats everything except the milliseconds. */
static void put_second(char bytes[CLOCK_TEXT_BYTES], time_t second)
{
	struct tm tm;

	gmtime_r(&second, &tm);
	memcpy(bytes, "0000-00-00T00:00:00.000Z", CLOCK_TEXT_BYTES);
	put_digits(bytes, 4, tm.tm_year + 1900);
	put_digits(bytes + 5, 2, tm.tm_mon + 1);
	put_digits(bytes + 8, 2, tm.tm_mday);
	put_digits(bytes + 11, 2, tm.tm_hour);
	put_digits(bytes + 14, 2, tm.tm_min);
	put_digits(bytes + 17, 2, tm.tm_sec);
}

/* Caches the text of the last second, because gmtime_r() takes a process-wide lock. */
struct text clock_format(int64_t time_ms, char bytes[CLOCK_TEXT_BYTES])
{
	static _Thread_local struct {
		time_t second;
		char bytes[CLOCK_TEXT_BYTES];
	} last = {.second = -1};
	int64_t millis = time_ms % CLOCK_MS_PER_S;
	time_t second;

	if (millis < 0)
		millis += CLOCK_MS_PER_S;
	second = (time_ms - millis) / CLOCK_MS_PER_S;
	if (second != last.second)
		put_second(last.bytes, second);
	last.second = second;
	memcpy(bytes, last.bytes, CLOCK_TEXT_BYTES);
	put_digits(bytes + 20, 3, (int)millis);
	return (struct text){bytes, CLOCK_TEXT_BYTES};
}

struct text clock_text(struct arena *arena, int64_t time_ms)
{
	char bytes[CLOCK_TEXT_BYTES];

	return arena_text(arena, clock_format(time_ms, bytes));
}

/* Removes exactly `width` digits from the front of *t. */
static bool take_number(struct text *t, size_t width, int *ret_value)
{
	int64_t value;

	if (t->length < width || t->data[0] == '-' ||
		!text_to_int64(text_slice(*t, 0, width), &value))
		return false;
	*ret_value = (int)value;
	*t = text_slice(*t, width, t->length);
	return true;
}

static bool take_char(struct text *t, const char *choices)
{
	for (; *choices != '\0'; choices++) {
		if (t->length > 0 && t->data[0] == *choices) {
			*t = text_slice(*t, 1, t->length);
			return true;
		}
	}
	return false;
}

static bool take_date(struct text *t, struct tm *tm)
{
	if (!take_number(t, 4, &tm->tm_year) || !take_char(t, "-") ||
		!take_number(t, 2, &tm->tm_mon) || !take_char(t, "-") ||
		!take_number(t, 2, &tm->tm_mday) || tm->tm_year < 1970)
		return false;
	tm->tm_year -= 1900;
	tm->tm_mon -= 1;
	return true;
}

static bool take_fraction(struct text *t, int *ret_millis)
{
	int scale = 100;
	size_t digits = 0;

	*ret_millis = 0;
	if (!take_char(t, ".,"))
		return true;
	while (t->length > 0 && t->data[0] >= '0' && t->data[0] <= '9') {
		*ret_millis += (t->data[0] - '0') * scale;
		scale /= 10;
		digits++;
		*t = text_slice(*t, 1, t->length);
	}
	return digits >= 1 && digits <= 9;
}

static bool take_time(struct text *t, struct tm *tm, int *ret_millis)
{
	if (!take_number(t, 2, &tm->tm_hour) || !take_char(t, ":") ||
		!take_number(t, 2, &tm->tm_min) || tm->tm_hour > 23 || tm->tm_min > 59)
		return false;
	*ret_millis = 0;
	if (!take_char(t, ":"))
		return true;
	return take_number(t, 2, &tm->tm_sec) && tm->tm_sec <= 60 && take_fraction(t, ret_millis);
}

/* Replaces a leap second by the last millisecond before it, so that it stays in the same day.
 * Returns false if it is not at the end of a UTC month. */
static bool fold_leap_second(time_t *seconds, int *millis)
{
	struct tm next;

	gmtime_r(seconds, &next);
	*seconds -= 1;
	*millis = (int)CLOCK_MS_PER_S - 1;
	return next.tm_mday == 1 && next.tm_hour == 0 && next.tm_min == 0 && next.tm_sec == 0;
}

static bool take_offset(struct text *t, int *ret_offset_s)
{
	int hours, minutes = 0;
	bool west = t->length > 0 && t->data[0] == '-';

	*ret_offset_s = 0;
	if (t->length == 0 || take_char(t, "Zz"))
		return true;
	if (!take_char(t, "+-") || !take_number(t, 2, &hours))
		return false;
	if ((take_char(t, ":") || t->length > 0) && !take_number(t, 2, &minutes))
		return false;
	if (hours > 14 || minutes > 59)
		return false;
	*ret_offset_s = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
	return true;
}

bool clock_parse(struct text t, int64_t *ret_time_ms)
{
	struct tm tm = {0}, normal;
	int millis = 0, offset_s = 0;
	time_t seconds;
	bool is_leap;

	t = text_trim(t);
	if (!take_date(&t, &tm))
		return false;
	normal = tm;
	if (timegm(&normal) == (time_t)-1 || normal.tm_mday != tm.tm_mday ||
		normal.tm_mon != tm.tm_mon)
		return false;
	if (take_char(&t, "Tt ") && (!take_time(&t, &tm, &millis) || !take_offset(&t, &offset_s)))
		return false;
	is_leap = tm.tm_sec == 60;
	seconds = timegm(&tm) - offset_s;
	if (is_leap && !fold_leap_second(&seconds, &millis))
		return false;
	if (t.length > 0 || seconds < 0 || seconds > LAST_SECOND)
		return false;
	*ret_time_ms = seconds * CLOCK_MS_PER_S + millis;
	return true;
}

/* Returns the month, counted from 1, or 0. */
static int month_named(struct text name)
{
	static const char *const names[] = {
		"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

	for (int i = 0; i < 12; i++) {
		if (text_equal(name, text_from(names[i])))
			return i + 1;
	}
	return 0;
}

bool clock_parse_http(struct text t, int64_t *ret_time_ms)
{
	int month = t.length == 29 ? month_named(text_slice(t, 8, 3)) : 0;
	char iso[] = "YYYY-MM-DDThh:mm:ssZ";

	if (month == 0 || !text_equal(text_slice(t, 3, 2), TEXT(", ")) || t.data[7] != ' ' ||
		t.data[11] != ' ' || t.data[16] != ' ' ||
		!text_equal(text_slice(t, 25, 4), TEXT(" GMT")))
		return false;
	memcpy(iso, t.data + 12, 4);
	iso[5] = (char)('0' + month / 10);
	iso[6] = (char)('0' + month % 10);
	memcpy(iso + 8, t.data + 5, 2);
	memcpy(iso + 11, t.data + 17, 8);
	return clock_parse((struct text){iso, sizeof(iso) - 1}, ret_time_ms);
}
