/*
 * REGEDIT4, in each code page: what it says is what the same text says in version 5, made by iconv.
 * The first byte chooses the code page, the rest stands below the key.
 */
#include "fuzz.h"

#include <iconv.h>

#include "registry/regfile.h"
#include "registry/registry.h"

#define KEY "\r\n\r\n[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Lsa]\r\n"
#define TEXT_MAX 4096

static const char *const code_pages[] = {"874",  "1250", "1251", "1252", "1253", "1254",
                                         "1255", "1256", "1257", "1258", ""};
#define CODE_PAGES_TRIED (sizeof code_pages / sizeof code_pages[0])

/* A file of that header and this body, which has size bytes. */
static struct contents file_of(const char *header, const char *body, size_t size)
{
    struct contents file = {malloc(TEXT_MAX * 4), 0};
    if (file.text == NULL) {
        exit(0);
    }
    file.size = (size_t)snprintf(file.text, TEXT_MAX, "%s" KEY, header);
    memcpy(file.text + file.size, body, size);
    file.size += size;
    file.text[file.size] = '\0';
    return file;
}

/* A byte's character in UTF-8, as iconv has it; empty where the code page has none. */
static void convert_byte(const char *code_page, unsigned char byte, char utf8[8])
{
    char name[16];
    char in = (char)byte;
    char *from = &in;
    char *to = utf8;
    size_t left = 1;
    size_t room = 7;
    snprintf(name, sizeof name, *code_page == '\0' ? "ASCII" : "CP%s", code_page);
    iconv_t opened = iconv_open("UTF-8", name);
    FUZZ_CHECK(opened != (iconv_t)-1);
    bool done = iconv(opened, &from, &left, &to, &room) != (size_t)-1 &&
                iconv(opened, NULL, NULL, &to, &room) != (size_t)-1;
    *(done ? to : utf8) = '\0';
    iconv_close(opened);
}

/* The body in UTF-8; false where the code page has not all of its characters. */
static bool convert(size_t code_page, const char *body, size_t size, char *utf8, size_t *used)
{
    static char known[CODE_PAGES_TRIED][256][8];
    if (known[code_page]['A'][0] == '\0') {
        for (unsigned byte = 1; byte < 256; byte++) {
            convert_byte(code_pages[code_page], (unsigned char)byte, known[code_page][byte]);
        }
    }
    *used = 0;
    for (size_t i = 0; i < size; i++) {
        const char *one = known[code_page][(unsigned char)body[i]];
        if (*one == '\0') {
            return false;
        }
        memcpy(utf8 + *used, one, strlen(one));
        *used += strlen(one);
    }
    return true;
}

static bool is_text(uint32_t type)
{
    return type == REGISTRY_SZ || type == REGISTRY_EXPAND_SZ || type == REGISTRY_MULTI_SZ;
}

/* Version 5 has UTF-16 in hex(2), version 4 has bytes, and each has become a unit. */
static void hold_values(const struct regfile_value *four, const struct regfile_value *five)
{
    FUZZ_CHECK(four->type == five->type && four->name_units == five->name_units);
    FUZZ_CHECK(memcmp(four->name, five->name, 2 * four->name_units) == 0);
    bool same = four->size == five->size &&
                (four->size == 0 || memcmp(four->data, five->data, four->size) == 0);
    bool widened = is_text(four->type) && four->size == 2 * five->size;
    for (size_t i = 0; widened && !same && i < five->size; i++) {
        bool ascii = five->data[i] < 0x80;
        FUZZ_CHECK(!ascii || (four->data[2 * i] == five->data[i] && four->data[2 * i + 1] == 0));
    }
    FUZZ_CHECK(same || widened);
}

static void hold(const struct regfile *four, const struct regfile *five)
{
    FUZZ_CHECK(four->count == five->count);
    for (size_t i = 0; i < four->count; i++) {
        FUZZ_CHECK(four->keys[i].count == five->keys[i].count);
        for (size_t v = 0; v < four->keys[i].count; v++) {
            hold_values(&four->keys[i].values[v], &five->keys[i].values[v]);
        }
    }
}

/* What is written is version 5, and the same when it is read again. */
static void come_back(const struct regfile *file)
{
    struct contents text;
    struct regfile again;
    struct fault fault = {""};
    FUZZ_CHECK(regfile_write(file, &text));
    FUZZ_CHECK(regfile_parse(&again, "again.reg", &text, &fault));
    FUZZ_CHECK(!again.version4 && again.count == file->count);
    for (size_t i = 0; i < file->count; i++) {
        FUZZ_CHECK(again.keys[i].count == file->keys[i].count);
        for (size_t v = 0; v < file->keys[i].count; v++) {
            const struct regfile_value *one = &file->keys[i].values[v];
            const struct regfile_value *other = &again.keys[i].values[v];
            FUZZ_CHECK(one->type == other->type && one->size == other->size);
            FUZZ_CHECK(one->size == 0 || memcmp(one->data, other->data, one->size) == 0);
        }
    }
    contents_release(&text);
    regfile_release(&again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char utf8[TEXT_MAX * 3];
    struct regfile four;
    struct regfile five;
    struct fault fault = {""};
    size_t used;
    if (size == 0 || size > TEXT_MAX / 2) {
        return 0;
    }
    size_t code_page = *data % CODE_PAGES_TRIED;
    const char *body = (const char *)data + 1;
    setenv("IISSUBA_CODE_PAGE", code_pages[code_page], 1);
    struct contents file = file_of("REGEDIT4", body, size - 1);
    bool read = regfile_parse(&four, "fuzz.reg", &file, &fault);
    FUZZ_CHECK(read || strncmp(fault.text, "fuzz.reg", 8) == 0);
    if (!convert(code_page, body, size - 1, utf8, &used)) {
        FUZZ_CHECK(!read);
    } else {
        struct contents newer = file_of("Windows Registry Editor Version 5.00", utf8, used);
        bool newer_read = regfile_parse(&five, "five.reg", &newer, &fault);
        FUZZ_CHECK(newer_read || !read); /* bytes in hex(2) may be none of the code page */
        if (read) {
            hold(&four, &five);
        }
        if (newer_read) {
            regfile_release(&five);
        }
        free(newer.text);
    }
    if (read) {
        come_back(&four);
        regfile_release(&four);
    }
    free(file.text);
    return 0;
}
