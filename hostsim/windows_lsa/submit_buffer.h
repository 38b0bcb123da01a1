/*
 * AuthenticationInformation, the block in which LsaLogonUser is handed a logon: the structure, and
 * behind it what its counted strings point to, in the order of its fields. All of it is one block.
 *
 *   MSV1_0_LM20_LOGON         a network logon, through a package or not. Its type is
 *                             MsV1_0NetworkLogon, which "differs from MsV1_0Lm20Logon in that the
 *                             ParameterControl field exists".
 *   MSV1_0_SUBAUTH_LOGON      the same through a package, where request->subauth_message asks for
 *                             it. AuthenticationInfo1 is the NT field and AuthenticationInfo2 the
 *                             LM field: no page says so, but the fields are in the places of those
 *                             of MSV1_0_LM20_LOGON.
 *   MSV1_0_INTERACTIVE_LOGON  every other type of logon; it has the password
 *
 * Length is in bytes, and MaximumLength is the same: no NUL is counted, and none is needed. An
 * empty string points to where its bytes would be. The block ends in two zero bytes, so that this
 * is inside of it too: no page says that it may be outside.
 *
 * Source: the pages of these structures and of MSV1_0_LOGON_SUBMIT_TYPE, and ntsecapi.h.
 */
#ifndef HOSTSIM_SUBMIT_BUFFER_H
#define HOSTSIM_SUBMIT_BUFFER_H

#include "block_layout.h"
#include "logon.h"

/* ntsecapi.h, MSV1_0_LOGON_SUBMIT_TYPE: the first field of each. */
#define SUBMIT_INTERACTIVE 2
#define SUBMIT_NETWORK 4
#define SUBMIT_SUBAUTH 5

struct submit_buffer {
    unsigned char *bytes; /* a secret; the buffer's own */
    size_t size;
};

/*
 * Makes the block of a request. layout says for whom; NULL: for this process, where the block lies.
 * Fills *buffer; the caller releases it, whatever the result. False where a name is not UTF-8, or a
 * counted string would be longer than its Length can say (65535 bytes; 32767 characters), or there
 * is no memory.
 */
bool submit_buffer_make(const struct logon_request *request, const struct block_layout *layout,
                        struct submit_buffer *buffer, struct fault *fault);

/* Wipes the block, and frees it. An empty buffer may be given as well. */
void submit_buffer_release(struct submit_buffer *buffer);

#endif
