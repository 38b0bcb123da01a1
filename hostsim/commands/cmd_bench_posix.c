/* bench: what the package, the tools and the host cost. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "command.h"
#include "files/output.h"

static const struct {
    const char *name;
    bench_part *run;
} parts[] = {
    {"routine", bench_routine}, {"accounts", bench_accounts}, {"threads", bench_threads},
    {"reload", bench_reload},   {"import", bench_import},     {"live", bench_live},
    {"host", bench_host},
};

#define PART_COUNT (sizeof parts / sizeof parts[0])

/* A row of the table: where the figure is, what it is, and its limit. */
static const struct row {
    const char *path[3];
    const char *label;
    const char *unit;
    enum { FREE, AT_MOST, AT_LEAST } held;
    double bound;
} rows[] = {
    {{"routine", "ntlmv1_ns"}, "NTLMv1", "ns", FREE, 0},
    {{"ratio", "ntlmv1"}, "  through its floor", "", AT_MOST, 0.68},
    {{"routine", "ntlm2_session_ns"}, "NTLM2 session", "ns", FREE, 0},
    {{"ratio", "ntlm2_session"}, "  through its floor", "", AT_MOST, 0.75},
    {{"routine", "ntlmv2_ns"}, "NTLMv2, account and domain seen before", "ns", FREE, 0},
    {{"ratio", "ntlmv2"}, "  through its floor", "", AT_MOST, 0.36},
    {{"routine", "ntlmv2_260_ns"}, "  with a blob of 260 bytes", "ns", FREE, 0},
    {{"ratio", "ntlmv2_260"}, "  through its floor", "", AT_MOST, 0.60},
    {{"routine", "ntlmv2_800_ns"}, "  with a blob of 800 bytes", "ns", FREE, 0},
    {{"ratio", "ntlmv2_800"}, "  through its floor", "", AT_MOST, 0.80},
    {{"routine", "ntlmv2_first_ns"}, "NTLMv2, the first time", "ns", FREE, 0},
    {{"ratio", "ntlmv2_first"}, "  through its floor", "", AT_MOST, 0.95},
    {{"routine", "lm_ns"}, "LM alone", "ns", FREE, 0},
    {{"ratio", "lm"}, "  through its floor", "", AT_MOST, 1.20},
    {{"routine", "lmv2_ns"}, "LMv2 alone", "ns", FREE, 0},
    {{"ratio", "lmv2"}, "  through its floor", "", AT_MOST, 1.20},
    {{"routine", "cleartext_ns"}, "cleartext", "ns", FREE, 0},
    {{"ratio", "cleartext"}, "  through its floor", "", AT_MOST, 2.50},
    {{"routine", "ntlmv1_refused_ns"}, "NTLMv1, refused", "ns", FREE, 0},
    {{"ratio", "ntlmv1_refused"}, "  through its floor", "", AT_MOST, 1.50},
    {{"routine", "ntlm2_session_refused_ns"}, "NTLM2 session, refused", "ns", FREE, 0},
    {{"ratio", "ntlm2_session_refused"}, "  through its floor", "", AT_MOST, 1.50},
    {{"routine", "ntlmv2_refused_ns"}, "NTLMv2, refused", "ns", FREE, 0},
    {{"ratio", "ntlmv2_refused"}, "  through its floor", "", AT_MOST, 1.50},
    {{"routine", "lm_refused_ns"}, "LM, refused", "ns", FREE, 0},
    {{"ratio", "lm_refused"}, "  through its floor", "", AT_MOST, 1.50},
    {{"routine", "lmv2_refused_ns"}, "LMv2, refused", "ns", FREE, 0},
    {{"ratio", "lmv2_refused"}, "  through its floor", "", AT_MOST, 1.50},
    {{"routine", "cleartext_refused_ns"}, "cleartext, refused", "ns", FREE, 0},
    {{"ratio", "cleartext_refused"}, "  through its floor", "", AT_MOST, 2.50},
    {{"routine", "junk_ns"}, "24 bytes of junk in both fields", "ns", FREE, 0},
    {{"ratio", "junk"}, "  through its floor", "", AT_MOST, 1.30},
    {{"routine", "allocations"}, "allocations a logon", "", AT_MOST, 0},
    {{"routine", "syscalls"}, "system calls a logon", "", AT_MOST, 0},
    {{"accounts", "1", "ntlmv2_ns"}, "1 account: NTLMv2", "ns", FREE, 0},
    {{"accounts", "128", "ntlmv1_random_ns"}, "128 accounts at random: NTLMv1", "ns", FREE, 0},
    {{"accounts", "128", "ntlmv1_random_ratio"}, "  through its floor", "", FREE, 0},
    {{"accounts", "128", "ntlmv2_random_ratio"}, "  NTLMv2 through its floor", "", FREE, 0},
    {{"accounts", "1000", "ntlmv1_random_ns"}, "1,000 accounts at random: NTLMv1", "ns", FREE, 0},
    {{"accounts", "1000", "ntlmv1_random_ratio"}, "  through its floor", "", AT_MOST, 0.80},
    {{"accounts", "1000", "ntlmv2_random_ns"},
     "1,000 accounts, as many domains: NTLMv2",
     "ns",
     FREE,
     0},
    {{"accounts", "1000", "ntlmv2_random_ratio"}, "  through its floor", "", AT_MOST, 0.90},
    {{"accounts", "100000", "ntlmv1_random_ratio"},
     "100,000 at random: NTLMv1 through its floor",
     "",
     FREE,
     0},
    {{"accounts", "100000", "ntlmv2_random_ratio"}, "  NTLMv2 through its floor", "", FREE, 0},
    {{"accounts", "1000", "ntlmv2_ns"}, "1,000 accounts: NTLMv2", "ns", FREE, 0},
    {{"accounts", "1000000", "ntlmv2_ns"}, "1,000,000 accounts: NTLMv2", "ns", FREE, 0},
    {{"accounts", "ratio"}, "  through one account's", "", AT_MOST, 2},
    {{"accounts", "1000000", "ntlmv2_first_ns"}, "  the first time", "ns", FREE, 0},
    {{"accounts", "1000000", "ntlmv2_cold_ns"}, "  with nothing in a cache", "ns", FREE, 0},
    {{"accounts", "1000000", "bytes_per_account"}, "  memory an account", "bytes", AT_MOST, 96},
    {{"accounts", "1000000", "reload_ms"}, "  read anew", "ms", AT_MOST, 1000},
    {{"accounts", "1000000", "longest_logon_meanwhile_ms"},
     "  longest logon meanwhile",
     "ms",
     FREE,
     0},
    {{"threads", "1", "logons_per_s"}, "one thread", "logons/s", FREE, 0},
    {{"threads", "2", "logons_per_s"}, "two threads", "logons/s", FREE, 0},
    {{"threads", "ratio"}, "  through one's", "", AT_LEAST, 1.95},
    {{"reload", "cold_ms"}, "the first logon after loading", "ms", FREE, 0},
    {{"reload", "changing_ns"}, "while the registry changes each 10 ms", "ns", FREE, 0},
    {{"reload", "changing_longest_ms"}, "  the longest logon", "ms", FREE, 0},
    {{"reload", "stack_of_three_ns"}, "a stack of three modules", "ns", FREE, 0},
    {{"import", "mb_per_s"}, "import of a metabase", "MB/s", FREE, 0},
    {{"import", "ratio"}, "  through expat's rate", "", AT_LEAST, 0.8},
    {{"import", "peak_mb"}, "  memory at most", "MB", FREE, 0},
    {{"find", "ms"}, "find in a metabase", "ms", FREE, 0},
    {{"find", "ratio"}, "  through expat's time", "", AT_MOST, 1.3},
    {{"live", "nodes"}, "nodes of a live metabase", "", FREE, 0},
    {{"live", "read_ms"}, "  read, and made into text", "ms", FREE, 0},
    {{"live", "use_ms"}, "  of which import and check read", "ms", FREE, 0},
    {{"host", "logons_per_s"}, "hostsim's LsaLogonUser", "logons/s", AT_LEAST, 250000},
    {{"host", "sam_logons_per_s"}, "  by SAM's own check", "logons/s", FREE, 0},
    {{"host", "sam_ratio"}, "  of which one takes as long as", "", AT_MOST, 2},
    {{"host", "filter_logons_per_s"}, "  by it and a filter", "logons/s", FREE, 0},
};

