/* SPDX-License-Identifier: Apache-2.0 */
/* What official sources said last, as a new text of models.yaml: as little of it changes
 * as must, so that somebody can look at the difference and say yes.
 *
 * Rumours change nothing, what was not seen takes nothing away, and a key that no source
 * speaks of stays as it is.  Pure: no file is read or written. */
#ifndef PC_ROLLCALL_PROPOSE_H
#define PC_ROLLCALL_PROPOSE_H

#include "pc/models/table.h"

struct pc_propose {
	const char *file; /* for places */
	struct pc_str text;
	const struct pc_model *const *models; /* of pc_roll_models() */
	size_t n_models;
	int64_t now; /* s */
};

struct pc_proposed {
	struct pc_str what;        /* an id, or the name of a position */
	struct pc_str text;        /* "state: current -> deprecated"; one line */
	struct pc_str url, sha256; /* who says so; may be empty */
};

struct pc_proposals {
	struct pc_proposed *items;
	size_t count, cap;
};

struct pc_proposal {
	struct pc_str facts; /* the text with what sources said; the old one: nothing */
	struct pc_str text;  /* and with positions given to others; likewise */
	struct pc_proposals said, positions;
	struct pc_proposals left; /* what could not be proposed, and why */
};

/* Everything lands in arena.  A text that is proposed has been read again and means the
 * table that it should.  PC_ERR_PARSE: the old one cannot be read (diags says why), or
 * not changed without touching something else. */
PC_MUST_CHECK enum pc_status pc_propose(struct pc_proposal *out, struct pc_arena *arena,
	const struct pc_propose *ask, struct pc_diags *diags, struct pc_err *err);

#endif
