#include "secret.h"

#include <termios.h>
#include <unistd.h>

bool console_is_terminal(void)
{
    return isatty(STDIN_FILENO);
}

void console_echo(bool on)
{
    struct termios settings;
    if (tcgetattr(STDIN_FILENO, &settings) == 0) {
        settings.c_lflag = on ? settings.c_lflag | ECHO : settings.c_lflag & ~(tcflag_t)ECHO;
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings);
    }
}
