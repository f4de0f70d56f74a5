#include "auth/cloud.h"

#include <string.h>

#include "base/buffer.h"

static const struct cloud clouds[] = {
	{"global", "https://login.microsoftonline.com",
		{"https://sts.windows.net/{tid}/", "https://login.microsoftonline.com/{tid}/v2.0"},
		"microsoftonline.com"},
	{"usgov", "https://login.microsoftonline.us",
		{"https://sts.windows.net/{tid}/", "https://login.microsoftonline.us/{tid}/v2.0"},
		"microsoftonline.us"},
	{"china", "https://login.partner.microsoftonline.cn",
		{"https://sts.chinacloudapi.cn/{tid}/",
			"https://login.partner.microsoftonline.cn/{tid}/v2.0"},
		"partner.microsoftonline.cn"},
};

const struct cloud *cloud_find(struct text name)
{
	for (size_t i = 0; i < sizeof(clouds) / sizeof(clouds[0]); i++) {
		if (text_equal(text_from(clouds[i].name), name))
			return &clouds[i];
	}
	return NULL;
}

static struct text fill(
	struct arena *arena, struct text template, const char *mark, struct text value)
{
	size_t mark_length = strlen(mark);
	struct buffer out = buffer_make(arena, template.length + value.length);

	for (size_t i = 0; i + mark_length <= template.length; i++) {
		if (memcmp(template.data + i, mark, mark_length) != 0)
			continue;
		buffer_add(&out, text_slice(template, 0, i));
		buffer_add(&out, value);
		buffer_add(&out, text_slice(template, i + mark_length, template.length));
		return arena_text(arena, buffer_text(&out));
	}
	return template;
}

struct text cloud_expand_template(
	struct arena *arena, struct text template, const char *mark, struct guid directory)
{
	return fill(arena, template, mark, guid_text(arena, directory));
}

struct text cloud_issuer(struct arena *arena, const struct cloud *cloud, enum token_version version,
	struct guid directory)
{
	return cloud_expand_template(arena, text_from(cloud->issuer[version]), "{tid}", directory);
}

struct text cloud_shared_issuer(
	struct arena *arena, const struct cloud *cloud, enum token_version version)
{
	return fill(arena, text_from(cloud->issuer[version]), "{tid}", TEXT("{tenantid}"));
}

static struct text metadata_url(struct arena *arena, const struct cloud *cloud,
	enum token_version version, struct text directory)
{
	return arena_printf(arena, "%s/%s%s/.well-known/openid-configuration", cloud->authority,
		directory.data, version == TOKEN_V2 ? "/v2.0" : "");
}

struct text cloud_metadata_url(struct arena *arena, const struct cloud *cloud,
	enum token_version version, struct guid directory)
{
	return metadata_url(arena, cloud, version, guid_text(arena, directory));
}

struct text cloud_shared_metadata_url(
	struct arena *arena, const struct cloud *cloud, enum token_version version)
{
	return metadata_url(arena, cloud, version, TEXT("common"));
}
