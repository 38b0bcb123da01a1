/* What keys.h declares its places with; nothing here reads or writes one. */
#define _Atomic
