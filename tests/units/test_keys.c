/* What is kept of proven logons: for whom, how much of it, and that nothing else is. */
#include "support.h"

#include "lsass/credential.h"
#include "lsass/snapshot.h"

static struct hmac_md5_key key_of(unsigned char byte)
{
    struct hmac_md5_key key;
    memset(&key, byte, sizeof key);
    return key;
}

static void enrol(struct snapshot *snapshot, struct wide name, struct wide password)
{
    unsigned char bytes[RECORD_SIZE];
    struct record record = {.sync = true, .secret = secret_of_password(password)};
    record_encode(&record, bytes);
    assert_true(snapshot_add(snapshot, name, bytes, sizeof bytes));
}

static struct account_keys keys_for(const struct snapshot *snapshot, struct wide name)
{
    return snapshot_keys(snapshot, snapshot_find(snapshot, name));
}

static void assert_v2(struct account_keys of, struct wide user, struct wide domain,
                      const struct hmac_md5_key *expected)
{
    const struct keys_v2 *found = keys_find_v2(of, user, domain);
    assert_non_null(found);
    assert_memory_equal(&found->key, expected, sizeof *expected);
}

static NTSTATUS log_on(const struct snapshot *snapshot, enum form form, struct wide password,
                       struct wide domain)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    make_request(&made, form, password, WIDE(u"IUSR_SERVERNAME"), domain, NULL);
    make_account(&account);
    assert_true(request_read(&made.info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    logon_decide(&logon, &answer);
    return answer.status;
}

static void an_account_s_own_keys_are_there_from_the_beginning(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
    struct owf_pair secret = secret_of_password(WIDE(u"right"));
    struct ntlm_des_keys des;
    struct hmac_md5_key nt;
    enrol(snapshot, WIDE(u"one"), WIDE(u"right"));
    ntlm_des_keys(secret.nt, &des);
    assert_true(hmac_md5_key(secret.nt, &nt));
    struct account_keys of = keys_for(snapshot, WIDE(u"ONE"));
    const struct keys_of_account *own = keys_own(of);
    assert_non_null(own);
    assert_memory_equal(&own->des, &des, sizeof des);
    ntlm_des_keys(secret.lm, &des);
    assert_memory_equal(&own->lm, &des, sizeof des);
    assert_memory_equal(&own->nt, &nt, sizeof nt);
    assert_true(keys_own_all(of));
    snapshot_free(snapshot);
}

/* Of every size and number: no more bytes than were allowed, and none left unused for want of care.
 */
/* They are of no owf of an account's, whoever was added first. */
static void who_has_no_account_has_keys_of_nobody(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(2, 6, KEYS_BYTES);
    enrol(snapshot, WIDE(u"one"), WIDE(u"right"));
    enrol(snapshot, WIDE(u"two"), WIDE(u"wrong"));
    const struct keys_of_account *nobody = keys_own(snapshot_keys(snapshot, NULL));
    assert_non_null(nobody);
    assert_ptr_not_equal(nobody, keys_own(keys_for(snapshot, WIDE(u"one"))));
    assert_ptr_not_equal(nobody, keys_own(keys_for(snapshot, WIDE(u"two"))));
    assert_ptr_equal(nobody, keys_own(keys_for(snapshot, WIDE(u"three"))));
    snapshot_free(snapshot);
}

static void keys_take_no_more_bytes_than_allowed(void **state)
{
    (void)state;
    static const size_t sizes[] = {0, 1, 115, 116, 831, 832, 5000, 100000, KEYS_BYTES, 40000000};
    static const size_t counts[] = {0, 1, 2, 64, 1000, 5000, 70000, 1000000};
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        for (size_t k = 0; k < sizeof counts / sizeof counts[0]; k++) {
            struct keys_plan plan = keys_plan_for(counts[k], sizes[i]);
            size_t own = plan.own_places * sizeof(struct keys_of_account);
            size_t v2 = plan.v2_places * sizeof(struct keys_v2_place);
            assert_int_equal(plan.size, sizeof(struct keys) + own + v2);
            assert_in_range(own + v2, 0, sizes[i]);
            assert_true(plan.v2_places == 0 || (plan.v2_places & (plan.v2_places - 1)) == 0);
            assert_in_range(plan.own_places, 0, counts[k] + 1);
        }
    }
    struct keys_plan thousands = keys_plan_for(3900, KEYS_BYTES);
    assert_int_equal(thousands.own_places, 3901);
    assert_int_equal(thousands.v2_places, 8192);
}

