/* What a KDC makes of a logon's result: the error, and the end of the ticket (kdc.h). */
#include "support.h"

#include "kdc.h"

static const struct {
    NTSTATUS status;
    const char *error;
} refusals[] = {
    {STATUS_NO_SUCH_USER, "KDC_ERR_C_PRINCIPAL_UNKNOWN"},
    {STATUS_WRONG_PASSWORD, "KDC_ERR_PREAUTH_FAILED"},
    {STATUS_PASSWORD_EXPIRED, "KDC_ERR_KEY_EXPIRED"},
    {STATUS_PASSWORD_MUST_CHANGE, "KDC_ERR_KEY_EXPIRED"},
    {STATUS_ACCOUNT_DISABLED, "KDC_ERR_CLIENT_REVOKED"},
    {STATUS_ACCOUNT_EXPIRED, "KDC_ERR_CLIENT_REVOKED"},
    {STATUS_ACCOUNT_LOCKED_OUT, "KDC_ERR_CLIENT_REVOKED"},
    {STATUS_INVALID_LOGON_HOURS, "KDC_ERR_CLIENT_REVOKED"},
    {STATUS_INVALID_WORKSTATION, "KDC_ERR_POLICY"},
    {STATUS_LOGON_TYPE_NOT_GRANTED, "KDC_ERR_POLICY"},
};

/* By what RFC 4120, 7.5.9, says of each error. */
static void each_refusal_of_the_kdcs_own_has_its_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct logon_result result = {.status = refusals[i].status};
        assert_string_equal(kdc_error(&result), refusals[i].error);
    }
}

static void a_refusal_of_the_filters_is_a_policy_error_whatever_it_says(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof refusals[0]; i++) {
        const struct logon_result result = {.status = refusals[i].status,
                                            .refused_by_filter = true};
        assert_string_equal(kdc_error(&result), "KDC_ERR_POLICY");
    }
}

/* kerbsubauth: 0 is a time that is not set. */
static void a_ticket_ends_at_the_smaller_time_that_is_set(void **state)
{
    (void)state;
    static const struct {
        int64_t logoff;
        int64_t kickoff;
        int64_t end;
    } cases[] = {
        {NT_NEVER, NT_NEVER, NT_NEVER},
        {0, 0, NT_NEVER},
        {7, NT_NEVER, 7},
        {NT_NEVER, 7, 7},
        {7, 9, 7},
        {9, 7, 7},
        {7, 0, 7},
        {0, 7, 7},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct logon_result result = {.logoff_time = cases[i].logoff,
                                            .kickoff_time = cases[i].kickoff};
        assert_true(kdc_ticket_end(&result) == cases[i].end);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_refusal_of_the_kdcs_own_has_its_error),
        cmocka_unit_test(a_refusal_of_the_filters_is_a_policy_error_whatever_it_says),
        cmocka_unit_test(a_ticket_ends_at_the_smaller_time_that_is_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
