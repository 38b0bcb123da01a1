/* The FTP channel: bytes in pieces of any size; nobody is asked about without USER and PASS. */
#include "fuzz.h"

#include "ftp_session.h"

static enum ftp_login decide(void *context, const char *user, const char *password)
{
    (void)context;
    FUZZ_CHECK(*user != '\0' && strlen(user) < FTP_LINE_MAX && strlen(password) < FTP_LINE_MAX);
    FUZZ_CHECK(strpbrk(user, "\r\n") == NULL);
    return strcmp(password, "right") == 0 ? FTP_GRANTED : FTP_DENIED;
}

static void check_reply(const struct ftp_reply *reply)
{
    FUZZ_CHECK(reply->size <= FTP_REPLY_MAX);
    FUZZ_CHECK(reply->size == 0 || (reply->size > 5 && reply->text[reply->size - 1] == '\n'));
    for (size_t i = 0; i + 1 < reply->size; i++) {
        FUZZ_CHECK(reply->text[i] != '\0');
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    struct ftp_session session;
    struct ftp_reply reply;
    size_t piece = input_number(&input, 1) + 1;
    ftp_session_begin(&session, "SERVERNAME", decide, NULL, &reply);
    check_reply(&reply);
    while (input.left > 0 && !session.closing) {
        size_t part = input.left < piece ? input.left : piece;
        reply.size = 0;
        size_t taken = ftp_session_feed(&session, (const char *)input.at, part, &reply);
        FUZZ_CHECK(taken > 0 && taken <= part);
        check_reply(&reply);
        input.at += taken;
        input.left -= taken;
    }
    return 0;
}
