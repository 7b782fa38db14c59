/* SPDX-License-Identifier: Apache-2.0 */
/* The names that sellers and clients give to models, taken apart from the outside in:
 * what stands before the id, what stands behind it, and how the id itself is spelled.
 * Nothing is guessed: what is left has to be a name of the table. */
#include "pc/base/limits.h"
#include "table_priv.h"

/* What stands before an id, and who writes it so; in the order in which they are taken
 * off, again and again. */
static const struct {
	struct pc_str text;
	const char *via; /* NULL: says nothing of it */
} heads[] = {
	{PC_STR("openrouter/"), "openrouter"},
	{PC_STR("~anthropic/"), "openrouter"},
	{PC_STR("litellm_proxy/"), NULL},
	{PC_STR("bedrock_converse/"), "bedrock"},
	{PC_STR("bedrock/"), "bedrock"},
	{PC_STR("converse/"), "bedrock"},
	{PC_STR("invoke/"), "bedrock"},
	{PC_STR("vertex_ai/"), "vertex"},
	{PC_STR("vertex/"), "vertex"},
	{PC_STR("azure_ai/"), "foundry"},
	{PC_STR("azure/"), "azure"},
	{PC_STR("publishers/anthropic/"), "vertex"},
	{PC_STR("publishers/google/"), "vertex"},
	{PC_STR("models/"), NULL},
	{PC_STR("gemini/"), NULL},
	{PC_STR("us."), "bedrock"},
	{PC_STR("eu."), "bedrock"},
	{PC_STR("apac."), "bedrock"},
	{PC_STR("global."), "bedrock"},
	{PC_STR("us-gov."), "bedrock"},
	{PC_STR("jp."), "bedrock"},
	{PC_STR("au."), "bedrock"},
	{PC_STR("ca."), "bedrock"},
	{PC_STR("sa."), "bedrock"},
	{PC_STR("in."), "bedrock"},
	{PC_STR("anthropic."), "bedrock"},
	{PC_STR("openai."), "bedrock"},
};

/* Behind it, on a seller's side: variants of the same model. */
static const struct pc_str tails[] = {
	PC_STR(":free"),
	PC_STR(":nitro"),
	PC_STR(":floor"),
	PC_STR(":exacto"),
	PC_STR(":online"),
	PC_STR(":extended"),
	PC_STR(":thinking"),
	PC_STR(":beta"),
};

/* "arn:aws:bedrock:...:foundation-model/ID", "projects/p/locations/l/publishers/...". */
static struct pc_str skip_address(struct pc_str name, const char **via)
{
	if (pc_str_starts(name, PC_STR("arn:"))) {
		*via = "bedrock";
		return pc_str_from(name, pc_str_find(name, '/') + 1);
	}
	if (pc_str_starts(name, PC_STR("projects/"))) {
		*via = "vertex";
		return pc_str_from(name, pc_str_find_str(name, PC_STR("publishers/")));
	}
	return name;
}

static bool skip_head(struct pc_str *name, const char **via)
{
	for (size_t i = 0; name->len && i < PC_COUNT(heads); i++) {
		/* Most fail at the first letter, which is cheaper to see. */
		if (name->ptr[0] != heads[i].text.ptr[0] ||
			!pc_str_starts(*name, heads[i].text))
			continue;
		*name = pc_str_from(*name, heads[i].text.len);
		*via = heads[i].via ? heads[i].via : *via;
		return true;
	}
	return false;
}

/* "anthropic/ID": a list of many providers' models, or what says whose interface. */
static bool skip_provider(
	const struct pc_models *models, struct pc_str *name, const char **via)
{
	size_t at = pc_str_find(*name, '/');

	if (at == name->len || !pc_models_provider(models, pc_str_head(*name, at)))
		return false;
	*name = pc_str_from(*name, at + 1);
	*via = *via ? *via : "openrouter";
	return true;
}

/* "[1m]" of the client; ":free" of sellers. */
static struct pc_str cut_tail(struct pc_str name)
{
	size_t at = pc_str_find(name, '[');

	if (pc_str_ends(name, PC_STR("]")) && at < name.len)
		name = pc_str_head(name, at);
	if (pc_str_find(name, ':') == name.len)
		return name;
	for (size_t i = 0; i < PC_COUNT(tails); i++) {
		if (pc_str_ends(name, tails[i]))
			return pc_str_head(name, name.len - tails[i].len);
	}
	return name;
}

