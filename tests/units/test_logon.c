/* The routine's table (design, section 4), row by row, without a host. */
#include "support.h"

#define NOW INT64_C(126000000000000000) /* 2000-04-12, a Wednesday, 08:00 UTC */

struct change {
    const char *name;
    ULONG control;            /* instead of USER_NORMAL_ACCOUNT; 0: that */
    ULONG rid;                /* 0: 1001 */
    int64_t expires;          /* 0: never */
    const uint16_t *stations; /* NULL: none */
    bool no_hours;            /* no hour is allowed */
    bool guest;
    bool pass_through;
    const uint16_t *enrolled_as; /* NULL: IUSR_SERVERNAME */
    bool sync_off;
    bool no_secret;
    bool wrong_password;
    NTSTATUS status;
    bool authoritative;
    enum event_id event;
};

#define DISABLED (USER_NORMAL_ACCOUNT | USER_ACCOUNT_DISABLED)
#define LOCKED (USER_NORMAL_ACCOUNT | USER_ACCOUNT_AUTO_LOCKED)

static const struct change rows[] = {
    {.name = "8: success", .status = STATUS_SUCCESS, .authoritative = true},
    {.name = "2: guest retry", .guest = true, .status = STATUS_NO_SUCH_USER},
    {.name = "2: workstation trust account",
     .control = USER_WORKSTATION_TRUST_ACCOUNT,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_ACCOUNT_TYPE},
    {.name = "2: server trust account",
     .control = USER_SERVER_TRUST_ACCOUNT,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_ACCOUNT_TYPE},
    {.name = "2: interdomain trust account",
     .control = USER_INTERDOMAIN_TRUST_ACCOUNT,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_ACCOUNT_TYPE},
    {.name = "2: temporary duplicate, direct",
     .control = USER_TEMP_DUPLICATE_ACCOUNT,
     .status = STATUS_SUCCESS,
     .authoritative = true},
    {.name = "2: temporary duplicate, passed through",
     .control = USER_TEMP_DUPLICATE_ACCOUNT,
     .pass_through = true,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_ACCOUNT_TYPE},
    {.name = "2: normal, passed through",
     .pass_through = true,
     .status = STATUS_SUCCESS,
     .authoritative = true},
    {.name = "3: RID 500", .rid = 500, .status = STATUS_NO_SUCH_USER, .event = EVENT_ADMINISTRATOR},
    {.name = "3: not enrolled",
     .enrolled_as = u"IUSR_OTHER",
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_NOT_ENROLLED},
    {.name = "3: enrolled in another case",
     .enrolled_as = u"iusr_SERVERname",
     .status = STATUS_SUCCESS,
     .authoritative = true},
    {.name = "3: sync off",
     .sync_off = true,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_SYNC_OFF},
    {.name = "3 before 4: not enrolled and locked out",
     .enrolled_as = u"IUSR_OTHER",
     .control = LOCKED,
     .status = STATUS_NO_SUCH_USER,
     .event = EVENT_NOT_ENROLLED},
    {.name = "4: locked out",
     .control = LOCKED,
     .status = STATUS_ACCOUNT_LOCKED_OUT,
     .authoritative = true,
     .event = EVENT_LOCKED_OUT},
    {.name = "4: locked out and disabled",
     .control = LOCKED | USER_ACCOUNT_DISABLED,
     .status = STATUS_ACCOUNT_LOCKED_OUT,
     .event = EVENT_LOCKED_OUT},
    {.name = "4 before 5: locked out and wrong password",
     .control = LOCKED,
     .wrong_password = true,
     .status = STATUS_ACCOUNT_LOCKED_OUT,
     .authoritative = true,
     .event = EVENT_LOCKED_OUT},
    {.name = "5: wrong password",
     .wrong_password = true,
     .status = STATUS_WRONG_PASSWORD,
     .authoritative = true,
     .event = EVENT_WRONG_SECRET},
    {.name = "5: wrong password and disabled",
     .control = DISABLED,
     .wrong_password = true,
     .status = STATUS_WRONG_PASSWORD,
     .event = EVENT_WRONG_SECRET},
    {.name = "5: no secret stored",
     .no_secret = true,
     .status = STATUS_WRONG_PASSWORD,
     .authoritative = true,
     .event = EVENT_NO_SECRET},
    {.name = "6: disabled",
     .control = DISABLED,
     .status = STATUS_ACCOUNT_DISABLED,
     .event = EVENT_DISABLED},
    {.name = "6: expired",
     .expires = NOW,
     .status = STATUS_ACCOUNT_EXPIRED,
     .authoritative = true,
     .event = EVENT_EXPIRED},
    {.name = "6: expires in a moment",
     .expires = NOW + 1,
     .status = STATUS_SUCCESS,
     .authoritative = true},
    {.name = "6: disabled before expired",
     .control = DISABLED,
     .expires = NOW,
     .status = STATUS_ACCOUNT_DISABLED,
     .event = EVENT_DISABLED},
    {.name = "7: workstation",
     .stations = u"OTHER,THIRD",
     .status = STATUS_INVALID_WORKSTATION,
     .authoritative = true,
     .event = EVENT_WORKSTATION},
    {.name = "7: the right workstation",
     .stations = u"other,ws1",
     .status = STATUS_SUCCESS,
     .authoritative = true},
    {.name = "7: logon hours",
     .no_hours = true,
     .status = STATUS_INVALID_LOGON_HOURS,
     .authoritative = true,
     .event = EVENT_LOGON_HOURS},
    {.name = "7: workstation before hours",
     .stations = u"OTHER",
     .no_hours = true,
     .status = STATUS_INVALID_WORKSTATION,
     .authoritative = true,
     .event = EVENT_WORKSTATION},
    {.name = "6 before 7: expired at a wrong workstation",
     .expires = 1,
     .stations = u"OTHER",
     .status = STATUS_ACCOUNT_EXPIRED,
     .authoritative = true,
     .event = EVENT_EXPIRED},
};

