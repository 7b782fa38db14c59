/* SPDX-License-Identifier: Apache-2.0 */
/* MCP servers for rules about their tools: a script that offers the tools by name and
 * does nothing, and the file that tells a client of them. */
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>

#include "pc/base/fs.h"
#include "pc/doc/write.h"
#include "probe_priv.h"

/* Lines of JSON in, lines of JSON out; $1 is the list of tools.  No other program is
 * needed. */
static const char script[] =
	"#!/bin/sh\n"
	"while IFS= read -r line; do\n"
	"\tid=${line#*\\\"id\\\":}\n"
	"\t[ \"$id\" = \"$line\" ] && continue\n"
	"\tid=${id%%[,\\}]*}\n"
	"\tcase $line in\n"
	"\t*'\"initialize\"'*) answer='\"result\":{\"protocolVersion\":\"2024-11-05\","
	"\"capabilities\":{\"tools\":{}},\"serverInfo\":{\"name\":\"policyctl-probe\","
	"\"version\":\"1\"}}' ;;\n"
	"\t*'\"tools/list\"'*) answer=\"\\\"result\\\":{\\\"tools\\\":$1}\" ;;\n"
	"\t*'\"tools/call\"'*) answer='\"result\":{\"content\":[{\"type\":\"text\","
	"\"text\":\"policyctl-probe\"}]}' ;;\n"
	"\t*) answer='\"error\":{\"code\":-32601,\"message\":\"no\"}' ;;\n"
	"\tesac\n"
	"\tprintf '{\"jsonrpc\":\"2.0\",\"id\":%s,%s}\\n' \"$id\" \"$answer\"\n"
	"done\n";

static bool is_plain(struct pc_str name)
{
	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		if (!(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z') &&
			!(c >= '0' && c <= '9') && c != '-' && c != '_')
			return false;
	}
	return name.len > 0;
}

bool mcp_split(struct pc_str *server, struct pc_str *tool, struct pc_str name)
{
	static const char prefix[] = "mcp__";
	struct pc_str rest;
	size_t at;

	if (!pc_str_starts(name, PC_STR(prefix)))
		return false;
	rest = pc_str_from(name, strlen(prefix));
	at = pc_str_find_str(rest, PC_STR("__"));
	*server = pc_str_head(rest, at);
	*tool = at < rest.len ? pc_str_from(rest, at + 2) : (struct pc_str){0};
	return is_plain(*server) && is_plain(*tool);
}

/* The server of canary i; false: it needs none, or none can be had. */
static bool server_of(struct pc_str *server, struct pc_str *tool,
	const struct pc_probe *probe, size_t i)
{
	const struct pc_canary *canary = probe->canaries[i];

	return (canary->needs & PC_CANARY_SERVER) &&
	       mcp_split(server, tool, canary->action.tool);
}

static bool came_before(const struct pc_probe *probe, size_t n, struct pc_str server)
{
	struct pc_str other, tool;

	for (size_t i = 0; i < n; i++) {
		if (server_of(&other, &tool, probe, i) && pc_str_eq(other, server))
			return true;
	}
	return false;
}

static void put_tools(
	struct pc_buf *out, const struct pc_probe *probe, struct pc_str server)
{
	struct pc_str other, tool;

	pc_buf_add_char(out, '[');
	for (size_t i = 0; i < probe->n; i++) {
		if (!server_of(&other, &tool, probe, i) || !pc_str_eq(other, server))
			continue;
		pc_json_next(out);
		pc_buf_add_char(out, '{');
		pc_json_member(out, "name", tool);
		pc_json_member(out, "description", PC_STR("policyctl-probe"));
		pc_buf_puts(out, ",\"inputSchema\":{\"type\":\"object\"}}");
	}
	pc_buf_add_char(out, ']');
}

static void put_server(struct pc_buf *out, const struct pc_probe *probe,
	struct pc_str server, struct pc_str program)
{
	PC_AUTO(pc_buf_done) struct pc_buf tools = {0};

	put_tools(&tools, probe, server);
	pc_json_next(out);
	pc_json_quote(out, server);
	pc_buf_puts(out, ":{");
	pc_json_member(out, "command", program);
	pc_json_key(out, "args");
	pc_buf_add_char(out, '[');
	pc_json_quote(out, pc_buf_str(&tools));
	pc_buf_puts(out, "]}");
}

enum pc_status mcp_lay(struct pc_str *config, struct pc_arena *arena,
	const struct pc_probe *probe, struct pc_err *err)
{
	struct pc_str program =
		pc_path_join(arena, probe->stage->top, PC_STR("mcp-server"));
	PC_AUTO(pc_buf_done) struct pc_buf out = {0};
	struct pc_str server, tool, path;
	size_t n = 0;

	*config = (struct pc_str){0};
	pc_buf_puts(&out, "{\"mcpServers\":{");
	for (size_t i = 0; i < probe->n && n < PC_MAX_PROBE_SERVERS; i++) {
		if (!server_of(&server, &tool, probe, i) || came_before(probe, i, server))
			continue;
		put_server(&out, probe, server, program);
		n++;
	}
	pc_buf_puts(&out, "}}\n");
	if (n == 0 || probe->no_servers)
		return PC_OK;
	path = pc_path_join(arena, probe->stage->top, PC_STR("mcp.json"));
	PC_TRY(stage_put(program, 0755, PC_STR(script), err));
	PC_TRY(stage_put(path, 0644, pc_buf_str(&out), err));
	*config = path;
	return PC_OK;
}
