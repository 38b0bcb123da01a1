# Run by cpack first: sets CPACK_EPOCH, the time that what is packed bears: SOURCE_DATE_EPOCH, or else the
# commit's. strip, which writes the time into Windows' programs, and cpack itself take it from there.
if(DEFINED ENV{SOURCE_DATE_EPOCH})
    set(CPACK_EPOCH $ENV{SOURCE_DATE_EPOCH})
else()
    execute_process(COMMAND git log -1 --format=%ct WORKING_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}
                    OUTPUT_VARIABLE CPACK_EPOCH OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    if(CPACK_EPOCH STREQUAL "")
        set(CPACK_EPOCH 315532800) # no git: the first day that a zip can have
    endif()
endif()
set(ENV{SOURCE_DATE_EPOCH} ${CPACK_EPOCH})
