/*
 * The watch's loop on a script: what it does after each piece of news, and how long it waits. No
 * time passes here.
 */
#include "support.h"

#include "watch/watch_loop.h"

/* What the next calls answer, a letter each: of wait q c l s, of ask q c l, of join and import y n.
 */
struct script {
    const char *joins;
    const char *waits;
    const char *asks;
    const char *imports;
    char calls[512]; /* what was called: J, I, A, left, lost, and the milliseconds of a wait */
};

static char next(const char **answers)
{
    assert_true(**answers != '\0');
    return *(*answers)++;
}

static void note(struct script *script, const char *call)
{
    assert_true(strlen(script->calls) + strlen(call) + 2 < sizeof script->calls);
    strcat(strcat(script->calls, *script->calls == '\0' ? "" : " "), call);
}

static bool join(void *context)
{
    struct script *script = context;
    note(script, "J");
    return next(&script->joins) == 'y';
}

static enum watch_news news_of(char letter)
{
    return letter == 'q'   ? WATCH_QUIET
           : letter == 'c' ? WATCH_CHANGED
           : letter == 'l' ? WATCH_LOST
                           : WATCH_STOP;
}

static enum watch_news wait(void *context, unsigned milliseconds)
{
    struct script *script = context;
    char text[16];
    snprintf(text, sizeof text, "%u", milliseconds);
    note(script, text);
    return news_of(next(&script->waits));
}

static enum watch_news ask(void *context)
{
    struct script *script = context;
    note(script, "A");
    return news_of(next(&script->asks));
}

static bool import(void *context)
{
    struct script *script = context;
    note(script, "I");
    return next(&script->imports) == 'y';
}

static void leave(void *context, bool lost)
{
    note(context, lost ? "lost" : "left");
}

static void each_story_runs_as_it_should(void **state)
{
    (void)state;
    static const struct {
        const char *story;
        struct script script;
        const char *calls;
    } cases[] = {
        {"it imports once, asks when nothing comes, and leaves when it is ended",
         {"y", "qs", "q", "y", ""},
         "J I 30000 A 30000 left"},
        {"a change is imported when it has settled",
         {"y", "cqs", "", "yy", ""},
         "J I 30000 200 I 30000 left"},
        {"changes on end are one import",
         {"y", "cccqs", "", "yy", ""},
         "J I 30000 200 200 200 I 30000 left"},
        {"but they are not waited for without end",
         {"y", "cccccccccccs", "", "yy", ""},
         "J I 30000 200 200 200 200 200 200 200 200 200 200 I 30000 left"},
        {"the end is not put off by settling", {"y", "cs", "", "y", ""}, "J I 30000 200 left"},
        {"a missed notice is found", {"y", "qqs", "c", "yy", ""}, "J I 30000 A 200 I 30000 left"},
        {"what ends is joined again, and imported again",
         {"yy", "ls", "", "yy", ""},
         "J I 30000 lost J I 30000 left"},
        {"so it is where asking finds it out",
         {"yy", "qs", "l", "yy", ""},
         "J I 30000 A lost J I 30000 left"},
        {"and where it ends while changes settle",
         {"yy", "cls", "", "yy", ""},
         "J I 30000 200 lost J I 30000 left"},
        {"what cannot be joined is tried again, later each time",
         {"nnnnnnny", "qqqqqqqs", "", "y", ""},
         "J 1000 J 2000 J 4000 J 8000 J 16000 J 30000 J 30000 J I 30000 left"},
        {"it can be ended meanwhile", {"n", "s", "", "", ""}, "J 1000"},
        {"the waits begin anew after a success",
         {"nnynys", "qqlqs", "", "yy", ""},
         "J 1000 J 2000 J I 30000 lost J 1000 J I 30000 left"},
        {"an import that fails is tried again, later each time",
         {"y", "qqqqqqqqs", "qqqq", "nnnny", ""},
         "J I 1000 A 200 I 2000 A 200 I 4000 A 200 I 8000 A 200 I 30000 left"},
        {"a change comes before that", {"y", "cqs", "", "ny", ""}, "J I 1000 200 I 30000 left"},
        {"what has ended is not imported from",
         {"yy", "qs", "l", "ny", ""},
         "J I 1000 A lost J I 30000 left"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct script script = cases[i].script;
        struct watch_port port = {&script, join, wait, ask, import, leave};
        watch_run(&port);
        if (strcmp(script.calls, cases[i].calls) != 0) {
            fail_msg("%s: %s", cases[i].story, script.calls);
        }
        assert_string_equal(script.waits, "");
        assert_string_equal(script.asks, "");
        assert_string_equal(script.imports, "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(each_story_runs_as_it_should)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
