#include "hostsim.h"

#include <stdlib.h>
#include <string.h>

#include "case_record.h"
#include "text/nt_time.h"
#include "version.h"

#define PACKAGE_ID MSV1_0_SUBAUTHENTICATION_DLL_IIS /* any would do: lines name none */

struct hostsim *hostsim_new(void)
{
    struct hostsim *host = calloc(1, sizeof *host);
    json_t *accounts = json_array();
    if (host == NULL || accounts == NULL) {
        free(host);
        json_decref(accounts);
        return NULL;
    }
    host->accounts = accounts;
    return host;
}

static bool set_text(struct hostsim *host, char **place, const char *text)
{
    char *copy = strdup(text);
    if (copy == NULL) {
        return fault_set(&host->fault, "no memory");
    }
    free(*place);
    *place = copy;
    return true;
}

struct hostsim *hostsim_open(const char *folder)
{
    struct hostsim *host = hostsim_new();
    if (host != NULL && !set_text(host, &host->folder, folder)) {
        hostsim_close(host);
        return NULL;
    }
    /* What is broken is told now; what the folder holds is read anew at the first run. */
    if (host != NULL && lsa_open(folder, &host->lsa, &host->fault)) {
        lsa_close(&host->lsa);
    }
    return host;
}

void hostsim_close(struct hostsim *host)
{
    if (host == NULL) {
        return;
    }
    if (host->opened) {
        lsa_close(&host->lsa);
    }
    package_close(&host->loaded);
    package_close(&host->filter);
    case_records_release(host);
    buffer_release(&host->failures);
    json_decref(host->accounts);
    free(host->folder);
    free(host->file);
    free(host);
}

const char *hostsim_error(const struct hostsim *host)
{
    return host->fault.text;
}

/* Whether the host may still be told what it is: before its first run. */
static bool not_yet_run(struct hostsim *host)
{
    host->fault.text[0] = '\0';
    return !host->opened || fault_set(&host->fault, "this is to be set before the first run");
}

/* Whether an account that was added before has the name or the rid of the one that is read. */
static bool is_taken(const struct hostsim *host, const struct sam *candidate, struct fault *fault)
{
    size_t at;
    const json_t *other;
    json_array_foreach(host->accounts, at, other)
    {
        if (sam_find(candidate, json_string_value(json_object_get(other, "name"))) != NULL) {
            return !fault_set(fault, "account: expected name to be another: it is there already");
        }
        uint32_t rid = (uint32_t)json_integer_value(json_object_get(other, "rid"));
        if (sam_find_rid(candidate, rid) != NULL) {
            return !fault_set(fault, "account: expected rid to be another: it is there already");
        }
    }
    return false;
}

/* Reads the account as the machine will, so that what is wrong is told here. */
static bool is_sound(const struct hostsim *host, json_t *account, struct fault *fault)
{
    struct sam candidate = {.path = "account"};
    json_t *alone = json_pack("[O]", account);
    bool sound = sam_take(alone, &candidate, fault) && !is_taken(host, &candidate, fault);
    sam_release(&candidate);
    json_decref(alone);
    return sound;
}

bool hostsim_add_account(struct hostsim *host, const char *account)
{
    if (!not_yet_run(host)) {
        return false;
    }
    if (host->folder != NULL) {
        return fault_set(&host->fault, "%s has its own accounts", host->folder);
    }
    json_error_t error;
    json_t *json = json_loads(account, JSON_REJECT_DUPLICATES, &error);
    if (!json_is_object(json)) {
        json_decref(json);
        return fault_set(&host->fault, "an account: expected a JSON object of sam.json's keys");
    }
    bool sound = is_sound(host, json, &host->fault);
    if (sound) {
        json_array_append(host->accounts, json);
    }
    json_decref(json);
    return sound;
}

static bool has_export(const struct package *package)
{
    return package->routine != NULL || package->routine_ex != NULL || package->filter != NULL ||
           package->generic != NULL;
}

/* Loads a file. False, with the host's fault set, where it is no package. */
static bool load(struct hostsim *host, const char *file, struct package *package)
{
    if (!package_load(file, package, &host->fault)) {
        return false;
    }
    if (!has_export(package)) {
        package_close(package);
        return fault_set(&host->fault, "%s: it exports no routine of subauth.h", file);
    }
    return true;
}

