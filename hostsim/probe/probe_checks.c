/* The checks: what is asked, what the documentation says, and where. */
#include "probe_file.h"
#include "probe_judge.h"

#define DOCUMENTED "one of the statuses that the routine is documented with"
#define RETURNS "subauth.h, Msv1_0SubAuthenticationRoutine: return values"
#define NO_OTHER_LEVEL                                                                            \
    "STATUS_INVALID_INFO_CLASS, or another refusal: no subauthentication for what is no network " \
    "logon"
#define LEVEL "the SDK's subauth sample: network logons alone; the page says otherwise"
#define USERS_ONLY "a refusal: only users' accounts log on this way in the SDK's sample"
#define CONTROL "ntsam.h, UserAccountControl"
#define RESTRICTED "a refusal: the routine, and not MSV1_0, applies the account's restrictions"
#define RESPONSIBLE "the SDK's subauth sample: the account's restrictions, in their order"
#define SAMPLE "the SDK's subauth sample: UserAll->WorkStations"
#define UNPROVEN "a refusal: what was presented proves nothing"
#define VERIFIES "Q218756: the DLL verifies that the password is correct"
#define NOTHING_BEYOND "nothing is read or written beyond what is handed over"
#define COUNTED "Q240938: a counted string is not terminated"

#define GENERIC "subauth.h, Msv1_0SubAuthenticationRoutineGeneric"
/* A package that reads it in the one way breaks nothing where it is handed the other. */
#define GENERIC_BYTES GENERIC ": SubmitBuffer, read as the bytes inside"
#define STRESS "{}" /* how many calls depends on how long they take */
#define NO_STATE "subauth.h: the logon is judged by what is handed over"
#define PROTECTION "Microsoft, Configure added LSA protection"
#define FLAGS "Microsoft, PE Format: DllCharacteristics"
#define AT_ONCE "lsass has many threads, and the routine is called in any of them"

#define ASK(area, name, request, judge, expected, source)                              \
    {                                                                                  \
        AREA_##area, name, request, PROBE_LOGON, judge, expected, source, PROBE_BREACH \
    }
#define ASK_GENERIC(area, name, request, judge, expected, source, at_most)          \
    {                                                                               \
        AREA_##area, name, request, PROBE_GENERIC, judge, expected, source, at_most \
    }
#define ASK_KERBEROS(name, request, expected, source, at_most)                                  \
    {                                                                                           \
        AREA_KERBEROS, name, request, PROBE_KERBEROS, judge_kerberos, expected, source, at_most \
    }
#define OF_FILE(name, judge, expected, source)                                    \
    {                                                                             \
        AREA_TODAY, name, NULL, PROBE_FILE, judge, expected, source, PROBE_UNWISE \
    }
#define OVER_ALL(area, name, judge, expected, source)                                  \
    {                                                                                  \
        AREA_##area, name, NULL, PROBE_OVER_ALL, judge, expected, source, PROBE_BREACH \
    }

