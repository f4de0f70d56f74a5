/*
 * file_content: reads files as the file actions of flows send them in JSON.
 *
 * Such a file is an object {"$content-type": "text/csv", "$content": "BASE64"}. It is read in place
 * and decoded in pieces, so that a large file is never in memory as a whole.
 */
#ifndef BASE_FILE_CONTENT_H
#define BASE_FILE_CONTENT_H

#include "base/base64.h"

enum file_content_form {
	FILE_CONTENT_NONE, /* the document is anything else */
	FILE_CONTENT_FOUND,
	FILE_CONTENT_MALFORMED /* it has a $content, but is not such an object */
};

struct file_content {
	struct text media_type; /* absent if there is none */
	struct text encoded; /* $content between its quotes, as written in the document */
};

/* Looks for a file in the document. Texts are borrowed from the document or live in the arena. The
 * time is proportional to the length of the document's first value. */
enum file_content_form file_content_find(
	struct arena *arena, struct text document, struct file_content *ret_content);

#define FILE_CONTENT_PIECE_BYTES 65536

/* Decodes $content. */
struct file_content_reader {
	struct text rest; /* what is not decoded yet; initially file_content.encoded */
	struct base64_decoder decoder;
	bool malformed; /* $content is not base64 */
	char bytes[FILE_CONTENT_PIECE_BYTES + 1];
};

/* Decodes the next piece into the reader's memory and stores it in *ret_piece. Returns false at the
 * end, or if $content is malformed. */
bool file_content_next(struct file_content_reader *reader, struct text *ret_piece);

#endif
