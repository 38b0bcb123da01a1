#include "console.h"

#include <signal.h>
#include <termios.h>
#include <unistd.h>

static const int ending[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

#define ENDING_COUNT (sizeof ending / sizeof ending[0])

static struct termios shown;  /* as it was */
static struct termios hidden; /* without echo */
static struct sigaction before[ENDING_COUNT];
static struct sigaction before_stop;

bool console_is_terminal(void)
{
    return isatty(STDIN_FILENO);
}

/* tcsetattr and raise may be called here: signal-safety(7). */
static void on_end(int number)
{
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    signal(number, SIG_DFL);
    raise(number);
}

static void on_stop(int number)
{
    (void)number;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    raise(SIGSTOP);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

static void hide(void)
{
    struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_RESTART};
    struct sigaction stop = {.sa_handler = on_stop, .sa_flags = SA_RESTART};
    if (tcgetattr(STDIN_FILENO, &shown) != 0) {
        return;
    }
    hidden = shown;
    hidden.c_lflag &= ~(tcflag_t)ECHO;
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        sigaction(ending[i], &end, &before[i]);
    }
    sigaction(SIGTSTP, &stop, &before_stop);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
}

static void show(void)
{
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
    for (size_t i = 0; i < ENDING_COUNT; i++) {
        sigaction(ending[i], &before[i], NULL);
    }
    sigaction(SIGTSTP, &before_stop, NULL);
}

void console_echo(bool on)
{
    if (!console_is_terminal()) {
        return;
    }
    if (on) {
        show();
    } else {
        hide();
    }
}
