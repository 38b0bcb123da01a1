/* The service: started by the service control manager, ended by it. */
#ifndef FAKE_SERVICE_H
#define FAKE_SERVICE_H

#define SERVICE_NAME L"IISADMIN"

/* Runs until the service is stopped. Returns the process's exit code. */
int service_run(void);

/*
 * Ends the process at once: no client is told, and nothing is saved. First it says itself what a
 * real service manager and COM would notice: that the service has aborted, and the class is gone.
 * Wine keeps both until the prefix's last program ends.
 */
__attribute__((noreturn)) void service_die(void);

#endif
