# SPDX-License-Identifier: Apache-2.0
# cmake -DFIXTURE=<overlay> -DCHECK=<script> -DWORK=<directory> -P expect.cmake: over the
# tree fixtures/good with the files of the overlay in place of its own, the script must
# fail and name the one violation that the overlay's file "expect" states, and no other.
# The good tree itself must pass.
get_filename_component(fixtures ${FIXTURE} DIRECTORY)
file(REMOVE_RECURSE ${WORK})
execute_process(COMMAND ${CMAKE_COMMAND} -E copy_directory ${fixtures}/good ${FIXTURE}
	${WORK} COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${WORK} -P ${CHECK}
	RESULT_VARIABLE status OUTPUT_VARIABLE said ERROR_VARIABLE said)

if(NOT EXISTS ${WORK}/expect)
	if(NOT status EQUAL 0)
		message(FATAL_ERROR "a good tree was refused:\n${said}")
	endif()
	return()
endif()
file(READ ${WORK}/expect want)
if(status EQUAL 0)
	message(FATAL_ERROR "it passed, but there is: ${want}")
endif()
string(FIND "${said}" "${want}" at)
if(at EQUAL -1)
	message(FATAL_ERROR "it does not say: ${want}\nit says:\n${said}")
endif()
if(NOT said MATCHES "\n *1 #include lines")
	message(FATAL_ERROR "it found more than the one violation:\n${said}")
endif()
