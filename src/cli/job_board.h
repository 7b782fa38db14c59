/* SPDX-License-Identifier: Apache-2.0 */
/* The orchestrator's board for people: as lines of a screen, and as what changed between
 * two of them. */
#ifndef CLI_JOB_BOARD_H
#define CLI_JOB_BOARD_H

#include "pc/base/buf.h"
#include "pc/doc/node.h"

enum board_tone { BOARD_PLAIN, BOARD_HEAD, BOARD_WARN, BOARD_BAD };

struct board_line {
	struct pc_str text; /* harmless */
	enum board_tone tone;
};

struct board_lines {
	struct pc_arena *arena;
	struct board_line *items;
	size_t count, cap;
};

/* At most `rows` lines; what is longer than the screen is wide, the caller cuts.  now: of
 * the orchestrator's clock, ms. */
void board_draw(
	struct board_lines *out, const struct pc_node *board, int64_t now, size_t rows);

/* One line for each thing that is another one than before; was NULL: for all that is.
 * Jobs that run no more are told to `gone`, whose business they are. */
typedef void board_gone_fn(void *context, int64_t job);
void board_changes(struct board_lines *out, const struct pc_node *was,
	const struct pc_node *is, board_gone_fn *gone, void *context);

#endif
