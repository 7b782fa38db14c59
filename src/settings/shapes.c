/* SPDX-License-Identifier: Apache-2.0 */
/* Shapes that several keys share. */
#include "shapes_priv.h"

const struct shape shape_anything = {.kind = SHAPE_ANY};
const struct shape shape_flag = {.kind = SHAPE_BOOL};
const struct shape shape_text = {.kind = SHAPE_TEXT};
const struct shape shape_full_text = {.kind = SHAPE_TEXT, .not_empty = true};
const struct shape shape_texts = SHAPE_LIST_OF(&shape_text);
const struct shape shape_text_map = SHAPE_MAP_OF(&shape_text);
const struct shape shape_object = SHAPE_MAP_OF(&shape_anything);
const struct shape shape_objects = SHAPE_LIST_OF(&shape_object);
const struct shape shape_number = {.kind = SHAPE_NUMBER};
const struct shape shape_disable = SHAPE_WORDS("disable");
const struct shape shape_name = {.kind = SHAPE_NAME};
