#include "exports.h"

#include "output.h"
#include "registration/registration.h"

static LONG hresult(long error)
{
    return error == REGISTRY_OK ? 0 : (LONG)(0x80070000u | ((ULONG)error & 0xFFFF));
}

static void tell(enum event_id event, const uint16_t *name, long error)
{
    event_report(event, wide_of(name), (uint32_t)error);
    output_event(event, wide_of(name), (uint32_t)error);
}

static struct registration change(struct registry *registry, bool add)
{
    struct registration registration =
        add ? registration_add(registry, PACKAGE_NAME) : registration_remove(registry);
    if (registration.error == REGISTRY_OK) {
        registration.error = registry_commit(registry, NULL);
    }
    if (registration.error != REGISTRY_OK) {
        registration.outcome = EVENT_REGISTRATION_FAILED;
    }
    return registration;
}

static long change_and_tell(bool add)
{
    struct registry *registry;
    long error = registry_open(NULL, REGISTRY_WRITE, &registry, NULL);
    if (error != REGISTRY_OK) {
        tell(EVENT_REGISTRATION_FAILED, PACKAGE_NAME, error);
        return error;
    }
    struct registration registration = change(registry, add);
    registry_close(registry);
    tell(registration.outcome, registration.name, registration.error);
    if (registration.wider) {
        tell(EVENT_WIDER_ACCESS, PACKAGE_NAME, 0);
    }
    return registration.error;
}

void WINAPI RegisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show)
{
    (void)window;
    (void)instance;
    (void)arguments;
    (void)show;
    change_and_tell(true);
}

void WINAPI UnregisterIISSUBA(HANDLE window, HANDLE instance, char *arguments, int show)
{
    (void)window;
    (void)instance;
    (void)arguments;
    (void)show;
    change_and_tell(false);
}

LONG WINAPI DllRegisterServer(void)
{
    return hresult(change_and_tell(true));
}

LONG WINAPI DllUnregisterServer(void)
{
    return hresult(change_and_tell(false));
}
