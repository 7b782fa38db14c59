/* SPDX-License-Identifier: Apache-2.0 */
/* The shapes that several keys share (shapes.c). */
#ifndef PC_SETTINGS_SHAPES_PRIV_H
#define PC_SETTINGS_SHAPES_PRIV_H

#include "shape_priv.h"

extern const struct shape shape_anything, shape_flag, shape_text, shape_full_text,
	shape_texts, shape_text_map, shape_object, shape_objects, shape_number,
	shape_disable, shape_name;

/* One of these words. */
#define SHAPE_WORDS(...)                                                                 \
	{                                                                                \
		.kind = SHAPE_WORD, .words = (const char *const[])                       \
		{                                                                        \
			__VA_ARGS__, NULL                                                \
		}                                                                        \
	}
/* An object with these members; others are stripped. */
#define SHAPE_FORM_OF(...)                                                               \
	{                                                                                \
		.kind = SHAPE_FORM, .members = (const struct member[])                   \
		{                                                                        \
			__VA_ARGS__,                                                     \
			{                                                                \
				NULL, NULL, MAY                                          \
			}                                                                \
		}                                                                        \
	}
#define SHAPE_EITHER_OF(...)                                                             \
	{                                                                                \
		.kind = SHAPE_EITHER, .choices = (const struct shape *const[])           \
		{                                                                        \
			__VA_ARGS__, NULL                                                \
		}                                                                        \
	}
#define SHAPE_LIST_OF(shape)                                                             \
	{                                                                                \
		.kind = SHAPE_LIST, .of = (shape)                                        \
	}
#define SHAPE_MAP_OF(shape)                                                              \
	{                                                                                \
		.kind = SHAPE_MAP, .of = (shape)                                         \
	}

#endif