static struct snapshot *snapshot_for(const struct change *change)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = !change->sync_off};
    struct wide name =
        change->enrolled_as == NULL ? WIDE(u"IUSR_SERVERNAME") : wide_of(change->enrolled_as);
    struct snapshot *snapshot = snapshot_new(1, name.units, KEYS_BYTES);
    if (!change->no_secret) {
        record.secret = secret_of_password(WIDE(NLMP_PASSWORD));
    }
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, name, bytes, sizeof bytes));
    return snapshot;
}

static struct answer decide(const struct change *change, enum form form,
                            const struct snapshot *snapshot)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct wide password = change->wrong_password ? WIDE(u"wrong") : WIDE(NLMP_PASSWORD);
    make_request(&made, form, password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    made.info.Identity.Workstation = counted(WIDE(u"\\\\WS1"));
    make_account(&account);
    account.user.UserAccountControl = change->control == 0 ? USER_NORMAL_ACCOUNT : change->control;
    account.user.UserId = change->rid == 0 ? 1001 : change->rid;
    account.user.AccountExpires.QuadPart = change->expires;
    if (change->stations != NULL) {
        account.user.WorkStations = counted(wide_of(change->stations));
    }
    if (change->no_hours) {
        account.user.LogonHours.UnitsPerWeek = 168;
        account.user.LogonHours.LogonHours = account.hours;
    }
    assert_true(request_read(&made.info, &request));
    assert_true(account_read(&account.user, &view));
    struct logon logon = {.request = &request,
                          .account = &view,
                          .guest = change->guest,
                          .pass_through = change->pass_through,
                          .now = {NOW, 0},
                          .snapshot = snapshot};
    struct answer answer;
    logon_decide(&logon, &answer);
    return answer;
}

static void every_row_of_the_table_in_every_form(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct snapshot *snapshot = snapshot_for(&rows[i]);
        for (int form = 0; form < FORM_COUNT; form++) {
            struct answer answer = decide(&rows[i], (enum form)form, snapshot);
            if (answer.status != rows[i].status || answer.authoritative != rows[i].authoritative ||
                answer.event != rows[i].event) {
                fail_msg("row %s, %s: status 0x%08X, authoritative %d, event %d", rows[i].name,
                         form_names[form], (unsigned)answer.status, answer.authoritative,
                         answer.event);
            }
            bool said = answer.status == STATUS_SUCCESS && form == FORM_CLEARTEXT;
            assert_int_equal(answer.user_flags, said ? LOGON_NOENCRYPTION : 0);
            assert_true(answer.logoff == NT_NEVER && answer.kickoff == NT_NEVER);
        }
        snapshot_free(snapshot);
    }
}

