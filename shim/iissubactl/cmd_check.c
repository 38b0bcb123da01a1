/* check: why anonymous logons fail, node by node, or that they succeed. */
#include <stdio.h>
#include <stdlib.h>

#include "check_html.h"
#include "check_json.h"
#include "check_report.h"
#include "check_table.h"
#include "collect.h"
#include "fake_server.h"
#include "metabase/metabase_query.h"
#include "progress.h"
#include "show.h"

struct checking {
    const struct options *options;
    const char *folder;
    struct fake_server *server;
    struct check_report report;
};

static bool check_node(struct checking *checking, const char *location, struct fault *fault)
{
    struct diagnosis *diagnosis = malloc(sizeof *diagnosis);
    bool done = diagnosis != NULL || fault_set(fault, "no memory");
    done = done && fake_server_diagnose(checking->server, location, diagnosis, fault);
    done =
        done && (check_report_add(&checking->report, diagnosis) || fault_set(fault, "no memory"));
    free(diagnosis);
    return done;
}

static bool check_nodes(struct checking *checking, struct fault *fault)
{
    const struct metabase *metabase = checking->report.metabase;
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

/* Without a metabase, as on a server whose IIS has none that can be read. */
static bool check_enrolled(struct checking *checking, struct fault *fault)
{
    struct diagnosis *diagnosis = malloc(sizeof *diagnosis);
    bool done = diagnosis != NULL || fault_set(fault, "no memory");
    bool there = true;
    fprintf(stderr,
            "iissubactl: %s: there is no MetaBase.xml (IIS 4.0 and 5.0 have none): the enrolled "
            "accounts are judged, as though IIS presented what is stored\n",
            checking->folder);
    for (size_t i = 0; done && there; i++) {
        done = fake_server_diagnose_enrolled(checking->server, i, &there, diagnosis, fault);
        if (done && there) {
            done = check_report_add(&checking->report, diagnosis) || fault_set(fault, "no memory");
        }
    }
    free(diagnosis);
    return done;
}

static enum exit_code show(struct checking *checking)
{
    const struct options *options = checking->options;
    const struct check_report *report = &checking->report;
    bool wrong = report->count == 0 || report->wrong > 0;
    enum exit_code code = wrong ? EXIT_LEFT : report->untried > 0 ? EXIT_UNTRIED : EXIT_DONE;
    struct fault fault;
    if (options->html != NULL && !check_html_write(report, options->html, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    if (options->json) {
        enum exit_code printed = show_print(check_json(report, code == EXIT_DONE));
        return printed != EXIT_DONE ? printed : code;
    }
    if (!check_table_print(report, options->verbose)) {
        fault_set(&fault, "no memory");
        return complain(EXIT_FAILED, &fault);
    }
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
    bool has_metabase = checking->report.metabase != NULL;
    if (node != NULL && !has_metabase) {
        fault_set(&fault, "%s: there is no MetaBase.xml, and so no node %s", checking->folder,
                  node);
        return complain(EXIT_USAGE, &fault);
    }
    if (node != NULL && !find_node(checking, node, location, &fault)) {
        return complain(EXIT_USAGE, &fault);
    }
    bool done = !has_metabase  ? check_enrolled(checking, &fault)
                : node == NULL ? check_nodes(checking, &fault)
                               : check_node(checking, location, &fault);
    done = done && (check_report_finish(&checking->report) || fault_set(&fault, "no memory"));
    enum exit_code code = done ? show(checking) : complain(EXIT_FAILED, &fault);
    check_report_release(&checking->report);
    return code;
}

static enum exit_code check_machine(const struct options *options, const char *folder,
                                    const char *node)
{
    struct checking checking = {
        .options = options, .folder = folder, .report = {.machine = options->place.machine}};
    struct mend_place place = {.machine = options->place.machine};
    struct fault fault;
    checking.server = fake_server_open(folder, &place, options->trust_package, &fault);
    if (checking.server == NULL) {
        return complain(EXIT_USAGE, &fault);
    }
    checking.report.metabase = fake_server_metabase(checking.server);
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
