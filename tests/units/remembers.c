/*
 * A process that only loads the package and puts logons through it, for its memory to be searched
 * (tests/e2e/memory.py). Not a test by itself.
 *   make FORM PASSWORD   prints what somebody presents who knows the password, in hex; and, not for
 *                        judge, NTOWFv2
 *   judge PACKAGE        reads lines of that, says granted or denied, and waits for the input's end
 * The second never has a secret but in what it reads, and wipes that itself.
 */
#include "support.h"

#include <stdlib.h>
#include <unistd.h>

#include "package.h"
#include "text/hex.h"
#include "text/utf.h"

#define FIELDS 3 /* the challenge, and both responses */
#define LINE_BYTES 4096

static void print_hex(const void *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        printf("%02x", ((const unsigned char *)bytes)[i]);
    }
    putchar(' ');
}

static int make(const char *form, const char *password)
{
    uint16_t units[64];
    struct made_request made;
    size_t count = utf8_to_utf16(password, strlen(password), units, 64);
    make_request(&made, (enum form)atoi(form), (struct wide){(unsigned char *)units, count},
                 WIDE(u"IUSR_SERVERNAME"), WIDE(u"Domain"), NULL);
    printf("%u ", (unsigned)made.info.Identity.ParameterControl);
    print_hex(made.info.LmChallenge.data, CHALLENGE_SIZE);
    print_hex(made.nt, made.info.NtChallengeResponse.Length);
    print_hex(made.lm, made.info.LmChallengeResponse.Length);
    unsigned char v2_owf[OWF_SIZE];
    struct owf_pair secret = secret_of_password((struct wide){(unsigned char *)units, count});
    assert_true(ntlm_v2_owf(secret.nt, WIDE(u"IUSR_SERVERNAME"), WIDE(u"Domain"),
                            NTLM_DOMAIN_AS_GIVEN, v2_owf));
    print_hex(v2_owf, sizeof v2_owf);
    putchar('\n');
    return 0;
}

/* One line, unbuffered; false at the end. */
static bool read_line(char line[LINE_BYTES])
{
    size_t length = 0;
    while (length + 1 < LINE_BYTES && read(0, line + length, 1) == 1) {
        if (line[length] == '\n') {
            line[length] = '\0';
            return true;
        }
        length++;
    }
    return false;
}

/* The next field's bytes, in the place of its digits. */
static size_t take_field(char **at, unsigned char **bytes)
{
    size_t size = 0;
    *bytes = (unsigned char *)*at;
    while (hex_digit((*at)[0]) >= 0) {
        (*bytes)[size++] = (unsigned char)(hex_digit((*at)[0]) << 4 | hex_digit((*at)[1]));
        *at += 2;
    }
    (*at)++;
    return size;
}

static NTSTATUS log_on(const struct package *package, char *line)
{
    NETLOGON_NETWORK_INFO info = {.Identity = {.ParameterControl = (ULONG)(line[0] - '0')}};
    struct made_account account;
    unsigned char *fields[FIELDS];
    size_t sizes[FIELDS];
    char *at = line + 2;
    ULONG which;
    ULONG flags;
    BOOLEAN authoritative;
    LARGE_INTEGER logoff;
    LARGE_INTEGER kickoff;
    for (size_t i = 0; i < FIELDS; i++) {
        sizes[i] = take_field(&at, &fields[i]);
    }
    make_account(&account);
    info.Identity.UserName = counted(WIDE(u"IUSR_SERVERNAME"));
    info.Identity.LogonDomainName = counted(WIDE(u"Domain"));
    memcpy(info.LmChallenge.data, fields[0], CHALLENGE_SIZE);
    info.NtChallengeResponse = (STRING){(USHORT)sizes[1], (USHORT)sizes[1], (PCHAR)fields[1]};
    info.LmChallengeResponse = (STRING){(USHORT)sizes[2], (USHORT)sizes[2], (PCHAR)fields[2]};
    return package->routine(NetlogonNetworkInformation, &info, 0, &account.user, &which, &flags,
                            &authoritative, &logoff, &kickoff);
}

static int judge(const char *file)
{
    char line[LINE_BYTES];
    struct package package;
    if (package_open_file(file, &package) != STATUS_SUCCESS) {
        return 2;
    }
    while (read_line(line)) {
        NTSTATUS status = log_on(&package, line);
        wipe(line, sizeof line);
        const char *said = status == STATUS_SUCCESS ? "granted\n" : "denied\n";
        if (write(1, said, strlen(said)) < 0) {
            return 2;
        }
    }
    package_close(&package);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "make") == 0) {
        return make(argv[2], argv[3]);
    }
    return argc == 3 && strcmp(argv[1], "judge") == 0 ? judge(argv[2]) : 2;
}
