#include "secret.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "files/console.h"
#include "lsass/ntlm.h"

/* What came in the place of a secret. */
enum line { LINE_READ, LINE_NONE, LINE_TOO_LONG, LINE_NUL, LINE_RETURN, LINE_BROKEN };

/* A signal ends no input. */
static int next_character(void)
{
    int c;
    while ((c = getchar()) == EOF && ferror(stdin) && errno == EINTR) {
        clearerr(stdin);
    }
    return c;
}

/* One line without its end, which is LF, CR LF, or the end of the input. */
static enum line read_line(char secret[SECRET_MAX])
{
    size_t length = 0;
    int c;
    enum line found = LINE_READ;
    while ((c = next_character()) != EOF && c != '\n') {
        found = c == '\0' ? LINE_NUL : found;
        if (length + 1 == SECRET_MAX) {
            return LINE_TOO_LONG;
        }
        secret[length++] = (char)c;
    }
    if (ferror(stdin)) {
        return LINE_BROKEN;
    }
    length -= length > 0 && secret[length - 1] == '\r';
    secret[length] = '\0';
    if (found == LINE_READ && strchr(secret, '\r') != NULL) {
        found = LINE_RETURN;
    }
    return found == LINE_READ && length == 0 ? LINE_NONE : found;
}

static bool said(enum line found, struct fault *fault)
{
    switch (found) {
    case LINE_READ:
        return true;
    case LINE_TOO_LONG:
        return fault_set(fault, "the secret is too long: at most %d bytes", SECRET_MAX - 1);
    case LINE_NUL:
        return fault_set(fault,
                         "the secret holds a NUL, which no password has; nothing is changed");
    case LINE_RETURN:
        return fault_set(fault, "the secret holds a carriage return before its end, which no "
                                "password has; nothing is changed");
    case LINE_BROKEN:
        return fault_set(fault, "standard input cannot be read to the secret's end; nothing is "
                                "changed");
    case LINE_NONE:
        break;
    }
    return fault_set(fault, "no secret was given: it is read as one line from standard input. "
                            "An account without one: --no-secret");
}

static enum line ask(const char *prompt, const char *account, char secret[SECRET_MAX])
{
    console_echo(false); /* before the prompt: what is typed at it is not thrown away */
    fprintf(stderr, prompt, account);
    fflush(stderr);
    enum line found = read_line(secret);
    console_echo(true);
    fputc('\n', stderr);
    return found;
}

bool secret_read(const char *account, char secret[SECRET_MAX], struct fault *fault)
{
    char again[SECRET_MAX];
    bool same = true;
    setvbuf(stdin, NULL, _IONBF, 0); /* no copy stays in a buffer of the library's */
    bool terminal = console_is_terminal();
    enum line found = terminal ? ask("Secret of %s: ", account, secret) : read_line(secret);
    if (found == LINE_READ && terminal) {
        found = ask("Once more, %s: ", account, again);
        same = strcmp(secret, again) == 0;
        wipe(again, sizeof again);
    }
    if (!said(found, fault)) {
        wipe(secret, SECRET_MAX);
        return false;
    }
    return same || fault_set(fault, "the two differ; nothing was changed");
}
