#include "http/coding.h"

#include <ctype.h>

/* Weights in thousandths. */
#define WEIGHT_MAX 1000

/* What the headers say of a coding. */
enum named { GZIP, IDENTITY, ANY, NAMES };

struct wishes {
	bool is_given[NAMES];
	int weights[NAMES];
};

static int name_of(struct text coding)
{
	if (text_equal_nocase(coding, TEXT("gzip")) || text_equal_nocase(coding, TEXT("x-gzip")))
		return GZIP;
	if (text_equal_nocase(coding, TEXT("identity")))
		return IDENTITY;
	return text_equal(coding, TEXT("*")) ? ANY : NAMES;
}

/* Parses "0", "1" or either with up to three decimals, at most 1. Returns 0 if it is malformed. */
static int parse_weight(struct text value)
{
	int weight = 0, unit = WEIGHT_MAX;

	if (value.length == 0 || value.length > 5 || (value.length > 1 && value.data[1] != '.'))
		return 0;
	for (size_t i = 0; i < value.length; i++) {
		if (i == 1)
			continue;
		if (!isdigit((unsigned char)value.data[i]))
			return 0;
		weight += (value.data[i] - '0') * unit;
		unit /= 10;
	}
	return weight > WEIGHT_MAX ? 0 : weight;
}

/* Reads the weight among the parameters of an element. */
static int read_weight(struct text parameters)
{
	struct text parameter;

	while (text_split_next(&parameters, ';', &parameter)) {
		parameter = text_trim(parameter);
		if (text_equal_nocase(text_slice(parameter, 0, 2), TEXT("q=")))
			return parse_weight(text_slice(parameter, 2, parameter.length));
	}
	return WEIGHT_MAX;
}

static void read_list(struct text list, struct wishes *wishes)
{
	struct text element, coding;

	while (text_split_next(&list, ',', &element)) {
		int name = text_split_next(&element, ';', &coding) ? name_of(text_trim(coding))
								   : NAMES;

		if (name == NAMES)
			continue;
		wishes->is_given[name] = true;
		wishes->weights[name] = read_weight(element);
	}
}

/* What is not named has the weight of "*", or else this one. */
static int weight_of(const struct wishes *wishes, enum named name, int otherwise)
{
	if (wishes->is_given[name])
		return wishes->weights[name];
	return wishes->is_given[ANY] ? wishes->weights[ANY] : otherwise;
}

enum coding coding_choose(const struct request *request, bool has_gzip)
{
	struct wishes wishes = {0};
	int gzip, identity;

	for (size_t i = 0; i < request->header_count; i++) {
		if (text_equal_nocase(request->headers[i].name, TEXT("Accept-Encoding")))
			read_list(request->headers[i].value, &wishes);
	}
	/* identity is always acceptable unless it is refused, but wanted least. */
	gzip = has_gzip ? weight_of(&wishes, GZIP, 0) : 0;
	identity = weight_of(&wishes, IDENTITY, 1);
	if (gzip > 0 && (gzip >= identity || !wishes.is_given[IDENTITY]))
		return CODING_GZIP;
	return identity > 0 ? CODING_IDENTITY : CODING_NONE;
}
