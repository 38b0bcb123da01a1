/* The GUIDs of iadmw.h: mingw has no library with them. */
#include <initguid.h>

#include <iadmw.h>
