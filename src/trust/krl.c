/* SPDX-License-Identifier: Apache-2.0 */
/* Key revocation lists of ssh-keygen -k (OpenSSH's PROTOCOL.krl): sections of a type and
 * a string each, those of certificates with sections of their own.  A section that is not
 * known, unless it says that it may be passed over, ends the reading;
 * so does the signature of a list, which nobody makes. */
#include "pc/trust/revoked.h"
#include "trust_priv.h"

static const char magic[] = "SSHKRL\n"; /* with its NUL */

enum { VERSION = 1 };

enum section {
	SECTION_CERTIFICATES = 1,
	SECTION_KEYS = 2,
	SECTION_SHA1 = 3,
	SECTION_SHA256 = 5,
	SECTION_SERIAL_LIST = 0x20,
	SECTION_SERIAL_RANGE = 0x21,
	SECTION_SERIAL_BITMAP = 0x22,
	SECTION_KEY_ID = 0x23,
	SECTION_CERT_EXTENSION = 0x39,
	SECTION_EXTENSION = 255,
};

enum { SHA1_SIZE = 20, SHA256_SIZE = 32 };

struct reading {
	struct pc_revoked *out;
	struct pc_arena *arena;
	struct pc_str authority; /* of the certificates that are being read */
};

/* Each takes what is in one section; false: it is not what it has to be. */
typedef bool section_fn(struct reading *r, struct wire *wire);

static void add(struct reading *r, const struct pc_revoked_item *item)
{
	struct pc_revoked_item whole = *item;

	whole.authority = r->authority;
	revoked_add(r->out, r->arena, &whole);
}

/* Strings up to the end, of one size where they have one. */
static bool read_strings(
	struct reading *r, struct wire *wire, enum pc_revoked_kind kind, size_t size)
{
	while (wire->rest.len) {
		struct pc_revoked_item item = {.kind = kind, .bytes = wire_string(wire)};

		if (wire->is_bad || (size && item.bytes.len != size))
			return false;
		add(r, &item);
	}
	return true;
}

static bool read_keys(struct reading *r, struct wire *wire)
{
	return read_strings(r, wire, PC_REVOKED_KEY, 0);
}

static bool read_sha1(struct reading *r, struct wire *wire)
{
	return read_strings(r, wire, PC_REVOKED_SHA1, SHA1_SIZE);
}

static bool read_sha256(struct reading *r, struct wire *wire)
{
	return read_strings(r, wire, PC_REVOKED_SHA256, SHA256_SIZE);
}

static bool read_ids(struct reading *r, struct wire *wire)
{
	return read_strings(r, wire, PC_REVOKED_ID, 0);
}

/* Numbers begin with one. */
static bool add_serials(struct reading *r, uint64_t first, uint64_t last)
{
	if (first == 0 || first > last)
		return false;
	add(r, &(struct pc_revoked_item){
		       .kind = PC_REVOKED_SERIALS, .first = first, .last = last});
	return true;
}

static bool read_serial_list(struct reading *r, struct wire *wire)
{
	while (wire->rest.len) {
		uint64_t serial = wire_u64(wire);

		if (wire->is_bad || !add_serials(r, serial, serial))
			return false;
	}
	return true;
}

static bool read_serial_range(struct reading *r, struct wire *wire)
{
	uint64_t first = wire_u64(wire), last = wire_u64(wire);

	return !wire->is_bad && add_serials(r, first, last);
}

static bool read_serial_bitmap(struct reading *r, struct wire *wire)
{
	struct pc_revoked_item item = {.kind = PC_REVOKED_BITS, .first = wire_u64(wire)};

	item.bytes = wire_natural(wire);
	if (wire->is_bad)
		return false;
	add(r, &item);
	return true;
}

/* name, whether one who does not know it may go on, content */
static bool read_extension(struct reading *r, struct wire *wire)
{
	bool is_critical;

	(void)r;
	wire_string(wire);
	is_critical = wire_u8(wire) != 0;
	wire_string(wire);
	return !wire->is_bad && !is_critical;
}

/* ---- sections --------------------------------------------------------------- */

static bool read_certificates(struct reading *r, struct wire *wire);

static const struct section_kind {
	uint8_t type;
	bool is_of_certificates; /* stands inside SECTION_CERTIFICATES */
	section_fn *read;
} sections[] = {
	{SECTION_CERTIFICATES, false, read_certificates},
	{SECTION_KEYS, false, read_keys},
	{SECTION_SHA1, false, read_sha1},
	{SECTION_SHA256, false, read_sha256},
	{SECTION_SERIAL_LIST, true, read_serial_list},
	{SECTION_SERIAL_RANGE, true, read_serial_range},
	{SECTION_SERIAL_BITMAP, true, read_serial_bitmap},
	{SECTION_KEY_ID, true, read_ids},
	{SECTION_CERT_EXTENSION, true, read_extension},
	{SECTION_EXTENSION, false, read_extension},
};

static bool read_section(struct reading *r, uint8_t type, bool inside, struct wire *wire)
{
	for (size_t i = 0; i < PC_COUNT(sections); i++) {
		if (sections[i].type == type && sections[i].is_of_certificates == inside)
			return sections[i].read(r, wire) && wire_is_done(wire);
	}
	return false;
}

static bool read_sections(struct reading *r, struct wire *wire, bool inside)
{
	while (wire->rest.len) {
		uint8_t type = wire_u8(wire);
		struct wire content = {.rest = wire_string(wire)};

		if (wire->is_bad || !read_section(r, type, inside, &content))
			return false;
	}
	return true;
}

static bool read_certificates(struct reading *r, struct wire *wire)
{
	struct pc_str blob = wire_string(wire);
	bool good;

	wire_string(wire); /* reserved */
	good = !wire->is_bad &&
	       (blob.len == 0 || !revoked_key(&r->authority, r->arena, blob).why) &&
	       read_sections(r, wire, true);
	r->authority = (struct pc_str){0};
	return good;
}

bool krl_is_one(struct pc_str text)
{
	return pc_str_starts(text, (struct pc_str){magic, sizeof(magic)});
}

enum pc_status krl_read(struct pc_revoked *out, struct pc_arena *arena,
	struct pc_str text, struct pc_err *err)
{
	struct reading r = {.out = out, .arena = arena};
	struct wire wire = {.rest = pc_str_from(text, sizeof(magic))};
	uint32_t version = wire_u32(&wire);

	wire_u64(&wire);    /* the list's own number */
	wire_u64(&wire);    /* when it was made */
	wire_u64(&wire);    /* flags: none are known */
	wire_string(&wire); /* reserved */
	wire_string(&wire); /* a comment */
	if (wire.is_bad || version != VERSION || !read_sections(&r, &wire, false))
		return pc_err_set(err, PC_ERR_PARSE, (struct pc_span){out->file, 0, 0},
			"the key revocation list is damaged, or of a newer form");
	return PC_OK;
}
