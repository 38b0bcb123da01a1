/*
 * The decision (design: the routine). Coordinates; the checkers are elsewhere. Structs in, an
 * answer out: a test needs no host.
 */
#ifndef IISSUBA_LOGON_H
#define IISSUBA_LOGON_H

#include "clock.h"
#include "event.h"
#include "snapshot.h"

struct logon {
    const struct request *request;
    const struct account *account;
    bool pass_through; /* MSV1_0_PASSTHRU */
    bool guest;        /* MSV1_0_GUEST_LOGON */
    struct moment now;
    const struct snapshot *snapshot; /* NULL: the store could never be read */
};

struct answer {
    NTSTATUS status;
    bool authoritative;
    ULONG user_flags; /* LOGON_NOENCRYPTION or 0 */
    int64_t logoff;
    int64_t kickoff;
    ULONG actions;       /* MSV1_0_SUBAUTH_...: what was checked, for the Ex routine */
    enum event_id event; /* EVENT_NONE where an administrator can mend nothing */
    uint32_t event_number;
};

/* An answer that is safe before anything is read: refused, authoritative, no times. */
void answer_refuse(struct answer *answer, NTSTATUS status);

void logon_decide(const struct logon *logon, struct answer *answer);

#endif
