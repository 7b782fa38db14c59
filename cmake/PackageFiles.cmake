# SPDX-License-Identifier: Apache-2.0
# Run by CPack when everything is laid out and before it is packed: what only packages have.
set(top ${CPACK_TEMPORARY_INSTALL_DIRECTORY}/usr/share)

# gzipped(<file>): in its place, the same bytes every time.
function(gzipped file)
	execute_process(COMMAND gzip -9nf ${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(GLOB pages ${top}/man/man*/*.[1-8])
foreach(page ${pages})
	gzipped(${page})
endforeach()

file(MAKE_DIRECTORY ${top}/doc/policyctl)
file(COPY_FILE ${CPACK_PC_SOURCE_DIR}/docs/CHANGELOG.md ${top}/doc/policyctl/changelog)
gzipped(${top}/doc/policyctl/changelog)
if(CPACK_GENERATOR STREQUAL "DEB")
	string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
	file(WRITE ${top}/doc/policyctl/changelog.Debian
		"policyctl (${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE}) stable; "
		"urgency=medium\n\n  * What is new stands in changelog.gz.\n\n"
		" -- ${CPACK_PACKAGE_CONTACT}  ${now}\n")
	gzipped(${top}/doc/policyctl/changelog.Debian)
	file(COPY_FILE ${CPACK_PC_SOURCE_DIR}/packaging/debian/copyright
		${top}/doc/policyctl/copyright)
	file(MAKE_DIRECTORY ${top}/lintian/overrides)
	file(COPY_FILE ${CPACK_PC_SOURCE_DIR}/packaging/debian/lintian-overrides
		${top}/lintian/overrides/policyctl)
else()
	file(COPY_FILE ${CPACK_PC_SOURCE_DIR}/LICENSE ${top}/doc/policyctl/LICENSE)
endif()
file(GLOB_RECURSE made ${top}/doc/policyctl/* ${top}/lintian/overrides/* ${top}/man/*)
foreach(file ${made})
	file(CHMOD ${file} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endforeach()
