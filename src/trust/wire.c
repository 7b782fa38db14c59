/* SPDX-License-Identifier: Apache-2.0 */
/* The SSH wire form (RFC 4251, section 5), read with an error that stays. */
#include "trust_priv.h"

static struct pc_str take(struct wire *wire, size_t n)
{
	struct pc_str taken = pc_str_head(wire->rest, n);

	if (wire->is_bad || taken.len < n) {
		*wire = (struct wire){.is_bad = true};
		return (struct pc_str){0};
	}
	wire->rest = pc_str_from(wire->rest, n);
	return taken;
}

static uint64_t take_number(struct wire *wire, size_t n)
{
	struct pc_str bytes = take(wire, n);
	uint64_t number = 0;

	for (size_t i = 0; i < bytes.len; i++)
		number = number << 8 | (unsigned char)bytes.ptr[i];
	return number;
}

uint8_t wire_u8(struct wire *wire)
{
	return (uint8_t)take_number(wire, 1);
}

uint32_t wire_u32(struct wire *wire)
{
	return (uint32_t)take_number(wire, 4);
}

uint64_t wire_u64(struct wire *wire)
{
	return take_number(wire, 8);
}

struct pc_str wire_string(struct wire *wire)
{
	return take(wire, wire_u32(wire));
}

struct pc_str wire_natural(struct wire *wire)
{
	struct pc_str bytes = wire_string(wire);

	if (bytes.len && (unsigned char)bytes.ptr[0] & 0x80) {
		*wire = (struct wire){.is_bad = true};
		return (struct pc_str){0};
	}
	while (bytes.len && bytes.ptr[0] == '\0')
		bytes = pc_str_from(bytes, 1);
	return bytes;
}

bool wire_is_done(const struct wire *wire)
{
	return !wire->is_bad && wire->rest.len == 0;
}

static void put_size(struct pc_buf *out, size_t size)
{
	for (int shift = 24; shift >= 0; shift -= 8)
		pc_buf_add_char(out, (char)(size >> shift & 0xff));
}

void wire_put(struct pc_buf *out, struct pc_str string)
{
	put_size(out, string.len);
	pc_buf_add(out, string);
}

void wire_put_natural(struct pc_buf *out, struct pc_str number)
{
	bool is_padded = number.len && (unsigned char)number.ptr[0] & 0x80;

	put_size(out, number.len + is_padded);
	if (is_padded)
		pc_buf_add_char(out, '\0');
	pc_buf_add(out, number);
}
