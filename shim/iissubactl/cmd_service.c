/* service: the watch as a service of Windows. */
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "service.h"
#include "watch.h"
#include "watch/watch_stop.h"

static enum exit_code install(void)
{
    struct fault fault;
    bool added;
    if (!service_install(&added, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    printf("The service " SERVICE_NAME " is installed%s. It starts with the system; start it now "
           "with: iissubactl service start\n",
           added ? "" : " already");
    return EXIT_DONE;
}

static enum exit_code take_away(void)
{
    struct fault fault;
    bool was_there;
    if (!service_remove(&was_there, &fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    puts(was_there ? "The service " SERVICE_NAME " is removed."
                   : "The service " SERVICE_NAME " is not installed. Nothing is changed.");
    return EXIT_DONE;
}

static enum exit_code start(void)
{
    struct fault fault;
    if (!service_start(&fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    puts("The service " SERVICE_NAME " runs.");
    return EXIT_DONE;
}

static enum exit_code stop(void)
{
    struct fault fault;
    if (!service_stop(&fault)) {
        return complain(EXIT_FAILED, &fault);
    }
    puts("The service " SERVICE_NAME " is stopped.");
    return EXIT_DONE;
}

static enum exit_code status(void)
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
    printf("The service " SERVICE_NAME " %s.\n", texts[state]);
    return state == SERVICE_IS_RUNNING ? EXIT_DONE : EXIT_LEFT;
}

static void work(void)
{
    struct options here = {.machine = NULL};
    watch(&here, true);
}

/* Is not in the help: the service manager's way in. */
static enum exit_code run(void)
{
    struct fault fault;
    return watch_stop_prepare(&fault) && service_run(work, &fault) ? EXIT_DONE
                                                                   : complain(EXIT_USAGE, &fault);
}

enum exit_code command_service(const struct options *options, int count, char **arguments)
{
    static const struct {
        const char *word;
        enum exit_code (*run)(void);
    } words[] = {{"install", install}, {"remove", take_away}, {"start", start},
                 {"stop", stop},       {"status", status},    {"run", run}};
    struct fault fault;
    (void)options;
    (void)count;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(words[i].word, arguments[0]) == 0) {
            return words[i].run();
        }
    }
    fault_set(&fault, "\"%.60s\": expected install, remove, start, stop or status", arguments[0]);
    return complain(EXIT_USAGE, &fault);
}
