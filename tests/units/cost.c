/*
 * One logon, for its cost in instructions to be counted (tests/e2e/cost.py): argv[1] is the form's
 * number, argv[2] "wrong" (an enrolled account, a wrong password), "unknown" (an account that is
 * not enrolled) or "stateless" (enrolled without a secret).
 */
#include "support.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    if (argc != 3) {
        return 2;
    }
    bool stateless = strcmp(argv[2], "stateless") == 0;
    bool unknown = strcmp(argv[2], "unknown") == 0;
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
    make_request(&made, (enum form)atoi(argv[1]), WIDE(u"wrong"), WIDE(u"IUSR_SERVERNAME"),
                 WIDE(u""), NULL);
    make_account(&account);
    if (unknown) {
        account.user.UserName = counted(WIDE(u"IUSR_OTHERNAME1")); /* as long as the other */
    }
    if (!request_read(&made.info, &request) || !account_read(&account.user, &view)) {
        return 2;
    }
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    struct answer answer;
    logon_decide(&logon, &answer);
    snapshot_free(snapshot);
    return answer.status == (unknown ? STATUS_NO_SUCH_USER : STATUS_WRONG_PASSWORD) ? 0 : 1;
}
