/* SPDX-License-Identifier: Apache-2.0 */
/* What a token says of itself: three parts with points between them, the one in the
 * middle a map of claims in JSON (RFC 7519).  Nobody's signature is checked: a token that
 * lies about its end is refused by whom it is for, as it would be without us. */
#include "key_priv.h"
#include "pc/base/arena.h"
#include "pc/base/base64.h"
#include "pc/base/limits.h"
#include "pc/doc/read.h"

/* The digits of RFC 4648, section 5, as those of section 4. */
static struct pc_str plain_digits(struct pc_arena *arena, struct pc_str text)
{
	char *digits = pc_arena_bytes(arena, text.len);

	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];

		digits[i] = c == '-' ? '+' : c == '_' ? '/' : c;
	}
	return (struct pc_str){digits, text.len};
}

static bool find_claims(struct pc_str *out, struct pc_str token)
{
	struct pc_str head = pc_str_cut(&token, '.'), claims, signature;

	if (!token.ptr)
		return false;
	claims = pc_str_cut(&token, '.');
	if (!token.ptr)
		return false;
	signature = pc_str_cut(&token, '.');
	*out = claims;
	return head.len && claims.len && signature.len && !token.ptr;
}

/* A number of seconds, whole or not; one that is not after 1970 has ended long ago. */
static int64_t end_of(const struct pc_node *exp)
{
	const double most = 1e15;
	double seconds;

	if (!pc_node_number(exp, &seconds) || !(seconds < most))
		return 0;
	return seconds < 1 ? 1 : (int64_t)seconds;
}

int64_t pc_token_expires(struct pc_str token)
{
	PC_AUTO(pc_arena_wipe) struct pc_arena arena = {0};
	struct pc_str claims, json;
	struct pc_node *tree;
	struct pc_err err;

	if (token.len > PC_MAX_TOKEN || !find_claims(&claims, token) ||
		!pc_base64_decode(&json, &arena, plain_digits(&arena, claims)) ||
		pc_json_read(&tree, &arena, "a token", json, NULL, &err) != PC_OK)
		return 0;
	return end_of(pc_node_get_c(tree, "exp"));
}
