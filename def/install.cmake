# What `cmake --install` gives beside the tools and libhostsim (hostsim/library): the package that the tools
# register, completions, examples, documents. Nothing of it needs the tree any more.
install(TARGETS iissuba LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/iissuba)
install(FILES LICENSE def/CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY hostsim/examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# Each program prints what completes it.
set(BASH share/bash-completion/completions)
set(FISH share/fish/vendor_completions.d)
set(ZSH share/zsh/site-functions)
set(COMPLETIONS ${CMAKE_BINARY_DIR}/completions)
foreach(program hostsim iissubactl)
    set(files ${BASH}/${program} ${FISH}/${program}.fish ${ZSH}/_${program})
    foreach(shell bash fish zsh)
        list(POP_FRONT files file)
        get_filename_component(folder ${file} DIRECTORY)
        add_custom_command(
            OUTPUT ${COMPLETIONS}/${file}
            COMMAND ${CMAKE_COMMAND} -E make_directory ${COMPLETIONS}/${folder}
            COMMAND ${program} completion ${shell} > ${COMPLETIONS}/${file}
            DEPENDS ${program} VERBATIM)
        list(APPEND ALL_COMPLETIONS ${COMPLETIONS}/${file})
        install(FILES ${COMPLETIONS}/${file} DESTINATION ${folder})
    endforeach()
endforeach()
add_custom_target(completions ALL DEPENDS ${ALL_COMPLETIONS})

# cpack -G DEB, in a build of the preset host: iissuba-tools, libhostsim0 and libhostsim-dev.
set(CPACK_GENERATOR DEB)
set(CPACK_COMPONENTS_ALL tools library dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PROJECT_CONFIG_FILE ${PROJECT_SOURCE_DIR}/def/epoch.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/def/debs.cmake)
set(CPACK_STRIP_FILES ON)
set(CPACK_VERBATIM_VARIABLES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_PACKAGE_CONTACT "iissuba maintainers <maintainers@iissuba.invalid>")
# The linker's cache by a trigger, as policy has it. cpack's own scripts are those that it does not find here.
set(CONTROL ${CMAKE_BINARY_DIR}/control)
file(WRITE ${CONTROL}/triggers "activate-noawait ldconfig\n")
file(WRITE ${CONTROL}/shlibs "libhostsim 0 libhostsim0 (>= ${PROJECT_VERSION})\n")
set(NO_SCRIPTS ${CONTROL}/none/postinst ${CONTROL}/none/postrm)
set(CPACK_DEBIAN_TOOLS_PACKAGE_CONTROL_EXTRA ${NO_SCRIPTS})
set(CPACK_DEBIAN_LIBRARY_PACKAGE_CONTROL_EXTRA ${CONTROL}/triggers ${CONTROL}/shlibs ${NO_SCRIPTS})

set(CPACK_DEBIAN_TOOLS_PACKAGE_NAME iissuba-tools)
set(CPACK_DEBIAN_TOOLS_PACKAGE_SECTION admin)
set(CPACK_COMPONENT_TOOLS_DESCRIPTION
"tools for anonymous FTP logons of IIS, and a fake LSA
hostsim tests subauthentication packages of Windows' MSV1_0 without Windows.
iissubactl looks after the replacement for Iissuba.dll in a machine's folder.")
set(CPACK_DEBIAN_LIBRARY_PACKAGE_NAME libhostsim0)
set(CPACK_DEBIAN_LIBRARY_PACKAGE_SECTION libs)
set(CPACK_COMPONENT_LIBRARY_DESCRIPTION
"fake LSA for the tests of subauthentication packages, shared library
It asks a package what lsass would ask, and says what breaks the contract.")
set(CPACK_DEBIAN_DEV_PACKAGE_NAME libhostsim-dev)
set(CPACK_DEBIAN_DEV_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEV_PACKAGE_SHLIBDEPS OFF)
set(CPACK_DEBIAN_DEV_PACKAGE_DEPENDS
    "libhostsim0 (= ${PROJECT_VERSION}), libssl-dev, libexpat1-dev, libjansson-dev, python3:any")
set(CPACK_COMPONENT_DEV_DESCRIPTION
"fake LSA for the tests of subauthentication packages, development files
The header, the static library, the Python module, man pages, files for CMake
and pkg-config.")
include(CPack)
