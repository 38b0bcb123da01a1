#include "nearest.h"

#include <stdbool.h>
#include <string.h>

#define LETTERS_MOST 64

static char lower(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

static unsigned least_of(unsigned a, unsigned b)
{
    return a < b ? a : b;
}

static unsigned distance(const char *a, size_t a_length, const char *b, size_t b_length)
{
    unsigned rows[3][LETTERS_MOST + 1];
    unsigned *before = rows[0];
    unsigned *last = rows[1];
    unsigned *now = rows[2];
    for (size_t j = 0; j <= b_length; j++) {
        last[j] = (unsigned)j;
    }
    for (size_t i = 1; i <= a_length; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= b_length; j++) {
            bool same = lower(a[i - 1]) == lower(b[j - 1]);
            now[j] = least_of(last[j - 1] + !same, least_of(last[j], now[j - 1]) + 1);
            if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                lower(a[i - 2]) == lower(b[j - 1])) {
                now[j] = least_of(now[j], before[j - 2] + 1);
            }
        }
        unsigned *oldest = before;
        before = last;
        last = now;
        now = oldest;
    }
    return last[b_length];
}

void nearest_try(struct nearest *nearest, const char *known)
{
    size_t length = strlen(known);
    if (length > LETTERS_MOST || nearest->length > LETTERS_MOST) {
        return;
    }
    unsigned allowed = (unsigned)((length + 2) / 3);
    unsigned apart = distance(nearest->typed, nearest->length, known, length);
    bool begins = strncmp(known, nearest->typed, nearest->length) == 0;
    if (apart <= allowed && (nearest->found == NULL || apart < nearest->distance ||
                             (apart == nearest->distance && begins))) {
        nearest->found = known;
        nearest->distance = apart;
    }
}
