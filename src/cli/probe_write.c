/* SPDX-License-Identifier: Apache-2.0 */
/* The answer of policyctl probe, for people and for programs. */
#include <inttypes.h>

#include "clean.h"
#include "output.h"
#include "pc/doc/write.h"
#include "pc/lint/analyze.h"
#include "probe.h"

static const char *const effect_words[] = {[EFFECT_NONE] = "no effect",
	[EFFECT_UNKNOWN] = "not known",
	[EFFECT_UNTRIED] = "not tried",
	[EFFECT_YES] = "effective"};

static const char *const fate_words[PC_N_FATES] = {
	[PC_FATE_NONE] = "no answer came",
	[PC_FATE_HELD] = "not tried",
	[PC_FATE_DENIED] = "denied",
	[PC_FATE_HOOKED] = "denied by a hook",
	[PC_FATE_ABSENT] = "it does not offer the tool",
	[PC_FATE_ASKED] = "not denied, somebody would be asked",
	[PC_FATE_THROUGH] = "nothing stopped it",
	[PC_FATE_UNCLEAR] = "refused for another reason",
};

/* The hook's own answers. */
static const char *const hook_words[PC_N_FATES] = {
	[PC_FATE_NONE] = "was not asked",
	[PC_FATE_HOOKED] = "denied",
	[PC_FATE_ASKED] = "not denied, somebody would be asked",
	[PC_FATE_THROUGH] = "not denied",
	[PC_FATE_UNCLEAR] = "failed",
};

static struct pc_str call_text(
	const struct probed *probed, const struct pc_canary *canary)
{
	if (!probed->settings)
		return canary->action.tool;
	return pc_analyze_show(probed->arena, probed->settings, &canary->action);
}

/* ---- for people ---------------------------------------------------------------------
 */

enum { LABEL = 12 };

static void put(struct pc_buf *out, const char *label, struct pc_str text)
{
	pc_buf_printf(out, "%-*s", LABEL, label);
	clean_fold(out, text, LABEL, LABEL);
}

#define PUT(out, arena, label, ...)                                                      \
	put((out), (label), pc_arena_printf((arena), __VA_ARGS__))

/* What was said of it, in quotes, where it tells more than the word. */
static struct pc_str quoted(struct pc_arena *arena, const struct pc_fate *fate)
{
	bool tells = fate->kind != PC_FATE_NONE && fate->kind != PC_FATE_DENIED &&
		     fate->text[0];

	return tells ? pc_arena_printf(arena, ": %s", fate->text) : (struct pc_str){0};
}

static void put_fates(struct pc_buf *out, const struct probed *probed, size_t i)
{
	struct pc_arena *arena = probed->arena;

	for (size_t c = 0; c < probed->n_clients; c++) {
		const struct probed_client *client = &probed->clients[c];
		const struct pc_fate none = {0};
		const struct pc_fate *fate =
			client->was_run ? &client->probe.fates[i] : &none;

		PUT(out, arena, "", "%.*s: %s%.*s", PC_STR_ARG(client->path),
			fate_words[fate->kind], PC_STR_ARG(quoted(arena, fate)));
	}
	if (probed->hook_was_run) {
		const struct pc_fate *fate = &probed->hook_probe.fates[i];

		PUT(out, arena, "", "hook: %s%.*s", hook_words[fate->kind],
			PC_STR_ARG(fate->kind == PC_FATE_HOOKED ? (struct pc_str){0}
								: quoted(arena, fate)));
	}
}

static void put_rule(struct pc_buf *out, const struct probed *probed, const char *label,
	const struct pc_canary *canary)
{
	struct pc_str place = output_place(probed->arena, canary->rule->from.at);

	PUT(out, probed->arena, label, "%.*s at %.*s", PC_STR_ARG(canary->rule->text),
		PC_STR_ARG(place));
}