static void print_row(const struct row *row, const json_t *figures)
{
    const json_t *figure = figures;
    for (size_t i = 0; i < 3 && row->path[i] != NULL; i++) {
        figure = json_object_get(figure, row->path[i]);
    }
    if (!json_is_number(figure)) {
        return;
    }
    double value = json_number_value(figure);
    printf("%-42s %14.*f %-9s", row->label, value < 100 ? 3 : 0, value, row->unit);
    if (row->held != FREE) {
        bool kept = row->held == AT_LEAST ? value >= row->bound : value <= row->bound;
        printf(" %s %g%s", row->held == AT_LEAST ? ">=" : "<=", row->bound, kept ? "" : "  MISSED");
    }
    putchar('\n');
}

static void print_figures(const json_t *figures, bool json)
{
    if (json) {
        json_dumpf(figures, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(10));
        putchar('\n');
        return;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        print_row(&rows[i], figures);
    }
}

static int told; /* columns of what is shown */

static void tell_progress(const char *doing)
{
    output_take_back(stderr, told);
    told = fprintf(stderr, "measuring %s ...", doing);
    fflush(stderr);
}

static bool measure(struct bench *bench, const char *only, json_t *figures, struct fault *fault)
{
    bool done = bench_open(bench, fault);
    for (size_t i = 0; done && i < PART_COUNT; i++) {
        if (only == NULL || strcmp(only, parts[i].name) == 0) {
            done = parts[i].run(bench, figures, fault);
        }
    }
    bench_close(bench);
    if (bench->progress != NULL) {
        output_take_back(stderr, told);
    }
    return done;
}