/* With room for nobody's keys and the first account's: every answer is as with all of them kept. */
static void accounts_whose_keys_find_no_room_are_judged_the_same(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(2, 30, 3 * sizeof(struct keys_of_account));
    enrol(snapshot, WIDE(u"first"), WIDE(u"other"));
    enrol(snapshot, WIDE(u"IUSR_SERVERNAME"), WIDE(u"right"));
    assert_non_null(keys_own(keys_for(snapshot, WIDE(u"first"))));
    assert_non_null(keys_own(snapshot_keys(snapshot, NULL)));
    assert_null(keys_own(keys_for(snapshot, WIDE(u"IUSR_SERVERNAME"))));
    assert_false(keys_own_all(snapshot_keys(snapshot, NULL)));
    for (int form = 0; form < FORM_COUNT; form++) {
        assert_int_equal(log_on(snapshot, (enum form)form, WIDE(u"right"), WIDE(u"D")), 0);
        assert_int_equal(log_on(snapshot, (enum form)form, WIDE(u"other"), WIDE(u"D")),
                         STATUS_WRONG_PASSWORD);
    }
    snapshot_free(snapshot);
}

static void what_is_kept_is_found_for_that_account_user_and_domain_alone(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(2, 6, KEYS_BYTES);
    struct hmac_md5_key first = key_of(1);
    struct hmac_md5_key second = key_of(2);
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    enrol(snapshot, WIDE(u"two"), WIDE(u"b"));
    struct account_keys one = keys_for(snapshot, WIDE(u"one"));
    struct account_keys two = keys_for(snapshot, WIDE(u"two"));
    keys_keep_v2(one, WIDE(u"one"), WIDE(u"DOMAIN"), NTLM_DOMAIN_UPPER, &first);
    keys_keep_v2(one, WIDE(u"one"), WIDE(u""), NTLM_DOMAIN_AS_GIVEN, &second);
    assert_v2(one, WIDE(u"one"), WIDE(u"DOMAIN"), &first);
    assert_v2(one, WIDE(u"one"), WIDE(u""), &second);
    assert_null(keys_find_v2(one, WIDE(u"one"), WIDE(u"Domain")));
    assert_null(keys_find_v2(one, WIDE(u"One"), WIDE(u"DOMAIN")));
    assert_null(keys_find_v2(one, WIDE(u""), WIDE(u"oneDOMAIN")));
    assert_null(keys_find_v2(two, WIDE(u"one"), WIDE(u"DOMAIN")));
    assert_null(keys_find_v2(snapshot_keys(snapshot, NULL), WIDE(u"one"), WIDE(u"DOMAIN")));
    snapshot_free(snapshot);
}

/* One unit is compared too, though it is all there is. */
static void names_of_one_letter_are_told_apart(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
    struct hmac_md5_key key = key_of(1);
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    struct account_keys one = keys_for(snapshot, WIDE(u"one"));
    keys_keep_v2(one, WIDE(u"u"), WIDE(u"D"), NTLM_DOMAIN_AS_GIVEN, &key);
    assert_non_null(keys_find_v2(one, WIDE(u"u"), WIDE(u"D")));
    assert_null(keys_find_v2(one, WIDE(u"u"), WIDE(u"E")));
    assert_null(keys_find_v2(one, WIDE(u"v"), WIDE(u"D")));
    snapshot_free(snapshot);
}

/* Whether each of an account's domains is kept: units letters X and then one of `letters`. */
static void assert_all_kept(size_t from, size_t to, uint16_t letters)
{
    struct snapshot *snapshot = snapshot_new(1000, 3000, KEYS_BYTES); /* for its many places */
    struct hmac_md5_key key = key_of(1);
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    struct account_keys one = keys_for(snapshot, WIDE(u"one"));
    for (size_t units = from; units <= to; units++) {
        for (uint16_t letter = 0; letter < letters; letter++) {
            uint16_t domain[KEYS_DOMAIN_MOST + 2];
            for (size_t i = 0; i < KEYS_DOMAIN_MOST + 2; i++) {
                domain[i] = 'X';
            }
            domain[units] = (uint16_t)('A' + letter);
            struct wide name = {(const unsigned char *)domain, units + 1};
            keys_keep_v2(one, WIDE(u"one"), name, NTLM_DOMAIN_AS_GIVEN, &key);
            assert_non_null(keys_find_v2(one, WIDE(u"one"), name));
        }
    }
    snapshot_free(snapshot);
}

