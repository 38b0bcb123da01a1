/* check: why anonymous logons fail, node by node, or that they succeed. */
#include <stdlib.h>
#include <string.h>

#include "collect.h"
#include "fake_server.h"
#include "files/output.h"
#include "metabase/metabase_query.h"
#include "plan_shown.h"
#include "progress.h"
#include "show.h"

struct checking {
    const struct options *options;
    const char *folder;
    struct fake_server *server;
    const struct metabase *metabase;
    json_t *nodes; /* with --json */
    bool colour;
    size_t looked_at;
    size_t wrong;
    size_t untried; /* of those with nothing wrong that is known */
    struct plan_shown plan;
};

static void paint(const struct checking *checking, const char *escape)
{
    if (checking->colour) {
        output_control(stdout, escape);
    }
}

#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"
#define PLAIN "\033[0m"

static void print_told(const char *who, const struct told_status *told)
{
    printf("  %-20s  %s (0x%08X), SubStatus %s (0x%08X)\n", who, told->status_name, told->status,
           told->sub_status_name, told->sub_status);
}

static void print_held(const struct checking *checking, const struct held_against *held)
{
    if (held->verdict == NULL) {
        return;
    }
    fputs("  ", stdout);
    paint(checking, held->differs ? RED : GREEN);
    printf("%-20s", held->verdict);
    paint(checking, PLAIN);
    if (*held->why != '\0') {
        printf("  %s\n", held->why);
        return;
    }
    puts("  the fake LSA and Windows' own:");
    print_told("fake LSA", &held->fake);
    print_told("Windows' LSA", &held->windows);
}

static void print_diagnosis(const struct checking *checking, const struct diagnosis *diagnosis)
{
    printf("%s  %s  synchronization %s  logon ", metabase_location_text(diagnosis->location),
           *diagnosis->account == '\0' ? "(no account)" : diagnosis->account,
           diagnosis->sync ? "on" : "off");
    paint(checking, diagnosis->granted ? GREEN : diagnosis->untried ? YELLOW : RED);
    fputs(diagnosis->logon, stdout);
    paint(checking, PLAIN);
    putchar('\n');
    for (size_t i = 0; i < diagnosis->count; i++) {
        const struct finding *finding = &diagnosis->findings[i];
        fputs("  ", stdout);
        paint(checking, finding->fatal ? RED : YELLOW);
        printf("%-20s", finding->cause);
        paint(checking, PLAIN);
        printf("  %s\n", finding->what);
        printf("  %-20s  evidence: %s\n", "", finding->evidence);
        printf("  %-20s  mend%s: %s\n", "", plan_shown_where(&finding->mend),
               mend_text(&finding->mend));
    }
    print_held(checking, &diagnosis->held);
}

static json_t *told_json(const struct told_status *told)
{
    char status[16];
    char sub_status[16];
    snprintf(status, sizeof status, "0x%08X", told->status);
    snprintf(sub_status, sizeof sub_status, "0x%08X", told->sub_status);
    return json_pack("{s:s, s:s, s:s, s:s}", "lsa_status", status, "lsa_status_name",
                     told->status_name, "sub_status", sub_status, "sub_status_name",
                     told->sub_status_name);
}

static void put_held(json_t *json, const struct held_against *held)
{
    if (held->verdict == NULL) {
        return;
    }
    json_object_set_new(json, "comparison", json_string(held->verdict));
    if (*held->why != '\0') {
        json_object_set_new(json, "why", json_string(held->why));
        return;
    }
    json_object_set_new(json, "fake_lsa", told_json(&held->fake));
    json_object_set_new(json, "real_lsa", told_json(&held->windows));
}

static json_t *finding_json(const struct finding *finding)
{
    json_t *json = json_pack("{s:s, s:b, s:s, s:s}", "cause", finding->cause, "fatal",
                             finding->fatal, "what", finding->what, "evidence", finding->evidence);
    json_object_update_missing_new(json, plan_shown_mend(&finding->mend));
    return json;
}

static json_t *diagnosis_json(const struct diagnosis *diagnosis)
{
    json_t *findings = json_array();
    for (size_t i = 0; i < diagnosis->count; i++) {
        json_array_append_new(findings, finding_json(&diagnosis->findings[i]));
    }
    json_t *json = json_pack(
        "{s:s, s:s, s:b, s:b, s:b, s:s, s:o}", "node", metabase_location_text(diagnosis->location),
        "account", diagnosis->account, "sync", diagnosis->sync, "granted", diagnosis->granted,
        "tried", !diagnosis->untried, "logon", diagnosis->logon, "findings", findings);
    put_held(json, &diagnosis->held);
    return json;
}

/* Whether something is wrong that is known to be. */
static bool is_wrong(const struct diagnosis *diagnosis)
{
    for (size_t i = 0; i < diagnosis->count; i++) {
        if (!diagnosis->findings[i].unknown) {
            return true;
        }
    }
    return (!diagnosis->granted && !diagnosis->untried) || diagnosis->held.differs;
}

static bool check_node(struct checking *checking, const char *location, struct fault *fault)
{
    struct diagnosis *diagnosis = malloc(sizeof *diagnosis);
    bool done = diagnosis != NULL
                    ? fake_server_diagnose(checking->server, location, diagnosis, fault)
                    : fault_set(fault, "no memory");
    if (done && diagnosis != NULL) {
        checking->looked_at++;
        checking->wrong += is_wrong(diagnosis);
        checking->untried += diagnosis->untried && !is_wrong(diagnosis);
        done = plan_shown_add(&checking->plan, diagnosis->steps, diagnosis->step_count) ||
               fault_set(fault, "no memory");
        if (checking->nodes != NULL) {
            json_array_append_new(checking->nodes, diagnosis_json(diagnosis));
        } else {
            print_diagnosis(checking, diagnosis);
        }
    }
    free(diagnosis);
    return done;
}

