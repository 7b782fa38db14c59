/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of the module tell each other.  scan.c finds anchors, confirm.c judges
 * what stands at them with the parts below; none of these keeps anything, all of them may
 * be called from any thread, and any bytes may stand in what they are given.
 *
 * What an anchor costs (one pass over text with all of them, "bench_scan --anchors TREE"
 * counts their places; figures of the Linux tree, 1.3 GB, which 2,500 of them take 0.5
 * CPU-seconds for):
 *   - a place where it stands costs some 50 ns: up to 50,000 of them are free, 500,000
 *     cost 2 %;
 *   - a literal of six bytes or more costs nothing that can be measured; one of three
 * some 1 ms, of four and five half of that, wherever they stand, because vectorscan lets
 *     more through that begins or ends like them.  Two hundred short ones are 10 %.
 * So an anchor is as long as the format allows ("sk-ant-api03-", not "sk-"), three bytes
 * at least, and not the beginning of a commoner word.  Of two literals where one holds
 * the other only the shorter is needed. */
#ifndef PC_SECRETS_SECRETS_PRIV_H
#define PC_SECRETS_SECRETS_PRIV_H

#include "pc/base/limits.h"
#include "pc/secrets/scan.h"

/* Where an anchor stands.  The line is cut so that it never has more than
 * PC_MAX_SECRET_LINE bytes before and behind the anchor: a text may be one line of
 * megabytes. */
struct pc_secret_spot {
	struct pc_str text;
	size_t at, len;  /* of the anchor */
	size_t from, to; /* of its line, without the line end */
};

/* ---- generic.c: the rule of assignments ------------------------------------------ */

struct pc_secret_assignment {
	size_t at, len; /* the value in text, without quotes */
	struct pc_str name;
	enum pc_secret_sureness sureness;
};

/* Whether the name that holds the anchor is given a value that is a secret.  Called for
 * each anchor: it has to say no within some 20 ns where no value follows.  Looks at the
 * line, and for "- name: X" at the line behind it. */
bool pc_secret_assigned(
	struct pc_secret_assignment *out, const struct pc_secret_spot *spot);

/* ---- placeholder.c, entropy.c ----------------------------------------------------- */

/* Whether a key is one that stands for a key ("sk-xxxxxxxx", "<your key>", "EXAMPLE",
 * "0123456789abcdef...").  fixed: how many bytes of it are the rule's prefix.  Asked for
 * keys of every rule, after its pattern; a sure key with a checksum that holds is not
 * asked about. */
bool pc_secret_is_placeholder(struct pc_str key, size_t fixed);

/* Whether a key without a prefix is more like a name of a program's: "getTokenForUser".
 * Asked of keys that only a word near them confirms. */
bool pc_secret_is_wordy(struct pc_str key);

/* Shannon's, in hundredths of a bit a byte: 0 to 800. */
unsigned pc_secret_entropy(struct pc_str text);

/* ---- checksum.c ------------------------------------------------------------------- */

/* Whether a key holds what its format says; false for PC_SECRET_NO_CHECKSUM. */
bool pc_secret_checksum_holds(enum pc_secret_checksum kind, struct pc_str key);

/* ---- name.c ----------------------------------------------------------------------- */

/* The name that the value at text.ptr[at] is given, as it stands before it: NAME=value,
 * "name": "value", name := 'value', <name>value, --name value, Name("x", "value"), or
 * the line "- name: NAME" before the line "value: ...".  Empty where there is none. */
struct pc_str pc_secret_name_before(struct pc_str text, size_t at);

/* Whether what is called that is no key, whatever it looks like: DATADOG_COMMIT,
 * twitchClientId.  Asked for rules whose keys only the name tells. */
bool pc_secret_is_other_name(struct pc_str name);

#endif
