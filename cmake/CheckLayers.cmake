# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<tree> -P CheckLayers.cmake: does every #include keep to the layers?
#
# The DEPENDS of each pc_module() in src/<m>/CMakeLists.txt is the rule; the lines of
# src/<m>/ and include/pc/<m>/ are held against it.  Every violation is named by file,
# line, module and culprit, then the script fails.
cmake_minimum_required(VERSION 3.25)

# From the bottom up; a module may depend on those of smaller layers only.
set(layers
	"base"
	"doc match shell os reach"
	"wire settings models secrets report record trust config net"
	"rules audit live rollcall"
	"lint strict enforce orch"
	"review fleet hub machine"
	"probe"
	"hook daemon cli")

# Libraries, and the places that may include each, mostly one: "<regex>|<module>|<file or *>".
# Their types appear in no header of ours, so include/pc/ never includes one.
set(libraries
	"openssl/.*|base|hash.c"
	"openssl/.*|trust|crypto.c"
	"openssl/.*|reach|reach.c"
	"event2/.*|os|loop.c"
	"event2/.*|os|httpd.c"
	"seccomp\\.h|os|sandbox.c"
	"yaml\\.h|doc|*"
	"curl/curl\\.h|net|*"
	"microhttpd\\.h|net|*"
	"pcre2\\.h|match|*"
	"hs/hs\\.h|match|*"
	"sqlite3\\.h|record|*"
	"git2/.*|fleet|*"
	"archive(_entry)?\\.h|audit|*"
	"libxml/.*|rollcall|html.c"
	"libpq-fe\\.h|hub|*")

# What the C library itself brings.  A header that is neither here nor above is a
# library that nobody has decided to take.
string(CONCAT libc "^((sys|netinet|arpa|linux|net)/.*|assert|ctype|dirent|dlfcn|elf|endian|errno|fcntl|"
	"fenv|float|fnmatch|ftw|getopt|glob|grp|inttypes|iso646|langinfo|limits|link|locale|malloc|math|"
	"netdb|poll|pthread|pwd|regex|sched|search|semaphore|signal|spawn|stdalign|"
	"stdarg|stdatomic|stdbool|stddef|stdint|stdio|stdlib|stdnoreturn|string|strings|"
	"syslog|termios|threads|time|uchar|unistd|utime|wchar|wctype|wordexp)(\\.h)?$")

set(violations 0)

function(violation where text)
	message("${where}: ${text}")
	math(EXPR n "${violations} + 1")
	set(violations ${n} PARENT_SCOPE)
endfunction()

# Sets ${out} to the DEPENDS of the pc_module() in a CMakeLists.txt; ${out}_found says
# whether there is one.
function(read_depends out cmakelists)
	file(READ ${cmakelists} text)
	string(REGEX REPLACE "#[^\n]*" "" text "${text}")
	set(${out}_found FALSE PARENT_SCOPE)
	if(NOT text MATCHES "pc_module[ \t]*\\(([^)]*)\\)")
		return()
	endif()
	string(REGEX MATCHALL "[^ \t\r\n]+" words "${CMAKE_MATCH_1}")
	cmake_parse_arguments(arg "" "" "SOURCES;HEADERS;DEPENDS;LIBS" ${words})
	set(${out} ${arg_DEPENDS} PARENT_SCOPE)
	set(${out}_found TRUE PARENT_SCOPE)
endfunction()

function(layer_of out module)
	set(n 0)
	set(${out} -1 PARENT_SCOPE)
	foreach(layer ${layers})
		string(REPLACE " " ";" members ${layer})
		if(module IN_LIST members)
			set(${out} ${n} PARENT_SCOPE)
		endif()
		math(EXPR n "${n} + 1")
	endforeach()
endfunction()

# A module's own DEPENDS must point downwards.
macro(check_depends module)
	set(cmakelists src/${module}/CMakeLists.txt)
	layer_of(own ${module})
	if(own EQUAL -1)
		violation(${cmakelists} "module '${module}' has no layer")
	endif()
	foreach(other ${depends})
		layer_of(its ${other})
		if(its EQUAL -1 OR NOT its LESS own)
			violation(${cmakelists}
				"module '${module}' may not depend on '${other}'")
		endif()
	endforeach()
endmacro()

