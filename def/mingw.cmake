# What both mingw toolchain files share. Debian's "win32" flavour of gcc needs no
# libwinpthread, so nothing but Windows' own DLLs is imported.
set(CMAKE_C_COMPILER ${IISSUBA_MINGW}-gcc-win32)
set(CMAKE_RC_COMPILER ${IISSUBA_MINGW}-windres)
set(CMAKE_MC_COMPILER ${IISSUBA_MINGW}-windmc)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
