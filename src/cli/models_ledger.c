/* SPDX-License-Identifier: Apache-2.0 */
/* Where scans are written down. */
#include <stdlib.h>
#include <unistd.h>

#include "models.h"
#include "pc/base/fs.h"
#include "pc/rollcall/ledger.h"
#include "places.h"

/* Root's is the one of policyd's scans, or else the machine's; anybody else's lies where
 * programs keep their state. */
struct pc_str models_ledger(struct pc_arena *arena, struct pc_str option)
{
	const char *base = getenv("XDG_STATE_HOME");

	if (option.len)
		return places_absolute(arena, option);
	if (geteuid() == 0 && access(PC_LEDGER_OF_POLICYD, F_OK) == 0)
		return PC_STR(PC_LEDGER_OF_POLICYD);
	if (geteuid() == 0)
		return PC_STR(MODELS_LEDGER);
	if (base && base[0] == '/')
		return pc_path_join(arena, pc_str(base), PC_STR("policyctl/models.db"));
	return pc_path_join(arena, pc_str(getenv("HOME")),
		PC_STR(".local/state/policyctl/models.db"));
}
