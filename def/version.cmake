# add_version(TARGET VFT_... FILE DESCRIPTION): the version resource of a Windows file.
function(add_version target FILE_TYPE FILE_NAME FILE_DESCRIPTION)
    set(resource ${CMAKE_CURRENT_BINARY_DIR}/${target}-version.rc)
    configure_file(${PROJECT_SOURCE_DIR}/def/version.rc.in ${resource} @ONLY)
    target_sources(${target} PRIVATE ${resource})
endfunction()
