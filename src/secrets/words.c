/* SPDX-License-Identifier: Apache-2.0 */
/* Text or chance: names and words have pairs of letters, and changes of case, that random
 * keys have not.  The tables were counted over a million words and identifiers of C,
 * Python, Perl and plain English. */
#include <math.h>

#include "generic_priv.h"

/* follows[a][b]: how much oftener b follows a than one letter in 26, as '0' + 4 * (5 +
 * log2). */
static const char follows[26][27] = {
	"6CHG8;E3B0?IFI0E5JHLA=8?>3", /* a */
	"J>C?I=>6IC7L>?H?2EG@K48;B7", /* b */
	"H=A<I?6IC0GGE=NB6DCIB73:;0", /* c */
	"H??EP=::K45BB:G?4FDAC;::;0", /* d */
	"E<FGBAA4:?4FCJ<A>LJI9C;F>0", /* e */
	"G;A@GGB6N01H>;KA2GEDF3B:>0", /* f */
	"D@A:P;@BL01DBEDB2HHAC85778", /* g */
	"L8?@M745I07;><HA0C@LI5C0E8", /* h */
	"ADGFBBC0704FDNIC4CGJ1A:>0@", /* i */
	"I;A<K978B6>8?:G@;8P;D9:359", /* j */
	"FBD?P;A;J39@?A@>6>HDD<>493", /* k */
	"I=<CND<5L0>I97I=07DED@3?@0", /* l */
	"NBADM:75I06EF7HJ19EBA<9890", /* m */
	"H7GIIEI4F1@=9?J<19HLC@2760", /* n */
	">@GJ8A?1=3=EIMCF0KECE?C840", /* o */
	"K8D@K=:DF0?H>9HF3JHGE995@0", /* p */
	">=G?G=<;@4<FD=@C<@FEP:=9:5", /* q */
	"J9DAO>B3I0=@C?I>9DGG@>4AC0", /* r */
	"C<E<M:<EI0CD>=DE6@HND9?2A4", /* s */
	"J9C=M<4HJ08B>8GE1IEFA69CD0", /* t */
	"BHADGB@2D02JGK8G0HIJ160@01", /* u */
	"L;A?PC;9J0>BH<AB6>B=;A3440", /* v */
	"K:BAI<9BM28GEFH<=JD=95D:40", /* w */
	"F=GCHAC9E24>G;>H??HN;88H?3", /* x */
	"E?B?C=@7A44EEH@P6>LH=9>998", /* y */
	"H:;>P::>I56CBFD:7;=:?8;9?A", /* z */
};

enum { LOWER, UPPER, DIGIT, OTHER, N_KINDS };

/* The same of kinds: hundredths of a bit that a change costs. */
static const uint16_t cost[N_KINDS][N_KINDS] = {
	{25, 563, 586, 303},
	{331, 47, 506, 274},
	{330, 418, 70, 214},
	{80, 180, 386, 381},
};

static unsigned kind_of(char c)
{
	if (c >= 'a' && c <= 'z')
		return LOWER;
	if (c >= 'A' && c <= 'Z')
		return UPPER;
	return c >= '0' && c <= '9' ? DIGIT : OTHER;
}

/* What a kind costs in a text of chance with the kinds that this one has. */
static void chances(double bits[N_KINDS], struct pc_str text)
{
	static const unsigned sizes[N_KINDS] = {26, 26, 10, 2};
	bool has[N_KINDS] = {false};
	unsigned sum = 0;

	for (size_t i = 0; i < text.len; i++)
		has[kind_of(text.ptr[i])] = true;
	for (size_t i = 0; i < N_KINDS; i++)
		sum += has[i] ? sizes[i] : 0;
	for (size_t i = 0; i < N_KINDS; i++)
		bits[i] = has[i] ? log2((double)sum / sizes[i]) : 0;
}

int pc_secret_wordiness(struct pc_str text)
{
	double bits[N_KINDS], sum = 0;

	chances(bits, text);
	for (size_t i = 1; i < text.len; i++) {
		unsigned a = kind_of(text.ptr[i - 1]), b = kind_of(text.ptr[i]);

		sum += bits[b] - cost[a][b] / 100.0;
		if (a <= UPPER && b <= UPPER)
			sum += (follows[(text.ptr[i - 1] | 0x20) - 'a']
				       [(text.ptr[i] | 0x20) - 'a'] -
				       '0') /
				       4.0 -
			       5;
	}
	return (int)(sum * 4);
}

static bool word_is(struct pc_str word, const char *const *words)
{
	/* Lists are long, and most of them differ in the first letter. */
	for (; **words; words++)
		if (((word.ptr[0] ^ **words) & ~0x20) == 0 &&
			pc_str_eq_nocase(word, pc_str(*words)))
			return true;
	return false;
}

bool pc_secret_has_word(struct pc_str text, const char *const *words)
{
	size_t from = 0;

	for (size_t i = 0; i <= text.len; i++) {
		unsigned kind = i < text.len ? kind_of(text.ptr[i]) : OTHER;
		bool turns = i && kind == UPPER && kind_of(text.ptr[i - 1]) == LOWER;

		if (kind <= UPPER && !turns)
			continue;
		if (i > from &&
			word_is((struct pc_str){text.ptr + from, i - from}, words))
			return true;
		from = kind <= UPPER ? i : i + 1;
	}
	return false;
}

/* A random key of 16 letters and digits is one in 300 times, of 20 in 5,000. */
bool pc_secret_is_wordy(struct pc_str key)
{
	size_t hex = 0, digits = 0;

	for (size_t i = 0; i < key.len; i++) {
		unsigned kind = kind_of(key.ptr[i]);

		digits += kind == DIGIT;
		hex += kind == DIGIT || (kind <= UPPER && (key.ptr[i] | 0x20) <= 'f');
	}
	return hex < key.len && digits * 3 < key.len && pc_secret_wordiness(key) > -6 * 4;
}
