/* A machine folder of a test's own, and the registry that belongs to it. */
#ifndef TESTS_MACHINE_FOLDER_H
#define TESTS_MACHINE_FOLDER_H

#include "support.h"

#include "machine.h"
#include "registry/registry.h"

#define FOLDER_MAX 256

/* Made empty below the temporary folder, and named to packages. */
void folder_new(char folder[FOLDER_MAX]);
/* With all that is in it. */
void folder_remove(const char *folder);

void folder_write(const char *folder, const char *name, const char *text);
/* The caller releases it with contents_release. */
struct contents folder_read(const char *folder, const char *name);

/* Enrols IUSR_SERVERNAME; password NULL: without a secret. */
void folder_enrol(const char *folder, bool sync, const struct wide *password);
/* Sets a value of IISSUBA or, with key "", of Lsa. */
void folder_set(const char *folder, const uint16_t *key, const uint16_t *name, uint32_t type,
                const void *data, size_t size);
/* Until when the forms of credentials are told. */
void folder_observe(const char *folder, int64_t until);

#endif
