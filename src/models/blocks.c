/* SPDX-License-Identifier: Apache-2.0 */
/* An operator's blocks: the kill switch. */
#include "pc/models/policy.h"
