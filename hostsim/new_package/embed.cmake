# cmake -DOUT=FILE "-DFILES=FILE;FILE" -P embed.cmake
# Writes each file as EMBEDDED(name, bytes...), the name being the file's, without its folder.
set(out "")
foreach(file IN LISTS FILES)
    get_filename_component(name ${file} NAME)
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
    string(REGEX REPLACE ",$" "" bytes "${bytes}")
    string(APPEND out "EMBEDDED(\"${name}\", ${bytes})\n")
endforeach()
file(WRITE ${OUT} "${out}")
