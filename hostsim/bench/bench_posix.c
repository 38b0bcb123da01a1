#include "bench.h"

#include <math.h>
#include <stdlib.h>

#include "enrolment/deployment.h"
#include "files/interruption.h"

bool bench_open(struct bench *bench, struct fault *fault)
{
    char dll[DEPLOYMENT_PATH_MAX];
    bool guarded = interruption_begin();
    bool made = temporary_machine(bench->folder, fault);
    interruption_folder(made ? bench->folder : NULL);
    if (!made || !deployment_own_dll(dll, fault)) {
        return false;
    }
    if (!guarded) {
        return fault_set(fault, "a thread could not be started");
    }
    setenv("IISSUBA_MACHINE", bench->folder, 1);
    setenv("IISSUBA_EVENTS", "off", 1);
    return package_load(dll, &bench->package, fault);
}

void bench_close(struct bench *bench)
{
    package_close(&bench->package);
    if (bench->folder[0] != '\0') {
        folder_remove_all(bench->folder);
    }
}

void bench_say(const struct bench *bench, const char *doing)
{
    if (bench->progress != NULL) {
        bench->progress(doing);
    }
}

void bench_put(json_t *object, const char *name, double figure)
{
    double scale = fabs(figure) < 100 ? 1000 : 1;
    json_object_set_new(object, name, json_real(round(figure * scale) / scale));
}
