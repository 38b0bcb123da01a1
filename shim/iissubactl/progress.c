#include "progress.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include "lsass/clock.h"

#define EVERY_MS 100u

void progress_show(const char *what, size_t done, size_t whole)
{
    static uint32_t shown_at;
    static bool shown;
    if (whole == 0 || !isatty(fileno(stderr))) {
        return;
    }
    uint32_t now = clock_ticks();
    if (done >= whole) {
        if (shown) {
            fputs("\r\033[K", stderr);
        }
        shown = false;
    } else if (clock_elapsed(shown_at, now) >= EVERY_MS) {
        fprintf(stderr, "\r%s: %u %%", what, (unsigned)((double)done * 100 / (double)whole));
        shown_at = now;
        shown = true;
    }
}
