#include "reviews/import_encoding.h"

/* Returns the name of a multi-byte encoding if the document begins with its byte order mark or with
 * an ASCII character in that encoding; otherwise NULL. */
static const char *wide_encoding(struct text start)
{
	static const struct {
		struct text start;
		const char *name;
	} encodings[] = {
		{TEXT_INIT("\xff\xfe\0\0"), "UTF-32"},
		{TEXT_INIT("\0\0\xfe\xff"), "UTF-32"},
		{TEXT_INIT("\0\0\0"), "UTF-32"},
		{TEXT_INIT("\xff\xfe"), "UTF-16"},
		{TEXT_INIT("\xfe\xff"), "UTF-16"},
		{TEXT_INIT("\0"), "UTF-16"},
	};

	for (size_t i = 0; i < sizeof(encodings) / sizeof(encodings[0]); i++) {
		if (text_starts_with(start, encodings[i].start))
			return encodings[i].name;
	}
	if (start.length < 2 || start.data[1] != '\0')
		return NULL;
	return start.length == 4 && start.data[2] == '\0' ? "UTF-32" : "UTF-16";
}

bool import_encoding_check(struct text *document, struct fault *fault)
{
	const char *encoding;

	if (text_starts_with(*document, TEXT("\xef\xbb\xbf"))) {
		*document = text_slice(*document, 3, document->length);
		return true;
	}
	if (text_starts_with(*document, TEXT("PK\x03\x04"))) {
		fault_add(fault, TEXT("body"), "NotUtf8",
			"The document is a workbook or another zip file; save it as CSV.");
		return false;
	}
	encoding = wide_encoding(text_slice(*document, 0, 4));
	if (encoding != NULL)
		fault_add(fault, TEXT("body"), "NotUtf8", "The document is %s; save it as UTF-8.",
			encoding);
	return encoding == NULL;
}
