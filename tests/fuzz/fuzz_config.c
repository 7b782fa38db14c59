/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as policyd.yaml: a configuration whose values are what the table allows, or
 * findings that say why not. */
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "must.h"
#include "pc/base/fs.h"
#include "pc/base/utf.h"
#include "pc/config/config.h"

static void check_config(const struct pc_config *config)
{
	must(config->remote.len && config->signers.len, "what must be there is");
	must(config->interval >= 10000 && config->sweep >= 1000 &&
			config->timeout >= 1000,
		"times are not shorter than the least");
	must(config->keep >= 1 && config->keep <= 1000, "generations");
	must(config->branch.ptr && config->state.ptr && config->run.ptr, "what is usual");
	for (size_t i = 0; i < config->targets.count; i++)
		must(pc_utf8_valid(config->targets.items[i], NULL), "texts are UTF-8");
}

static bool has_error(const struct pc_diags *diags)
{
	for (size_t i = 0; i < diags->count; i++) {
		if (diags->items[i].severity >= PC_ERROR)
			return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_close) int fd = memfd_create("policyd.yaml", MFD_CLOEXEC);
	struct pc_diags diags = {.arena = &arena};
	struct pc_config config = {0};
	enum pc_status status;
	struct pc_err err;
	char path[64];

	must(fd >= 0 && fchmod(fd, 0600) == 0, "a file");
	must(write(fd, data, size) == (ssize_t)size, "its bytes");
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	status = pc_config_read(&config, &arena, path, &diags, &err);
	if (status == PC_OK)
		check_config(&config);
	else
		must(err.text[0] && !config.branch.ptr, "a refusal has its reason");
	must(status != PC_OK || !has_error(&diags), "an error is a refusal");
	for (size_t i = 0; i < diags.count; i++)
		must(diags.items[i].code && diags.items[i].at.line, "a finding's place");
	return 0;
}
