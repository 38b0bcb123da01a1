#include "files.h"
#include "text/wipe.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void contents_release(struct contents *contents)
{
    if (contents->text != NULL) {
        wipe(contents->text, contents->size);
        free(contents->text);
    }
    *contents = (struct contents){NULL, 0};
}

bool file_read_existing(const char *path, struct contents *contents, struct fault *fault)
{
    enum file_found found = file_read(path, contents, fault);
    if (found == FILE_ABSENT) {
        return fault_set(fault, "%s: %s", path, strerror(ENOENT));
    }
    return found == FILE_READ;
}

bool file_replace(const char *path, const void *data, size_t size, struct fault *fault)
{
    struct file_change change;
    return file_prepare(path, data, size, &change, fault) && file_commit(&change, fault);
}

bool path_join_said(char path[FILE_PATH_MAX], const char *folder, const char *name,
                    struct fault *fault)
{
    return path_join(path, FILE_PATH_MAX, folder, name) ||
           fault_set(fault, "%.60s...: the path is too long", folder);
}

bool file_copy(const char *from, const char *to, struct fault *fault)
{
    struct contents contents;
    if (!file_read_existing(from, &contents, fault)) {
        return false;
    }
    bool copied = file_replace(to, contents.text, contents.size, fault);
    contents_release(&contents);
    return copied;
}
