#include "logon.h"

#include "restrictions.h"

void answer_refuse(struct answer *answer, NTSTATUS status)
{
    *answer = (struct answer){
        .status = status, .authoritative = true, .logoff = NT_NEVER, .kickoff = NT_NEVER};
}

static void refuse(struct answer *answer, NTSTATUS status, bool authoritative, enum event_id event)
{
    answer->status = status;
    answer->authoritative = authoritative;
    answer->event = event;
}

/* Row 2: no guest retry, and a user's account. */
static bool right_kind(const struct logon *logon, struct answer *answer)
{
    answer->actions |= MSV1_0_SUBAUTH_ACCOUNT_TYPE;
    if (logon->guest) {
        refuse(answer, STATUS_NO_SUCH_USER, false, EVENT_NONE);
        return false;
    }
    if (!restriction_type_allows(logon->account->control, logon->pass_through)) {
        refuse(answer, STATUS_NO_SUCH_USER, false, EVENT_ACCOUNT_TYPE);
        return false;
    }
    return true;
}

/* Row 3: an account that IIS controls, and not the built-in administrator. */
static bool controlled(const struct logon *logon, const struct snapshot_account *enrolled,
                       struct answer *answer)
{
    enum event_id event = logon->account->rid == RID_ADMINISTRATOR ? EVENT_ADMINISTRATOR
                          : logon->snapshot == NULL                ? EVENT_NO_SNAPSHOT
                          : enrolled == NULL                       ? EVENT_NOT_ENROLLED
                          : enrolled->readable && !enrolled->sync  ? EVENT_SYNC_OFF
                                                                   : EVENT_NONE;
    if (event == EVENT_NONE) {
        return true;
    }
    refuse(answer, STATUS_NO_SUCH_USER, false, event);
    return false;
}

/* Row 5's refusal, and why, as an administrator would want to know it. */
static void refuse_credential(const struct logon *logon, const struct snapshot_account *enrolled,
                              const struct judgement *judgement, struct answer *answer)
{
    bool disabled = (logon->account->control & USER_ACCOUNT_DISABLED) != 0;
    refuse(answer, STATUS_WRONG_PASSWORD, !disabled, EVENT_NONE);
    if (logon->snapshot->stack_fault != STACK_SOUND) {
        answer->event = EVENT_STACK_INVALID;
        answer->event_number = (uint32_t)logon->snapshot->stack_fault_line;
    } else if (enrolled != NULL && !enrolled->readable) {
        answer->event = EVENT_RECORD_INVALID;
    } else if (judgement->refused_by_level) {
        answer->event = EVENT_FORM_REFUSED;
        answer->event_number = logon->snapshot->lm_level;
    } else if (!judgement->metabase_stored) {
        answer->event = EVENT_NO_SECRET;
    } else {
        answer->event = EVENT_WRONG_SECRET;
    }
}

/*
 * Row 5. An account that is not enrolled is judged too, against a secret nobody has, so that it
 * costs what a wrong password costs; what comes of it is thrown away by the caller.
 */
static bool admitted(const struct logon *logon, const struct snapshot_account *enrolled,
                     struct judgement *judgement)
{
    static const struct owf_pair decoy; /* it has no OWF: whatever is presented, it is not that */
    const struct snapshot *snapshot = logon->snapshot;
    bool stored = enrolled != NULL && (enrolled->secret.has_nt || enrolled->secret.has_lm);
    *judgement = (struct judgement){
        .request = logon->request,
        .account = logon->account,
        .metabase = stored ? &enrolled->secret : &decoy,
        .metabase_stored = stored,
        .lm_level = snapshot == NULL ? 0 : snapshot->lm_level,
        .limits_blank = snapshot != NULL && snapshot->limits_blank,
    };
    if (snapshot != NULL) {
        judgement->kept = snapshot_keys(snapshot, stored ? enrolled : NULL);
    }
    return stack_run(snapshot == NULL ? &stack_default : &snapshot->stack, judgement) ==
               OUTCOME_ADMIT &&
           (enrolled == NULL || enrolled->readable);
}

/* Rows 6 and 7, and the times of row 8. */
static bool unrestricted(const struct logon *logon, struct answer *answer)
{
    const struct account *account = logon->account;
    answer->actions |= MSV1_0_SUBAUTH_ACCOUNT_DISABLED | MSV1_0_SUBAUTH_ACCOUNT_EXPIRY |
                       MSV1_0_SUBAUTH_WORKSTATIONS | MSV1_0_SUBAUTH_LOGON_HOURS |
                       MSV1_0_SUBAUTH_PASSWORD_EXPIRY;
    if ((account->control & USER_ACCOUNT_DISABLED) != 0) {
        refuse(answer, STATUS_ACCOUNT_DISABLED, false, EVENT_DISABLED);
    } else if (restriction_expired(account->expires, logon->now.utc)) {
        refuse(answer, STATUS_ACCOUNT_EXPIRED, true, EVENT_EXPIRED);
    } else if (!restriction_workstation_allows(account->workstations,
                                               logon->request->workstation)) {
        refuse(answer, STATUS_INVALID_WORKSTATION, true, EVENT_WORKSTATION);
    } else if (!restriction_hours_allow(account->hours, account->units_per_week, logon->now,
                                        &answer->logoff)) {
        refuse(answer, STATUS_INVALID_LOGON_HOURS, true, EVENT_LOGON_HOURS);
    } else {
        return true;
    }
    return false;
}

void logon_decide(const struct logon *logon, struct answer *answer)
{
    struct judgement judgement;
    bool disabled = (logon->account->control & USER_ACCOUNT_DISABLED) != 0;
    answer_refuse(answer, STATUS_NO_SUCH_USER);
    if (!right_kind(logon, answer)) {
        return;
    }
    const struct snapshot_account *enrolled =
        logon->snapshot == NULL ? NULL : snapshot_find(logon->snapshot, logon->account->name);
    bool locked = (logon->account->control & USER_ACCOUNT_AUTO_LOCKED) != 0;
    bool known = controlled(logon, enrolled, answer);
    if (known && locked) {
        answer->actions |= MSV1_0_SUBAUTH_LOCKOUT;
        refuse(answer, STATUS_ACCOUNT_LOCKED_OUT, !disabled, EVENT_LOCKED_OUT);
        return;
    }
    answer->actions |= MSV1_0_SUBAUTH_LOCKOUT | MSV1_0_SUBAUTH_PASSWORD;
    bool admits = admitted(logon, enrolled, &judgement);
    if (!known || !admits) {
        struct answer unused; /* not to be known costs what to be refused does */
        if (logon->snapshot != NULL) {
            refuse_credential(logon, enrolled, &judgement, known ? answer : &unused);
        }
        return;
    }
    if (judgement.blank) {
        /* SAM says ACCOUNT_RESTRICTION; the routine is not documented to. */
        refuse(answer, STATUS_WRONG_PASSWORD, !disabled, EVENT_BLANK_PASSWORD);
        return;
    }
    if (unrestricted(logon, answer)) {
        answer->status = STATUS_SUCCESS;
        answer->user_flags = judgement.cleartext ? LOGON_NOENCRYPTION : 0;
        answer->kickoff = restriction_kickoff(answer->logoff, logon->snapshot->force_logoff);
    }
}
