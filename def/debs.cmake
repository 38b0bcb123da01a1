# Run by cpack -G DEB before it packs: sorts what was installed into the three packages, and puts it as
# Debian's policy has it.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})

# Moves what matches below usr/, from whatever package, to where it belongs.
function(move_to package)
    foreach(pattern ${ARGN})
        file(GLOB found LIST_DIRECTORIES true ${root}/tools/usr/${pattern} ${root}/library/usr/${pattern})
        foreach(path IN LISTS found)
            string(REGEX REPLACE "^${root}/[a-z]+/" "" name ${path})
            set(target ${root}/${package}/${name})
            get_filename_component(folder ${target} DIRECTORY)
            file(MAKE_DIRECTORY ${folder})
            if(NOT path STREQUAL target)
                file(RENAME ${path} ${target})
            endif()
        endforeach()
    endforeach()
endfunction()
move_to(library lib/libhostsim.so.*)
move_to(dev include lib/libhostsim.so lib/libhostsim.a lib/cmake lib/pkgconfig lib/python3
        share/man/man3)
file(RENAME ${root}/tools/usr/share/zsh/site-functions ${root}/tools/usr/share/zsh/vendor-completions)
execute_process(COMMAND strip --strip-debug ${root}/dev/usr/lib/libhostsim.a COMMAND_ERROR_IS_FATAL ANY)

# The same for every machine, but for where the library is: below the same prefix.
file(RENAME ${root}/dev/usr/lib/pkgconfig ${root}/dev/usr/share/pkgconfig)

# Each package has the licence and the changes under its own name; the tools' has the examples.
set(documents ${root}/tools/usr/share/doc)
execute_process(COMMAND date --utc -R -d @${CPACK_EPOCH}
                OUTPUT_VARIABLE day OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
file(WRITE ${root}.changelog "iissuba (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium

  * CHANGELOG.md has what changed.

 -- ${CPACK_PACKAGE_CONTACT}  ${day}
")
foreach(pair tools:iissuba-tools library:libhostsim0 dev:libhostsim-dev)
    string(REPLACE ":" ";" pair ${pair})
    list(GET pair 0 component)
    list(GET pair 1 package)
    set(own ${root}/${component}/usr/share/doc/${package})
    file(MAKE_DIRECTORY ${own})
    configure_file(${documents}/iissuba/LICENSE ${own}/copyright COPYONLY)
    configure_file(${documents}/iissuba/CHANGELOG.md ${own}/CHANGELOG.md COPYONLY)
    configure_file(${root}.changelog ${own}/changelog COPYONLY)
endforeach()
file(RENAME ${documents}/iissuba/examples ${documents}/iissuba-tools/examples)
file(REMOVE_RECURSE ${documents}/iissuba)

file(GLOB_RECURSE pages ${root}/*/usr/share/man/*.[13] ${root}/*/usr/share/doc/*/changelog
     ${root}/*/usr/share/doc/*/CHANGELOG.md)
execute_process(COMMAND gzip -9n ${pages} COMMAND_ERROR_IS_FATAL ANY)
