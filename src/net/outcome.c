/* SPDX-License-Identifier: Apache-2.0 */
/* Names of outcomes, apart from what needs libcurl: who only tells of them does not. */
#include "pc/net/post.h"

const char *pc_post_outcome_name(enum pc_post_outcome outcome)
{
	static const char *const names[] = {
		"taken", "later", "refused", "offline", "failed"};

	return names[outcome];
}
