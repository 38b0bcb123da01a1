/* secpol.inf: read, and every right asked for. */
#include "fuzz.h"

#include "policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    INPUT_CONTENTS(contents, data, size);
    struct policy policy;
    struct fault fault = {""};
    struct sam_account account = {.name = "IUSR_SERVERNAME", .rid = 1001};
    if (policy_parse("fuzz.inf", &contents, &policy, &fault)) {
        for (int right = 0; right < RIGHT_COUNT; right++) {
            policy_grants(&policy, (enum right)right, &account);
            policy_grants_sid(&policy, (enum right)right, "S-1-5-20");
        }
        policy_release(&policy);
    } else {
        FUZZ_CHECK(strncmp(fault.text, "fuzz.inf:", 9) == 0);
    }
    free(contents.text);
    return 0;
}
