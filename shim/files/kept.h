/*
 * What a file keeps when another is put in its place: its owner, its group, its mode, and its
 * extended attributes, of which the access control list is one. For replace_posix.c.
 *
 * Sources: xattr(7), acl(5), chown(2), inode(7).
 */
#ifndef IISSUBA_KEPT_H
#define IISSUBA_KEPT_H

#include "text/fault.h"

/*
 * Gives the open file `to` what the file `path` has: `to` is new and its owner's alone, and stays
 * so where this fails. Where there is no file `path` nothing is done. Attributes that the kernel
 * keeps of the contents (security.ima, security.evm) are left out. False where something cannot be
 * kept.
 */
bool kept_give(const char *path, int to, struct fault *fault);

#endif
