/*
 * One logon, for its cost in instructions to be counted (tests/e2e/cost.py): argv[1] is the form's
 * number, argv[2] "wrong" (an enrolled account, a wrong password), "unknown" (an account that is
 * not enrolled), "stateless" (enrolled without a secret), "unkept" (enrolled, but its own keys find
 * no room), "right", or "both": right, of which the account's keys are kept, and then wrong.
 * argv[3] is how many accounts' own keys there is room for, argv[4] how often the form of the wrong
 * password is told of.
 */
#include "support.h"

#include <stdlib.h>

#include "lsass/observe.h"

/* One logon; the snapshot is not changed, but for the keys that it keeps. */
static NTSTATUS log_on(const struct snapshot *snapshot, enum form form, struct wide password,
                       const char *kind, int observed)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    make_request(&made, form, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u"Domain"), NULL);
    make_account(&account);
    if (strcmp(kind, "unknown") == 0) { /* as long as the others */
        account.user.UserName = counted(WIDE(u"IUSR_OTHERNAME1"));
    } else if (strcmp(kind, "unkept") == 0) {
        account.user.UserName = counted(WIDE(u"IUSR_THIRDNAME9"));
    }
    assert_true(request_read(&made.info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    logon_decide(&logon, &answer);
    for (int i = 0; i < observed; i++) {
        observe_presented(1, view.name, &request);
    }
    return answer.status;
}

static bool enrol(struct snapshot *snapshot, struct wide name, bool with_secret)
{
    struct record record = {.sync = true};
    unsigned char bytes[RECORD_SIZE];
    if (with_secret) {
        record.secret = secret_of_password(WIDE(u"right"));
    }
    record_encode(&record, bytes);
    return snapshot_add(snapshot, name, bytes, sizeof bytes);
}

int main(int argc, char **argv)
{
    if (argc != 5) {
        return 2;
    }
    const char *kind = argv[2];
    enum form form = (enum form)atoi(argv[1]);
    size_t own_keys = strtoul(argv[3], NULL, 10) * sizeof(struct keys_of_account);
    /* Slots enough that no two names meet in one, whose comparison would count. */
    struct snapshot *snapshot = snapshot_new(1000, 30, own_keys / 3 * 4 + 4);
    if (!enrol(snapshot, WIDE(u"IUSR_SERVERNAME"), strcmp(kind, "stateless") != 0) ||
        !enrol(snapshot, WIDE(u"IUSR_THIRDNAME9"), true)) {
        return 2;
    }
    bool sound = true;
    if (strcmp(kind, "both") == 0 || strcmp(kind, "right") == 0) {
        sound = log_on(snapshot, form, WIDE(u"right"), kind, 0) == STATUS_SUCCESS;
    }
    if (strcmp(kind, "right") != 0) {
        NTSTATUS expected =
            strcmp(kind, "unknown") == 0 ? STATUS_NO_SUCH_USER : STATUS_WRONG_PASSWORD;
        sound = log_on(snapshot, form, WIDE(u"wrong"), kind, atoi(argv[4])) == expected && sound;
    }
    snapshot_free(snapshot);
    return sound ? 0 : 1;
}
