/* Numbers that look random and are a pure function of a seed, an index and a purpose: any subscriber can be made again
 * at any time. */
#ifndef MKOZ_DEMO_RANDOM_H
#define MKOZ_DEMO_RANDOM_H

#include <stdint.h>

/* 64 bits from seed, index and purpose (splitmix64). */
static inline uint64_t random_bits(uint64_t seed, uint64_t index, uint64_t purpose)
{
	uint64_t x = seed * 0x9e3779b97f4a7c15u + index * 0xbf58476d1ce4e5b9u + purpose * 0x94d049bb133111ebu;

	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
	x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

/* 0 to limit - 1. */
static inline unsigned random_below(uint64_t seed, uint64_t index, uint64_t purpose, unsigned limit)
{
	return (unsigned)((random_bits(seed, index, purpose) >> 11) % limit);
}

#endif
