/* SPDX-License-Identifier: Apache-2.0 */
/* Chance that is the same everywhere for the same number: splitmix64, whose whole state
 * is one number, and what is drawn with it. */
#ifndef SIM_CHANCE_H
#define SIM_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

static inline uint64_t chance_next(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

/* One stream for each purpose, so that what one draws changes nothing for others. */
static inline uint64_t chance_stream(uint64_t seed, uint64_t what, uint64_t number)
{
	uint64_t state = seed * UINT64_C(0xd1342543de82ef95) + what;

	state = chance_next(&state) + number;
	return chance_next(&state);
}

/* From first to last, both of them too. */
static inline int64_t chance_from(uint64_t *state, int64_t first, int64_t last)
{
	return first + (int64_t)(chance_next(state) % (uint64_t)(last - first + 1));
}

static inline bool chance_is(uint64_t *state, int per_mille)
{
	return chance_from(state, 0, 999) < per_mille;
}

/* Around the median, with the long tail of a log-normal: what a sum of twelve numbers
 * says is near enough to normal.  sigma in thousandths.  Never 0. */
int64_t chance_long_tail(uint64_t *state, int64_t median, int sigma);

#endif