bool hostsim_set_package(struct hostsim *host, const char *file)
{
    struct package package;
    host->fault.text[0] = '\0';
    if (!load(host, file, &package)) {
        return false;
    }
    package_close(&host->loaded);
    host->loaded = package;
    return set_text(host, &host->file, file);
}

bool hostsim_set_filter(struct hostsim *host, const char *file)
{
    struct package package;
    if (!not_yet_run(host)) {
        return false;
    }
    if (host->filter.module != NULL) {
        return fault_set(&host->fault, "there is a filter already");
    }
    if (!load(host, file, &package)) {
        return false;
    }
    if (package.filter == NULL) {
        package_close(&package);
        return fault_set(&host->fault, "%s: it exports no Msv1_0SubAuthenticationFilter", file);
    }
    host->filter = package;
    return true;
}

bool hostsim_set_routines_sized(struct hostsim *host, size_t size,
                                const struct hostsim_routines *routines)
{
    struct hostsim_routines given;
    take_struct(&given, sizeof given, routines, size);
    struct package package = {.routine = given.routine,
                              .routine_ex = given.routine_ex,
                              .filter = given.filter,
                              .generic = given.generic};
    if (!not_yet_run(host)) {
        return false;
    }
    if (!has_export(&package)) {
        return fault_set(&host->fault, "no function is given");
    }
    host->routines = package;
    host->has_routines = true;
    return true;
}

bool hostsim_set_time(struct hostsim *host, const char *time)
{
    host->fault.text[0] = '\0';
    host->time = 0;
    return time == NULL || nt_time_parse(time, &host->time) ||
           fault_set(&host->fault, "expected a time as 2003-07-01T12:00:00Z, not %s", time);
}

/* Adds a filter as Auth0 of MSV1_0 and of the KDC, where there is one. */
static bool add_filter(struct hostsim *host, subauth_routine filter)
{
    struct packages *packages = &host->lsa.packages;
    struct package alone = {.filter = filter}; /* whoever set it unloads it */
    return filter == NULL || (packages_add(packages, PROTOCOL_NTLM, 0, &alone) &&
                              packages_add(packages, PROTOCOL_KERBEROS, 0, &alone));
}

/* Adds the program's own functions under an id of their own, and what is Auth0. */
static bool add_packages(struct hostsim *host)
{
    return (!host->has_routines ||
            packages_add(&host->lsa.packages, PROTOCOL_NTLM, PACKAGE_ID, &host->routines)) &&
           add_filter(host,
                      host->filter.filter != NULL ? host->filter.filter : host->routines.filter);
}

bool host_open(struct hostsim *host)
{
    if (!host->opened) {
        bool opened = host->folder == NULL
                          ? lsa_open_accounts(host->accounts, &host->lsa, &host->fault)
                          : lsa_open(host->folder, &host->lsa, &host->fault);
        host->opened = opened && add_packages(host);
    }
    host->lsa.time = host->time;
    return host->opened;
}

NTSTATUS hostsim_generic(struct hostsim *host, const void *submit, size_t size, void *returned,
                         size_t *returned_size)
{
    struct generic_request request = {
        .package_id = PACKAGE_ID, .package_file = host->file, .submit = submit, .size = size};
    struct generic_answer answer;
    size_t room = *returned_size;
    host->fault.text[0] = '\0';
    *returned_size = 0;
    if (!host_open(host)) {
        return STATUS_UNSUCCESSFUL;
    }
    bool done = generic_ask(&host->lsa, &request, &answer, &host->fault);
    NTSTATUS status = done ? answer.status : STATUS_UNSUCCESSFUL;
    if (done && answer.findings.count > 0) {
        char text[CALL_FINDING_TEXT];
        call_finding_text(&answer.findings.list[0], text);
        fault_set(&host->fault, "%s", text);
        status = STATUS_UNSUCCESSFUL;
    } else if (done) {
        *returned_size = answer.returned_size < room ? answer.returned_size : room;
        memcpy(returned, answer.returned, *returned_size);
    }
    generic_release(&answer);
    return status;
}

const char *hostsim_version(void)
{
    return IISSUBA_VERSION;
}
