/* SPDX-License-Identifier: Apache-2.0 */
/* Messages to packets and back, by a table of their fields. */
#include "message.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "pc/base/buf.h"
#include "pc/base/limits.h"
#include "pc/base/utf.h"

enum kind { NUMBER, TEXT, LONG_TEXT, BYTES };

/* Ceilings by kind: one packet holds any message. */
static const size_t ceilings[] = {
	[TEXT] = PC_MAX_MESSAGE_TEXT,
	[LONG_TEXT] = PC_MAX_MESSAGE_BYTES,
	[BYTES] = PC_MAX_MESSAGE_BYTES,
};

static const struct field {
	enum message_type of;
	enum kind kind;
	size_t offset; /* in struct message */
} fields[] = {
	{MESSAGE_BEGIN, TEXT, offsetof(struct message, begin.commit)},
	{MESSAGE_BEGIN, TEXT, offsetof(struct message, begin.plan)},
	{MESSAGE_BEGIN, TEXT, offsetof(struct message, begin.digest)},
	{MESSAGE_BEGIN, TEXT, offsetof(struct message, begin.signer)},
	{MESSAGE_BEGIN, NUMBER, offsetof(struct message, begin.signed_at)},
	{MESSAGE_BEGIN, NUMBER, offsetof(struct message, begin.expires)},
	{MESSAGE_BEGIN, NUMBER, offsetof(struct message, begin.n_files)},
	{MESSAGE_PART, NUMBER, offsetof(struct message, part.file)},
	{MESSAGE_PART, TEXT, offsetof(struct message, part.name)},
	{MESSAGE_PART, NUMBER, offsetof(struct message, part.offset)},
	{MESSAGE_PART, BYTES, offsetof(struct message, part.bytes)},
	{MESSAGE_COMMIT, TEXT, offsetof(struct message, commit.digest)},
	{MESSAGE_APPLIED, TEXT, offsetof(struct message, applied.commit)},
	{MESSAGE_APPLIED, TEXT, offsetof(struct message, applied.digest)},
	{MESSAGE_APPLIED, TEXT, offsetof(struct message, applied.signer)},
	{MESSAGE_APPLIED, NUMBER, offsetof(struct message, applied.signed_at)},
	{MESSAGE_APPLIED, NUMBER, offsetof(struct message, applied.expires)},
	{MESSAGE_APPLIED, NUMBER, offsetof(struct message, applied.generation)},
	{MESSAGE_APPLIED, NUMBER, offsetof(struct message, applied.changes)},
	{MESSAGE_APPLIED, NUMBER, offsetof(struct message, applied.is_new)},
	{MESSAGE_APPLIED, TEXT, offsetof(struct message, applied.reason)},
	{MESSAGE_DRIFT, TEXT, offsetof(struct message, drift.change)},
	{MESSAGE_DRIFT, TEXT, offsetof(struct message, drift.path)},
	{MESSAGE_DRIFT, TEXT, offsetof(struct message, drift.kind)},
	{MESSAGE_DRIFT, TEXT, offsetof(struct message, drift.by)},
	{MESSAGE_DRIFT, LONG_TEXT, offsetof(struct message, drift.diff)},
	{MESSAGE_DRIFT, NUMBER, offsetof(struct message, drift.generation)},
	{MESSAGE_DRIFT, NUMBER, offsetof(struct message, drift.mended)},
	{MESSAGE_DRIFT, NUMBER, offsetof(struct message, drift.process)},
	{MESSAGE_DRIFT, NUMBER, offsetof(struct message, drift.is_ours)},
	{MESSAGE_FINDING, TEXT, offsetof(struct message, finding.source)},
	{MESSAGE_FINDING, TEXT, offsetof(struct message, finding.code)},
	{MESSAGE_FINDING, TEXT, offsetof(struct message, finding.severity)},
	{MESSAGE_FINDING, TEXT, offsetof(struct message, finding.file)},
	{MESSAGE_FINDING, TEXT, offsetof(struct message, finding.text)},
	{MESSAGE_FINDINGS, TEXT, offsetof(struct message, findings.source)},
	{MESSAGE_FINDINGS, NUMBER, offsetof(struct message, findings.count)},
	{MESSAGE_SYNCED, TEXT, offsetof(struct message, synced.remote)},
	{MESSAGE_SYNCED, TEXT, offsetof(struct message, synced.commit)},
	{MESSAGE_SYNCED, TEXT, offsetof(struct message, synced.outcome)},
	{MESSAGE_SYNCED, TEXT, offsetof(struct message, synced.reason)},
	{MESSAGE_SYNCED, NUMBER, offsetof(struct message, synced.started)},
	{MESSAGE_SYNCED, NUMBER, offsetof(struct message, synced.ended)},
	{MESSAGE_PROGRESS, TEXT, offsetof(struct message, progress.role)},
	{MESSAGE_WISH, NUMBER, offsetof(struct message, wish.wish)},
	{MESSAGE_WISH, NUMBER, offsetof(struct message, wish.number)},
	{MESSAGE_WISH, TEXT, offsetof(struct message, wish.reason)},
	{MESSAGE_ASK, NUMBER, offsetof(struct message, ask.number)},
	{MESSAGE_IN_FORCE, NUMBER, offsetof(struct message, in_force.number)},
	{MESSAGE_IN_FORCE, NUMBER, offsetof(struct message, in_force.generation)},
	{MESSAGE_IN_FORCE, TEXT, offsetof(struct message, in_force.commit)},
	{MESSAGE_IN_FORCE, TEXT, offsetof(struct message, in_force.digest)},
	{MESSAGE_IN_FORCE, TEXT, offsetof(struct message, in_force.plan)},
	{MESSAGE_IN_FORCE, TEXT, offsetof(struct message, in_force.held)},
	{MESSAGE_IN_FORCE, TEXT, offsetof(struct message, in_force.held_why)},
	{MESSAGE_SURVEYED, LONG_TEXT, offsetof(struct message, surveyed.survey)},
	{MESSAGE_SENT, TEXT, offsetof(struct message, sent.name)},
	{MESSAGE_SENT, NUMBER, offsetof(struct message, sent.outcome)},
	{MESSAGE_SENT, NUMBER, offsetof(struct message, sent.retry_after)},
	{MESSAGE_SENT, TEXT, offsetof(struct message, sent.reason)},
};