# Sets ${out} to what is wrong with one #include line of ours, or to nothing.
function(judge_ours out module file name)
	get_filename_component(directory ${ROOT}/${file} DIRECTORY)
	set(${out} "" PARENT_SCOPE)
	if(name MATCHES "^pc/([^/]+)/")
		set(other ${CMAKE_MATCH_1})
		if(NOT other STREQUAL module AND NOT other IN_LIST depends)
			set(${out} "is not in its DEPENDS (${depends})" PARENT_SCOPE)
		elseif(NOT EXISTS ${ROOT}/include/${name})
			set(${out} "is not there" PARENT_SCOPE)
		endif()
	elseif(file MATCHES "^include/")
		set(${out} "is private, a public header may only include pc/..."
			PARENT_SCOPE)
	elseif(name MATCHES "\\.\\.")
		set(${out} "leaves the module's directory" PARENT_SCOPE)
	elseif(NOT EXISTS ${directory}/${name} AND
	       NOT EXISTS ${ROOT}/src/${module}/${name})
		set(${out} "is not one of its own headers" PARENT_SCOPE)
	endif()
endfunction()

# The same for an #include with angle brackets.
function(judge_library out module file name)
	set(places "")
	set(${out} "" PARENT_SCOPE)
	if(name MATCHES "${libc}")
		return()
	endif()
	get_filename_component(base ${file} NAME)
	foreach(library ${libraries})
		string(REPLACE "|" ";" parts "${library}")
		list(GET parts 0 pattern)
		list(GET parts 1 owner)
		list(GET parts 2 only)
		if(NOT name MATCHES "^${pattern}$")
			continue()
		endif()
		if(file MATCHES "^include/")
			set(${out} "may not be in a public header" PARENT_SCOPE)
			return()
		elseif(owner STREQUAL module AND
		       (only STREQUAL "*" OR only STREQUAL base))
			return()
		endif()
		list(APPEND places src/${owner}/${only})
	endforeach()
	if(places)
		list(JOIN places " and " places)
		set(${out} "is for ${places} alone" PARENT_SCOPE)
	else()
		set(${out} "is no library that this tree has taken" PARENT_SCOPE)
	endif()
endfunction()

# One file of a module: each #include line with its number.
macro(check_file module file)
	set(number 0)
	file(READ ${ROOT}/${file} rest)
	# Semicolons, brackets and backslashes would be list syntax.
	string(REGEX REPLACE "[][;\\]" " " rest "${rest}")
	string(REPLACE "\n" ";" rest "${rest}")
	foreach(line IN LISTS rest)
		math(EXPR number "${number} + 1")
		if(NOT line MATCHES "^[ \t]*#[ \t]*include[ \t]*([<\"])([^>\"]*)[>\"]")
			continue()
		endif()
		set(name "${CMAKE_MATCH_2}")
		if(CMAKE_MATCH_1 STREQUAL "<")
			judge_library(wrong ${module} ${file} ${name})
		else()
			judge_ours(wrong ${module} ${file} ${name})
		endif()
		if(wrong)
			violation(${file}:${number}
				"module '${module}': '${name}' ${wrong}")
		endif()
		math(EXPR includes "${includes} + 1")
	endforeach()
endmacro()

file(GLOB modules RELATIVE ${ROOT}/src ${ROOT}/src/*)
file(GLOB promised RELATIVE ${ROOT}/include/pc ${ROOT}/include/pc/*)
set(includes 0)
foreach(module ${promised})
	if(NOT module IN_LIST modules)
		violation(include/pc/${module} "there is no module src/${module}")
	endif()
endforeach()
foreach(module ${modules})
	read_depends(depends ${ROOT}/src/${module}/CMakeLists.txt)
	if(NOT depends_found)
		violation(src/${module}/CMakeLists.txt "has no pc_module()")
		continue()
	endif()
	check_depends(${module})
	file(GLOB_RECURSE files RELATIVE ${ROOT}
		${ROOT}/src/${module}/*.[ch] ${ROOT}/include/pc/${module}/*.h)
	foreach(file ${files})
		check_file(${module} ${file})
	endforeach()
endforeach()

if(includes EQUAL 0)
	message(FATAL_ERROR "no #include below ${ROOT}: wrong tree?")
endif()
if(violations GREATER 0)
	message(FATAL_ERROR "${violations} #include lines or DEPENDS break the layers")
endif()
message("${includes} #include lines keep to the layers")
