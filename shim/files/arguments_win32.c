#include "arguments.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <windows.h>

/*
 * The C runtime's own split of the command line ("__getmainargs, __wgetmainargs"). start_up is a
 * _startupinfo, an int of which is read.
 */
int __wgetmainargs(int *count, wchar_t ***words, wchar_t ***environment, int wildcards,
                   int *start_up);

static char *narrow(UINT page, const wchar_t *wide)
{
    int size = WideCharToMultiByte(page, 0, wide, -1, NULL, 0, NULL, NULL);
    char *text = size > 0 ? malloc((size_t)size) : NULL;
    if (text != NULL) {
        WideCharToMultiByte(page, 0, wide, -1, text, size, NULL, NULL);
    }
    return text;
}

static wchar_t *widen(UINT page, const char *text)
{
    int units = MultiByteToWideChar(page, 0, text, -1, NULL, 0);
    wchar_t *wide = units > 0 ? malloc((size_t)units * sizeof *wide) : NULL;
    if (wide != NULL) {
        MultiByteToWideChar(page, 0, text, -1, wide, units);
    }
    return wide;
}

/* What comes back is what was given: the page has all of it. */
static bool comes_back(UINT page, const char *text, const wchar_t *wide)
{
    wchar_t *back = widen(page, text);
    bool same = back != NULL && wcscmp(wide, back) == 0;
    free(back);
    return same;
}

bool arguments_open(int *count, char ***words, struct fault *fault)
{
    wchar_t **wide;
    wchar_t **environment;
    int start_up = 0;
    __wgetmainargs(count, &wide, &environment, 0, &start_up);
    *words = calloc((size_t)*count + 1, sizeof **words);
    for (int i = 0; i < *count && *words != NULL; i++) {
        (*words)[i] = narrow(CP_UTF8, wide[i]);
        if ((*words)[i] == NULL) {
            return fault_set(fault, "no memory");
        }
        if (!comes_back(CP_UTF8, (*words)[i], wide[i])) {
            return fault_set(fault, "%s: it is no text: half of a character", (*words)[i]);
        }
    }
    return *words != NULL || fault_set(fault, "no memory");
}

/* NT 4.0 knows no way to do without best fit. */
char *arguments_path(char *word)
{
    wchar_t *wide = widen(CP_UTF8, word);
    char *path = wide == NULL ? NULL : narrow(CP_ACP, wide);
    if (path != NULL && !comes_back(CP_ACP, path, wide)) {
        free(path);
        path = NULL;
    }
    free(wide);
    return path;
}

bool arguments_ask_help(const char *word)
{
    return strcmp(word, "/?") == 0;
}
