/* SPDX-License-Identifier: Apache-2.0 */
/* Which fragment a rule is of that is only monitored: merged into one document, nobody
 * could tell any more.  Hooks record it. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pc/base/buf.h"
#include "pc/base/fs.h"
#include "pc/doc/write.h"
#include "policy.h"

/* Behind the drop-ins of the authors. */
static const char name[] = "~monitored.json";

static void add_rules(
	struct pc_buf *out, const struct pc_settings *settings, struct pc_str fragment)
{
	pc_json_next(out);
	pc_json_quote(out, fragment);
	pc_buf_puts(out, ":[");
	for (size_t i = 0; i < settings->n_rules; i++) {
		const struct pc_rule_text *rule = &settings->rules[i];

		if (rule->list == PC_LIST_ALLOW ||
			!pc_str_eq(pc_path_base(pc_str(rule->from.at.file)), fragment))
			continue;
		pc_json_next(out);
		pc_json_quote(out, rule->text);
	}
	pc_buf_add_char(out, ']');
}

enum pc_status policy_monitor_add(const char *dir, const struct pc_picks *picks,
	const struct pc_settings *settings, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	PC_AUTO(pc_buf_done) struct pc_buf text = {0};

	if (fd < 0)
		return pc_err_sys(err, "'%s'", dir);
	pc_buf_puts(&text, "{\"x-policyctl\":{\"monitored\":{");
	for (size_t i = 0; i < picks->count; i++) {
		if (picks->items[i].is_watched)
			add_rules(&text, settings, picks->items[i].file);
	}
	pc_buf_puts(&text, "}}}\n");
	return pc_fs_replace(fd, name, pc_buf_str(&text), S_IRUSR | S_IWUSR, err);
}

enum pc_status policy_monitor_remove(const char *dir, struct pc_err *err)
{
	PC_AUTO(pc_close) int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return unlinkat(fd, name, 0) < 0 ? pc_err_sys(err, "'%s/%s'", dir, name) : PC_OK;
}
