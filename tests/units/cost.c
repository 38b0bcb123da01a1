/*
 * One logon, for its cost in instructions to be counted (tests/e2e/cost.py): argv[1] is the form's
 * number, argv[2] "wrong" (an enrolled account, a wrong password), "unknown" (an account that is
 * not enrolled), "stateless" (enrolled without a secret), "right", or "both": right, of which the
 * account's keys are kept, and then wrong.
 */
#include "support.h"

#include <stdlib.h>

/* One logon; the snapshot is not changed, but for the keys that it keeps. */
static NTSTATUS log_on(const struct snapshot *snapshot, enum form form, struct wide password,
                       bool unknown)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    make_request(&made, form, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    make_account(&account);
    if (unknown) {
        account.user.UserName = counted(WIDE(u"IUSR_OTHERNAME1")); /* as long as the other */
    }
    assert_true(request_read(&made.info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    logon_decide(&logon, &answer);
    return answer.status;
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        return 2;
    }
    bool stateless = strcmp(argv[2], "stateless") == 0;
    bool unknown = strcmp(argv[2], "unknown") == 0;
    bool both = strcmp(argv[2], "both") == 0;
    enum form form = (enum form)atoi(argv[1]);
    /* Room enough that the two names do not meet in one slot, whose comparison would count. */
    struct snapshot *snapshot = snapshot_new(1000, 15);
    struct record record = {.sync = true};
    unsigned char bytes[RECORD_SIZE];
    if (!stateless) {
        record.secret = secret_of_password(WIDE(u"right"));
    }
    record_encode(&record, bytes);
    if (!snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes)) {
        return 2;
    }
    bool sound = true;
    if (both || strcmp(argv[2], "right") == 0) {
        sound = log_on(snapshot, form, WIDE(u"right"), false) == STATUS_SUCCESS;
    }
    if (strcmp(argv[2], "right") != 0) {
        sound = log_on(snapshot, form, WIDE(u"wrong"), unknown) ==
                    (unknown ? STATUS_NO_SUCH_USER : STATUS_WRONG_PASSWORD) &&
                sound;
    }
    snapshot_free(snapshot);
    return sound ? 0 : 1;
}
