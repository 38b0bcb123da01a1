# 32-bit Windows with Debian's gcc-mingw-w64-i686.
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR i686)
set(IISSUBA_MINGW i686-w64-mingw32)
# NT 4.0 runs on an 80486. The compiler's own default is a Pentium Pro, for its CMOV.
set(CMAKE_C_FLAGS_INIT "-march=i486 -mtune=generic")
include(${CMAKE_CURRENT_LIST_DIR}/mingw.cmake)
