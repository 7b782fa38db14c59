# SPDX-License-Identifier: Apache-2.0
# Run at installation, after Install.cmake has set packaging, system, made, policyctl, sbindir
# and datadir: service, users, directories, configuration, completions.
file(MAKE_DIRECTORY ${made})
set(SBINDIR ${CMAKE_INSTALL_PREFIX}/${sbindir})
if(DEFINED ENV{PC_INSTALL_SYSTEM}) # packaging/macos/stage, on whatever system it runs
	set(system $ENV{PC_INSTALL_SYSTEM})
endif()

# place(<source> <directory> <name>): below the prefix, or wherever an absolute path says.
function(place source directory name)
	if(NOT IS_ABSOLUTE ${directory})
		set(directory ${CMAKE_INSTALL_PREFIX}/${directory})
	endif()
	file(INSTALL ${source} DESTINATION ${directory} RENAME ${name}
		PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endfunction()

# policyd reads /etc whatever the prefix is; a prefix that is no system's is a trial.
set(etc etc)
if(CMAKE_INSTALL_PREFIX MATCHES "^/(usr(/local)?/?)?$")
	set(etc /etc)
endif()

# configuration(<source> <name>): what an administrator has written stays.
function(configuration source name)
	set(there "$ENV{DESTDIR}${etc}/policyd/${name}")
	if(IS_ABSOLUTE ${etc} AND EXISTS ${there})
		message(STATUS "Kept: ${there}")
	else()
		place(${source} ${etc}/policyd ${name})
	endif()
endfunction()

if(system STREQUAL "Darwin")
	set(label org.policyctl.policyd)
	configure_file(${packaging}/macos/${label}.plist.in ${made}/${label}.plist @ONLY)
	place(${made}/${label}.plist /Library/LaunchDaemons ${label}.plist)
	# /etc is a link there, which a package must not replace by a directory.
	place(${packaging}/macos/policyd.yaml.example /private/etc/policyd policyd.yaml.example)
	place(${packaging}/service/allowed_signers /private/etc/policyd allowed_signers.example)
else()
	foreach(service policyd policyd-orch)
		configure_file(${packaging}/service/${service}.service.in
			${made}/${service}.service @ONLY)
		place(${made}/${service}.service lib/systemd/system ${service}.service)
	endforeach()
	place(${packaging}/service/policyd.sysusers lib/sysusers.d policyd.conf)
	place(${packaging}/service/policyd.tmpfiles lib/tmpfiles.d policyd.conf)
	configuration(${packaging}/service/policyd.yaml policyd.yaml)
	configuration(${packaging}/service/allowed_signers allowed_signers)
endif()

foreach(shell bash zsh fish)
	execute_process(COMMAND ${policyctl} completion ${shell}
		OUTPUT_FILE ${made}/completion.${shell} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
place(${made}/completion.bash ${datadir}/bash-completion/completions policyctl)
place(${made}/completion.zsh ${datadir}/zsh/site-functions _policyctl)
place(${made}/completion.fish ${datadir}/fish/vendor_completions.d policyctl.fish)
