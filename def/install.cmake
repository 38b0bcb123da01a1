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