/* Which differ by their last letter, or by their length. */
static void an_account_s_domains_do_not_take_each_other_s_places(void **state)
{
    (void)state;
    assert_all_kept(0, 0, 16);
    assert_all_kept(1, 1, 16);
    assert_all_kept(0, KEYS_DOMAIN_MOST - 1, 1);
}

/* Each in a domain of its own name's, which is the most that a server sees. */
static void accounts_do_not_take_each_other_s_places(void **state)
{
    (void)state;
    enum { MANY = 1000 };
    struct snapshot *snapshot = snapshot_new(MANY, 2 * MANY, KEYS_BYTES);
    struct hmac_md5_key key = key_of(1);
    unsigned found = 0;
    for (unsigned i = 0; i < MANY; i++) {
        uint16_t name[] = {'u', (uint16_t)(0x4E00 + i)};
        struct wide view = {(const unsigned char *)name, 2};
        enrol(snapshot, view, WIDE(u"a"));
        struct account_keys of = keys_for(snapshot, view);
        keys_keep_v2(of, view, WIDE(u"D"), NTLM_DOMAIN_AS_GIVEN, &key);
        found += keys_find_v2(of, view, WIDE(u"D")) != NULL;
    }
    assert_in_range(found, MANY - MANY / 50, MANY);
    snapshot_free(snapshot);
}

/* Zeros, whoever else has keys; where there is no room, nobody has. */
static void nobody_s_keys_are_of_zeros_and_the_first(void **state)
{
    (void)state;
    static const unsigned char zeros[OWF_SIZE];
    struct ntlm_des_keys des;
    struct hmac_md5_key nt;
    ntlm_des_keys(zeros, &des);
    assert_true(hmac_md5_key(zeros, &nt));
    for (int accounts = 0; accounts < 2; accounts++) {
        struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
        if (accounts > 0) {
            enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
        }
        struct account_keys nobody = snapshot_keys(snapshot, NULL);
        assert_int_equal(nobody.account, 0);
        const struct keys_of_account *own = keys_own(nobody);
        assert_non_null(own);
        assert_memory_equal(&own->des, &des, sizeof des);
        assert_memory_equal(&own->lm, &des, sizeof des);
        assert_memory_equal(&own->nt, &nt, sizeof nt);
        snapshot_free(snapshot);
    }
    struct snapshot *snapshot = snapshot_new(1, 3, 0);
    assert_null(keys_own(snapshot_keys(snapshot, NULL)));
    assert_false(keys_own_all(snapshot_keys(snapshot, NULL)));
    snapshot_free(snapshot);
}

/* In so many places' bytes, which are too few for an account's own. */
static void the_table_has_a_power_of_two_places_and_no_more_than_fit(void **state)
{
    (void)state;
    static const struct {
        size_t accounts;
        size_t places;
        size_t expected; /* four an account, where they fit */
    } cases[] = {{0, 8, 0}, {1, 0, 0}, {1, 1, 1}, {1, 2, 2}, {1, 3, 2}, {1, 4, 4},  {1, 5, 4},
                 {1, 7, 4}, {1, 8, 4}, {2, 7, 4}, {2, 8, 8}, {3, 6, 4}, {100, 8, 8}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        size_t bytes = cases[i].places * sizeof(struct keys_v2_place);
        struct keys_plan plan = keys_plan_for(cases[i].accounts, bytes);
        assert_int_equal(plan.own_places, 0);
        assert_int_equal(plan.v2_places, cases[i].expected);
        if (bytes > 0) { /* a byte less is a place less */
            plan = keys_plan_for(cases[i].accounts, bytes - 1);
            assert_true(plan.v2_places * sizeof(struct keys_v2_place) < bytes);
        }
    }
}

