# SPDX-License-Identifier: Apache-2.0
# Run at installation, after Install.cmake has set service, made, policyctl, sbindir and
# datadir: units, users, directories, configuration, completions.
file(MAKE_DIRECTORY ${made})
set(SBINDIR ${CMAKE_INSTALL_PREFIX}/${sbindir})

# place(<source> <directory> <name>): below the prefix, or wherever an absolute path says.
function(place source directory name)
	if(NOT IS_ABSOLUTE ${directory})
		set(directory ${CMAKE_INSTALL_PREFIX}/${directory})
	endif()
	file(INSTALL ${source} DESTINATION ${directory} RENAME ${name}
		PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

configure_file(${service}/policyd.service.in ${made}/policyd.service @ONLY)
place(${made}/policyd.service lib/systemd/system policyd.service)
place(${service}/policyd.sysusers lib/sysusers.d policyd.conf)
place(${service}/policyd.tmpfiles lib/tmpfiles.d policyd.conf)

# policyd reads /etc whatever the prefix is; a prefix that is no system's is a trial.
if(CMAKE_INSTALL_PREFIX MATCHES "^/(usr(/local)?/?)?$")
	set(etc /etc)
else()
	set(etc etc)
endif()
foreach(name policyd.yaml allowed_signers)
	set(there "$ENV{DESTDIR}${etc}/policyd/${name}")
	if(etc STREQUAL "/etc" AND EXISTS ${there})
		message(STATUS "Kept: ${there}")
	else()
		place(${service}/${name} ${etc}/policyd ${name})
	endif()
endforeach()

foreach(shell bash zsh fish)
	execute_process(COMMAND ${policyctl} completion ${shell}
		OUTPUT_FILE ${made}/completion.${shell} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
place(${made}/completion.bash ${datadir}/bash-completion/completions policyctl)
place(${made}/completion.zsh ${datadir}/zsh/site-functions _policyctl)
place(${made}/completion.fish ${datadir}/fish/vendor_completions.d policyctl.fish)
