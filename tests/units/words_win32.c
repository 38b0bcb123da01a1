/*
 * Stands in for the programs that a mend names. Prints its words as UTF-8, each behind its length,
 * and "[end]". As `words --prompt FILE` it has cmd.exe run each line of a file that is UTF-8, as
 * its prompt would: standard input gives Wine's cmd.exe only what is in the OEM code page.
 */
#include <stdio.h>
#include <stdlib.h>
#include <wchar.h>

#include <fcntl.h>
#include <io.h>
#include <windows.h>

/* The C runtime's own split of the command line ("__getmainargs, __wgetmainargs"). */
int __wgetmainargs(int *count, wchar_t ***words, wchar_t ***environment, int wildcards,
                   int *start_up);

static void print_word(const wchar_t *word)
{
    char utf8[16384];
    int size = WideCharToMultiByte(CP_UTF8, 0, word, -1, utf8, sizeof utf8, NULL, NULL);
    printf("[%d]%s\n", size - 1, utf8);
}

/* /S takes what is between the first and the last quote as it is ("cmd /?"). */
static int run(const char *line)
{
    static wchar_t wide[8192];
    static wchar_t command[8300];
    STARTUPINFOW start = {.cb = sizeof start};
    PROCESS_INFORMATION process;
    MultiByteToWideChar(CP_UTF8, 0, line, -1, wide, 8192);
    swprintf(command, 8300, L"cmd.exe /d /s /c \"%ls\"", wide);
    if (!CreateProcessW(NULL, command, NULL, NULL, TRUE, 0, NULL, NULL, &start, &process)) {
        return EXIT_FAILURE;
    }
    WaitForSingleObject(process.hProcess, INFINITE);
    CloseHandle(process.hProcess);
    CloseHandle(process.hThread);
    return EXIT_SUCCESS;
}

static int prompt(const wchar_t *path)
{
    static char line[8192];
    FILE *file = _wfopen(path, L"rb");
    if (file == NULL) {
        return EXIT_FAILURE;
    }
    while (fgets(line, sizeof line, file) != NULL) {
        size_t length = strcspn(line, "\r\n");
        line[length] = '\0';
        if (run(line) != EXIT_SUCCESS) {
            return EXIT_FAILURE;
        }
    }
    fclose(file);
    return EXIT_SUCCESS;
}

int main(void)
{
    wchar_t **words;
    wchar_t **environment;
    int count;
    int start_up[8] = {0};
    __wgetmainargs(&count, &words, &environment, 0, start_up);
    if (count == 3 && wcscmp(words[1], L"--prompt") == 0) {
        return prompt(words[2]);
    }
    _setmode(_fileno(stdout), _O_BINARY);
    for (int i = 1; i < count; i++) {
        print_word(words[i]);
    }
    puts("[end]");
    return EXIT_SUCCESS;
}
