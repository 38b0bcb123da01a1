#include "secret.h"

#include <stdio.h>
#include <string.h>

#include "lsass/ntlm.h"

/* One line without its end; false where there is none or it does not fit. */
static bool read_line(char secret[SECRET_MAX])
{
    if (fgets(secret, SECRET_MAX, stdin) == NULL) {
        return false;
    }
    size_t length = strlen(secret);
    if (length + 1 == SECRET_MAX && secret[length - 1] != '\n') {
        return false;
    }
    while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r')) {
        secret[--length] = '\0';
    }
    return true;
}

static bool ask(const char *prompt, const char *account, char secret[SECRET_MAX])
{
    console_echo(false); /* before the prompt: what is typed at it is not thrown away */
    fprintf(stderr, prompt, account);
    bool read = read_line(secret);
    console_echo(true);
    fputc('\n', stderr);
    return read;
}

bool secret_read(const char *account, char secret[SECRET_MAX], struct fault *fault)
{
    char again[SECRET_MAX];
    bool same = true;
    bool read;
    setvbuf(stdin, NULL, _IONBF, 0); /* no copy stays in a buffer of the library's */
    if (console_is_terminal()) {
        read = ask("Secret of %s: ", account, secret) && ask("Once more, %s: ", account, again);
        same = read && strcmp(secret, again) == 0;
        wipe(again, sizeof again);
    } else {
        read = read_line(secret);
    }
    if (!read || *secret == '\0') {
        return fault_set(fault, "no secret was given: it is read as one line from standard input. "
                                "An account without one: --no-secret");
    }
    return same || fault_set(fault, "the two differ; nothing was changed");
}
