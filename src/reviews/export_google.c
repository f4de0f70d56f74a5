#include "reviews/export_google.h"

#include <string.h>

#include "base/clock.h"

#define PLACEHOLDER "{productId}"

/* Replaces characters that XML does not allow. */
#define REPLACEMENT TEXT("\xef\xbf\xbd")

/* UTF-8 can encode U+FFFE and U+FFFF, but XML does not allow them (XML 1.0 section 2.2). */
static bool is_noncharacter(struct text rest)
{
	return rest.length >= 3 && rest.data[0] == '\xef' && rest.data[1] == '\xbf' &&
		(unsigned char)rest.data[2] >= 0xbe;
}

/* Returns how many bytes of `rest` are replaced by *ret_escaped; 0 if the first byte needs no
 * escape. */
static size_t escape(struct text rest, struct text *ret_escaped)
{
	switch (rest.data[0]) {
	case '&':
		*ret_escaped = TEXT("&amp;");
		return 1;
	case '<':
		*ret_escaped = TEXT("&lt;");
		return 1;
	case '>':
		*ret_escaped = TEXT("&gt;");
		return 1;
	case '\r': /* unescaped, a parser would read a line feed (section 2.11) */
		*ret_escaped = TEXT("&#13;");
		return 1;
	case '\n':
	case '\t':
		return 0;
	default:
		*ret_escaped = REPLACEMENT;
		if (is_noncharacter(rest))
			return 3;
		return (unsigned char)rest.data[0] < ' ';
	}
}

static void add_text(struct buffer *out, struct text t)
{
	size_t from = 0, at = 0;

	while (at < t.length) {
		struct text escaped;
		size_t width = escape(text_slice(t, at, t.length), &escaped);

		if (width == 0) {
			at++;
			continue;
		}
		buffer_add(out, text_slice(t, from, at - from));
		buffer_add(out, escaped);
		from = at += width;
	}
	buffer_add(out, text_slice(t, from, t.length));
}

/* Returns true if the text is not blank; Google rejects blank elements. */
static bool has_words(struct text value)
{
	return text_trim(value).length > 0;
}

/* Omits the element if the text is blank. */
static void add_element(struct buffer *out, const char *name, struct text value)
{
	if (!has_words(value))
		return;
	buffer_printf(out, "<%s>", name);
	add_text(out, value);
	buffer_printf(out, "</%s>\n", name);
}

static void add_url(struct buffer *out, const char *name, const char *attribute,
	const struct review *review, const char *product_url)
{
	const char *placeholder = strstr(product_url, PLACEHOLDER);

	buffer_printf(out, "<%s%s>", name, attribute);
	add_text(out, (struct text){product_url, (size_t)(placeholder - product_url)});
	buffer_add_percent(out, review->product_id);
	add_text(out, text_from(placeholder + sizeof(PLACEHOLDER) - 1));
	buffer_printf(out, "</%s>\n", name);
}

static void add_reviewer(struct buffer *out, const struct review *review)
{
	buffer_add(out, TEXT("<reviewer>\n"));
	if (has_words(review->user_name))
		add_element(out, "name", review->user_name);
	else
		buffer_add(out, TEXT("<name is_anonymous=\"true\">Anonymous</name>\n"));
	add_element(out, "reviewer_id", review->user_id);
	buffer_add(out, TEXT("</reviewer>\n"));
}

static void add_product(struct buffer *out, const struct review *review, const char *product_url)
{
	struct text sku = has_words(review->sku) ? review->sku : review->product_id;

	buffer_add(out, TEXT("<products>\n<product>\n"));
	if (has_words(sku)) {
		buffer_add(out, TEXT("<product_ids>\n<skus>\n"));
		add_element(out, "sku", sku);
		buffer_add(out, TEXT("</skus>\n</product_ids>\n"));
	}
	add_element(out, "product_name", review->product_name);
	add_url(out, "product_url", "", review, product_url);
	buffer_add(out, TEXT("</product>\n</products>\n"));
}

void export_google_begin(struct buffer *out, const char *publisher)
{
	buffer_add(out,
		TEXT("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
		     "<feed xmlns:vc=\"http://www.w3.org/2007/XMLSchema-versioning\" "
		     "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
		     "xsi:noNamespaceSchemaLocation=\"http://www.google.com/shopping/reviews/"
		     "schema/product/2.4/product_reviews.xsd\">\n"
		     "<version>2.4</version>\n<publisher>\n"));
	add_element(out, "name", text_from(publisher));
	buffer_add(out, TEXT("</publisher>\n"));
}

/* Elements have the order of the schema, which does not allow an empty `reviews`. */
bool export_google_add(
	struct buffer *out, const struct review *review, const char *product_url, bool is_first)
{
	if (!has_words(review->review_text))
		return false;
	buffer_add(out, is_first ? TEXT("<reviews>\n<review>\n") : TEXT("<review>\n"));
	add_element(out, "review_id", review->review_id);
	add_reviewer(out, review);
	add_element(out, "review_timestamp", clock_text(out->arena, review->submitted_at_ms));
	add_element(out, "title", review_public_text(review->redacted_title, review->title));
	add_element(out, "content", review_public_text(review->redacted_text, review->review_text));
	/* The product's page shows all its reviews. */
	add_url(out, "review_url", " type=\"group\"", review, product_url);
	buffer_printf(out, "<ratings>\n<overall min=\"1\" max=\"%d\">%lld</overall>\n</ratings>\n",
		REVIEW_STARS, (long long)review->rating);
	add_product(out, review, product_url);
	buffer_add(out, TEXT("</review>\n"));
	return true;
}

void export_google_end(struct buffer *out, bool is_empty)
{
	buffer_add(out, is_empty ? TEXT("</feed>\n") : TEXT("</reviews>\n</feed>\n"));
}
