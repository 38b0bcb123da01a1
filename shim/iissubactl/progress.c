#include "progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "files/output.h"
#include "lsass/clock.h"

#define EVERY_MS 100u

void progress_show(const char *what, size_t done, size_t whole)
{
    static uint32_t shown_at;
    static bool shown;
    if (whole == 0 || !output_is_terminal(stderr)) {
        return;
    }
    uint32_t now = clock_ticks();
    if (done >= whole) {
        if (shown) {
            output_control(stderr, "\r\033[K");
        }
        shown = false;
    } else if (clock_elapsed(shown_at, now) >= EVERY_MS) {
        output_control(stderr, "\r");
        fprintf(stderr, "%s: %u %%", what, (unsigned)((double)done * 100 / (double)whole));
        fflush(stderr);
        shown_at = now;
        shown = true;
    }
}
