/* SPDX-License-Identifier: Apache-2.0 */
/* What a scan found, for people and for programs. */
#ifndef ROLLCALL_SAY_H
#define ROLLCALL_SAY_H

#include "pc/base/buf.h"
#include "pc/rollcall/step.h"

/* What is_quiet leaves out: the sentence of a scan in which nothing happened and
 * everything was read. */
void say_text(struct pc_buf *out, const struct pc_step *step,
	const struct pc_stepped *stepped, bool is_quiet);
void say_json(
	struct pc_buf *out, const struct pc_step *step, const struct pc_stepped *stepped);
/* What one source says, in one line without its end; hear_reading() reads it. */
void say_reading(struct pc_buf *out, const struct pc_reading *reading);
/* By enum pc_model_date_kind and enum pc_price_of; ended by NULL. */
extern const char *const say_date_kinds[], *const say_price_names[];
/* All of them, with nothing held against anything. */
void say_readings(struct pc_buf *out, const struct pc_reading *readings, size_t count);

#endif