static size_t digits_before(struct pc_str name, size_t end)
{
	size_t at = end;

	while (at && name.ptr && name.ptr[at - 1] >= '0' && name.ptr[at - 1] <= '9')
		at--;
	return end - at;
}

/* Without "-v1:0", "-v1", or "-v2:0:200k" of Bedrock. */
static struct pc_str cut_version(struct pc_str name)
{
	size_t colon = pc_str_find(name, ':'), digits = digits_before(name, colon);
	size_t end = colon - digits;

	if (digits && end >= 2 && name.ptr[end - 1] == 'v' && name.ptr[end - 2] == '-')
		return pc_str_head(name, end - 2);
	return name;
}

/* An id in another spelling, in memory of the caller's. */
struct spelling {
	char bytes[PC_MAX_MODEL_NAME + sizeof("-latest")];
	size_t len;
};

static const struct pc_model *find_spelled(
	const struct pc_models *models, const struct spelling *spelling)
{
	return pc_models_find(models, (struct pc_str){spelling->bytes, spelling->len});
}

/* "claude-opus-4-1@20250805", "claude-opus-5-5@default". */
static const struct pc_model *find_vertex(
	const struct pc_models *models, struct pc_str name)
{
	size_t at = pc_str_find(name, '@');
	struct spelling spelling = {.len = name.len};
	struct pc_str version;

	if (!name.ptr || at + 1 >= name.len)
		return NULL;
	version = pc_str_from(name, at + 1);
	if (pc_str_is(version, "default") || pc_str_is(version, "latest"))
		return pc_models_find(models, pc_str_head(name, at));
	memcpy(spelling.bytes, name.ptr, name.len);
	spelling.bytes[at] = '-';
	return find_spelled(models, &spelling);
}

/* "claude-opus-4.1", "claude-3.7-sonnet": a point where the maker writes a dash, and no
 * word for the newest snapshot. */
static const struct pc_model *find_pointed(
	const struct pc_models *models, struct pc_str name)
{
	static const struct pc_str latest = PC_STR("-latest");
	struct spelling spelling = {.len = name.len};
	const struct pc_model *model;

	for (size_t i = 0; i < name.len; i++)
		spelling.bytes[i] = (char)(name.ptr[i] == '.' ? '-' : name.ptr[i]);
	model = find_spelled(models, &spelling);
	if (model)
		return model;
	memcpy(spelling.bytes + spelling.len, latest.ptr, latest.len);
	spelling.len += latest.len;
	return find_spelled(models, &spelling);
}

/* The name that a cloud gives in a row of its own. */
static bool find_cloud(const struct pc_models *models, struct pc_model_name *out)
{
	const struct pc_model_cloud *cloud =
		table_find_sold(&out->model, models, out->id);

	if (cloud)
		out->via = cloud->via;
	return cloud != NULL;
}

/* By the spelling of whoever sells it. */
static const struct pc_model *find_sold(
	const struct pc_models *models, struct pc_str *id, const char **via)
{
	const struct pc_model *model = pc_models_find(models, *id);
	struct pc_str cut = cut_version(*id);

	if (!model && *via && strcmp(*via, "openrouter") == 0)
		model = find_pointed(models, *id);
	if (!model && cut.len < id->len && (!*via || strcmp(*via, "bedrock") == 0)) {
		model = pc_models_find(models, cut);
		if (model)
			*id = cut;
	}
	if (!model) {
		model = find_vertex(models, *id);
		if (model)
			*via = "vertex";
	}
	return model;
}

struct pc_model_name pc_models_name(const struct pc_models *models, struct pc_str name)
{
	struct pc_model_name out = {.model = pc_models_find(models, name), .id = name};
	const char *via = NULL;

	if (out.model) {
		out.is_position = pc_models_position(models, name) != NULL;
		out.is_alias = !pc_str_eq(out.model->id, name);
		return out;
	}
	if (name.len > PC_MAX_MODEL_NAME)
		return out;
	if (find_cloud(models, &out)) {
		out.is_alias = true;
		return out;
	}
	out.id = cut_tail(skip_address(name, &via));
	while (skip_head(&out.id, &via) || skip_provider(models, &out.id, &via))
		continue;
	if (find_cloud(models, &out)) {
		out.is_alias = true;
		return out;
	}
	out.model = find_sold(models, &out.id, &via);
	if (!out.model)
		return (struct pc_model_name){.id = name};
	out.is_alias = true;
	out.is_position = pc_models_position(models, out.id) != NULL;
	out.via = pc_str(via);
	return out;
}
