/* SPDX-License-Identifier: Apache-2.0 */
/* Compiler attributes and the three macros that every other file leans on:
 * scope-bound cleanup, "the caller must look at this", and array length. */
#ifndef PC_BASE_ATTR_H
#define PC_BASE_ATTR_H

#define PC_AUTO(function)  __attribute__((cleanup(function)))
#define PC_MUST_CHECK      __attribute__((warn_unused_result))
#define PC_PRINTF(fmt, va) __attribute__((format(printf, fmt, va)))
#define PC_NORETURN        __attribute__((noreturn))
#define PC_COUNT(array)    (sizeof(array) / sizeof((array)[0]))

/* Hands an owned pointer on and disarms its cleanup: return pc_steal(&p). */
#define pc_steal(pointer)                                                                \
	({                                                                               \
		__typeof__(*(pointer)) stolen_ = *(pointer);                             \
		*(pointer) = NULL;                                                       \
		stolen_;                                                                 \
	})

#endif
