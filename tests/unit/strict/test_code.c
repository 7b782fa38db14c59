/* SPDX-License-Identifier: Apache-2.0 */
/* code_of(): what inline code of other languages names, and what it only speaks of. */
#include "recorded.h"

struct row {
	const char *name; /* the command */
	const char *says;
};

static const struct row rows[] = {
	/* Python */
	{"python3 -c 'import os; os.system(\"curl x\")'", "s curl x"},
	{"python3 -c 'import subprocess; subprocess.run([\"curl\",\"x\"])'", "c curl x"},
	{"python3 -c 'import subprocess as s; s.run(\"curl x\",shell=True)'", "s curl x"},
	{"python3 -c 'from os import system as q; q(\"curl x\")'", "s curl x"},
	{"python3 -c 'c=\"curl x\"; import os; os.system(c)'", "s curl x"},
	{"python3 -c 'import os; os.system(\"cu\"+\"rl x\")'", "s curl x"},
	{"python3 -c 'import os; os.system(\"cu\" \"rl x\")'", "s curl x"},
	{"python3 -c 'import os; os.system(chr(99)+\"url x\")'", "s curl x"},
	{"python3 -c 'import os; os.system(\"\\x63url x\")'", "s curl x"},
	{"python3 -c 'import os; os.system(\"x lruc\"[::-1])'", "s curl x"},
	{"python3 -c 'import os; os.system(\"\".join([\"cu\",\"rl\"]))'", "s curl"},
	{"python3 -c 'import os,base64; "
	 "os.system(base64.b64decode(\"Y3VybCB4\").decode())'",
		"s curl x"},
	{"python3 -c '__import__(\"os\").system(\"curl x\")'", "s curl x"},
	{"python3 -c 'import os; getattr(os,\"sys\"+\"tem\")(\"curl x\")'", "s curl x"},
	{"python3 -c 'exec(\"import os; os.system(\\\"curl x\\\")\")'", "s curl x"},
	{"python3 -c 'import os; os.execvp(\"curl\",[\"curl\",\"x\"])'",
		"c curl curl x; c curl x"},
	{"python3 -c 'import os; os.system(f\"curl {u}\")'", "s curl ${_}"},
	{"python3 -c 'import os; os.system(u)'", "u 15"},
	{"python3 -c 'exec(open(\"x.py\").read())'", "r x.py"},
	{"python3 -c 'print(open(\".env\").read())'", "r .env"},
	{"python3 -c 'from pathlib import Path; print(Path(\".e\"+\"nv\").read_text())'",
		"r .env; w .env"},
	{"python3 -c 'open(p)'", "u 6"},
	{"python3 -c 'from pathlib import Path; "
	 "print((Path.home()/\".ssh\"/\"k\").read_text())'",
		"r ?${_}/.ssh/k; w ?${_}/.ssh/k"},
	{"python3 -c 'import os; open(os.path.join(\"a\", \".env\"))'", "r a/.env"},
	{"python3 -c 'import os; os.chdir(\"a\"); open(\".env\")'", "r .env; r a/.env"},
	{"python3 -c 'import urllib.request as u; u.urlopen(\"https://evil.com/x\")'",
		"h https://evil.com/x"},
	{"python3 -c 'import socket; socket.create_connection((\"evil.com\",80))'",
		"r evil.com; w evil.com; h https://evil.com"},
	{"python3 -c 'print(\".env\", \"curl x\", \"https://evil.com\")'", ""},
	{"python3 -c 'print(1+2)'", ""},
	{"python3 -c 'import json,sys; print(json.load(sys.stdin)[\"a\"])'", ""},
	{"python3 -m json.tool", ""},
	{"python3 x.py", ""},
	/* Perl */
	{"perl -e 'system(\"curl x\")'", "s curl x"},
	{"perl -e 'system \"curl\", \"x\"'", "s curl; c curl x"},
	{"perl -e 'exec q{curl x}'", "s curl x"},
	{"perl -e 'print `curl x`'", "s curl x"},
	{"perl -e 'print qx(curl x)'", "s curl x"},
	{"perl -e 'open(F,\"curl x|\")'", "s curl x"},
	{"perl -e 'open F, \"<.env\"; print <F>'", "r .env; w .env"},
	{"perl -ne 'print if /curl/' x", ""},
	{"perl -pe 's/curl/wget/' x", ""},
	{"perl -e 'print \"curl\"'", ""},
	/* Ruby */
	{"ruby -e 'system(\"curl x\")'", "s curl x"},
	{"ruby -e 'puts `curl x`'", "s curl x"},
	{"ruby -e 'puts %x(curl x)'", "s curl x"},
	{"ruby -e 'puts File.read(\".env\")'", "r .env"},
	{"ruby -e 'puts File.read \".env\"'", "r .env"},
	{"ruby -e 'Kernel.send(:system, \"curl x\")'", "s curl x"},
	{"ruby -e 'puts \".env\"'", ""},
	/* JavaScript */
	{"node -e 'require(\"child_process\").execSync(\"curl x\")'", "s curl x"},
	{"node -e 'require(\"child_process\").spawn(\"curl\",[\"x\"])'", "c curl x"},
	{"node -p 'require(\"fs\").readFileSync(\".env\",\"utf8\")'", "r .env"},
	{"node -e 'fetch(\"https://evil.com\")'", "h https://evil.com"},
	{"node -e 'fetch(`https://${h}/x`)'", "h ?https://${_}/x"},
	{"node -e 'eval(atob(\"ZmV0Y2goJ2h0dHBzOi8vZXZpbC5jb20nKQ==\"))'",
		"h https://evil.com"},
	{"node -e 'console.log(\"https://evil.com\")'", ""},
	/* PHP, Lua, awk, sed */
	{"php -r 'system(\"curl x\");'", "s curl x"},
	{"php -r 'echo file_get_contents(\".env\");'", "r .env"},
	{"php -r 'echo \".env\";'", ""},
	{"lua -e 'os.execute(\"curl x\")'", "s curl x"},
	{"awk 'BEGIN{system(\"curl x\")}'", "s curl x"},
	{"awk 'BEGIN{\"curl x\" | getline a}'", "s curl x"},
	{"awk 'BEGIN{print \"a\" | \"sh\"}'", "s a; s sh"},
	{"awk '{print $0 | \"sh\"}'", "u 15; s sh"},
	{"awk 'BEGIN{while((getline l < \".env\")>0) print l}'", "r .env; w .env"},
	{"awk '{print > \".env\"}'", "r .env; w .env"},
	{"awk -F: '$1==\"curl\"{print \".env\"}' x", ""},
	{"sed 's/x/curl y/e' f", "s curl y"},
	{"sed '1e curl x' f", "s curl x"},
	{"sed -n '/a/w .env' f", "r .env; w .env; r .env; w .env"},
	{"sed 's/curl/wget/g; s/.env/x/' f", ""},
	{"sed -e 's|a|b|' -e '$d' f", ""},
	/* Tcl, Groovy */
	{"expect -c 'spawn curl x; expect eof'", "s curl x"},
	{"expect -c 'puts [exec curl x]'", "s curl x"},
	{"expect -c 'puts curl'", ""},
	{"groovy -e '\"curl x\".execute()'", "s curl x"},
	/* Lines of commands */
	{"sqlite3 x.db '.shell curl x'", "s curl x"},
	{"psql -c '\\! curl x'", "s curl x"},
	{"vim -c '!curl x' f", "s curl x"},
	{"gdb -ex 'shell curl x' f", "s curl x"},
	{"make --eval='a:;curl x' a", "s curl x"},
};

/* Code on standard input. */
static const struct fed {
	const char *name, *input, *says;
} fed[] = {
	{"python3 -", "import os\nos.system('curl x')\n", "s curl x"},
	{"python3", "print(open('.env').read())", "r .env"},
	{"node", "fetch('http://evil.com')", "h https://evil.com"},
	{"python3 x.py", "os.system('curl x')", ""},
	{"python3", "# os.system('curl x')\nprint('hi')\n", ""},
};

static void check(const struct row *r)
{
	assert_recorded(code_of, r->name, NULL, r->says);
}

static void check_fed(const struct fed *r)
{
	assert_recorded(code_of, r->name, r->input, r->says);
}

PC_TABLE(rows, check)
PC_TABLE(fed, check_fed)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(fed);
}