static void without_a_snapshot_every_logon_is_refused(void **state)
{
    (void)state;
    struct answer answer = decide(&rows[0], FORM_NTLMV2, NULL);
    assert_int_equal(answer.status, STATUS_NO_SUCH_USER);
    assert_false(answer.authoritative);
    assert_int_equal(answer.event, EVENT_NO_SNAPSHOT);
}

static void a_stack_that_cannot_be_read_refuses_every_logon(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_for(&rows[0]);
    snapshot->stack_fault =
        stack_parse(WIDE(u"sufficient nonsense"), &snapshot->stack, &snapshot->stack_fault_line);
    struct answer answer = decide(&rows[0], FORM_NTLMV2, snapshot);
    assert_int_equal(answer.status, STATUS_WRONG_PASSWORD);
    assert_int_equal(answer.event, EVENT_STACK_INVALID);
    assert_int_equal(answer.event_number, 1);
    snapshot_free(snapshot);
}

static void a_damaged_record_is_refused_whatever_the_stack(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(1, 15, KEYS_BYTES);
    assert_true(snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), nlmp_server_challenge, 8));
    snapshot->stack = (struct stack){1, {{CONTROL_SUFFICIENT, module_caller}}};
    struct answer answer = decide(&rows[0], FORM_NTLMV2, snapshot);
    assert_int_equal(answer.status, STATUS_WRONG_PASSWORD);
    assert_int_equal(answer.event, EVENT_RECORD_INVALID);
    snapshot_free(snapshot);
}

static void a_believed_caller_is_let_in_only_for_listed_accounts(void **state)
{
    (void)state;
    static const struct change no_secret = {.no_secret = true};
    static const struct change unlisted = {.enrolled_as = u"IUSR_OTHER"};
    static const struct change off = {.sync_off = true};
    const struct stack believing = {
        2, {{CONTROL_SUFFICIENT, module_metabase}, {CONTROL_SUFFICIENT, module_caller}}};
    struct snapshot *snapshot = snapshot_for(&no_secret);
    snapshot->stack = believing;
    assert_int_equal(decide(&no_secret, FORM_NTLMV2, snapshot).status, STATUS_SUCCESS);
    snapshot_free(snapshot);
    snapshot = snapshot_for(&unlisted);
    snapshot->stack = believing;
    assert_int_equal(decide(&unlisted, FORM_NTLMV2, snapshot).status, STATUS_NO_SUCH_USER);
    snapshot_free(snapshot);
    snapshot = snapshot_for(&off);
    snapshot->stack = believing;
    assert_int_equal(decide(&off, FORM_NTLMV2, snapshot).status, STATUS_NO_SUCH_USER);
    snapshot_free(snapshot);
}

/* An account without a secret is judged against a decoy: its owfs must open nothing. */
static void the_decoy_admits_nobody(void **state)
{
    (void)state;
    static const struct change no_secret = {.no_secret = true};
    const struct owf_pair zero = {.has_nt = true, .has_lm = true};
    struct snapshot *snapshot = snapshot_for(&no_secret);
    for (int form = FORM_LM; form < FORM_COUNT; form++) {
        struct made_request made;
        struct made_account account;
        struct request request;
        struct account view;
        make_request_of_owfs(&made, (enum form)form, &zero, WIDE(u"IUSR_SERVERNAME"), WIDE(u""),
                             NULL);
        make_account(&account);
        assert_true(request_read(&made.info, &request));
        assert_true(account_read(&account.user, &view));
        struct logon logon = {
            .request = &request, .account = &view, .now = {NOW, 0}, .snapshot = snapshot};
        struct answer answer;
        logon_decide(&logon, &answer);
        assert_int_equal(answer.status, STATUS_WRONG_PASSWORD);
    }
    snapshot_free(snapshot);
}

static void a_secret_with_one_owf_is_proven_by_that_alone(void **state)
{
    (void)state;
    for (int lm = 0; lm < 2; lm++) {
        unsigned char bytes[RECORD_SIZE];
        struct record record = {.sync = true, .secret = secret_of_password(WIDE(NLMP_PASSWORD))};
        struct snapshot *snapshot = snapshot_new(1, 15, KEYS_BYTES);
        record.secret.has_nt = lm == 0;
        record.secret.has_lm = lm == 1;
        record_encode(&record, bytes);
        assert_true(snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes));
        assert_int_equal(decide(&rows[0], FORM_LM, snapshot).status,
                         lm == 1 ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD);
        assert_int_equal(decide(&rows[0], FORM_NTLMV1, snapshot).status,
                         lm == 0 ? STATUS_SUCCESS : STATUS_WRONG_PASSWORD);
        snapshot_free(snapshot);
    }
}