static void put_chosen(struct pc_buf *out, const struct probed *probed, size_t i)
{
	const struct pc_canary *canary = probed->chosen[i];
	enum effect effect = probed_effect(probed, i);

	put_rule(out, probed, effect_words[effect], canary);
	if (effect == EFFECT_YES)
		return;
	PUT(out, probed->arena, "", "tried: %.*s", PC_STR_ARG(call_text(probed, canary)));
	put_fates(out, probed, i);
}

static void put_hook(struct pc_buf *out, const struct probed *probed)
{
	const struct pc_machine_hook *hook = probed_hook(probed);
	struct pc_arena *arena = probed->arena;

	if (!hook)
		put(out, "hook", PC_STR("not in the managed settings"));
	else if (probed->hook_fault.len)
		PUT(out, arena, "no effect", "hook %.*s at %.*s: %.*s",
			PC_STR_ARG(hook->program),
			PC_STR_ARG(output_place(arena, hook->handler->at)),
			PC_STR_ARG(probed->hook_fault));
	else
		put(out, "hook", hook->program);
}

static void put_head(struct pc_buf *out, const struct probed *probed)
{
	struct pc_arena *arena = probed->arena;

	for (size_t c = 0; c < probed->n_clients; c++) {
		const struct probed_client *client = &probed->clients[c];

		PUT(out, arena, "client", "%.*s %.*s%s%.*s%s%.*s",
			PC_STR_ARG(client->path), PC_STR_ARG(client->version),
			client->user.len ? ", as " : "", PC_STR_ARG(client->user),
			client->fault.len ? ": " : "", PC_STR_ARG(client->fault));
		if (client->was_run && client->probe.refused[0])
			PUT(out, arena, "", "it refuses harmless calls, too: %s",
				client->probe.refused);
	}
	put_hook(out, probed);
}

/* Rules that cannot be tried: those without effect always, the others when asked for. */
static size_t put_untried(struct pc_buf *out, const struct probed *probed)
{
	size_t n = 0;

	for (size_t i = 0; i < probed->canaries.count; i++) {
		const struct pc_canary *canary = &probed->canaries.items[i];

		if (canary->action.tool.ptr)
			continue;
		n += !canary->is_dead;
		if (!canary->is_dead && !probed->lists_all)
			continue;
		put_rule(
			out, probed, canary->is_dead ? "no effect" : "not tried", canary);
		put(out, "", canary->why);
	}
	return n;
}

void probe_write_text(struct pc_buf *out, const struct probed *probed)
{
	size_t none = probed_count(probed, EFFECT_NONE) + probed_dead(probed);
	size_t unknown = probed_count(probed, EFFECT_UNKNOWN), untried;

	put_head(out, probed);
	for (size_t i = 0; i < probed->n_chosen; i++)
		put_chosen(out, probed, i);
	untried = put_untried(out, probed);
	pc_buf_printf(out,
		"%zu of %zu deny rule%s tried: %zu effective, %zu without effect, %zu "
		"not known\n",
		probed->n_chosen, probed->canaries.count,
		pc_plural(probed->canaries.count), probed_count(probed, EFFECT_YES), none,
		unknown);
	if (untried && !probed->lists_all)
		pc_buf_printf(out, "%zu of the others cannot be tried; --all says why\n",
			untried);
}

/* ---- for programs --------------------------------------------------------------------
 */

static void json_place(struct pc_buf *out, const struct pc_canary *canary)
{
	struct pc_span at = canary->rule->from.at;

	pc_json_member(out, "rule", canary->rule->text);
	pc_json_member(out, "file", pc_str(at.file));
	pc_json_key(out, "line");
	pc_buf_printf(out, "%" PRIu32, at.line);
}

static void json_fate(struct pc_buf *out, const struct pc_fate *fate)
{
	pc_buf_add_char(out, '{');
	pc_json_member(out, "fate", pc_str(pc_fate_name(fate->kind)));
	pc_json_member(out, "said", pc_str(fate->text));
	pc_buf_add_char(out, '}');
}

