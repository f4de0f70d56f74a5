#include "reviews/redactor.h"

#include <string.h>

#include "reviews/blocklist_file.h"
#include "reviews/normalized_text.h"

#define POINT_BITS 21
#define EDGES_START_BITS 10

/* Represents any separator between words of a phrase. */
#define GAP ' '

/* A set of lists, one bit for each. */
struct list_set {
	uint64_t bits[2];
};

/* An edge of the trie. The root is node 0; no edge leads to it. */
struct edge {
	uint64_t key; /* source node and code point */
	uint32_t node; /* target node; 0: the slot is free */
	uint32_t word; /* index into redactor.words; 0: no entry ends here */
};

struct redactor {
	struct arena *arena;
	const struct normalized_char_table *table;
	struct text names[BLOCKLIST_FILES_MAX];
	size_t list_count;
	struct edge *edges; /* open addressing */
	unsigned int edge_bits;
	uint32_t node_count;
	struct list_set *words; /* by entry: the lists that contain it */
	uint32_t word_count;
};

static struct edge *slot(struct edge *edges, unsigned int bits, uint64_t key)
{
	/* Fibonacci hashing: 2^64 divided by the golden ratio. */
	size_t at = (size_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> (64 - bits));

	while (edges[at].node != 0 && edges[at].key != key)
		at = (at + 1) & (((size_t)1 << bits) - 1);
	return &edges[at];
}

static const struct edge *step(const struct redactor *redactor, uint32_t node, uint32_t point)
{
	return slot(redactor->edges, redactor->edge_bits, (uint64_t)node << POINT_BITS | point);
}

static void make_edges(struct redactor *redactor, unsigned int bits)
{
	struct edge *old = redactor->edges;
	size_t count = old == NULL ? 0 : (size_t)1 << redactor->edge_bits;

	redactor->edges = arena_array(redactor->arena, (size_t)1 << bits, sizeof(*redactor->edges));
	redactor->edge_bits = bits;
	for (size_t i = 0; i < count; i++) {
		if (old[i].node != 0)
			*slot(redactor->edges, bits, old[i].key) = old[i];
	}
}

static struct edge *extend(struct redactor *redactor, uint32_t node, uint32_t point)
{
	uint64_t key = (uint64_t)node << POINT_BITS | point;
	struct edge *edge;

	if (redactor->node_count >= (uint32_t)1 << (redactor->edge_bits - 1))
		make_edges(redactor, redactor->edge_bits + 1);
	edge = slot(redactor->edges, redactor->edge_bits, key);
	if (edge->node == 0)
		*edge = (struct edge){.key = key, .node = ++redactor->node_count};
	return edge;
}

/* Only words are compared, so "a$$" would redact every "a". */
static bool is_entry(const struct normalized_text *entry)
{
	return entry->count > 0 && entry->points[0].kind != CHAR_SEPARATOR &&
		entry->points[entry->count - 1].kind != CHAR_SEPARATOR;
}

static void add_entry(struct redactor *redactor, size_t list, const struct normalized_text *entry)
{
	struct edge *edge = NULL;
	uint32_t node = 0;

	for (size_t i = 0; i < entry->count; i++) {
		bool is_separator = entry->points[i].kind == CHAR_SEPARATOR;

		if (is_separator && entry->points[i + 1].kind == CHAR_SEPARATOR)
			continue;
		edge = extend(redactor, node, is_separator ? GAP : entry->points[i].point);
		node = edge->node;
	}
	if (edge == NULL)
		return;
	if (edge->word == 0)
		edge->word = ++redactor->word_count;
	redactor->words[edge->word].bits[list / 64] |= UINT64_C(1) << (list % 64);
}

static void add_list(struct redactor *redactor, size_t index, const struct blocklist_file *list,
	struct fault *fault)
{
	struct arena *arena = arena_new();

	redactor->names[index] = arena_text(redactor->arena, list->name);
	for (size_t i = 0; i < list->count; i++) {
		struct normalized_text entry =
			normalized_text_make(arena, redactor->table, list->entries[i].word);

		if (is_entry(&entry))
			add_entry(redactor, index, &entry);
		else
			blocklist_file_fault(fault, list, list->entries[i].line,
				"an entry must begin and end with a letter or digit");
		arena_reset(arena);
	}
	arena_free(arena);
}

static void read_lists(struct redactor *redactor, const char *folder, struct fault *fault)
{
	struct blocklist_file *lists;
	size_t words = 1;

	blocklist_file_read_all(folder, &lists, &redactor->list_count, fault);
	if (fault->status != STATUS_OK)
		return;
	for (size_t i = 0; i < redactor->list_count; i++)
		words += lists[i].count;
	redactor->words = arena_array(redactor->arena, words, sizeof(*redactor->words));
	redactor->table = normalized_text_table(redactor->arena);
	make_edges(redactor, EDGES_START_BITS);
	for (size_t i = 0; i < redactor->list_count; i++)
		add_list(redactor, i, &lists[i], fault);
}

