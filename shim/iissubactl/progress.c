#include "progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "files/output.h"
#include "lsass/clock.h"

#define EVERY_MS 100u

static int columns; /* of what is shown; 0: nothing is */

void progress_clear(void)
{
    if (columns > 0) {
        output_take_back(stderr, columns);
    }
    columns = 0;
}

void progress_show(const char *what, size_t done, size_t whole)
{
    static uint32_t shown_at;
    if (whole == 0 || !output_is_terminal(stderr)) {
        return;
    }
    uint32_t now = clock_ticks();
    if (done >= whole) {
        progress_clear();
    } else if (clock_elapsed(shown_at, now) >= EVERY_MS) {
        progress_clear();
        columns =
            fprintf(stderr, "%s: %u %%", what, (unsigned)((double)done * 100 / (double)whole));
        fflush(stderr);
        shown_at = now;
    }
}
