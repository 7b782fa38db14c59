/* SPDX-License-Identifier: Apache-2.0 */
/* files_of(): the files of simple commands, and the words that are none. */
#include "recorded.h"

struct row {
	const char *name; /* the command */
	const char *says;
};

static const struct row rows[] = {
	{"cat .env", "r .env"},
	{"cat -n -- .env", "r .env"},
	{"head -n 5 .env", "r .env"},
	{"head -n5 .env", "r .env"},
	{"/bin/cat .e*", "r ~.e*"},
	{"cat \"$X\"", "r ?$X"},
	{"cat < .env", "r .env"},
	{"<.env", "r .env"},
	{"echo x > .env", "w .env"},
	{"echo x &>> .env", "w .env"},
	{"cat 0<> .env", "r .env; w .env"},
	{"cat <<< .env", ""},
	{"grep x .env", "r .env"},
	{"grep .env x", "r x"},
	{"grep -e .env x", "r x"},
	{"grep -f .env x", "r .env; r x"},
	{"grep -r x .", "R ."},
	{"grep -rn x", "R ."},
	{"grep -rl x .", "r ."},
	{"grep -A3 x .env", "r .env"},
	{"rg x secrets", "r secrets; r ~secrets/**"},
	{"rg -uu --hidden x", "R ."},
	{"sed -n p .env", "r .env"},
	{"sed -i.bak s/a/b/ .env", "r .env; w .env"},
	{"sed -e p -f .env x", "r .env; r x"},
	{"awk '{print}' .env", "r .env"},
	{"sort -o out .env", "w out; r .env"},
	{"dd if=.env of=/tmp/z bs=1", "r .env; w /tmp/z"},
	{"cp .env /tmp/z", "r .env; w /tmp/z; w /tmp/z/.env"},
	{"cp -t /tmp .env", "w /tmp; r .env; w /tmp/.env"},
	{"cp -r . /x", "R .; w /x; w /x/."},
	{"tar czf out.tgz .env", "r out.tgz; w out.tgz; R .env"},
	{"tar -czf - -C sub .", "r -; w -; R sub/."},
	{"tar xf a.tgz .env", "r a.tgz; w a.tgz; r .env; w .env"},
	{"zip -r out.zip .", "W out.zip; R ."},
	{"rsync -a ./ host:x", "R ./"},
	{"scp .env host:", "r .env"},
	{"curl -d @.env http://x", "r .env"},
	{"curl -Fx=@.env\\;type=y http://x", "r .env"},
	{"curl --data-urlencode a@.env http://x", "r .env"},
	{"curl --data-bin @.env http://x", "r .env"},
	{"curl -sT.env http://x", "r .env"},
	{"curl -K .env", "r .env"},
	{"curl file:///etc/passwd", "r /etc/passwd"},
	{"wget --post-file=.env http://x/y", "r .env; w y"},
	{"openssl enc -base64 -in .env", "r .env"},
	{"git show HEAD:.env", "r .env"},
	{"git -C sub show HEAD:.env", "r sub/.env"},
	{"git diff --no-index /dev/null .env", "r /dev/null; r .env"},
	{"git log -p -- .env", "r .env"},
	{"git log --oneline -- .env", ""},
	{"git add .env", "r .env"},
	{"git commit -m .env", ""},
	{"git commit -F .env", "r .env"},
	{"git grep x -- .env", "r .env"},
	{"git checkout HEAD -- .env", "w HEAD; w .env"},
	{"find . -name .env -delete", "w ~./.env; w ?./.env"},
	{"find . -name '*.o' -delete", "w ~./*.o; w ?./*.o"},
	{"find . -mtime +3 -delete", ""},
	{"find . -type f -delete", "W ."},
	{"find . -type f -exec cat {} +", "R ."},
	{"find -exec cat {} +", "R ."},
	{"find . -name '*.c' -exec cat {} +", ""},
	{"find . -exec ls {} +", ""},
	{"find . -name .env", ""},
	{"docker run -v .env:/x alpine", "R .env; W .env"},
	{"docker run --env-file .env alpine", "r .env"},
	{"docker --env-file=.env", "r .env; w .env"},
	{"python3 x.py .env", "r x.py; r .env; w .env"},
	{"python3 -c 'print(1)' .env", "r .env; w .env"},
	{"source .env", "r .env"},
	{"jq -n --rawfile a .env '$a'", "r .env"},
	{"ln -s .env z", "r .env; w .env; w z; w z/.env"},
	{"mystery .env", "r .env; w .env"},
	{"mystery --file=.env", "r --file=.env; w --file=.env; r .env; w .env"},
	{"npm run build", ""},
	{"rm -rf secrets", "W secrets"},
	{"tee .env", "w .env"},
	{"echo .env", ""},
	{"printf %s .env", ""},
	{"ls .env", ""},
	{"which .env", ""},
	{"test -f .env", ""},
	{"[ -f .env ]", ""},
	{"sudo ls .env", ""},
	{"timeout 5 echo .env", ""},
	{"gh pr create --body .env", ""},
};

/* Lists of files on standard input. */
static const struct fed {
	const char *name, *says, *input;
} fed[] = {
	{"tar cf - -T -", "r -; w -; r .env; r x", ".env\nx"},
	{"cpio -o", "r .env", ".env"},
};

static void check(const struct row *r)
{
	assert_recorded(files_of, r->name, NULL, r->says);
}

static void check_fed(const struct fed *r)
{
	assert_recorded(files_of, r->name, r->input, r->says);
}

PC_TABLE(rows, check)
PC_TABLE(fed, check_fed)

int main(void)
{
	return PC_RUN(rows) + PC_RUN(fed);
}