/* A place for one key is a place. */
static void a_table_of_one_place_keeps_one_key(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(1, 3, sizeof(struct keys_v2_place));
    struct hmac_md5_key key = key_of(1);
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    struct account_keys one = keys_for(snapshot, WIDE(u"one"));
    keys_keep_v2(one, WIDE(u"one"), WIDE(u"D"), NTLM_DOMAIN_AS_GIVEN, &key);
    assert_v2(one, WIDE(u"one"), WIDE(u"D"), &key);
    keys_keep_v2(one, WIDE(u"one"), WIDE(u"E"), NTLM_DOMAIN_AS_GIVEN, &key);
    assert_null(keys_find_v2(one, WIDE(u"one"), WIDE(u"E")));
    snapshot_free(snapshot);
}

static void what_was_kept_first_stays(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
    struct hmac_md5_key first = key_of(1);
    struct hmac_md5_key second = key_of(2);
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    struct account_keys one = keys_for(snapshot, WIDE(u"one"));
    keys_keep_v2(one, WIDE(u"one"), WIDE(u"D"), NTLM_DOMAIN_AS_GIVEN, &first);
    keys_keep_v2(one, WIDE(u"one"), WIDE(u"D"), NTLM_DOMAIN_AS_GIVEN, &second);
    assert_v2(one, WIDE(u"one"), WIDE(u"D"), &first);
    snapshot_free(snapshot);
}

/* Of every length: what does not fit is not kept, and what fits is. */
static void names_longer_than_windows_has_them_are_not_kept(void **state)
{
    (void)state;
    static const uint16_t letters[] = u"abcdefghijklmnopqrstuvwxyz";
    struct hmac_md5_key key = key_of(1);
    for (size_t user = 0; user <= 26; user++) {
        for (size_t domain = 0; domain <= 26; domain++) {
            struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
            enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
            struct account_keys of = keys_for(snapshot, WIDE(u"one"));
            struct wide user_name = {(const unsigned char *)letters, user};
            struct wide domain_name = {(const unsigned char *)letters, domain};
            keys_keep_v2(of, user_name, domain_name, NTLM_DOMAIN_AS_GIVEN, &key);
            bool fits = user <= 20 && domain <= 15; /* SAM's limit, and NetBIOS' */
            assert_int_equal(keys_find_v2(of, user_name, domain_name) != NULL, fits);
            snapshot_free(snapshot);
        }
    }
}

/* Far more domains than there are places: what was kept is right, and its number is bounded. */
static void a_full_table_keeps_no_more_and_nothing_wrong(void **state)
{
    (void)state;
    enum { DOMAINS = 2000 };
    struct snapshot *snapshot = snapshot_new(1, 3, KEYS_BYTES);
    size_t kept = 0;
    enrol(snapshot, WIDE(u"one"), WIDE(u"a"));
    struct account_keys of = keys_for(snapshot, WIDE(u"one"));
    for (int pass = 0; pass < 2; pass++) {
        for (uint16_t i = 0; i < DOMAINS; i++) {
            uint16_t domain[2] = {(uint16_t)('A' + i % 26), (uint16_t)('A' + i / 26)};
            struct wide name = {(const unsigned char *)domain, 2};
            struct hmac_md5_key key = key_of((unsigned char)i);
            if (pass == 0) {
                keys_keep_v2(of, WIDE(u"one"), name, NTLM_DOMAIN_AS_GIVEN, &key);
            } else if (keys_find_v2(of, WIDE(u"one"), name) != NULL) {
                assert_v2(of, WIDE(u"one"), name, &key);
                kept++;
            }
        }
    }
    assert_int_equal(kept, 4); /* as many as an account has places for */
    snapshot_free(snapshot);
}

/* In every form and order: neither the right nor the wrong one is judged by what is kept. */
static void keys_that_are_kept_change_no_answer(void **state)
{
    (void)state;
    struct wide password = WIDE(u"right");
    for (int first = 0; first < FORM_COUNT; first++) {
        for (int then = 0; then < FORM_COUNT; then++) {
            struct snapshot *snapshot = make_snapshot(true, &password);
            for (int round = 0; round < 2; round++) {
                assert_int_equal(log_on(snapshot, (enum form)first, password, WIDE(u"D")), 0);
                assert_int_equal(log_on(snapshot, (enum form)then, WIDE(u"wrong"), WIDE(u"D")),
                                 STATUS_WRONG_PASSWORD);
                assert_int_equal(log_on(snapshot, (enum form)then, password, WIDE(u"D")), 0);
                assert_int_equal(log_on(snapshot, (enum form)then, password, WIDE(u"other")), 0);
            }
            snapshot_free(snapshot);
        }
    }
}

