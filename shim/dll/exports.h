/*
 * The exports beside the two routines: registering by hand.
 *   rundll32 iissuba.dll,RegisterIISSUBA      (Q332167's command)
 *   rundll32 iissuba.dll,UnregisterIISSUBA
 *   regsvr32 iissuba.dll                      DllRegisterServer; /u: DllUnregisterServer
 *
 * Each changes the registry that registry_open(NULL) opens. Each reports what it did, or why it
 * failed, as an event and, where there is a standard output, there.
 */
#ifndef IISSUBA_EXPORTS_H
#define IISSUBA_EXPORTS_H

#include "abi/subauth_abi.h"

/*
 * Registers IISSUBA, or puts back what was there before (registration.h). The arguments are those
 * that rundll32 gives: a window, an instance, the rest of the command line, how to show a window.
 * All are ignored, and may be NULL. (Q164787)
 */
void WINAPI RegisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show);
void WINAPI UnregisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show);

/*
 * The same for regsvr32. Returns an HRESULT: 0, or 0x80070000 and the low 16 bits of the Win32
 * error.
 */
LONG WINAPI DllRegisterServer(void);
LONG WINAPI DllUnregisterServer(void);

#endif
