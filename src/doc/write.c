/* SPDX-License-Identifier: Apache-2.0 */
/* One call for every format; the formats are in write_json.c and write_yaml.c. */
#include "pc/doc/write.h"

#include "write_priv.h"

void pc_node_write(struct pc_buf *out, const struct pc_node *node, enum pc_format format)
{
	static void (*const writers[])(struct pc_buf *, const struct pc_node *) = {
		[PC_FORMAT_JSON] = pc_write_json,
		[PC_FORMAT_JSON_LINE] = pc_write_json_line,
		[PC_FORMAT_CANONICAL] = pc_write_canonical,
		[PC_FORMAT_YAML] = pc_write_yaml,
	};

	writers[format](out, node);
}
