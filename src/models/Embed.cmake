# SPDX-License-Identifier: Apache-2.0
# IN to OUT, a C file with its bytes.
file(READ "${IN}" bytes HEX)
string(LENGTH "${bytes}" digits)
math(EXPR size "${digits} / 2")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${bytes}")
string(REGEX REPLACE "(................................................................................)"
	"\\1\n\t" bytes "${bytes}")
file(WRITE "${OUT}" "/* SPDX-License-Identifier: Apache-2.0 */
/* Made by cmake from policies/models.yaml. */
#include \"builtin.h\"

const char models_builtin[] = {
	${bytes}0};
const size_t models_builtin_size = ${size};
")
