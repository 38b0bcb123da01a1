# Run by cpack once it has packed.
foreach(file IN LISTS CPACK_PACKAGE_FILES)
    execute_process(COMMAND python3 ${CMAKE_CURRENT_LIST_DIR}/same-zip ${file} ${CPACK_EPOCH} COMMAND_ERROR_IS_FATAL ANY)
endforeach()
