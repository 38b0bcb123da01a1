#include "compare.h"

#include <stdio.h>
#include <string.h>

#include "json_put.h"
#include "status.h"
#include "text/nt_time.h"

enum exit_code compare_open(struct comparison *comparison)
{
    struct fault fault;
    *comparison = (struct comparison){.lsa = NULL};
    comparison->lsa = windows_lsa_open(&fault);
    if (comparison->lsa != NULL) {
        return EXIT_GRANTED;
    }
    fprintf(stderr, "hostsim: --lsa: %s\n", fault.text);
    return windows_lsa_here ? EXIT_HOST_FAILED : EXIT_USAGE;
}

void compare_close(struct comparison *comparison)
{
    windows_lsa_close(comparison->lsa);
    comparison->lsa = NULL;
}

void compare_watch(struct comparison *comparison, struct lsa *lsa)
{
    comparison->after = lsa->observer;
    lsa->observer = comparison_observer(comparison);
}

const char *compare_refuses(const char *name)
{
    static const struct {
        const char *name;
        const char *why;
    } refused[] = {
        {"account", "account: Windows' LSA has the account as SAM has it"},
        {"generic", "generic: it is no logon"},
        {"hostile", "hostile: Windows' LSA asks its package in one way"},
        {"ways", "ways: Windows' LSA asks its package in one way"},
        {"stress", "stress: Windows' LSA is asked once"},
        {"session_keys", "session-keys: Windows' are not shown"},
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        if (strcmp(refused[i].name, name) == 0) {
            return refused[i].why;
        }
    }
    return NULL;
}

bool compare_takes(const struct logon_options *logon, struct fault *why)
{
    const char *name = logon->hostile        ? "hostile"
                       : logon->stress > 0   ? "stress"
                       : logon->session_keys ? "session_keys"
                                             : NULL;
    return name == NULL ? comparison_takes(&logon->request, why)
                        : fault_set(why, "%s", compare_refuses(name));
}

enum comparison_verdict compare_judge(const struct comparison *comparison,
                                      const struct logon_result *result)
{
    return comparison_judge(comparison, caller_status_of(result->status));
}

static json_t *profile_json(const struct returned_profile *profile)
{
    json_t *json = json_object();
    put_text(json, "type",
             profile->kind == PROFILE_NETWORK ? "MSV1_0_LM20_LOGON_PROFILE"
                                              : "MSV1_0_INTERACTIVE_PROFILE");
    put_time(json, "kickoff_time", profile->kickoff_time);
    put_time(json, "logoff_time", profile->logoff_time);
    put_number(json, "user_flags", profile->user_flags);
    if (profile->kind == PROFILE_NETWORK) {
        put_text(json, "logon_domain_name", profile->logon_domain);
    }
    put_text(json, "logon_server", profile->logon_server);
    return json;
}

static json_t *real_json(const struct windows_answer *real)
{
    char id[32];
    json_t *json = json_object();
    put_status(json, "lsa_status", "lsa_status_name", real->status);
    put_status(json, "sub_status", "sub_status_name", real->sub_status);
    if (real->status == STATUS_SUCCESS) {
        snprintf(id, sizeof id, "0x%llX", (unsigned long long)real->logon_id);
        put_text(json, "logon_id", id);
        json_object_set_new(json, "profile",
                            real->profile.kind == PROFILE_UNKNOWN ? json_null()
                                                                  : profile_json(&real->profile));
    }
    return json;
}

void compare_put(json_t *json, const struct comparison *comparison, enum comparison_verdict verdict)
{
    put_text(json, "comparison", comparison_verdict_name(verdict));
    if (comparison->asked) {
        json_object_set_new(json, "real_lsa", real_json(&comparison->real));
    } else {
        put_text(json, "why", comparison->why.text);
    }
}

static void print_answer(const char *who, struct caller_status told)
{
    printf("  %-13s  %s (0x%08X), SubStatus %s (0x%08X)\n", who, status_text(told.status)->name,
           (unsigned)told.status, status_text(told.sub_status)->name, (unsigned)told.sub_status);
}

static void print_profile(const struct returned_profile *profile)
{
    char logoff[NT_TIME_TEXT];
    char kickoff[NT_TIME_TEXT];
    nt_time_format(profile->logoff_time, logoff);
    nt_time_format(profile->kickoff_time, kickoff);
    printf("    logoff       %s\n    kickoff      %s\n    user flags   0x%X\n", logoff, kickoff,
           profile->user_flags);
    printf("    logon server %s\n", profile->logon_server);
}

void compare_print_text(const struct comparison *comparison, const struct logon_result *result)
{
    const struct windows_answer *real = &comparison->real;
    print_answer("fake LSA", caller_status_of(result->status));
    print_answer("Windows' LSA", (struct caller_status){real->status, real->sub_status});
    if (real->profile.kind != PROFILE_UNKNOWN) {
        print_profile(&real->profile);
    }
    printf("  %s\n", comparison_verdict_name(compare_judge(comparison, result)));
}