#define PARTS "routine|accounts|threads|reload|import|live|host"

struct bench_options {
    bool quick;
    bool full;
    bool json;
    const char *only;
};

static bool take_only(void *settings, const char *value, struct fault *fault)
{
    struct bench_options *options = settings;
    options->only = value;
    for (size_t i = 0; i < PART_COUNT; i++) {
        if (strcmp(parts[i].name, value) == 0) {
            return true;
        }
    }
    return option_word_refused(PARTS, value, fault);
}

static const struct option_row own_options[] = {
    {.name = "quick",
     .help = "in seconds (the default)",
     .at = offsetof(struct bench_options, quick)},
    {.name = "full",
     .help = "with more rounds and larger inputs",
     .at = offsetof(struct bench_options, full)},
    {.name = "only",
     .argument = PARTS,
     .help = "this part alone",
     .kind = OPTION_OTHER,
     .take = take_only},
    OPTION_JSON(struct bench_options),
    {.name = NULL},
};

const struct command_row row_bench = {
    .name = "bench",
    .arguments = "",
    .help = "what a logon costs, beside the arithmetic",
    .options = {{own_options, 0}},
};

enum exit_code command_bench(struct command_words *words)
{
    struct bench bench = {.progress = isatty(STDERR_FILENO) ? tell_progress : NULL};
    struct bench_options options = {.only = NULL};
    struct fault fault = {""};
    enum exit_code code = take_words(words, &options);
    if (code != EXIT_GRANTED) {
        return code;
    }
    if (options.quick && options.full) {
        return usage(words->command, "--quick and --full exclude each other");
    }
    bench.full = options.full;
    json_t *figures = json_object();
    bool done = measure(&bench, options.only, figures, &fault);
    if (done) {
        print_figures(figures, options.json);
    }
    json_decref(figures);
    return done ? EXIT_GRANTED : complain(EXIT_HOST_FAILED, &fault);
}
