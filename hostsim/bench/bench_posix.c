#include "bench.h"

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "enrolment/deployment.h"

bool bench_open(struct bench *bench, struct fault *fault)
{
    char dll[DEPLOYMENT_PATH_MAX];
    if (!temporary_machine(bench->folder, fault) || !deployment_own_dll(dll, fault)) {
        return false;
    }
    setenv("IISSUBA_MACHINE", bench->folder, 1);
    setenv("IISSUBA_EVENTS", "off", 1);
    return package_open_file(dll, &bench->package) == STATUS_SUCCESS ||
           fault_set(fault, "%s: it cannot be loaded", dll);
}

void bench_close(struct bench *bench)
{
    package_close(&bench->package);
    if (bench->folder[0] != '\0') {
        temporary_remove(bench->folder);
    }
}

void bench_say(const struct bench *bench, const char *doing)
{
    if (bench->progress != NULL) {
        bench->progress(doing);
    }
}

void bench_pause(void)
{
    struct timespec until_due = {.tv_nsec = 60000000}; /* it looks every 50 ms */
    nanosleep(&until_due, NULL);
}

void bench_wait_a_little(void)
{
    struct timespec a_little = {.tv_nsec = 1000000};
    nanosleep(&a_little, NULL);
}

void bench_put(json_t *object, const char *name, double figure)
{
    double scale = fabs(figure) < 100 ? 1000 : 1;
    json_object_set_new(object, name, json_real(round(figure * scale) / scale));
}