/* Both ends are the same program on the same machine: its own byte order serves. */
static void add_number(struct pc_buf *out, uint64_t number)
{
	pc_buf_add(out, (struct pc_str){(const char *)&number, sizeof(number)});
}

/* As much of a text as may be said, of whole characters: nothing else would be heard. */
static struct pc_str fitting(struct pc_str text, size_t most)
{
	size_t bad;

	text = pc_str_head(text, most);
	if (!pc_utf8_valid(text, &bad))
		text = pc_str_head(text, bad);
	return text;
}

static void encode_field(struct pc_buf *out, const struct field *field, const char *at)
{
	struct pc_str text;
	uint64_t number;

	if (field->kind == NUMBER) {
		memcpy(&number, at, sizeof(number));
		add_number(out, number);
		return;
	}
	memcpy(&text, at, sizeof(text));
	if (field->kind != BYTES)
		text = fitting(text, ceilings[field->kind]);
	if (text.len > ceilings[field->kind])
		abort();
	add_number(out, text.len);
	pc_buf_add(out, text);
}

enum pc_status message_send(int fd, const struct message *message, struct pc_err *err)
{
	PC_AUTO(pc_buf_done) struct pc_buf packet = {0};
	struct pc_str bytes;

	add_number(&packet, (uint64_t)message->type);
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (fields[i].of == message->type)
			encode_field(&packet, &fields[i],
				(const char *)message + fields[i].offset);
	}
	bytes = pc_buf_str(&packet);
	while (send(fd, bytes.ptr, bytes.len, MSG_NOSIGNAL) < 0) {
		if (errno == EPIPE || errno == ECONNRESET)
			errno = ENOENT;
		if (errno != EINTR)
			return pc_err_sys(err, "telling another process of policyd");
	}
	return PC_OK;
}

static enum pc_status strange(struct pc_err *err, const char *what)
{
	return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){0},
		"another process of policyd said what nobody says: %s", what);
}

static bool take_number(uint64_t *out, struct pc_str *packet)
{
	if (packet->len < sizeof(*out))
		return false;
	memcpy(out, packet->ptr, sizeof(*out));
	*packet = pc_str_from(*packet, sizeof(*out));
	return true;
}

static enum pc_status decode_field(
	char *at, const struct field *field, struct pc_str *packet, struct pc_err *err)
{
	struct pc_str text;
	uint64_t number;

	if (!take_number(&number, packet))
		return strange(err, "a message that is too short");
	if (field->kind == NUMBER) {
		memcpy(at, &number, sizeof(number));
		return PC_OK;
	}
	if (number > ceilings[field->kind] || number > packet->len)
		return strange(err, "a field that is too long");
	text = pc_str_head(*packet, number);
	*packet = pc_str_from(*packet, number);
	if (field->kind != BYTES && !pc_utf8_valid(text, NULL))
		return strange(err, "a text that is none");
	memcpy(at, &text, sizeof(text));
	return PC_OK;
}

enum pc_status message_decode(
	struct message *out, struct pc_str packet, struct pc_err *err)
{
	struct message message = {0};
	uint64_t type;

	if (!take_number(&type, &packet) || type == 0 || type >= MESSAGE_TYPES)
		return strange(err, "an unknown kind of message");
	message.type = (enum message_type)type;
	for (size_t i = 0; i < PC_COUNT(fields); i++) {
		if (fields[i].of == message.type)
			PC_TRY(decode_field((char *)&message + fields[i].offset,
				&fields[i], &packet, err));
	}
	if (packet.len > 0)
		return strange(err, "a message that is too long");
	*out = message;
	return PC_OK;
}

enum pc_status message_receive(
	struct message *out, struct pc_arena *arena, int fd, struct pc_err *err)
{
	char *room = pc_arena_bytes(arena, PC_MAX_MESSAGE);
	ssize_t n;

	do {
		n = recv(fd, room, PC_MAX_MESSAGE, MSG_TRUNC);
	} while (n < 0 && errno == EINTR);
	if (n == 0)
		return pc_err_set(err, PC_ERR_ABSENT, (struct pc_span){0},
			"another process of policyd has ended");
	if (n < 0)
		return pc_err_sys(err, "hearing of another process of policyd");
	if ((size_t)n > PC_MAX_MESSAGE)
		return strange(err, "a packet that is too long");
	return message_decode(out, (struct pc_str){room, (size_t)n}, err);
}
