# Windows, by mingw; programs are run by Wine. MINGW says for which processor.
set(MINGW x86_64 CACHE STRING "x86_64 or i686")
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MINGW)
set(CMAKE_SYSTEM_NAME Windows)
set(CMAKE_SYSTEM_PROCESSOR ${MINGW})
set(CMAKE_C_COMPILER ${MINGW}-w64-mingw32-gcc)
set(CMAKE_CROSSCOMPILING_EMULATOR wine CACHE STRING "What runs a program for Windows here")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
