/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes as what a provider answers, in pieces of any size: both contracts, streams
 * and documents.  What comes out does not depend on where pieces end, and is no more than
 * what came.
 *
 * The first byte says the contract (bit 0), whether it is a stream (bit 1), and that the
 * connection broke (bit 2); the second one how large pieces are. */
#include "must.h"
#include "orch/reply.h"

enum { ROOM = 64 };

static void run(struct reply *reply, uint8_t how, struct pc_str rest, size_t step)
{
	*reply = (struct reply){.contract = how & 1 ? &reply_anthropic : &reply_openai,
		.most = ROOM,
		.is_stream = how & 2};
	for (; rest.len; rest = pc_str_from(rest, step)) {
		if (!reply_feed(reply, pc_str_head(rest, step)))
			break;
	}
	reply_end(reply, !(how & 4));
}

static bool words_are_alike(const struct reply *a, const struct reply *b)
{
	return pc_str_eq(reply_word_str(&a->model), reply_word_str(&b->model)) &&
	       pc_str_eq(reply_word_str(&a->stop), reply_word_str(&b->stop));
}

static void compare(const struct reply *a, const struct reply *b)
{
	must(pc_str_eq(pc_buf_str(&a->text), pc_buf_str(&b->text)),
		"text does not depend on pieces");
	must(words_are_alike(a, b), "words do not depend on pieces");
	must(memcmp(&a->usage, &b->usage, sizeof(a->usage)) == 0,
		"tokens do not depend on pieces");
	must(a->has_ended == b->has_ended && a->is_error == b->is_error &&
			a->is_odd == b->is_odd && a->is_truncated == b->is_truncated,
		"the end does not depend on pieces");
}

static void check(const struct reply *reply, size_t size)
{
	const struct pc_usage *usage = &reply->usage;

	must(reply->text.len <= ROOM, "text has a ceiling");
	must(reply->n_bytes <= (int64_t)size, "no more than came");
	must(usage->in >= 0 && usage->out >= 0 && usage->cache_read >= 0 &&
			usage->cache_write >= 0 && usage->thinking >= 0,
		"tokens are not negative");
	must(usage->at_least >= usage->out, "the floor is no less than what was said");
	must(usage->list_price >= -1, "prices are not negative");
	must(reply->has_ended || !reply->has_usage, "who did not end did not count");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pc_str rest = pc_str_from((struct pc_str){(const char *)data, size}, 2);
	struct reply whole, pieces;

	if (size < 2)
		return 0;
	run(&whole, data[0], rest, SIZE_MAX);
	run(&pieces, data[0], rest, (size_t)data[1] + 1);
	check(&whole, size);
	compare(&whole, &pieces);
	reply_done(&whole);
	reply_done(&pieces);
	return 0;
}