static void json_fates(struct pc_buf *out, const struct probed *probed, size_t i)
{
	const struct pc_fate none = {0};

	pc_json_key(out, "hook");
	if (probed->hook_was_run)
		json_fate(out, &probed->hook_probe.fates[i]);
	else
		pc_buf_puts(out, "null");
	pc_json_key(out, "clients");
	pc_buf_add_char(out, '[');
	for (size_t c = 0; c < probed->n_clients; c++) {
		pc_json_next(out);
		json_fate(out, probed->clients[c].was_run
				       ? &probed->clients[c].probe.fates[i]
				       : &none);
	}
	pc_buf_add_char(out, ']');
}

static void json_rules(struct pc_buf *out, const struct probed *probed)
{
	static const char *const words[] = {[EFFECT_NONE] = "none",
		[EFFECT_UNKNOWN] = "unknown",
		[EFFECT_UNTRIED] = "untried",
		[EFFECT_YES] = "effective"};

	pc_json_key(out, "rules");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < probed->n_chosen; i++) {
		const struct pc_canary *canary = probed->chosen[i];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		json_place(out, canary);
		pc_json_member(out, "effect", pc_str(words[probed_effect(probed, i)]));
		pc_json_member(out, "tool", canary->action.tool);
		pc_json_key(out, "input");
		pc_node_write(out, canary->action.input, PC_FORMAT_JSON_LINE);
		json_fates(out, probed, i);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_untried(struct pc_buf *out, const struct probed *probed)
{
	pc_json_key(out, "not_tried");
	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < probed->canaries.count; i++) {
		const struct pc_canary *canary = &probed->canaries.items[i];

		if (canary->action.tool.ptr)
			continue;
		pc_json_next(out);
		pc_buf_add_char(out, '{');
		json_place(out, canary);
		pc_json_bool(out, "without_effect", canary->is_dead);
		pc_json_member(out, "why", canary->why);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_clients(struct pc_buf *out, const struct probed *probed)
{
	pc_json_key(out, "clients");
	pc_buf_add_char(out, '[');
	for (size_t c = 0; c < probed->n_clients; c++) {
		const struct probed_client *client = &probed->clients[c];

		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "path", client->path);
		pc_json_member(out, "version", client->version);
		pc_json_member(out, "user", client->user);
		pc_json_member(out, "fault", client->fault);
		pc_json_member(out, "refused",
			client->was_run ? pc_str(client->probe.refused)
					: (struct pc_str){0});
		pc_json_bool(out, "offline", client->was_run && client->probe.is_alone);
		pc_buf_add_char(out, '}');
	}
	pc_buf_add_char(out, ']');
}

static void json_hook(struct pc_buf *out, const struct probed *probed)
{
	const struct pc_machine_hook *hook = probed_hook(probed);

	pc_json_key(out, "hook");
	if (!hook) {
		pc_buf_puts(out, "null");
		return;
	}
	pc_buf_add_char(out, '{');
	pc_json_member(out, "program", hook->program);
	pc_json_member(out, "file", pc_str(hook->handler->at.file));
	pc_json_key(out, "line");
	pc_buf_printf(out, "%" PRIu32, hook->handler->at.line);
	pc_json_member(out, "fault", probed->hook_fault);
	pc_buf_add_char(out, '}');
}

void probe_write_json(struct pc_buf *out, const struct probed *probed)
{
	pc_buf_add_char(out, '{');
	pc_json_key(out, "deny_rules");
	pc_buf_printf(out, "%zu", probed->canaries.count);
	pc_json_key(out, "effective");
	pc_buf_printf(out, "%zu", probed_count(probed, EFFECT_YES));
	pc_json_key(out, "without_effect");
	pc_buf_printf(
		out, "%zu", probed_count(probed, EFFECT_NONE) + probed_dead(probed));
	pc_json_key(out, "unknown");
	pc_buf_printf(out, "%zu", probed_count(probed, EFFECT_UNKNOWN));
	json_clients(out, probed);
	json_hook(out, probed);
	json_rules(out, probed);
	json_untried(out, probed);
	pc_buf_puts(out, "}\n");
}
