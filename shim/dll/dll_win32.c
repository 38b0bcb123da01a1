/* Loading and unloading. Nothing is done on loading that could fail or block. */
#include <windows.h>

#include "lsass/store.h"

extern HINSTANCE dll_instance; /* worker_win32.c holds the DLL by it */

BOOL WINAPI DllMain(HINSTANCE instance, DWORD reason, LPVOID process_ends)
{
    if (reason == DLL_PROCESS_ATTACH) {
        dll_instance = instance;
        DisableThreadLibraryCalls(instance);
    } else if (reason == DLL_PROCESS_DETACH && process_ends == NULL) {
        store_close();
    }
    return TRUE;
}
