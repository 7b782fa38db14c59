# SPDX-License-Identifier: Apache-2.0
# The .deb and the .rpm: "cpack --config build/release/CPackConfig.cmake".  One definition of
# what is in them (Install.cmake); what differs is how each system is told about it.
set(PC_CONTACT "policyctl maintainers <maintainers@policyctl.example>" CACHE STRING
	"Who answers for the packages")
set(packaging ${CMAKE_SOURCE_DIR}/packaging)

set(CPACK_GENERATOR DEB)
find_program(RPMBUILD rpmbuild)
mark_as_advanced(RPMBUILD)
if(RPMBUILD)
	list(APPEND CPACK_GENERATOR RPM)
endif()
set(CPACK_PACKAGE_NAME policyctl)
set(CPACK_PACKAGE_VENDOR policyctl)
set(CPACK_PACKAGE_CONTACT ${PC_CONTACT})
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_SOURCE_DIR}/cmake/PackageFiles.cmake)
set(CPACK_PC_SOURCE_DIR ${CMAKE_SOURCE_DIR})
set(CPACK_VERBATIM_VARIABLES TRUE)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
	OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "policy of AI coding agents: checked, signed, enforced")
set(CPACK_PACKAGE_DESCRIPTION "\
policyctl says what Claude Code's managed settings add up to, what is wrong
with them, and what the client will decide for any tool call.

policyd keeps this machine on the policy that its signers published: it takes
it from a git repository, verifies who signed it, puts it in force without
ever leaving a half-written file, and puts right what others change.

policyctl-hook answers the client's hooks.")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION admin)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS
	"systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates, libarchive13, libvectorscan5 | libhyperscan5") # opened at run time
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, gpg")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION TRUE)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${packaging}/debian/conffiles
	${packaging}/debian/postinst ${packaging}/debian/prerm ${packaging}/debian/postrm)

set(CPACK_RPM_FILE_NAME RPM-DEFAULT)
set(CPACK_RPM_PACKAGE_RELEASE 1)
set(CPACK_RPM_PACKAGE_RELOCATABLE OFF)
set(CPACK_RPM_PACKAGE_LICENSE Apache-2.0)
set(CPACK_RPM_PACKAGE_GROUP System/Administration)
set(CPACK_RPM_PACKAGE_REQUIRES systemd)
set(CPACK_RPM_PACKAGE_SUGGESTS "libarchive, vectorscan")
set(CPACK_RPM_POST_INSTALL_SCRIPT_FILE ${packaging}/rpm/post)
set(CPACK_RPM_PRE_UNINSTALL_SCRIPT_FILE ${packaging}/rpm/preun)
set(CPACK_RPM_POST_UNINSTALL_SCRIPT_FILE ${packaging}/rpm/postun)
set(CPACK_RPM_USER_FILELIST
	"%config(noreplace) /etc/policyd/policyd.yaml"
	"%config(noreplace) /etc/policyd/allowed_signers")
# Directories that belong to others.
set(CPACK_RPM_EXCLUDE_FROM_AUTO_FILELIST_ADDITION /etc /usr/sbin
	/usr/lib/systemd /usr/lib/systemd/system /usr/lib/sysusers.d /usr/lib/tmpfiles.d
	/usr/share/man /usr/share/man/man1 /usr/share/man/man5 /usr/share/man/man7
	/usr/share/man/man8 /usr/share/bash-completion /usr/share/bash-completion/completions
	/usr/share/zsh /usr/share/zsh/site-functions /usr/share/fish
	/usr/share/fish/vendor_completions.d /usr/share/lintian /usr/share/lintian/overrides)
include(CPack)
