#include "randomness.h"

#include <windows.h>

#include <wincrypt.h>

/* CryptGenRandom is there from NT 4.0 on. What libcrypto draws from needs Windows 2003 or later. */
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
