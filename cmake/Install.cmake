# SPDX-License-Identifier: Apache-2.0
# Where things go; GNUInstallDirs decides most of it.  What names a path of the installation,
# or comes from the programs themselves, is made when it is installed: only then is the
# prefix known, which "cmake --install --prefix" and the packages choose.
include(GNUInstallDirs)
install(TARGETS policyctl policyctl-hook policyctl-live RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET policyctl-rollcall)
	install(TARGETS policyctl-rollcall RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
# An administrator starts it, or the service manager.
install(TARGETS policyd policyd-remote policyd-audit policyd-models policyd-orch RUNTIME
	DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/policies/
	DESTINATION ${CMAKE_INSTALL_DATADIR}/policyctl/policies)
# The client starts its policyHelper without arguments: the name says what to do.
install(CODE "file(CREATE_LINK policyctl
	\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_BINDIR}/policyctl-helper\"
	SYMBOLIC)")

install(CODE "
	set(packaging ${CMAKE_SOURCE_DIR}/packaging)
	set(system ${CMAKE_SYSTEM_NAME})
	set(made ${CMAKE_BINARY_DIR}/install)
	set(policyctl $<TARGET_FILE:policyctl>)
	set(sbindir ${CMAKE_INSTALL_SBINDIR})
	set(datadir ${CMAKE_INSTALL_DATADIR})")
install(SCRIPT ${CMAKE_CURRENT_LIST_DIR}/InstallService.cmake)