/* LM("") beside the NT owf of another password is how dumps print that there is no LM owf. */
static struct owf_pair without_lm(struct wide password)
{
    struct owf_pair pair = secret_of_password(password);
    pair.has_lm = from_hex("aad3b435b51404eeaad3b435b51404ee", pair.lm) == OWF_SIZE;
    return pair;
}

/* What is stored and what SAM holds alike, how it is judged, and what is presented. */
struct judged_by {
    struct wide stack;
    const struct owf_pair *held;
    struct wide password;
    enum form form;
    bool limits_blank;
    ULONG control;
};

static struct answer judged(const struct judged_by *by)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true, .secret = *by->held};
    struct snapshot *snapshot = snapshot_new(1, 15, KEYS_BYTES);
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    size_t line;
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes));
    assert_int_equal(stack_parse(by->stack, &snapshot->stack, &line), STACK_SOUND);
    snapshot->limits_blank = by->limits_blank;
    make_request(&made, by->form, by->password, WIDE(u"IUSR_SERVERNAME"), WIDE(u""), NULL);
    make_account(&account);
    account.user.UserAccountControl = by->control;
    set_sam_owfs(&account, by->held);
    assert_true(request_read(&made.info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {NOW, 0}, .snapshot = snapshot};
    logon_decide(&logon, &answer);
    snapshot_free(snapshot);
    return answer;
}

/* By the metabase's module, and by sam's: what each form of a password does. */
static void assert_judged(const struct owf_pair *held, struct wide password,
                          const bool proven[FORM_COUNT])
{
    static const uint16_t *const stacks[] = {u"sufficient metabase", u"sufficient sam"};
    for (int form = 0; form < FORM_COUNT; form++) {
        for (int i = 0; i < 2; i++) {
            struct answer answer = judged(&(struct judged_by){.stack = wide_of(stacks[i]),
                                                              .held = held,
                                                              .password = password,
                                                              .form = (enum form)form,
                                                              .control = USER_NORMAL_ACCOUNT});
            if ((answer.status == STATUS_SUCCESS) != proven[form]) {
                fail_msg("%s, %s: 0x%08X", i == 0 ? "metabase" : "sam", form_names[form],
                         (unsigned)answer.status);
            }
        }
    }
}

static const bool in_no_form[FORM_COUNT] = {false};
static const bool in_every_form[FORM_COUNT] = {true, true, true, true, true, true};
static const bool in_all_but_lm[FORM_COUNT] = {true, false, true, true, true, true};

static void the_empty_password_s_lm_owf_beside_another_nt_owf_is_none(void **state)
{
    (void)state;
    struct owf_pair pair = without_lm(WIDE(NLMP_PASSWORD));
    assert_judged(&pair, WIDE(u""), in_no_form);
    assert_judged(&pair, WIDE(NLMP_PASSWORD), in_all_but_lm);
    pair.has_nt = false;
    assert_judged(&pair, WIDE(u""), in_no_form);
}

static void an_empty_password_is_a_password_like_any_other(void **state)
{
    (void)state;
    struct owf_pair blank = secret_of_password(WIDE(u""));
    assert_judged(&blank, WIDE(u""), in_every_form);
    assert_judged(&blank, WIDE(NLMP_PASSWORD), in_no_form);
}

/*
 * By the metabase's secret and by SAM's: only where a blank password proved something. The status
 * is one that the routine is documented to return, and ACCOUNT_RESTRICTION is none of them.
 */
