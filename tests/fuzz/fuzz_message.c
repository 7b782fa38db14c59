/* SPDX-License-Identifier: Apache-2.0 */
/* Any packet that another process of policyd may send: it is refused, or it is a message
 * that says the same when it is sent on. */
#include <sys/socket.h>

#include "daemon/message.h"
#include "must.h"
#include "pc/base/limits.h"

static int ends[2];

static void open_ends(void)
{
	if (ends[0] == 0)
		must(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0,
			"a pair of sockets");
}

static void check_sent(const struct message *message, struct pc_str packet)
{
	static char room[PC_MAX_MESSAGE + 1];
	struct pc_err err;
	ssize_t n;

	must(message_send(ends[0], message, &err) == PC_OK, "what was heard can be said");
	n = recv(ends[1], room, sizeof(room), MSG_TRUNC);
	must(n > 0 && pc_str_eq((struct pc_str){room, (size_t)n}, packet),
		"a message has one form");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	PC_AUTO(pc_arena_done) struct pc_arena arena = {0};
	struct pc_str packet = {(const char *)data, size};
	struct message message = {0}, heard;
	struct pc_err err, told;
	enum pc_status status;

	open_ends();
	status = message_decode(&message, packet, &err);
	if (status == PC_OK)
		check_sent(&message, packet);
	else
		must(message.type == 0 && err.text[0], "a refusal has its reason");
	if (size == 0)
		return 0;
	must(send(ends[1], data, size, 0) == (ssize_t)size, "a packet is sent");
	must(message_receive(&heard, &arena, ends[0], &told) ==
			(size > PC_MAX_MESSAGE ? PC_ERR_PARSE : status),
		"what comes by the socket is judged the same");
	return 0;
}
