/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as a user's decision log: what is taken is a chain that holds, and nothing is
 * taken twice. */
#include "must.h"
#include "pc/record/chain.h"

static struct pc_db *db;

static void open_record(void)
{
	struct pc_err err;

	if (!db)
		must(pc_db_open(&db, ":memory:", PC_DB_WRITE, &err) == PC_OK, "a record");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str lines = {(const char *)data, size};
	size_t added = 0, strange = 0, again = 0, as_strange = 0;
	struct pc_chain_check check;
	struct pc_err err;

	open_record();
	must(pc_db_begin(db, &err) == PC_OK, "a beginning");
	must(pc_chain_add(db, lines, 1000, &added, &strange, &err) == PC_OK,
		"lines are taken or strange");
	must(pc_chain_verify(&check, db, &err) == PC_OK, "it can be checked");
	must(check.broken == 0 && check.rows == (int64_t)added, "the chain holds");
	must(pc_chain_add(db, lines, 1000, &again, &as_strange, &err) == PC_OK, "again");
	must(again == 0 && as_strange == strange, "nothing is taken twice");
	pc_db_undo(db);
	return 0;
}
