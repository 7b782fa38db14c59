/* SPDX-License-Identifier: Apache-2.0 */
/* Why a machine does not comply. */
#include "pc/machine/reasons.h"

#include "pc/base/buf.h"
#include "pc/base/when.h"

void pc_machine_reason_add(
	struct pc_machine_reasons *reasons, const char *id, const char *fmt, ...)
{
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};
	va_list args;

	va_start(args, fmt);
	pc_buf_vprintf(&text, fmt, args);
	va_end(args);
	pc_arena_grow(reasons->arena, reasons->items, reasons->count, reasons->cap);
	reasons->items[reasons->count++] = (struct pc_machine_reason){
		id, pc_arena_str(reasons->arena, pc_buf_str(&text))};
}

static void judge_policy(
	struct pc_machine_reasons *reasons, const struct pc_machine_case *seen)
{
	const int64_t expires = seen->expires * 1000;

	if (!seen->has_policy) {
		pc_machine_reason_add(reasons, "no-policy",
			"no policy has been put in force, as far as is known");
		return;
	}
	if (seen->is_seen && !seen->is_read_back)
		pc_machine_reason_add(reasons, "read-back",
			"'%.*s' is not what was put in force%s%.*s",
			PC_STR_ARG(seen->document), seen->fault.len ? ": " : "",
			PC_STR_ARG(seen->fault));
	if (expires && expires <= seen->now)
		pc_machine_reason_add(reasons, "expired",
			"the policy expired %.*s ago, at %.*s",
			PC_STR_ARG(pc_when_age(reasons->arena, seen->now - expires)),
			PC_STR_ARG(pc_when_time(reasons->arena, expires)));
}

static void judge_sources(
	struct pc_machine_reasons *reasons, const struct pc_machine_case *seen)
{
	for (size_t i = 0; i < seen->sources.count; i++) {
		const struct pc_machine_source *source = &seen->sources.items[i];

		if (source->is_dead)
			pc_machine_reason_add(reasons, "higher-source",
				"the files do not count%s%.*s: %s come%s first (%.*s)",
				source->who.len ? " for " : "", PC_STR_ARG(source->who),
				source->what, source->what[0] == 'a' ? "s" : "",
				PC_STR_ARG(source->path));
	}
}

static void judge_clients(
	struct pc_machine_reasons *reasons, const struct pc_machine_case *seen)
{
	if (seen->hook.is_named && seen->hook.fault.len)
		pc_machine_reason_add(reasons, "hook", "the hook '%.*s' %.*s",
			PC_STR_ARG(seen->hook.program), PC_STR_ARG(seen->hook.fault));
	for (size_t i = 0; i < seen->clients.count; i++) {
		const struct pc_machine_client *client = &seen->clients.items[i];

		if (client->ignores.len)
			pc_machine_reason_add(reasons, "old-client",
				"the client '%.*s' (%.*s) ignores what the policy uses: "
				"%.*s",
				PC_STR_ARG(client->path), PC_STR_ARG(client->version),
				PC_STR_ARG(client->ignores));
	}
}

void pc_machine_find_reasons(
	struct pc_machine_reasons *reasons, const struct pc_machine_case *seen)
{
	judge_policy(reasons, seen);
	/* In force and read back, and yet no policy. */
	if (seen->killed.len)
		pc_machine_reason_add(
			reasons, "killed", "%.*s", PC_STR_ARG(seen->killed));
	judge_sources(reasons, seen);
	if (seen->refused.len)
		pc_machine_reason_add(reasons, "refused", "clients do not start: %.*s",
			PC_STR_ARG(seen->refused));
	judge_clients(reasons, seen);
}
