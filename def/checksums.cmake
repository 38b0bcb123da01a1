# Run by cpack before it packs: writes sbom.spdx.json, and SHA256SUMS.txt over all files that go in, as
# sha256sum does.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
execute_process(COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/sbom ${root} ${CPACK_PACKAGE_VERSION}
                        ${CPACK_IISSUBA_ARCH} ${CPACK_IISSUBA_LIBRARIES} ${CPACK_EPOCH} COMMAND_ERROR_IS_FATAL ANY)
file(GLOB_RECURSE files RELATIVE ${root} LIST_DIRECTORIES false ${root}/*)
list(SORT files)
set(sums "")
foreach(name IN LISTS files)
    file(SHA256 ${root}/${name} sum)
    string(APPEND sums "${sum} *${name}\n")
endforeach()
file(WRITE ${root}/SHA256SUMS.txt "${sums}")
