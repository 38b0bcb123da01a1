/*
 * The same stacks through the real libpam, with pam_permit and pam_deny as the modules: what PAM
 * answers is what our stack answers.
 */
#include "support.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <security/pam_appl.h>

#include "stacks.h"

static int no_conversation(int count, const struct pam_message **messages,
                           struct pam_response **responses, void *context)
{
    (void)count;
    (void)messages;
    (void)responses;
    (void)context;
    return PAM_CONV_ERR;
}

static void write_service(const char *folder, const struct stack_case *stack)
{
    char path[256];
    snprintf(path, sizeof path, "%s/service", folder);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    for (size_t i = 0; i < stack->lines; i++) {
        fprintf(file, "auth %s %s\n", control_words[stack->control[i]],
                stack->outcome[i] == OUTCOME_ADMIT ? "pam_permit.so" : "pam_deny.so");
    }
    fclose(file);
}

static enum outcome ask_pam(const char *folder)
{
    pam_handle_t *pam = NULL;
    const struct pam_conv conversation = {no_conversation, NULL};
    assert_int_equal(pam_start_confdir("service", "IUSR_SERVERNAME", &conversation, folder, &pam),
                     PAM_SUCCESS);
    int answer = pam_authenticate(pam, PAM_SILENT);
    pam_end(pam, answer);
    return answer == PAM_SUCCESS ? OUTCOME_ADMIT : OUTCOME_REFUSE;
}

static void all_stacks_of_up_to_three_lines_end_as_in_libpam(void **state)
{
    (void)state;
    char folder[] = "/tmp/iissuba-pam.XXXXXX";
    char path[256];
    size_t seen = 0;
    assert_non_null(mkdtemp(folder));
    struct stack_case stack = stacks_first();
    do {
        write_service(folder, &stack);
        if (stacks_run(&stack) != ask_pam(folder)) {
            char text[STACK_CASE_TEXT];
            stacks_describe(&stack, text);
            fail_msg("%s: ours %s, PAM's otherwise", text,
                     stacks_run(&stack) ? "admits" : "refuses");
        }
        seen++;
    } while (stacks_next(&stack));
    assert_int_equal(seen, 8 + 64 + 512);
    snprintf(path, sizeof path, "%s/service", folder);
    unlink(path);
    rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_stacks_of_up_to_three_lines_end_as_in_libpam),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
