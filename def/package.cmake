# The zip that an administrator unpacks on a server; cpack makes it:
#   cmake --build --preset win32 --target package
if(CMAKE_SIZEOF_VOID_P EQUAL 4)
    set(PACKAGE_ARCH x86)
    set(PACKAGE_WINDOWS "32-bit Windows")
    set(PACKAGE_INF iissuba.inf iissuba-nt4.inf)
else()
    set(PACKAGE_ARCH x64)
    set(PACKAGE_WINDOWS "64-bit Windows (Server 2003 x64)")
    set(PACKAGE_INF iissuba.inf)
endif()

# What the libraries that are linked in are licensed under; def/windows-deps puts it there.
find_path(IISSUBA_LICENCES openssl.txt PATHS / PATH_SUFFIXES licences)
if(NOT IISSUBA_LICENCES)
    message(STATUS "No package: there is no licences/ beside the libraries")
    return()
endif()

function(install_text source name)
    configure_file(${source} ${CMAKE_CURRENT_BINARY_DIR}/package/${name} @ONLY NEWLINE_STYLE CRLF)
    install(FILES ${CMAKE_CURRENT_BINARY_DIR}/package/${name} DESTINATION .)
endfunction()

foreach(file install.cmd uninstall.cmd ${PACKAGE_INF})
    install_text(def/package/${file} ${file})
endforeach()
install_text(def/package/README.txt.in README.txt)
install_text(LICENSE LICENSE.txt)
install(TARGETS iissuba iissubactl hostsim RUNTIME DESTINATION .)
install(DIRECTORY ${IISSUBA_LICENCES} DESTINATION .)

set(CPACK_GENERATOR ZIP)
set(CPACK_PACKAGE_FILE_NAME iissuba-${PROJECT_VERSION}-${PACKAGE_ARCH})
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_STRIP_FILES ON)
set(CPACK_PRE_BUILD_SCRIPTS ${PROJECT_SOURCE_DIR}/def/checksums.cmake)
set(CPACK_VERBATIM_VARIABLES ON)
include(CPack)
