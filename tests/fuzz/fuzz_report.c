/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a report.  What is accepted can be written, within its bounds, and what
 * was written is accepted again and says the same numbers. */
#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "pc/base/limits.h"
#include "pc/wire/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str text = {(const char *)data, size};
	struct pc_wire_report report, again;
	struct pc_err err;

	if (pc_wire_report_read(&report, &arena, text, &err) != PC_OK)
		return 0;
	pc_wire_report_write(&out, &report);
	assert(out.len <= PC_MAX_REPORT);
	/* A machine's id of more digits than any has is not written. */
	if (report.machine.id.len > 64)
		return 0;
	assert(pc_wire_report_read(&again, &arena, pc_buf_str(&out), &err) == PC_OK);
	assert(again.seq == report.seq && again.policy.expires == report.policy.expires);
	assert(again.is_in_force == report.is_in_force);
	assert(pc_str_eq(again.machine.id, report.machine.id));
	return 0;
}
