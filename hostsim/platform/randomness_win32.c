#include "randomness.h"

#include <windows.h>

/* wincrypt.h's, for NT 4.0 has it; what libcrypto draws from asks for Windows 2003 and more. */
bool randomness_fill(void *bytes, size_t size)
{
    HCRYPTPROV provider;
    if (!CryptAcquireContextA(&provider, NULL, NULL, PROV_RSA_FULL, CRYPT_VERIFYCONTEXT)) {
        return false;
    }
    BOOL filled = CryptGenRandom(provider, (DWORD)size, bytes);
    CryptReleaseContext(provider, 0);
    return filled;
}
