/* Unloading leaves nothing behind. */
#include "lsass/store.h"

__attribute__((destructor)) static void unload(void)
{
    store_close();
}
