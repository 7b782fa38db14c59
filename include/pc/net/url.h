/* SPDX-License-Identifier: Apache-2.0 */
/* Addresses as configurations may have them.  Whoever sends something there has them
 * judged once more by the library that takes them apart. */
#ifndef PC_NET_URL_H
#define PC_NET_URL_H

#include "pc/base/err.h"

/* https, or http to this machine itself, a plain host, no names and no passwords.  It
 * knows fewer forms than a network library, so that programs without one can ask it, too.
 * PC_ERR_PARSE. */
PC_MUST_CHECK enum pc_status pc_url_check(struct pc_str url, struct pc_err *err);

#endif