static void a_blank_password_is_refused_where_its_use_is_limited(void **state)
{
    (void)state;
    static const struct {
        const uint16_t *stack;
        const uint16_t *held;
        const uint16_t *presented;
        bool limited;
        bool disabled;
        NTSTATUS status;
        bool authoritative;
        enum event_id event;
    } cases[] = {
        {u"sufficient metabase", u"", u"", false, false, STATUS_SUCCESS, true, EVENT_NONE},
        {u"sufficient metabase", u"", u"", true, false, STATUS_WRONG_PASSWORD, true,
         EVENT_BLANK_PASSWORD},
        {u"sufficient sam", u"", u"", true, false, STATUS_WRONG_PASSWORD, true,
         EVENT_BLANK_PASSWORD},
        {u"sufficient metabase", u"", u"", true, true, STATUS_WRONG_PASSWORD, false,
         EVENT_BLANK_PASSWORD},
        {u"sufficient metabase", u"", u"wrong", true, false, STATUS_WRONG_PASSWORD, true,
         EVENT_WRONG_SECRET},
        {u"sufficient metabase", u"right", u"right", true, false, STATUS_SUCCESS, true, EVENT_NONE},
        {u"sufficient sam", u"right", u"right", true, false, STATUS_SUCCESS, true, EVENT_NONE},
        {u"sufficient caller", u"", u"", true, false, STATUS_SUCCESS, true, EVENT_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int form = 0; form < FORM_COUNT; form++) {
            struct owf_pair held = secret_of_password(wide_of(cases[i].held));
            struct answer answer = judged(&(struct judged_by){
                .stack = wide_of(cases[i].stack),
                .held = &held,
                .password = wide_of(cases[i].presented),
                .form = (enum form)form,
                .limits_blank = cases[i].limited,
                .control = cases[i].disabled ? DISABLED : USER_NORMAL_ACCOUNT,
            });
            if (answer.status != cases[i].status ||
                answer.authoritative != cases[i].authoritative || answer.event != cases[i].event) {
                fail_msg("case %u, %s: status 0x%08X, authoritative %d, event %d", (unsigned)i,
                         form_names[form], (unsigned)answer.status, answer.authoritative,
                         answer.event);
            }
        }
    }
}

static void logoff_and_kickoff_follow_the_hours(void **state)
{
    (void)state;
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct snapshot *snapshot = snapshot_for(&rows[0]);
    make_request(&made, FORM_NTLMV2, WIDE(NLMP_PASSWORD), WIDE(u"IUSR_SERVERNAME"), WIDE(u""),
                 NULL);
    make_account(&account);
    memset(account.hours, 0xFF, 21);
    /* Wednesday 08:00 is hour 3 * 24 + 8; from 10:00 on it is not allowed. */
    account.hours[(72 + 10) / 8] &= (unsigned char)~(1 << (72 + 10) % 8);
    account.user.LogonHours.UnitsPerWeek = 168;
    account.user.LogonHours.LogonHours = account.hours;
    assert_true(request_read(&made.info, &request));
    assert_true(account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {NOW, 0}, .snapshot = snapshot};
    struct answer answer;
    logon_decide(&logon, &answer);
    assert_int_equal(answer.status, STATUS_SUCCESS);
    assert_true(answer.logoff == NOW + 120 * NT_MINUTE);
    assert_true(answer.kickoff == NT_NEVER);
    snapshot->force_logoff = 5 * NT_MINUTE;
    logon_decide(&logon, &answer);
    assert_true(answer.kickoff == answer.logoff + 5 * NT_MINUTE);
    snapshot_free(snapshot);
}

static void a_form_that_the_level_refuses_is_named_in_the_event(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_for(&rows[0]);
    snapshot->lm_level = 5;
    struct answer answer = decide(&rows[0], FORM_NTLMV1, snapshot);
    assert_int_equal(answer.status, STATUS_WRONG_PASSWORD);
    assert_int_equal(answer.event, EVENT_FORM_REFUSED);
    assert_int_equal(answer.event_number, 5);
    snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_of_the_table_in_every_form),
        cmocka_unit_test(without_a_snapshot_every_logon_is_refused),
        cmocka_unit_test(a_stack_that_cannot_be_read_refuses_every_logon),
        cmocka_unit_test(a_damaged_record_is_refused_whatever_the_stack),
        cmocka_unit_test(a_believed_caller_is_let_in_only_for_listed_accounts),
        cmocka_unit_test(the_decoy_admits_nobody),
        cmocka_unit_test(a_secret_with_one_owf_is_proven_by_that_alone),
        cmocka_unit_test(the_empty_password_s_lm_owf_beside_another_nt_owf_is_none),
        cmocka_unit_test(an_empty_password_is_a_password_like_any_other),
        cmocka_unit_test(a_blank_password_is_refused_where_its_use_is_limited),
        cmocka_unit_test(logoff_and_kickoff_follow_the_hours),
        cmocka_unit_test(a_form_that_the_level_refuses_is_named_in_the_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
