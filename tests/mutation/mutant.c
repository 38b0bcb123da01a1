/*
 * What a build with mutants has more (world.py): which mutant is at work, and where it is noted
 * which functions were called. The environment says both.
 */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#define FUNCTIONS 4096 /* FUNCTIONS of tests.py */

extern int mutant_active; /* its number; 0: none */
extern unsigned char *mutant_called;

static unsigned char nowhere[FUNCTIONS];
int mutant_active;
unsigned char *mutant_called = nowhere; /* a byte a function */

__attribute__((constructor)) static void begin(void)
{
    const char *number = getenv("IISSUBA_MUTANT");
    const char *path = getenv("IISSUBA_MUTANT_CALLED");
    if (number != NULL) {
        mutant_active = atoi(number);
    }
    int file = path == NULL ? -1 : open(path, O_RDWR);
    if (file >= 0) {
        void *at = mmap(NULL, FUNCTIONS, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
        mutant_called = at == MAP_FAILED ? nowhere : at;
        close(file);
    }
}
