/*
 * The exports beside the two routines: registering by hand.
 *   rundll32 iissuba.dll,RegisterIISSUBA      (Q332167's command)
 *   rundll32 iissuba.dll,UnregisterIISSUBA
 *   regsvr32 iissuba.dll                      DllRegisterServer; /u: DllUnregisterServer
 * Each reports what it did as an event and, where there is a standard output, there.
 */
#ifndef IISSUBA_EXPORTS_H
#define IISSUBA_EXPORTS_H

#include "abi/subauth_abi.h"

/* rundll32's signature: window, instance, rest of the command line, how to show a window. */
void WINAPI RegisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show);
void WINAPI UnregisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show);

/* An HRESULT: 0, or 0x80070000 and the Win32 error. */
LONG WINAPI DllRegisterServer(void);
LONG WINAPI DllUnregisterServer(void);

#endif