enum status redactor_open(struct redactor **ret_redactor, const char *folder, struct fault *fault)
{
	struct arena *arena = arena_new(), *reading = arena_new();
	struct redactor *redactor = arena_alloc(arena, sizeof(*redactor));
	struct fault found = fault_make(reading);

	redactor->arena = arena;
	if (folder[0] != '\0')
		read_lists(redactor, folder, &found);
	for (size_t i = 0; i < found.error_count; i++)
		fault_add(fault, arena_text(fault->arena, found.errors[i].target),
			found.errors[i].code, "%s", found.errors[i].message.data);
	fault->omitted_count += found.omitted_count;
	arena_free(reading);
	if (fault->status == STATUS_OK)
		*ret_redactor = redactor;
	else
		redactor_close(redactor);
	return fault->status;
}

void redactor_close(struct redactor *redactor)
{
	if (redactor != NULL)
		arena_free(redactor->arena);
}

/* Returns "zh" for "zh-Hant-TW" and "zh_TW". */
static struct text language_of(struct text locale)
{
	size_t length = 0;

	while (length < locale.length && locale.data[length] != '-' && locale.data[length] != '_')
		length++;
	return text_slice(locale, 0, length);
}

static struct list_set choose_lists(const struct redactor *redactor, struct text locale)
{
	struct text language = language_of(locale);
	struct list_set set = {{0}};

	for (size_t i = 0; i < redactor->list_count; i++) {
		if (language.length == 0 || text_equal_nocase(redactor->names[i], language) ||
			text_equal(redactor->names[i], TEXT("any")))
			set.bits[i / 64] |= UINT64_C(1) << (i % 64);
	}
	return set;
}

struct search {
	const struct redactor *redactor;
	struct list_set lists;
	struct normalized_text text;
	bool *hidden; /* by cluster */
	bool found;
};

static bool is_listed(const struct search *search, uint32_t word)
{
	const struct list_set *in = &search->redactor->words[word];

	return word != 0 &&
		((in->bits[0] & search->lists.bits[0]) | (in->bits[1] & search->lists.bits[1])) !=
		0;
}

/* Returns the end of the longest entry that begins at `from`, or `from` if there is none. */
static size_t longest_match(const struct search *search, size_t from)
{
	const struct normalized_text *text = &search->text;
	size_t at = from, longest = from;
	uint32_t node = 0;

	while (at < text->count) {
		bool is_separator = text->points[at].kind == CHAR_SEPARATOR;
		const struct edge *edge =
			step(search->redactor, node, is_separator ? GAP : text->points[at].point);

		if (edge->node == 0)
			break;
		node = edge->node;
		at++;
		while (is_separator && at < text->count && text->points[at].kind == CHAR_SEPARATOR)
			at++;
		if (is_listed(search, edge->word) && normalized_text_is_word_boundary(text, at))
			longest = at;
	}
	return longest;
}

static void find_words(struct search *search)
{
	const struct normalized_text *text = &search->text;
	size_t hidden_to = 0;

	for (size_t i = 0; i < text->count; i++) {
		size_t end;

		if (text->points[i].kind == CHAR_SEPARATOR ||
			!normalized_text_is_word_boundary(text, i))
			continue;
		end = longest_match(search, i);
		for (size_t j = i > hidden_to ? i : hidden_to; j < end; j++) {
			if (text->points[j].kind != CHAR_SEPARATOR)
				search->hidden[text->points[j].cluster] = true;
		}
		search->found |= end > i;
		hidden_to = end > hidden_to ? end : hidden_to;
	}
}

static struct text write_redacted(
	struct arena *arena, const struct search *search, struct text given)
{
	const uint32_t *clusters = search->text.clusters;
	char *out = arena_alloc(arena, given.length + 1);
	size_t length = 0;

	for (size_t i = 0; i < search->text.cluster_count; i++) {
		size_t bytes = clusters[i + 1] - clusters[i];

		if (search->hidden[i]) {
			out[length++] = '*';
			continue;
		}
		memcpy(out + length, given.data + clusters[i], bytes);
		length += bytes;
	}
	return (struct text){out, length};
}

struct text redactor_apply(
	const struct redactor *redactor, struct arena *arena, struct text locale, struct text text)
{
	struct search search = {.redactor = redactor};
	struct arena *searching;
	struct text redacted = TEXT_NONE;

	if (redactor == NULL || redactor->node_count == 0 || text.length == 0)
		return TEXT_NONE;
	searching = arena_new();
	search.lists = choose_lists(redactor, locale);
	search.text = normalized_text_make(searching, redactor->table, text);
	search.hidden = arena_array(searching, search.text.cluster_count, sizeof(*search.hidden));
	find_words(&search);
	if (search.found)
		redacted = write_redacted(arena, &search, text);
	arena_free(searching);
	return redacted;
}
