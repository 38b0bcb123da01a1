/* shim/lsass/record.c: a value of the registry, of any length and contents. */
#include "lsass/record.h"
#include "proof.h"

#define MORE 16 /* bytes beyond a record's own */

int main(void)
{
    size_t size = any_size(RECORD_SIZE + MORE);
    //@ split size;
    struct record record;
    record_decode(any_bytes(size), size, &record);
    unsigned char bytes[RECORD_SIZE];
    record_encode(&record, bytes);
    //@ assert \initialized(&bytes[0 .. 47]);
    return 0;
}
