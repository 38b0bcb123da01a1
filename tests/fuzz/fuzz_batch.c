/*
 * A line of JSON as batch reads it, on a server in memory: it is answered with what can be written
 * as JSON, or with what was expected; what it says of the account holds for itself alone; and
 * nobody is admitted without a password that is the account's.
 */
#include "fuzz.h"

#include <strings.h>

#include "batch_line.h"
#include "lsass/record.h"
#include "temporary.h"

#define PASSWORD "Password"

static const char accounts[] =
    "[{\"name\": \"Administrator\", \"rid\": 500, \"password\": \"" PASSWORD "\"},"
    " {\"name\": \"Guest\", \"rid\": 501, \"password\": \"" PASSWORD "\"},"
    " {\"name\": \"user\", \"rid\": 1001, \"password\": \"" PASSWORD "\"}]";

static char folder[TEMPORARY_PATH];
static struct lsa lsa;

/* user is enrolled with its password, with synchronization on. */
static void write_registry(void)
{
    struct fault fault = {""};
    struct buffer text = {.text = NULL};
    char path[TEMPORARY_PATH + 16];
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true, .secret = secret_of_password(WIDE(u"" PASSWORD))};
    record_encode(&record, bytes);
    buffer_string(&text, "Windows Registry Editor Version 5.00\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\"
                         "CurrentControlSet\\Control\\Lsa\\MSV1_0\\IISSUBA\\Accounts]\r\n"
                         "\"user\"=hex:");
    for (size_t i = 0; i < sizeof bytes; i++) {
        buffer_print(&text, "%s%02x", i == 0 ? "" : ",", bytes[i]);
    }
    FUZZ_CHECK(path_join(path, sizeof path, folder, "registry.reg"));
    FUZZ_CHECK(file_replace(path, text.text, text.size, &fault));
    buffer_release(&text);
}

static void remove_folder(void)
{
    lsa_close(&lsa);
    temporary_remove(folder);
}

/* The server, with its accounts as they are at first. */
static void begin(void)
{
    struct fault fault = {""};
    struct contents text = {(char *)(uintptr_t)accounts, sizeof accounts - 1};
    if (*folder == '\0') {
        FUZZ_CHECK(temporary_machine(folder, &fault));
        write_registry();
        FUZZ_CHECK(lsa_open(folder, &lsa, &fault));
        atexit(remove_folder);
        lsa_silence(&lsa);
    }
    sam_release(&lsa.machine.sam);
    lsa.machine.sam = (struct sam){.path = "sam.json"};
    FUZZ_CHECK(sam_parse(&text, &lsa.machine.sam, &fault));
    lsa.machine.policy.lockout_threshold = 3;
    lsa.time = 127000000000000000;
}

/* What a line's account says is undone. */
static void check_accounts(void)
{
    static const char *const names[] = {"Administrator", "Guest", "user"};
    static const uint32_t rids[] = {500, 501, 1001};
    const struct sam *sam = &lsa.machine.sam;
    FUZZ_CHECK(sam->count == 3);
    for (size_t i = 0; i < 3; i++) {
        const struct sam_account *account = &sam->accounts[i];
        struct owf_pair owfs = secret_of_password(WIDE(u"" PASSWORD));
        FUZZ_CHECK(strcmp(account->name, names[i]) == 0 && account->rid == rids[i]);
        FUZZ_CHECK(memcmp(account->owfs.nt, owfs.nt, OWF_SIZE) == 0);
        FUZZ_CHECK(account->expires == NT_NEVER);
    }
}

/* The LM response of a password in other letters is the same. */
static void check_admitted(const json_t *line, const struct logon_result *result)
{
    const char *password = json_string_value(json_object_get(line, "password"));
    bool own = json_object_get(line, "account") != NULL;
    FUZZ_CHECK(own || result->anonymous ||
               (password != NULL && strcasecmp(password, PASSWORD) == 0));
}

static void answer(json_t *line)
{
    struct batch_line_options options = {PACKAGE, false};
    struct logon_answer given = {.hostile = false};
    struct fault fault = {""};
    bool kerberos = json_object_get(line, "protocol") != NULL;
    options.package = kerberos ? NULL : PACKAGE;
    enum batch_outcome outcome = batch_line_answer(&lsa, &options, line, &given, &fault);
    FUZZ_CHECK(outcome == BATCH_ANSWERED || *fault.text != '\0');
    if (outcome == BATCH_ANSWERED) {
        json_t *json = answer_json(&given);
        char *text = json_dumps(json, 0);
        FUZZ_CHECK(text != NULL && strchr(text, '\n') == NULL);
        FUZZ_CHECK(json_object_get(json, "status") != NULL);
        if (given.result.status == STATUS_SUCCESS) {
            check_admitted(line, &given.result);
        }
        free(text);
        json_decref(json);
    }
    answer_release(&given);
}

static void answer_generic(json_t *line)
{
    struct batch_line_options options = {PACKAGE, false};
    struct generic_answer given;
    struct fault fault = {""};
    enum batch_outcome outcome = batch_line_answer_generic(&lsa, &options, line, &given, &fault);
    FUZZ_CHECK(outcome == BATCH_ANSWERED || *fault.text != '\0');
    if (outcome == BATCH_ANSWERED) {
        json_t *json = generic_json(&given);
        FUZZ_CHECK(json != NULL);
        json_decref(json);
    }
    generic_release(&given);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    json_error_t error;
    /* What loads other files, or asks a thousand times, is left out. */
    static const char *const left_out[] = {"package", "hostile", "stress", "ways"};
    json_t *line = json_loadb((const char *)data, size, JSON_REJECT_DUPLICATES, &error);
    begin();
    for (size_t i = 0; i < sizeof left_out / sizeof left_out[0]; i++) {
        json_object_del(line, left_out[i]);
    }
    if (batch_line_is_generic(line)) {
        answer_generic(line);
    } else {
        answer(line);
    }
    check_accounts();
    json_decref(line);
    return 0;
}
