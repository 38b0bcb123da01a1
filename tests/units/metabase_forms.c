#include "metabase_forms.h"

static const char *const marks[METABASE_FORMS] = {"", "\xEF\xBB\xBF", "\xFF\xFE", "\xFE\xFF"};

static void add(struct formed *formed, unsigned byte)
{
    assert_true(formed->size < sizeof formed->bytes);
    formed->bytes[formed->size++] = (char)(unsigned char)byte;
}

void formed_of(enum text_form form, struct both text, struct formed *formed)
{
    formed->size = 0;
    for (const char *at = marks[form]; *at != '\0'; at++) {
        add(formed, (unsigned char)*at);
    }
    if (form == TEXT_UTF8 || form == TEXT_UTF8_MARKED) {
        for (const char *at = text.utf8; *at != '\0'; at++) {
            add(formed, (unsigned char)*at);
        }
        return;
    }
    for (const uint16_t *unit = text.utf16; *unit != 0; unit++) {
        add(formed, form == TEXT_UTF16_LE ? *unit & 0xFFu : *unit >> 8);
        add(formed, form == TEXT_UTF16_LE ? *unit >> 8 : *unit & 0xFFu);
    }
}

void folder_write_formed(const char *folder, const struct formed *formed)
{
    char path[FOLDER_MAX + 16];
    struct fault fault = {""};
    assert_true(path_join(path, sizeof path, folder, "MetaBase.xml"));
    assert_true(file_replace(path, formed->bytes, formed->size, &fault));
}
