# SPDX-License-Identifier: Apache-2.0
# Where things go; GNUInstallDirs decides the rest.
include(GNUInstallDirs)
install(TARGETS policyctl policyctl-hook RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# An administrator starts it, or the service manager.
install(TARGETS policyd RUNTIME DESTINATION ${CMAKE_INSTALL_SBINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/policies/
	DESTINATION ${CMAKE_INSTALL_DATADIR}/policyctl/policies)
# The client starts its policyHelper without arguments: the name says what to do.
install(CODE "file(CREATE_LINK policyctl
	\"\$ENV{DESTDIR}${CMAKE_INSTALL_FULL_BINDIR}/policyctl-helper\" SYMBOLIC)")