#define ACCOUNTS 5

/* As many accounts as SAM might hold, each with its own password; named by their number. */
static void name_of(int account, uint16_t name[2])
{
    name[0] = 'u';
    name[1] = (uint16_t)('0' + account);
}

/* sam: whose account it is. client: who the client says that it is. */
static bool admits(const struct snapshot *snapshot, enum form form, int sam, int client,
                   int password, struct wide domain)
{
    struct made_request made;
    struct made_account account;
    struct request request;
    struct account view;
    struct answer answer;
    uint16_t names[3][2];
    name_of(sam, names[0]);
    name_of(client, names[1]);
    name_of(password, names[2]);
    make_request(&made, form, (struct wide){(unsigned char *)names[2], 2},
                 (struct wide){(unsigned char *)names[1], 2}, domain, NULL);
    make_account(&account);
    account.user.UserName = counted((struct wide){(unsigned char *)names[0], 2});
    assert_true(request_read(&made.info, &request) && account_read(&account.user, &view));
    struct logon logon = {
        .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
    logon_decide(&logon, &answer);
    return answer.status == STATUS_SUCCESS;
}

/* Every account against every other's password, by every other's name, once what can be is kept. */
static void no_account_is_served_by_another_s_keys(void **state)
{
    (void)state;
    struct snapshot *snapshot = snapshot_new(ACCOUNTS, 2 * ACCOUNTS, KEYS_BYTES);
    for (int i = 0; i < ACCOUNTS; i++) {
        uint16_t name[2];
        name_of(i, name);
        struct wide both = {(unsigned char *)name, 2};
        enrol(snapshot, both, both);
    }
    for (int at = 0; at < 2 * FORM_COUNT * ACCOUNTS * ACCOUNTS * ACCOUNTS; at++) {
        int of = at % (FORM_COUNT * ACCOUNTS * ACCOUNTS * ACCOUNTS);
        enum form form = (enum form)(of % FORM_COUNT);
        int sam = of / FORM_COUNT % ACCOUNTS;
        int client = of / FORM_COUNT / ACCOUNTS % ACCOUNTS;
        int password = of / FORM_COUNT / ACCOUNTS / ACCOUNTS;
        struct wide domain = at % 7 == 0 ? WIDE(u"") : WIDE(u"D");
        if (admits(snapshot, form, sam, client, password, domain) != (sam == password)) {
            fail_msg("account %d, by the name of %d, with the password of %d, %s", sam, client,
                     password, form_names[form]);
        }
    }
    snapshot_free(snapshot);
}

/* What stands where an OWF is marked absent is none: as the store has it, and as it is kept. */
static void an_owf_that_is_marked_absent_is_none_whatever_stands_there(void **state)
{
    (void)state;
    static const struct {
        uint32_t flags; /* record.h: sync, NT, LM */
        bool proves[FORM_COUNT];
    } cases[] = {
        {1, {false, false, false, false, false, false}},
        {1 | 2, {true, false, true, true, true, true}},
        {1 | 4, {false, true, false, false, false, false}},
        {1 | 2 | 4, {true, true, true, true, true, true}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        unsigned char bytes[RECORD_SIZE];
        struct record record = {.sync = true, .secret = secret_of_password(WIDE(u"right"))};
        record_encode(&record, bytes);
        assert_int_equal(bytes[4], 1 | 2 | 4);
        bytes[4] = (unsigned char)cases[i].flags;
        struct snapshot *snapshot = snapshot_new(1, 15, KEYS_BYTES);
        assert_true(snapshot_add(snapshot, WIDE(u"IUSR_SERVERNAME"), bytes, sizeof bytes));
        for (int at = 0; at < 2 * FORM_COUNT; at++) {
            enum form form = (enum form)(at % FORM_COUNT);
            bool admitted = log_on(snapshot, form, WIDE(u"right"), WIDE(u"D")) == STATUS_SUCCESS;
            if (admitted != cases[i].proves[form]) {
                fail_msg("flags %u, %s: %d", (unsigned)cases[i].flags, form_names[form], admitted);
            }
        }
        snapshot_free(snapshot);
    }
}

static void a_refused_logon_keeps_nothing(void **state)
{
    (void)state;
    struct wide password = WIDE(u"right");
    struct snapshot *snapshot = make_snapshot(true, &password);
    struct account_keys of = keys_for(snapshot, WIDE(u"IUSR_SERVERNAME"));
    log_on(snapshot, FORM_NTLMV2, WIDE(u"wrong"), WIDE(u"D"));
    assert_null(keys_find_v2(of, WIDE(u"IUSR_SERVERNAME"), WIDE(u"D")));
    log_on(snapshot, FORM_NTLMV2, password, WIDE(u"D"));
    assert_non_null(keys_find_v2(of, WIDE(u"IUSR_SERVERNAME"), WIDE(u"D")));
    snapshot_free(snapshot);
}

/* Who answers as an owf of zeros would: that is what stands where there is no secret. */
static void a_proof_under_no_secret_admits_nobody_and_keeps_nothing(void **state)
{
    (void)state;
    static const struct owf_pair zeros;
    struct snapshot *snapshot = make_snapshot(true, NULL);
    for (int form = FORM_LM; form < FORM_COUNT; form++) {
        struct made_request made;
        struct request request;
        make_request_of_owfs(&made, (enum form)form, &zeros, WIDE(u"IUSR_SERVERNAME"), WIDE(u"D"),
                             NULL);
        assert_true(request_read(&made.info, &request));
        struct credential_result result;
        credential_check_kept(&request, &zeros, snapshot_keys(snapshot, NULL), 0, &result);
        assert_false(result.proven);
        for (int known = 0; known < 2; known++) {
            struct made_account account;
            struct account view;
            struct answer answer;
            make_account(&account);
            if (!known) {
                account.user.UserName = counted(WIDE(u"nobody"));
            }
            assert_true(account_read(&account.user, &view));
            struct logon logon = {
                .request = &request, .account = &view, .now = {1, 0}, .snapshot = snapshot};
            logon_decide(&logon, &answer);
            assert_int_equal(answer.status, known ? STATUS_WRONG_PASSWORD : STATUS_NO_SUCH_USER);
        }
    }
    assert_null(keys_find_v2(keys_for(snapshot, WIDE(u"IUSR_SERVERNAME")), WIDE(u"IUSR_SERVERNAME"),
                             WIDE(u"D")));
    assert_null(keys_find_v2(snapshot_keys(snapshot, NULL), WIDE(u"IUSR_SERVERNAME"), WIDE(u"D")));
    snapshot_free(snapshot);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_account_s_own_keys_are_there_from_the_beginning),
        cmocka_unit_test(who_has_no_account_has_keys_of_nobody),
        cmocka_unit_test(keys_take_no_more_bytes_than_allowed),
        cmocka_unit_test(accounts_whose_keys_find_no_room_are_judged_the_same),
        cmocka_unit_test(what_is_kept_is_found_for_that_account_user_and_domain_alone),
        cmocka_unit_test(what_was_kept_first_stays),
        cmocka_unit_test(names_of_one_letter_are_told_apart),
        cmocka_unit_test(an_account_s_domains_do_not_take_each_other_s_places),
        cmocka_unit_test(accounts_do_not_take_each_other_s_places),
        cmocka_unit_test(nobody_s_keys_are_of_zeros_and_the_first),
        cmocka_unit_test(the_table_has_a_power_of_two_places_and_no_more_than_fit),
        cmocka_unit_test(a_table_of_one_place_keeps_one_key),
        cmocka_unit_test(names_longer_than_windows_has_them_are_not_kept),
        cmocka_unit_test(a_full_table_keeps_no_more_and_nothing_wrong),
        cmocka_unit_test(keys_that_are_kept_change_no_answer),
        cmocka_unit_test(no_account_is_served_by_another_s_keys),
        cmocka_unit_test(an_owf_that_is_marked_absent_is_none_whatever_stands_there),
        cmocka_unit_test(a_refused_logon_keeps_nothing),
        cmocka_unit_test(a_proof_under_no_secret_admits_nobody_and_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
