/* SPDX-License-Identifier: Apache-2.0 */
/* What `claude -p --output-format stream-json --verbose` prints, line by line, to what a
 * run's end has to know.  Pure: bytes in, facts out; no process, no clock.
 *
 * Lines that are not JSON, or of a kind that nobody knows, are counted and passed over:
 * the next version of the client has new ones.  Everything is bounded; a line that is too
 * long costs itself alone. */
#ifndef ORCH_STREAM_CLI_H
#define ORCH_STREAM_CLI_H

#include "pc/base/buf.h"
#include "pc/orch/backend.h"

struct cli_hooks {
	void (*text)(void *context, struct pc_str text); /* of the model, as it comes */
	/* One line of the client about its windows, of which one is used up. */
	void (*window)(void *context, struct pc_str line);
	void *context;
};

/* Usage of one message: it stands in each of its lines. */
enum { CLI_MESSAGES = 16 };
struct cli_message {
	uint64_t id;
	int64_t in, out, cache_read, cache_write;
};

struct cli_stream {
	struct cli_hooks hooks;
	size_t most_output;
	struct pc_arena kept, scratch;
	struct pc_buf line, said; /* said: the model's texts, in case no result comes */
	bool is_skipping;         /* the rest of a line that is too long */
	/* Of the first line. */
	bool has_begun;
	struct pc_str model, key_source, session, version;
	/* Of what the model said. */
	struct pc_str answered; /* one that is not .model, where any was */
	bool was_synthetic;     /* the client spoke in the model's place */
	struct cli_message messages[CLI_MESSAGES];
	size_t n_messages; /* all that there were */
	struct pc_usage so_far;
	/* The last line about windows in which one is used up; bounded. */
	struct pc_str window;
	/* Of the last line. */
	bool has_ended, is_error, is_truncated;
	int api_status; /* 0: none was told */
	struct pc_str subtype, reason, stop, output, denials;
	struct pc_usage usage;
	/* Counted. */
	size_t lines, unknown, broken, too_long, n_results, n_windows;
};

void cli_stream_init(
	struct cli_stream *stream, const struct cli_hooks *hooks, size_t most_output);
void cli_stream_done(struct cli_stream *stream);
void cli_stream_feed(struct cli_stream *stream, struct pc_str bytes);
/* No more comes: a last line without its end counts, too; usage is as told, or what is
 * proven so far. */
void cli_stream_end(struct cli_stream *stream);
/* What failures are classified by: the line about windows, if there was one, and the last
 * line without what the model said, unless it is an error's text; in arena. */
struct pc_str cli_stream_body(struct pc_arena *arena, const struct cli_stream *stream);

#endif
