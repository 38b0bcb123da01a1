/*
 * Logs on in a loop, with either of two passwords, while another process stores now the one, now
 * the other: reload_win32 DLL CHANGES prints "ready", then the number of each change when a logon
 * has seen it, and at the end what was seen, as JSON. Whichever password a logon presents, its
 * answer tells which of the two is in force. That may lag behind what the registry says, and must
 * never be what it said before.
 */
#include "machine_folder.h"

#include <stdlib.h>

#include "package.h"

#define PATIENCE 60000u /* milliseconds */

static struct package package;
static struct made_account account;

static bool admitted(struct wide password)
{
    struct made_request made;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    make_request(&made, FORM_NTLMV2, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    NTSTATUS status = package.routine(NetlogonNetworkInformation, &made.info, 0, &account.user,
                                      &which, &flags, &authoritative, &logoff, &kickoff);
    if (status != STATUS_SUCCESS && status != STATUS_WRONG_PASSWORD) {
        fprintf(stderr, "reload_win32: status %08lx\n", (unsigned long)status);
        exit(1);
    }
    return status == STATUS_SUCCESS;
}

/* Which of the two is stored: the registry's own word. */
static bool first_is_stored(void)
{
    unsigned char data[256];
    size_t size = sizeof data;
    uint32_t type;
    struct registry *registry;
    struct registry_key *key;
    struct record record;
    struct owf_pair first = secret_of_password(WIDE(u"first"));
    assert_int_equal(registry_open(NULL, REGISTRY_READ, &registry, NULL), REGISTRY_OK);
    assert_int_equal(registry_key_open(registry, KEY_ACCOUNTS, &key), REGISTRY_OK);
    assert_int_equal(registry_value_get(key, u"IUSR_SERVERNAME", &type, data, &size), REGISTRY_OK);
    registry_key_close(key);
    registry_close(registry);
    assert_true(record_decode(data, size, &record));
    return memcmp(record.secret.nt, first.nt, OWF_SIZE) == 0;
}

struct seen {
    unsigned logons;
    unsigned changes;
    unsigned slowest_ms; /* from the registry's change to the first logon by it */
    unsigned wrong; /* answers by a state that the registry does not have and did not just have */
};

struct now {
    bool first; /* is in force, as far as logons have shown */
    bool behind;
    uint32_t behind_since;
};

static void log_on(bool with_first, struct now *now, struct seen *seen)
{
    if (!now->behind && first_is_stored() != now->first) {
        now->behind = true;
        now->behind_since = clock_ticks();
    }
    bool first = admitted(with_first ? WIDE(u"first") : WIDE(u"second")) == with_first;
    seen->logons++;
    if (first == now->first) {
        return;
    }
    seen->wrong += first_is_stored() != first;
    uint32_t lag = now->behind ? clock_ticks() - now->behind_since : 0;
    seen->slowest_ms = lag > seen->slowest_ms ? lag : seen->slowest_ms;
    seen->changes++;
    *now = (struct now){.first = first};
    printf("%u\n", seen->changes);
    fflush(stdout);
}

int main(int argc, char **argv)
{
    struct seen seen = {0, 0, 0, 0};
    struct now now = {.first = true};
    if (argc != 3 || package_open_file(argv[1], &package) != STATUS_SUCCESS) {
        fprintf(stderr, "usage: reload_win32 DLL CHANGES\n");
        return 2;
    }
    unsigned changes = (unsigned)atoi(argv[2]);
    make_account(&account);
    if (!admitted(WIDE(u"first")) || admitted(WIDE(u"second"))) {
        fprintf(stderr, "reload_win32: \"first\" is not the stored secret\n");
        return 2;
    }
    puts("ready");
    fflush(stdout);
    uint32_t began = clock_ticks();
    while (seen.changes < changes && clock_ticks() - began < PATIENCE) {
        log_on(seen.logons % 2 == 0, &now, &seen);
    }
    package_close(&package);
    printf("{\"logons\": %u, \"changes\": %u, \"slowest_ms\": %u, \"wrong\": %u}\n", seen.logons,
           seen.changes, seen.slowest_ms, seen.wrong);
    return 0;
}
