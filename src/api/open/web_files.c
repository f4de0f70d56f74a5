#include "api/open/web_files.h"

#include "base/embedded.h"

#define FOLDER "src/web/"

struct web_files {
	struct web_files_file *files;
	size_t count;
};

/* The pages of Home > Reviews, as in src/web/pages.js. */
static const char *const pages[] = {
	"audit", "delete", "moderation", "reporting", "settings", "token"};

/* Media types by file name extension. */
static const struct {
	const char *ending, *media_type;
} media_types[] = {
	{".css", "text/css; charset=utf-8"},
	{".html", "text/html; charset=utf-8"},
	{".js", "text/javascript; charset=utf-8"},
	{".svg", "image/svg+xml"},
};

static struct text media_type_of(struct text name)
{
	for (size_t i = 0; i < sizeof(media_types) / sizeof(media_types[0]); i++) {
		struct text ending = text_from(media_types[i].ending);

		if (name.length > ending.length &&
			text_equal(
				text_slice(name, name.length - ending.length, name.length), ending))
			return text_from(media_types[i].media_type);
	}
	return TEXT("application/octet-stream");
}

static struct web_files_file make_file(struct arena *arena, const struct embedded_file *file)
{
	struct text path = text_from(file->name);
	struct text name = text_slice(path, sizeof(FOLDER) - 1, path.length);

	return (struct web_files_file){
		.name = name, .text = static_text_make(arena, media_type_of(name), file->content)};
}

struct web_files *web_files_new(struct arena *arena)
{
	struct web_files *web = arena_alloc(arena, sizeof(*web));
	size_t count;
	const struct embedded_file *all = embedded_files(&count);

	web->files = arena_alloc(arena, count * sizeof(*web->files));
	for (size_t i = 0; i < count; i++) {
		if (text_starts_with(text_from(all[i].name), TEXT(FOLDER)))
			web->files[web->count++] = make_file(arena, &all[i]);
	}
	return web;
}

const struct web_files_file *web_files_find(const struct web_files *web, struct text name)
{
	for (size_t i = 0; i < web->count; i++) {
		if (text_equal(web->files[i].name, name))
			return &web->files[i];
	}
	return NULL;
}

bool web_files_has_page(struct text name)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (text_equal(text_from(pages[i]), name))
			return true;
	}
	return false;
}
