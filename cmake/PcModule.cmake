# SPDX-License-Identifier: Apache-2.0
# pc_module() pc_program() pc_test() pc_cases() pc_fuzz(): the only ways in which this
# tree makes targets, so that flags and rules are stated once.

add_library(pc_flags INTERFACE)
target_compile_definitions(pc_flags INTERFACE _GNU_SOURCE PC_VERSION="${PROJECT_VERSION}")
target_compile_options(pc_flags INTERFACE
	-Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wwrite-strings
	-Wpointer-arith -Wvla -Wundef -Wformat=2 -Wcast-qual -Wimplicit-fallthrough
	-fvisibility=hidden -fno-common
	$<$<C_COMPILER_ID:GNU>:-Wlogical-op> $<$<C_COMPILER_ID:GNU>:-Wduplicated-cond>
	$<$<BOOL:${PC_WERROR}>:-Werror>)
target_include_directories(pc_flags INTERFACE ${CMAKE_SOURCE_DIR}/include)
if(PC_SANITIZE)
	target_compile_options(pc_flags INTERFACE
		-fsanitize=${PC_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
	target_link_options(pc_flags INTERFACE -fsanitize=${PC_SANITIZE})
endif()
if(PC_FUZZ)
	target_compile_options(pc_flags INTERFACE
		-fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all)
	target_link_options(pc_flags INTERFACE -fsanitize=address,undefined)
endif()
if(PC_COVERAGE)
	target_compile_options(pc_flags INTERFACE --coverage)
	target_link_options(pc_flags INTERFACE --coverage)
endif()

# Flags of our own sources only: what may not be called is poisoned in every file.
add_library(pc_own INTERFACE)
target_link_libraries(pc_own INTERFACE pc_flags)
target_compile_options(pc_own INTERFACE
	"SHELL:-include ${CMAKE_SOURCE_DIR}/include/pc/base/banned.h")

# pc_module(<name> SOURCES a.c... HEADERS a.h... DEPENDS module... LIBS target...)
# HEADERS are names below include/pc/<name>/.  DEPENDS is the layer rule that the test
# "layers" holds against the #include lines.
function(pc_module name)
	cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;DEPENDS;LIBS" ${ARGN})
	add_library(pc_${name} STATIC ${arg_SOURCES})
	add_library(pc::${name} ALIAS pc_${name})
	list(TRANSFORM arg_HEADERS PREPEND ${CMAKE_SOURCE_DIR}/include/pc/${name}/)
	target_sources(pc_${name} PUBLIC FILE_SET HEADERS
		BASE_DIRS ${CMAKE_SOURCE_DIR}/include FILES ${arg_HEADERS})
	list(TRANSFORM arg_DEPENDS PREPEND pc::)
	target_link_libraries(pc_${name} PUBLIC pc_flags ${arg_DEPENDS}
		PRIVATE pc_own ${arg_LIBS})
	set_target_properties(pc_${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
endfunction()

# pc_library(<name> libx.a [library...]): pc::lib_<name>, which is PkgConfig::<name>, or its
# archive, with what that needs, in programs that take archives.  PC_STATIC_LIBS: whether
# all of them are there.
set(PC_STATIC_LIBS TRUE)
if(PC_SANITIZE OR PC_FUZZ)
	set(PC_STATIC_LIBS FALSE) # the sanitizers' runtime is a shared one
endif()
function(pc_library name archive)
	find_library(PC_ARCHIVE_${name} ${archive} HINTS ${${name}_LIBRARY_DIRS} ${${name}_LIBDIR})
	mark_as_advanced(PC_ARCHIVE_${name})
	add_library(pc_lib_${name} INTERFACE)
	add_library(pc::lib_${name} ALIAS pc_lib_${name})
	if(PC_ARCHIVE_${name})
		target_link_libraries(pc_lib_${name} INTERFACE
			$<IF:$<BOOL:$<TARGET_PROPERTY:PC_IS_STATIC>>,${PC_ARCHIVE_${name}}$<SEMICOLON>${ARGN},PkgConfig::${name}>)
	else()
		message(STATUS "no ${archive}: policyctl-hook and policyd are linked to shared "
			"libraries; the one starts slower, the other needs more memory")
		set(PC_STATIC_LIBS FALSE PARENT_SCOPE)
		target_link_libraries(pc_lib_${name} INTERFACE PkgConfig::${name})
	endif()
endfunction()

# pc_program(<name> [FIXED | LEAN] SOURCES a.c... DEPENDS module...)
# FIXED: always at the same address and known by a build id, as compiled policies want it,
# and without shared libraries where that can be.
# LEAN: runs as several processes for ever; with archives where that can be, each of them
# has only those pages of a library that it uses.  The C library stays a shared one, as
# names of users are asked of whatever the system has.
function(pc_program name)
	cmake_parse_arguments(arg "FIXED;LEAN" "" "SOURCES;DEPENDS" ${ARGN})
	add_executable(${name} ${arg_SOURCES})
	list(TRANSFORM arg_DEPENDS PREPEND pc::)
	target_link_libraries(${name} PRIVATE pc_own ${arg_DEPENDS})
	if(arg_FIXED)
		pc_fix(${name})
	endif()
	if(arg_LEAN AND PC_STATIC_LIBS)
		set_target_properties(${name} PROPERTIES PC_IS_STATIC TRUE)
		target_link_options(${name} PRIVATE LINKER:--gc-sections)
	endif()
	if(arg_FIXED AND PC_STATIC_LIBS)
		set_target_properties(${name} PROPERTIES PC_IS_STATIC TRUE)
		target_link_options(${name} PRIVATE -static)
	endif()
endfunction()

function(pc_fix target)
	target_link_options(${target} PRIVATE
		-no-pie LINKER:--build-id=sha1 LINKER:-z,relro,-z,now
		$<$<C_COMPILER_ID:Clang>:-Wno-unused-command-line-argument>) # with -static
endfunction()

# pc_test(<module> test_x.c): ctest unit.<module>.x.  Tests may see the module's private
# headers.
function(pc_test module source)
	string(REGEX REPLACE "^test_(.*)\\.c$" "\\1" what ${source})
	set(target ${module}_test_${what})
	add_executable(${target} ${source})
	target_include_directories(${target} PRIVATE
		${CMAKE_SOURCE_DIR}/tests/harness ${CMAKE_SOURCE_DIR}/src/${module})
	target_link_libraries(${target} PRIVATE pc_own pc::${module} PkgConfig::cmocka ${ARGN})
	set_target_properties(${target} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
	add_test(NAME unit.${module}.${what} COMMAND ${target})
	set_tests_properties(unit.${module}.${what} PROPERTIES LABELS "quick")
endfunction()

# pc_cases(<directory below tests/cases> <command...>): one ctest for each .case file;
# the file is the command's last argument.
function(pc_cases directory)
	file(GLOB_RECURSE cases CONFIGURE_DEPENDS
		${CMAKE_SOURCE_DIR}/tests/cases/${directory}/*.case)
	foreach(case ${cases})
		get_filename_component(what ${case} NAME_WE)
		add_test(NAME case.${directory}.${what} COMMAND ${ARGN} ${case})
		set_tests_properties(case.${directory}.${what} PROPERTIES LABELS "quick")
	endforeach()
endfunction()

# pc_fuzz(<what> <module...>): tests/fuzz/fuzz_<what>.c.  A libFuzzer program under
# PC_FUZZ; everywhere else a plain driver that replays corpus/<what>/ as a test.
function(pc_fuzz what)
	list(TRANSFORM ARGN PREPEND pc:: OUTPUT_VARIABLE modules)
	add_executable(fuzz_${what} fuzz_${what}.c)
	target_link_libraries(fuzz_${what} PRIVATE pc_own ${modules})
	target_include_directories(fuzz_${what} PRIVATE ${CMAKE_SOURCE_DIR}/src)
	# What a target holds true is asserted, in every build type.
	target_compile_options(fuzz_${what} PRIVATE -UNDEBUG)
	if(PC_FUZZ)
		target_link_options(fuzz_${what} PRIVATE -fsanitize=fuzzer)
	else()
		target_sources(fuzz_${what} PRIVATE replay.c)
	endif()
	set_target_properties(fuzz_${what} PROPERTIES
		RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzz)
	if(PC_FUZZ)
		add_test(NAME fuzz.${what} COMMAND fuzz_${what} -runs=0
			${CMAKE_CURRENT_SOURCE_DIR}/corpus/${what})
	else()
		add_test(NAME fuzz.${what} COMMAND fuzz_${what}
			${CMAKE_CURRENT_SOURCE_DIR}/corpus/${what})
	endif()
	set_tests_properties(fuzz.${what} PROPERTIES LABELS "quick")
endfunction()
