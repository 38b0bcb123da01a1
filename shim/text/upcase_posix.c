#include "upcase.h"

#include <locale.h>
#include <pthread.h>
#include <wctype.h>

static locale_t unicode;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void open_locale(void)
{
    unicode = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
}

__attribute__((destructor)) static void close_locale(void)
{
    if (unicode != NULL) {
        freelocale(unicode);
    }
}

uint16_t upcase_beyond_ascii(uint16_t unit)
{
    pthread_once(&once, open_locale);
    if (unicode == NULL || (unit >= 0xD800 && unit <= 0xDFFF)) {
        return unit;
    }
    wint_t upper = towupper_l(unit, unicode);
    if (upper > 0xFFFF || towlower_l(upper, unicode) != unit) {
        return unit; /* one-way mappings (dotless i, long s) would make two names one */
    }
    return (uint16_t)upper;
}
