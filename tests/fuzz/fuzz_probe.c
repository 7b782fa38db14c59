/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a client says: the first byte tells whether they are requests to the
 * stand-in for its model, one for each part, or its words at the end.  Whatever comes,
 * the answer is JSON, and the stand-in comes to an end. */
#include "pc/doc/read.h"
#include "probe/probe_priv.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds, const char *what)
{
	if (!holds) {
		fprintf(stderr, "broken: %s\n", what);
		abort();
	}
}

enum { N = 3 };

static void ask(struct model *model, struct pc_str body)
{
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_node *node;
	struct pc_err err;
	bool is_stream;

	if (!model_answer(model, &out, &is_stream, body) || is_stream)
		return;
	must(pc_json_read(&node, &arena, "answer", pc_buf_str(&out), NULL, &err) == PC_OK,
		"an answer is JSON");
}

static void check_fates(const struct pc_fate *fates)
{
	for (size_t i = 0; i < N; i++) {
		must(fates[i].kind < PC_N_FATES, "a fate is one of them");
		must(memchr(fates[i].text, '\0', sizeof(fates[i].text)) != NULL,
			"its text ends");
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct pc_canary canaries[N] = {{.action = {PC_STR("Bash"), NULL}},
		{.action = {PC_STR("mcp__a__b"), NULL}, .needs = PC_CANARY_SERVER},
		{.action = {PC_STR("Read"), NULL}, .needs = PC_CANARY_SHELL}};
	const struct pc_canary *chosen[N] = {&canaries[0], &canaries[1], &canaries[2]};
	const struct pc_stage stage = {.control = PC_STR("/w/c")};
	struct pc_fate fates[N] = {0};
	struct pc_probe probe = {
		.stage = &stage, .canaries = chosen, .n = N, .fates = fates};
	char refused[PC_MAX_CANARY_TEXT] = "", version[32] = "";
	struct pc_str text = {(const char *)data, size};
	struct model model;

	model_init(&model, &probe, refused);
	model.has_servers = true;
	if (size && data[0] == 'e') {
		model_end(&model, version, sizeof(version), pc_str_from(text, 1));
		must(strlen(version) < sizeof(version), "a version ends");
	}
	while (text.len)
		ask(&model, pc_str_cut(&text, '\n'));
	check_fates(fates);
	model_done(&model);
	return 0;
}