const struct probe_check probe_checks[] = {
    ASK(LOADING, "loads", "{}", judge_loads, "the DLL loads, with all that it needs", "Q269241"),
    ASK_GENERIC(LOADING, "exports", "{\"generic\": \"\"}", judge_exports,
                "Msv1_0SubAuthenticationRoutine, ...Ex, ...Filter or ...Generic, by that very name",
                "subauth.h", PROBE_BREACH),
    ASK(LEVELS, "level-0", "{\"ways\": \"LogonLevel: level 0\"}", judge_better_refused,
        NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-interactive", "{\"ways\": \"LogonLevel: NetlogonInteractiveInformation\"}",
        judge_better_refused, NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-service", "{\"ways\": \"LogonLevel: NetlogonServiceInformation\"}",
        judge_better_refused, NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-generic", "{\"ways\": \"LogonLevel: NetlogonGenericInformation\"}",
        judge_better_refused, NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-interactive-transitive",
        "{\"ways\": \"LogonLevel: NetlogonInteractiveTransitiveInformation\"}",
        judge_better_refused, NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-service-transitive",
        "{\"ways\": \"LogonLevel: NetlogonServiceTransitiveInformation\"}", judge_better_refused,
        NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-255", "{\"ways\": \"LogonLevel: level 255\"}", judge_better_refused,
        NO_OTHER_LEVEL, LEVEL),
    ASK(LEVELS, "level-network", "{}", judge_documented, DOCUMENTED, RETURNS),
    ASK(LEVELS, "level-network-transitive",
        "{\"ways\": \"LogonLevel: NetlogonNetworkTransitiveInformation\"}", judge_documented,
        DOCUMENTED, RETURNS),
    ASK(FLAGS, "flags-pass-through", "{\"flags\": 1}", judge_documented, DOCUMENTED,
        "subauth.h, Flags: MSV1_0_PASSTHRU"),
    ASK(FLAGS, "flags-guest", "{\"flags\": 2}", judge_better_refused,
        "STATUS_NO_SUCH_USER, as in the SDK's sample: Guest is asked for "
        "whoever has no account",
        "subauth.h, Flags: MSV1_0_GUEST_LOGON"),
    ASK(FLAGS, "flags-unknown", "{\"flags\": 4294967292}", judge_documented, DOCUMENTED,
        "subauth.h, Flags"),
    ASK(ACCOUNTS, "type-normal", "{\"account\": {\"flags\": [\"USER_NORMAL_ACCOUNT\"]}}",
        judge_documented, DOCUMENTED, CONTROL),
    ASK(ACCOUNTS, "type-temporary-duplicate",
        "{\"account\": {\"flags\": [\"USER_TEMP_DUPLICATE_ACCOUNT\"]}}", judge_documented,
        DOCUMENTED, CONTROL),
    ASK(ACCOUNTS, "type-interdomain-trust",
        "{\"account\": {\"flags\": [\"USER_INTERDOMAIN_TRUST_ACCOUNT\"]}}", judge_better_refused,
        USERS_ONLY, CONTROL),
    ASK(ACCOUNTS, "type-workstation-trust",
        "{\"account\": {\"flags\": [\"USER_WORKSTATION_TRUST_ACCOUNT\"]}}", judge_better_refused,
        USERS_ONLY, CONTROL),
    ASK(ACCOUNTS, "type-server-trust",
        "{\"account\": {\"flags\": [\"USER_SERVER_TRUST_ACCOUNT\"]}}", judge_better_refused,
        USERS_ONLY, CONTROL),
    ASK(ACCOUNTS, "state-disabled",
        "{\"account\": {\"flags\": [\"USER_NORMAL_ACCOUNT\", "
        "\"USER_ACCOUNT_DISABLED\"]}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-locked-out",
        "{\"account\": {\"flags\": [\"USER_NORMAL_ACCOUNT\", "
        "\"USER_ACCOUNT_AUTO_LOCKED\"]}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-disabled-and-locked-out",
        "{\"account\": {\"flags\": [\"USER_NORMAL_ACCOUNT\", \"USER_ACCOUNT_DISABLED\","
        " \"USER_ACCOUNT_AUTO_LOCKED\"]}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-expired", "{\"account\": {\"account_expires\": \"2000-01-01\"}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-hours",
        "{\"account\": {\"logon_hours\": "
        "\"000000000000000000000000000000000000000000\"}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-hours-by-10-minutes",
        "{\"account\": {\"logon_hours\": \"00000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000"
        "0000000000000000000000000000000000000000000000000000000000000000000000"
        "0\"}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-workstation",
        "{\"workstation\": \"HERE\", \"account\": {\"workstations\": "
        "\"ELSEWHERE,THERE\"}}",
        judge_better_refused, RESTRICTED, RESPONSIBLE),
    ASK(ACCOUNTS, "state-password-expired",
        "{\"account\": {\"flags\": [\"USER_NORMAL_ACCOUNT\", "
        "\"USER_PASSWORD_EXPIRED\"], \"password_last_set\": \"2000-01-01\"}}",
        judge_documented, DOCUMENTED, RETURNS),
    ASK(ACCOUNTS, "state-must-change", "{\"account\": {\"password_last_set\": \"never\"}}",
        judge_documented, DOCUMENTED, RETURNS),
    ASK(ACCOUNTS, "rid-500", "{\"account\": {\"rid\": 500}}", judge_documented, DOCUMENTED,
        "ntsam.h, DOMAIN_USER_RID_ADMIN"),
    ASK(ACCOUNTS, "rid-501", "{\"account\": {\"rid\": 501}}", judge_documented, DOCUMENTED,
        "ntsam.h, DOMAIN_USER_RID_GUEST"),
    ASK(ACCOUNTS, "workstation-with-backslashes",
        "{\"workstation\": \"\\\\\\\\HERE\", \"account\": {\"workstations\": \"HERE\"}}",
        judge_documented, DOCUMENTED, SAMPLE),
    ASK(ACCOUNTS, "workstation-none",
        "{\"workstation\": \"\", \"account\": {\"workstations\": \"HERE\"}}", judge_documented,
        DOCUMENTED, SAMPLE),
    ASK(ACCOUNTS, "workstations-long",
        "{\"workstation\": \"HERE\", \"account\": {\"workstations\": \"W000,W001,W002,W0"
        "03,W004,W005,W006,W007,W008,W009,W010,W011,W012,W013,W014,W015,W016,W0"
        "17,W018,W019,W020,W021,W022,W023,W024,W025,W026,W027,W028,W029,W030,W0"
        "31,W032,W033,W034,W035,W036,W037,W038,W039,W040,W041,W042,W043,W044,W0"
        "45,W046,W047,W048,W049,W050,W051,W052,W053,W054,W055,W056,W057,W058,W0"
        "59\"}}",
        judge_documented, DOCUMENTED, SAMPLE),
    ASK(CREDENTIALS, "credential-none", "{\"password\": null}", judge_better_refused, UNPROVEN,
        VERIFIES),
    ASK(CREDENTIALS, "credential-wrong", "{\"password\": \"wrong-Password-1\"}",
        judge_better_refused, UNPROVEN, VERIFIES),
    ASK(CREDENTIALS, "credential-empty", "{\"password\": \"\"}", judge_better_refused, UNPROVEN,
        VERIFIES),
    ASK(CREDENTIALS, "credential-of-zeros",
        "{\"password\": null, \"challenge\": \"0000000000000000\", \"nt_response\": "
        "\"000000000000000000000000000000000000000000000000\", \"lm_response\": "
        "\"000000000000000000000000000000000000000000000000\"}",
        judge_better_refused, UNPROVEN, VERIFIES),
    ASK(CREDENTIALS, "credential-of-one-byte",
        "{\"password\": null, \"nt_response\": \"41\", \"lm_response\": \"41\"}",
        judge_better_refused, UNPROVEN, VERIFIES),
    ASK(CREDENTIALS, "credential-of-512-bytes",
        "{\"password\": null, \"nt_response\": \"41414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "1414141414141414141414141414141414141414141414141414141414141414141414"
        "141414141\"}",
        judge_better_refused, UNPROVEN, VERIFIES),
    ASK(CREDENTIALS, "form-cleartext", "{\"response\": \"cleartext\"}", judge_documented,
        DOCUMENTED, "MS-NLMP 3.3"),
    ASK(CREDENTIALS, "form-lm", "{\"response\": \"lm\"}", judge_documented, DOCUMENTED,
        "MS-NLMP 3.3"),
    ASK(CREDENTIALS, "form-ntlmv1", "{\"response\": \"ntlmv1\"}", judge_documented, DOCUMENTED,
        "MS-NLMP 3.3"),
    ASK(CREDENTIALS, "form-ntlm2-session", "{\"response\": \"ntlm2-session\"}", judge_documented,
        DOCUMENTED, "MS-NLMP 3.3"),
    ASK(CREDENTIALS, "form-ntlmv2", "{\"response\": \"ntlmv2\"}", judge_documented, DOCUMENTED,
        "MS-NLMP 3.3"),
    ASK(CREDENTIALS, "form-lmv2", "{\"response\": \"lmv2\"}", judge_documented, DOCUMENTED,
        "MS-NLMP 3.3"),
    ASK(NAMES, "name-one-letter", "{\"user\": \"x\"}", judge_documented, DOCUMENTED,
        "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "name-long",
        "{\"user\": \"nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"
        "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn\"}",
        judge_documented, DOCUMENTED, "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "name-beyond-ascii", "{\"user\": \"\\u00c4\\u00f6\\u20ac\"}", judge_documented,
        DOCUMENTED, "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "name-of-a-pair", "{\"user\": \"\\ud83d\\ude00\"}", judge_documented, DOCUMENTED,
        "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "name-with-a-space", "{\"user\": \"a b\"}", judge_documented, DOCUMENTED,
        "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "name-with-a-per-cent-sign", "{\"user\": \"%s%n%x\"}", judge_documented, DOCUMENTED,
        "subauth.h, UserAll: UserName is counted (Q240938)"),
    ASK(NAMES, "domain-long",
        "{\"domain\": \"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        "dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd"
        "dddddddddddddddddddddddddddddddd\"}",
        judge_documented, DOCUMENTED, "subauth.h, LogonInformation: counted strings (Q240938)"),
    ASK(HOSTILE, "hostile-as-lsass", "{}", judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-user-name", "{\"ways\": \"LogonInformation->Identity.UserName\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-domain", "{\"ways\": \"LogonInformation->Identity.LogonDomainName\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-workstation", "{\"ways\": \"LogonInformation->Identity.Workstation\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-nt-response", "{\"ways\": \"LogonInformation->NtChallengeResponse\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-lm-response", "{\"ways\": \"LogonInformation->LmChallengeResponse\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-account-name", "{\"ways\": \"UserAll->UserName\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-workstations", "{\"ways\": \"UserAll->WorkStations\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-parameters", "{\"ways\": \"UserAll->Parameters\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-full-name", "{\"ways\": \"UserAll->FullName\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-home-directory", "{\"ways\": \"UserAll->HomeDirectory:\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-home-directory-drive", "{\"ways\": \"UserAll->HomeDirectoryDrive\"}",
        judge_findings, NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-script-path", "{\"ways\": \"UserAll->ScriptPath\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-profile-path", "{\"ways\": \"UserAll->ProfilePath\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-admin-comment", "{\"ways\": \"UserAll->AdminComment\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-user-comment", "{\"ways\": \"UserAll->UserComment\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-nt-owf", "{\"ways\": \"UserAll->NtPassword\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-lm-owf", "{\"ways\": \"UserAll->LmPassword\"}", judge_findings,
        NOTHING_BEYOND, COUNTED),
    ASK(HOSTILE, "hostile-logon-hours", "{\"ways\": \"UserAll->LogonHours\"}", judge_findings,
        NOTHING_BEYOND, "ntsam.h, LOGON_HOURS"),
    ASK(HOSTILE, "hostile-levels", "{\"ways\": \"LogonLevel\"}", judge_findings, NOTHING_BEYOND,
        LEVEL),
    ASK(MANY_CALLS, "repeated-calls", STRESS, judge_repeated, "the same answer each time",
        NO_STATE),
    ASK(MANY_CALLS, "concurrent-calls", STRESS, judge_at_once,
        "the same answers in four threads at once", AT_ONCE),
    ASK(MANY_CALLS, "handles-left", STRESS, judge_handles_left, "no handle more",
        "CloseHandle, RegCloseKey: whoever opens a handle closes it; lsass is never restarted"),
    ASK(MANY_CALLS, "threads-left", STRESS, judge_threads_left, "no thread more",
        "CreateThread: a thread takes memory until it ends; lsass is never restarted"),
    ASK(MANY_CALLS, "heap-left", STRESS, judge_heap_left, "no memory more, of whatever heap",
        "HeapAlloc, malloc: whoever allocates frees; lsass is never restarted"),
    ASK(MANY_CALLS, "sections-left", STRESS, judge_sections_left, "no file or section mapped more",
        "MapViewOfFile: whoever maps a view unmaps it; lsass is never restarted"),
    ASK(MANY_CALLS, "call-time", STRESS, judge_call_time, "a call of less than a millisecond",
        "no page sets a limit: each call holds up a logon, and a thread of lsass"),
    ASK_GENERIC(GENERIC, "generic-empty", "{\"generic\": \"\"}", judge_generic_form, NOTHING_BEYOND,
                GENERIC_BYTES, PROBE_ROBUSTNESS),
    ASK_GENERIC(GENERIC, "generic-text", "{\"generic\": \"636f756e74\"}", judge_generic_form,
                NOTHING_BEYOND, GENERIC_BYTES, PROBE_ROBUSTNESS),
    ASK_GENERIC(
        GENERIC, "generic-request", "{\"generic\": \"636f756e74\", \"generic_as\": \"request\"}",
        judge_generic_form, NOTHING_BEYOND,
        "subauth.h, RoutineGeneric: SubmitBuffer holds an MSV1_0_SUBAUTH_REQUEST", PROBE_BREACH),
    ASK_GENERIC(
        GENERIC, "generic-long",
        "{\"generic\": \"4141414141414141414141414141414141414141414141414141414141414141\"}",
        judge_generic_form, NOTHING_BEYOND, GENERIC_BYTES, PROBE_ROBUSTNESS),
    ASK_GENERIC(GENERIC, "generic-return", "{\"generic\": \"636f756e74\"}", judge_generic_return,
                "a length with a buffer, or none", GENERIC, PROBE_BREACH),
    ASK_KERBEROS("kerberos-filter", "{}", "an answer: LogonId is 0 there",
                 "SDK, Kerberos filter: LogonId is 0", PROBE_BREACH),
    ASK_KERBEROS("kerberos-null-pointers", "{\"null_pointers\": true}",
                 "an answer: LogonInformation and the times may be NULL",
                 "Microsoft's sample kerbsubauth guards against it; no page says so",
                 PROBE_ROBUSTNESS),
    OVER_ALL(HOSTILE, "nothing-beyond", judge_findings, NOTHING_BEYOND, COUNTED),
    OVER_ALL(OUTPUTS, "status-documented", judge_documented, DOCUMENTED, RETURNS),
    OVER_ALL(OUTPUTS, "calling-convention", judge_convention,
             "stdcall on x86: the arguments are gone", "subauth.h: NTAPI"),
    OVER_ALL(OUTPUTS, "outputs-set", judge_outputs_set,
             "what has to be set is, however it is asked",
             "subauth.h, Authoritative, WhichFields, UserFlags, LogoffTime, KickoffTime"),
    OVER_ALL(OUTPUTS, "authoritative-on-success", judge_authoritative_admitted,
             "Authoritative is set", "subauth.h, Authoritative: valid whatever is returned"),
    OVER_ALL(OUTPUTS, "authoritative-on-refusal", judge_authoritative_refused,
             "Authoritative is set", "subauth.h, Authoritative: valid whatever is returned"),
    OVER_ALL(OUTPUTS, "authoritative-is-boolean", judge_authoritative_boolean, "TRUE or FALSE",
             "subauth.h, Authoritative is a BOOLEAN"),
    OVER_ALL(OUTPUTS, "which-fields", judge_which_fields,
             "nothing but USER_ALL_PARAMETERS, and set", "subauth.h, WhichFields"),
    OVER_ALL(OUTPUTS, "which-fields-on-refusal", judge_which_fields_refused,
             "nothing: it is written back on success alone", "subauth.h, WhichFields"),
    OVER_ALL(OUTPUTS, "user-flags", judge_user_flags,
             "set; LOGON_GUEST, LOGON_NOENCRYPTION, or the high byte", "subauth.h, UserFlags"),
    OVER_ALL(OUTPUTS, "times-set", judge_times_set, "LogoffTime and KickoffTime are set",
             "subauth.h, LogoffTime, KickoffTime"),
    OVER_ALL(OUTPUTS, "logoff-time", judge_logoff_time, "a time to come", "subauth.h, LogoffTime"),
    OVER_ALL(OUTPUTS, "kickoff-time", judge_kickoff_time, "not before the logoff time",
             "subauth.h, KickoffTime"),
    OVER_ALL(OUTPUTS, "user-all-unwritten", judge_user_all_unwritten,
             "nothing of UserAll is written but Parameters", "subauth.h, UserAll, WhichFields"),
    OVER_ALL(OUTPUTS, "request-unwritten", judge_request_unwritten,
             "LogonInformation is not written", "subauth.h, LogonInformation"),
    OVER_ALL(OUTPUTS, "parameters-sound", judge_parameters,
             "Parameters stays a sound counted string", "subauth.h, UserAll, WhichFields"),
    OVER_ALL(OUTPUTS, "ex-authoritative", judge_ex_authoritative,
             "ValidationInfo->Authoritative is set", "subauth.h, MSV1_0_VALIDATION_INFO"),
    OVER_ALL(OUTPUTS, "ex-which-fields", judge_ex_which_fields,
             "MSV1_0_VALIDATION_... flags alone, and set", "subauth.h, MSV1_0_VALIDATION_INFO"),
    OVER_ALL(OUTPUTS, "ex-user-flags", judge_ex_user_flags,
             "LOGON_GUEST, LOGON_NOENCRYPTION, or the high byte",
             "subauth.h, MSV1_0_VALIDATION_INFO"),
    OVER_ALL(OUTPUTS, "ex-actions", judge_ex_actions, "MSV1_0_SUBAUTH_... flags alone, and set",
             "subauth.h, ActionsPerformed"),
    OF_FILE("today-shared-sections", judge_file_sections, "no section that processes share",
            PROTECTION ", events 3063 and 3065"),
    OF_FILE("today-aslr", judge_file_aslr, "DYNAMIC_BASE, and with 64 bits HIGH_ENTROPY_VA", FLAGS),
    OF_FILE("today-nx", judge_file_nx, "NX_COMPAT", FLAGS),
    OF_FILE("today-guard", judge_file_guard, "GUARD_CF", FLAGS),
    OF_FILE("today-signature", judge_file_signature, "a signature, and Microsoft's for protection",
            PROTECTION ", events 3033 and 3066"),
};

const size_t probe_check_count = sizeof probe_checks / sizeof probe_checks[0];

static const char *const area_names[AREA_COUNT] = {
    [AREA_LOADING] = "loading",   [AREA_LEVELS] = "levels",           [AREA_FLAGS] = "flags",
    [AREA_ACCOUNTS] = "accounts", [AREA_CREDENTIALS] = "credentials", [AREA_NAMES] = "names",
    [AREA_HOSTILE] = "hostile",   [AREA_MANY_CALLS] = "many calls",   [AREA_GENERIC] = "generic",
    [AREA_KERBEROS] = "kerberos", [AREA_OUTPUTS] = "outputs",         [AREA_TODAY] = "lsass today",
};

const char *probe_area_name(enum probe_area area)
{
    return area_names[area];
}
