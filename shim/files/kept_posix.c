#include "kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#define PERMISSIONS 07777
#define ACCESS_LIST "system.posix_acl_access"

/* What was read of one file's attributes. Zeroed it is none. */
struct attribute {
    char *value;
    size_t size;
};

static bool cannot_keep(struct fault *fault, const char *path, const char *what)
{
    return fault_set(fault, "%s: its %s cannot be kept: %s; it is unchanged", path, what,
                     strerror(errno));
}

static bool no_memory(struct fault *fault, const char *path)
{
    return fault_set(fault, "%s: no memory; it is unchanged", path);
}

static bool is_absent(int error)
{
    return error == ENODATA || error == EOPNOTSUPP || error == ENOSYS;
}

static bool keep_owner(const char *path, const struct stat *old, int to, struct fault *fault)
{
    struct stat new;
    bool same = fstat(to, &new) == 0 && new.st_uid == old->st_uid &&new.st_gid == old->st_gid;
    return same || fchown(to, old->st_uid, old->st_gid) == 0 ||
           fault_set(fault, "%s: its owner (user %u, group %u) cannot be kept: %s; it is unchanged",
                     path, old->st_uid, old->st_gid, strerror(errno));
}

/* The folder's default list is on the new file, whatever the old one had. */
static bool drop_access_list(const char *path, int to, struct fault *fault)
{
    return fremovexattr(to, ACCESS_LIST) == 0 || is_absent(errno) ||
           cannot_keep(fault, path, "access control list");
}

/* The value of an attribute, which the caller frees. False where it cannot be read. */
static bool read_attribute(const char *path, const char *name, struct attribute *attribute)
{
    ssize_t size = getxattr(path, name, NULL, 0);
    attribute->value = size < 0 ? NULL : malloc((size_t)size + 1);
    if (attribute->value == NULL) {
        return false;
    }
    size = getxattr(path, name, attribute->value, (size_t)size + 1);
    attribute->size = size < 0 ? 0 : (size_t)size;
    return size >= 0;
}

/* A label that a security module gives each new file alike cannot be set by all, and need not be.
 */
static bool has_attribute(int to, const char *name, const struct attribute *wanted)
{
    char *value = malloc(wanted->size + 1);
    bool same = value != NULL &&
                fgetxattr(to, name, value, wanted->size + 1) == (ssize_t)wanted->size &&
                memcmp(value, wanted->value, wanted->size) == 0;
    free(value);
    return same;
}

static bool is_of_the_contents(const char *name)
{
    return strcmp(name, "security.ima") == 0 || strcmp(name, "security.evm") == 0;
}

static bool keep_attribute(const char *path, const char *name, int to, struct fault *fault)
{
    struct attribute attribute = {NULL, 0};
    bool kept = is_of_the_contents(name);
    if (!kept && read_attribute(path, name, &attribute)) {
        kept = has_attribute(to, name, &attribute) ||
               fsetxattr(to, name, attribute.value, attribute.size, 0) == 0;
    }
    kept = kept || (errno == ENODATA) ||
           fault_set(fault, "%s: its attribute %s cannot be kept: %s; it is unchanged", path, name,
                     strerror(errno));
    free(attribute.value);
    return kept;
}

static bool keep_attributes(const char *path, int to, struct fault *fault)
{
    ssize_t size = listxattr(path, NULL, 0);
    if (size <= 0) {
        return size == 0 || is_absent(errno) || cannot_keep(fault, path, "attributes");
    }
    char *names = malloc((size_t)size);
    if (names == NULL) {
        return no_memory(fault, path);
    }
    size = listxattr(path, names, (size_t)size);
    bool kept = size >= 0 || cannot_keep(fault, path, "attributes");
    for (const char *name = names; kept && name < names + size; name += strlen(name) + 1) {
        kept = keep_attribute(path, name, to, fault);
    }
    free(names);
    return kept;
}

static bool keep_mode(const char *path, const struct stat *old, int to, struct fault *fault)
{
    struct stat new;
    mode_t mode = old->st_mode & PERMISSIONS;
    bool same = fstat(to, &new) == 0 && (new.st_mode &PERMISSIONS) == mode;
    return same || fchmod(to, mode) == 0 || cannot_keep(fault, path, "mode");
}

/* A change of owner clears bits of the mode, and an access control list sets some. */
bool kept_give(const char *path, int to, struct fault *fault)
{
    struct stat old;
    if (stat(path, &old) != 0) {
        return errno == ENOENT || cannot_keep(fault, path, "mode");
    }
    return keep_owner(path, &old, to, fault) && drop_access_list(path, to, fault) &&
           keep_attributes(path, to, fault) && keep_mode(path, &old, to, fault);
}
