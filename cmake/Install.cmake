# SPDX-License-Identifier: Apache-2.0
# Where things go; GNUInstallDirs decides the rest.
include(GNUInstallDirs)
install(TARGETS policyctl policyctl-hook RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${CMAKE_SOURCE_DIR}/policies/
	DESTINATION ${CMAKE_INSTALL_DATADIR}/policyctl/policies)
