/* SPDX-License-Identifier: Apache-2.0 */
/* Directories that code names by a call or a variable: the home of the user, and where it
 * runs. */
#include "code_fold_priv.h"
#include "roles.h"

/* Without "require ( TEXT ) ." or "NAME ." in front of the n tokens. */
static size_t with_module(struct folder *f, size_t n)
{
	if (is_mark(from_end(f, n + 1), '.') && is_mark(from_end(f, n + 2), ')') &&
		is_text(from_end(f, n + 3)) && is_mark(from_end(f, n + 4), '(') &&
		from_end(f, n + 5)->kind == TOKEN_NAME)
		return n + 5;
	return n;
}

/* homedir ( ), getcwd ( ), getenv ( "HOME" ) */
bool directory_call(struct folder *f)
{
	static const char envs[] = "getenv os.getenv environ.get os.environ.get "
				   "ENV.fetch Deno.env.get Sys.getenv";
	const struct token *arg = from_end(f, 2);
	const struct token *name = from_end(f, is_text(arg) ? 4 : 3);
	struct pc_str last = code_last(name->text);

	if (!is_mark(from_end(f, is_text(arg) ? 3 : 2), '(') || name->kind != TOKEN_NAME)
		return false;
	if (is_text(arg) && names_have(envs, name->text) && pc_str_is(arg->text, "HOME"))
		becomes(f, 4, PC_STR("~"), false);
	else if (is_text(arg) && names_have(envs, name->text) &&
		 pc_str_is(arg->text, "PWD"))
		becomes(f, 4, PC_STR("."), false);
	else if (!is_text(arg) && names_have("homedir Path.home Dir.home", last) &&
		 with_module(f, 3))
		becomes(f, with_module(f, 3), PC_STR("~"), false);
	else if (!is_text(arg) && names_have("getcwd cwd", last))
		becomes(f, with_module(f, 3), PC_STR("."), false);
	else
		return false;
	return true;
}

/* environ [ "HOME" ], $ENV{HOME} */
bool directory_item(struct folder *f)
{
	static const char maps[] = "os.environ environ ENV ENVIRON process.env $_ENV "
				   "$_SERVER $ENV";
	const struct token *item = from_end(f, 2), *name = from_end(f, 4);
	bool opens = is_mark(from_end(f, 3), '[') || is_mark(from_end(f, 3), '{');

	if (!opens || name->kind != TOKEN_NAME || !names_have(maps, name->text))
		return false;
	if (pc_str_is(item->text, "HOME"))
		becomes(f, 4, PC_STR("~"), false);
	else if (pc_str_is(item->text, "PWD"))
		becomes(f, 4, PC_STR("."), false);
	else
		return false;
	return true;
}

bool directory_name(struct folder *f)
{
	struct token *name = from_end(f, 1);

	if (name->kind != TOKEN_NAME)
		return false;
	if (names_have("process.env.HOME Dir.home", name->text))
		becomes(f, 1, PC_STR("~"), false);
	else if (names_have("process.env.PWD __dirname __DIR__ Dir.pwd", name->text))
		becomes(f, 1, PC_STR("."), false);
	else
		return false;
	return true;
}
