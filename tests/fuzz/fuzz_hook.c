/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as an event, of the agent whose number stands before them: there is an
 * answer, it is JSON that the client reads, what is not understood is denied, and the
 * line of the log is one line of JSON. */
#include "hook/hook_priv.h"
#include "pc/base/fs.h"
#include "pc/base/utf.h"
#include "pc/doc/read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

static char dir[] = "/tmp/fuzz-hook-XXXXXX";

static void remove_dir(void)
{
	pc_fs_remove_tree(dir);
}

/* A policy with something of each kind, in a directory of this process. */
static struct pc_str managed_dir(void)
{
	static const char policy[] =
		"{\"permissions\":{\"deny\":[\"Bash(curl:*)\",\"Read(./.env)\","
		"\"WebFetch(domain:example.com)\",\"WebSearch\"],"
		"\"ask\":[\"Bash(git push:*)\"]},"
		"\"x-policyctl\":{\"hook\":{\"configChange\":\"deny\"}}}";
	static bool made;
	char path[64];
	FILE *file;

	if (made)
		return pc_str(dir);
	must(mkdtemp(dir) != NULL, "a directory can be made");
	snprintf(path, sizeof(path), "%s/managed-settings.json", dir);
	file = fopen(path, "w");
	must(file && fputs(policy, file) >= 0 && fclose(file) == 0, "a file, too");
	made = atexit(remove_dir) == 0;
	return pc_str(dir);
}

static void check_json(struct pc_str text, const char *what)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node;
	struct pc_err err;

	must(pc_utf8_valid(text, NULL), what);
	must(pc_json_read(&node, &arena, "answer", text, NULL, &err) != PC_ERR_PARSE,
		what);
}

static const struct agent *take_agent(struct pc_str *text)
{
	static const struct agent *const agents[] = {
		&agent_claude, &agent_codex, &agent_gemini, &agent_copilot};
	size_t number = text->len ? (size_t)(unsigned char)text->ptr[0] - '0' : SIZE_MAX;

	if (number >= PC_COUNT(agents))
		return &agent_claude;
	*text = pc_str_from(*text, 1);
	return agents[number];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(run_done) struct hook_run run = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_buf_done) struct pc_buf line = {0};
	struct hook_places places = {
		.managed = managed_dir(), .home = PC_STR("/none"), .project = {0}};
	struct pc_str text = {size ? (const char *)data : "", size};
	struct pc_str recorded;

	places.agent = take_agent(&text);

	run_text(&run, &places, text);
	must(run.answer.by != ANSWER_BY_POLICY, "the policy is valid");
	must(run.answer.by != ANSWER_BY_REQUEST || run.answer.opinion == OPINION_DENY,
		"what is not understood is denied");
	must(run.answer.opinion == OPINION_NONE || run.answer.reason.len,
		"an opinion has a reason");
	must(run.answer.opinion != OPINION_ASK || places.agent->asks,
		"who cannot be asked is not asked");
	places.agent->write(&out, &run.request, &run.answer);
	if (out.len)
		check_json(pc_buf_str(&out), "an answer is JSON");
	record_begin(
		&line, &run.request, &run.answer, run.force.settings ? &run.force : NULL);
	record_end(&line, 1);
	recorded = pc_buf_str(&line);
	must(pc_str_find(recorded, '\n') == recorded.len - 1, "a record is one line");
	check_json(recorded, "a record is JSON");
	return 0;
}
