/* SPDX-License-Identifier: Apache-2.0 */
/* policies/models.yaml as it was when this was built; cmake writes it out as an array. */
#ifndef MODELS_BUILTIN_H
#define MODELS_BUILTIN_H

#include <stddef.h>

extern const char models_builtin[];
extern const size_t models_builtin_size;

#endif
