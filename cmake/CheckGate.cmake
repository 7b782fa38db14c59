# SPDX-License-Identifier: Apache-2.0
# cmake -DROOT=<tree> -P CheckGate.cmake: does every attempt go through the gate?
#
#   a pass is made in src/orch/gate.c and nowhere else
#   in src/orch a process or a request is started by backends and their worker.c alone; and
#   by key*.c, which ask for a key and never take a job
#   a file with a pc_backend takes the pass, itself or by worker_check(), which then does
#   worker.h is for backends
#
# Every violation is named by file and culprit, then the script fails.
cmake_minimum_required(VERSION 3.25)

set(violations 0)

# Says so when the file has what regex describes.
function(may_not file regex why)
	file(READ ${ROOT}/${file} text)
	if(text MATCHES "${regex}")
		string(STRIP "${CMAKE_MATCH_0}" found)
		message("${file}: '${found}': ${why}")
		math(EXPR n "${violations} + 1")
		set(violations ${n} PARENT_SCOPE)
	endif()
endfunction()

set(gap "[ \t\r\n]*")
string(CONCAT pass "struct pc_pass${gap}{|\\(struct pc_pass${gap}\\*\\)|"
	",${gap}struct pc_pass\\)|sizeof\\(struct pc_pass\\)")
string(CONCAT start "(^|[^a-zA-Z0-9_])(v?fork|clone3?|f?exec[vlpe]+|posix_spawnp?|"
	"pc_child_start|pc_stream_start|worker_start|http_run_start|pc_ask|pc_post|pc_fetch_all|"
	"curl_easy_perform|curl_multi_add_handle)${gap}\\(")

file(GLOB_RECURSE sources RELATIVE ${ROOT} ${ROOT}/src/*.c ${ROOT}/src/*.h
	${ROOT}/include/*.h)
foreach(file ${sources})
	if(NOT file STREQUAL "src/orch/gate.c")
		may_not(${file} "${pass}" "only src/orch/gate.c makes a pass")
	endif()
	if(file MATCHES "^src/orch/" AND
			NOT file MATCHES "^src/orch/(backend_[a-z_]+|worker|key[a-z_]*|runner_renew)\\.[ch]$")
		may_not(${file} "${start}" "only backends start something")
	endif()
	if(NOT file MATCHES "^src/orch/(backend|worker)[a-z_]*\\.[ch]$")
		may_not(${file} "#include \"worker\\.h\"" "workers are for backends")
	endif()
	if(file MATCHES "^src/.*\\.c$")
		file(READ ${ROOT}/${file} text)
		if(text MATCHES "struct pc_backend [a-z_]+${gap}=" AND
				NOT text MATCHES "(pc_pass_take|worker_check)${gap}\\(")
			may_not(${file} "struct pc_backend [a-z_]+"
				"a backend that does not take its pass")
		endif()
		if(text MATCHES "enum pc_status worker_check${gap}\\(" AND
				NOT text MATCHES "pc_pass_take${gap}\\(")
			may_not(${file} "worker_check" "it does not take the pass")
		endif()
	endif()
endforeach()

if(violations)
	message(FATAL_ERROR "${violations} ways around the gate")
endif()
