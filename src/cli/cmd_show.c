/* SPDX-License-Identifier: Apache-2.0 */
/* policyctl show: the effective settings, where each value comes from, and the digest. */
#include <stdio.h>

#include "output.h"
#include "pc/base/hash.h"
#include "pc/doc/write.h"
#include "places.h"

struct show_args {
	struct places places;
	bool origin, digest;
	struct pc_str format;
};

#define FIELD(member) offsetof(struct show_args, member)

static const struct opt options[] = {
	{OPT_FLAG, "origin", NULL,
		"Show where each value, and each value it beat, was written",
		FIELD(origin)},
	{OPT_FLAG, "digest", NULL, "Print the SHA-256 of the managed settings in force",
		FIELD(digest)},
	{OPT_WORD, "format", "text|json|yaml", "How to print (default: text)",
		FIELD(format)},
	{OPT_END, NULL, NULL, NULL, 0},
};

/* A printer of the merged tree as "path = value" lines. */
struct printer {
	struct pc_arena *arena;
	bool origin;
};

static struct pc_str value_text(struct pc_arena *arena, const struct pc_node *node)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_node_write(&out, node, PC_FORMAT_JSON_LINE);
	return pc_arena_str(arena, pc_str_trim(pc_buf_str(&out)));
}

static void print_origin(const struct printer *printer, const struct pc_value *value)
{
	struct pc_str place = output_place(printer->arena, value->from.at);

	printf("    %s  %.*s\n", pc_layer_name(value->from.layer), PC_STR_ARG(place));
	for (const struct pc_lost *lost = value->lost; lost; lost = lost->next) {
		struct pc_str text = value_text(printer->arena, lost->value);
		struct pc_str from = output_place(printer->arena, lost->from.at);

		printf("    beats %.*s  %s  %.*s: %s\n", PC_STR_ARG(text),
			pc_layer_name(lost->from.layer), PC_STR_ARG(from), lost->why);
	}
}

static bool is_branch(const struct pc_value *value)
{
	return value->n_children > 0;
}

static void print_value(
	const struct printer *printer, const struct pc_value *value, struct pc_str path)
{
	if (!is_branch(value)) {
		struct pc_str text = value_text(printer->arena, value->node);

		printf("%.*s = %.*s\n", PC_STR_ARG(path), PC_STR_ARG(text));
	}
	if (printer->origin && (!is_branch(value) || value->lost))
		print_origin(printer, value);
	for (size_t i = 0; i < value->n_children; i++) {
		const struct pc_value *child = value->children[i];
		bool item = value->node->kind == PC_LIST;
		const char *dot = path.len && !item ? "." : "";
		struct pc_str name = item ? PC_STR("[]") : child->key;

		print_value(printer, child,
			pc_arena_printf(printer->arena, "%.*s%s%.*s", PC_STR_ARG(path),
				dot, PC_STR_ARG(name)));
	}
}

static void print_node(const struct pc_node *node, enum pc_format format)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};

	pc_node_write(&out, node, format);
	output_text(stdout, pc_buf_str(&out));
	if (out.len && out.ptr[out.len - 1] != '\n')
		fputc('\n', stdout);
}

/* The plain node of the same path, for the structured formats. */
static const struct pc_node *node_at(const struct pc_node *node, struct pc_str path)
{
	while (path.len && node)
		node = pc_node_get(node, pc_str_cut(&path, '.'));
	return node;
}

static int print_all(const struct show_args *args, const struct pc_settings *settings,
	struct pc_str path, struct pc_arena *arena)
{
	struct printer printer = {arena, args->origin};
	const struct pc_value *value =
		path.len ? pc_settings_find(settings, path) : settings->root;
	const struct pc_node *node = node_at(settings->effective, path);

	if (!value || !node) {
		fprintf(stderr, "policyctl show: '%.*s' is not set\n", PC_STR_ARG(path));
		return EXIT_FINDINGS;
	}
	if (pc_str_is(args->format, "json"))
		print_node(node, PC_FORMAT_JSON);
	else if (pc_str_is(args->format, "yaml"))
		print_node(node, PC_FORMAT_YAML);
	else
		print_value(&printer, value, path);
	return EXIT_FINE;
}

static int run(void *opaque, const struct texts *operands, struct pc_arena *arena)
{
	const struct show_args *args = opaque;
	struct pc_diags diags = {.arena = arena};
	struct pc_settings *settings = NULL;
	char hex[PC_SHA256_HEX];
	int status;

	status = places_load(&settings, arena, &args->places, &diags);
	if (status != 0)
		return status;
	output_diags(stderr, &diags, PC_WARNING);
	if (settings->refused) {
		struct pc_str place = output_place(arena, settings->refused_at);

		fprintf(stderr,
			"policyctl show: the client refuses to start: %.*s: %.*s\n",
			PC_STR_ARG(place), PC_STR_ARG(settings->refused_why));
		return EXIT_FINDINGS;
	}
	if (args->digest) {
		pc_settings_digest(settings, hex);
		puts(hex);
		return EXIT_FINE;
	}
	return print_all(args, settings,
		operands->count ? operands->items[0] : (struct pc_str){0}, arena);
}

const struct cmd cmd_show = {
	.name = "show",
	.operands = "[KEY]",
	.brief = "Print the effective settings and where each value comes from",
	.opts = {options, place_options, NULL},
	.args_size = sizeof(struct show_args),
	.max_operands = 1,
	.run = run,
};