static bool check_all(struct checking *checking, struct fault *fault)
{
    const struct metabase *metabase = checking->metabase;
    for (size_t i = 0; i < metabase->count; i++) {
        const struct metabase_node *node = &metabase->nodes[i];
        if (fake_server_is_checked(checking->server, node) &&
            !check_node(checking, node->location, fault)) {
            return false;
        }
        progress_show("checked", i + 1, metabase->count);
    }
    return true;
}

static void print_conclusion(const struct checking *checking)
{
    if (checking->looked_at == 0) {
        puts("There is no FTP or Web site in the metabase.");
        return;
    }
    printf("%zu node%s checked, %zu with findings", checking->looked_at,
           checking->looked_at == 1 ? "" : "s", checking->wrong);
    if (checking->untried > 0) {
        printf(", %zu not tried: only this server's IIS can read the password", checking->untried);
    }
    puts(".");
    plan_shown_print(&checking->plan);
}

static enum exit_code conclude(struct checking *checking)
{
    bool wrong = checking->looked_at == 0 || checking->wrong > 0;
    enum exit_code code = wrong ? EXIT_LEFT : checking->untried > 0 ? EXIT_UNTRIED : EXIT_DONE;
    if (checking->nodes != NULL) {
        json_t *json = json_pack("{s:b, s:I, s:O, s:o}", "sound", code == EXIT_DONE, "untried",
                                 (json_int_t)checking->untried, "nodes", checking->nodes, "plan",
                                 plan_shown_json(&checking->plan));
        enum exit_code printed = show_print(json);
        return printed != EXIT_DONE ? printed : code;
    }
    print_conclusion(checking);
    return code;
}

/* A node that sets nothing of ours is not kept, and can be asked about all the same. */
static bool find_node(const struct checking *checking, const char *node,
                      char location[LOCATION_MAX], struct fault *fault)
{
    char path[4096];
    struct property_query query = {"AnonymousUserName", 6020, NULL};
    struct lookup lookup;
    struct metabase_text file = metabase_file(path);
    if (!metabase_location(node, location, fault) ||
        !path_join(path, sizeof path, checking->folder, "MetaBase.xml") ||
        !metabase_lookup(&file, location, &query, &lookup, fault)) {
        return false;
    }
    lookup_release(&lookup);
    return lookup.node_exists ||
           fault_set(fault, "%s: there is no node %s (0x80070003, the path does not exist)", path,
                     metabase_location_text(location));
}

static enum exit_code check(struct checking *checking, const char *node)
{
    char location[LOCATION_MAX];
    struct fault fault;
    if (checking->metabase == NULL) {
        fault_set(&fault, "%s: there is no MetaBase.xml, so nothing says which account to check",
                  checking->folder);
        return complain(EXIT_USAGE, &fault);
    }
    if (node != NULL && !find_node(checking, node, location, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    checking->nodes = checking->options->json ? json_array() : NULL;
    bool done = node == NULL ? check_all(checking, &fault) : check_node(checking, location, &fault);
    enum exit_code code = done ? conclude(checking) : complain(EXIT_FAILED, &fault);
    json_decref(checking->nodes);
    plan_shown_release(&checking->plan);
    return code;
}

static enum exit_code check_machine(const struct options *options, const char *folder,
                                    const char *node)
{
    struct checking checking = {
        .options = options, .folder = folder, .colour = output_is_terminal(stdout)};
    struct mend_place place = {.machine = options->place.machine};
    struct fault fault;
    checking.server = fake_server_open(folder, &place, options->trust_package, &fault);
    if (checking.server == NULL) {
        return complain(EXIT_USAGE, &fault);
    }
    checking.metabase = fake_server_metabase(checking.server);
    enum exit_code code = !options->lsa || fake_server_ask_windows(checking.server, &fault)
                              ? check(&checking, node)
                              : complain(EXIT_FAILED, &fault);
    fake_server_close(checking.server);
    return code;
}

/* This server: a machine folder is made of it for as long as the check takes. */
static enum exit_code check_here(const struct options *options, const char *node)
{
    char folder[FILE_PATH_MAX];
    bool whole = true;
    struct fault fault;
    if (!collect_temporary(folder, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    json_t *files = json_array();
    enum exit_code code = collect_into(options, folder, stderr, files, &whole, &fault)
                              ? check_machine(options, folder, node)
                              : complain(EXIT_FAILED, &fault);
    json_decref(files);
    collect_remove(folder);
    return code;
}

enum exit_code command_check(const struct options *options, int count, char **arguments)
{
    const char *node = count > 0 ? arguments[0] : NULL;
    if (options->lsa && !collect_here) {
        struct fault fault;
        fault_set(&fault, "--lsa asks the LSA of the Windows that it runs on; there is none here");
        return complain(EXIT_USAGE, &fault);
    }
    if (options->machine != NULL &&
        (options->metabase != NULL || options->schema != NULL || options->offline)) {
        struct fault fault;
        fault_set(&fault, "check --machine reads the folder's own MetaBase.xml: leave --metabase, "
                          "--schema and --offline away");
        return complain(EXIT_USAGE, &fault);
    }
    return options->machine == NULL ? check_here(options, node)
                                    : check_machine(options, options->machine, node);
}
