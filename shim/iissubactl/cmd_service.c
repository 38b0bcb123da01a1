/* service: the watch as a service of Windows. */
#include <stdio.h>
#include <string.h>

#include "options/command_table.h"
#include "service.h"
#include "show.h"
#include "watch.h"
#include "watch/watch_stop.h"

static enum exit_code install(const struct options *options)
{
    struct fault fault;
    bool added;
    if (!service_install(&added, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    say(options,
        "The service " SERVICE_NAME " is installed%s. It starts with the system; start it now "
        "with: iissubactl service start\n",
        added ? "" : " already");
    return EXIT_DONE;
}

static enum exit_code take_away(const struct options *options)
{
    struct fault fault;
    bool was_there;
    if (!service_remove(&was_there, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    say(options, "%s",
        was_there ? "The service " SERVICE_NAME " is removed.\n"
                  : "The service " SERVICE_NAME " is not installed. Nothing is changed.\n");
    return EXIT_DONE;
}

static enum exit_code start(const struct options *options)
{
    struct fault fault;
    if (!service_start(&fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    say(options, "The service " SERVICE_NAME " runs.\n");
    return EXIT_DONE;
}

static enum exit_code stop(const struct options *options)
{
    struct fault fault;
    if (!service_stop(&fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    say(options, "The service " SERVICE_NAME " is stopped.\n");
    return EXIT_DONE;
}

static enum exit_code status(const struct options *options)
{
    static const char *const texts[] = {
        [SERVICE_IS_ABSENT] = "is not installed: iissubactl service install",
        [SERVICE_IS_STOPPED] = "is stopped: iissubactl service start",
        [SERVICE_IS_BETWEEN] = "is starting or stopping",
        [SERVICE_IS_RUNNING] = "runs"};
    enum service_state state;
    struct fault fault;
    if (!service_ask(&state, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    say(options, "The service " SERVICE_NAME " %s.\n", texts[state]);
    return state == SERVICE_IS_RUNNING ? EXIT_DONE : EXIT_LEFT;
}

/* With --json: what the service is now, whatever was asked. */
static enum exit_code show_state(enum exit_code code)
{
    static const char *const words[] = {[SERVICE_IS_ABSENT] = "absent",
                                        [SERVICE_IS_STOPPED] = "stopped",
                                        [SERVICE_IS_BETWEEN] = "changing",
                                        [SERVICE_IS_RUNNING] = "running"};
    enum service_state state;
    struct fault fault;
    return service_ask(&state, &fault)
               ? show_answer(
                     json_pack("{s:s, s:s}", "service", SERVICE_NAME, "state", words[state]), code)
               : complain(EXIT_FAILED, &fault);
}

static void work(void)
{
    struct options here = {.machine = NULL};
    watch(&here, true);
}

/* Is not in the help: the service manager's way in. */
static enum exit_code run(const struct options *options)
{
    struct fault fault;
    (void)options;
    return watch_stop_prepare(&fault) && service_run(work, &fault) ? EXIT_DONE
                                                                   : complain(EXIT_USAGE, &fault);
}

enum exit_code command_service(const struct options *options, int count, char **arguments)
{
    static const struct {
        const char *word;
        enum exit_code (*run)(const struct options *options);
    } words[] = {{"install", install}, {"remove", take_away}, {"start", start},
                 {"stop", stop},       {"status", status},    {"run", run}};
    struct fault fault;
    (void)count;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, arguments[0]) == 0) {
            enum exit_code code = words[i].run(options);
            return code <= EXIT_LEFT && options->json ? show_state(code) : code;
        }
    }
    option_word_refused("install|remove|start|stop|status", arguments[0], &fault);
    return complain(EXIT_USAGE, &fault);
}
