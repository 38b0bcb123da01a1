/* A file that is replaced stays what it was on Windows: its access control list, owner, attributes.
 */
#include "machine_folder.h"

#include <stdio.h>

#include "files/lock.h"

#define EVERYTHING \
    (OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION)

struct place {
    char folder[FOLDER_MAX];
    char path[FOLDER_MAX + 32];
};

static void make(struct place *place)
{
    folder_new(place->folder);
    folder_write(place->folder, "MetaBase.xml", "old");
    path_join(place->path, sizeof place->path, place->folder, "MetaBase.xml");
}

static void remove_place(const struct place *place)
{
    file_remove(place->path);
    folder_remove(place->folder);
}

static size_t protection(const char *path, unsigned char *descriptor, DWORD capacity)
{
    DWORD size = 0;
    assert_true(GetFileSecurityA(path, EVERYTHING, descriptor, capacity, &size));
    return size;
}

/* For administrators alone: no folder's default. */
static void protect(const char *path)
{
    unsigned char room[256];
    ACL *acl = (ACL *)(void *)room;
    SECURITY_DESCRIPTOR descriptor;
    SID_IDENTIFIER_AUTHORITY nt = {SECURITY_NT_AUTHORITY};
    PSID administrators;
    assert_true(AllocateAndInitializeSid(&nt, 2, SECURITY_BUILTIN_DOMAIN_RID,
                                         DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0,
                                         &administrators));
    assert_true(InitializeAcl(acl, sizeof room, ACL_REVISION));
    assert_true(AddAccessAllowedAce(acl, ACL_REVISION, FILE_ALL_ACCESS, administrators));
    assert_true(InitializeSecurityDescriptor(&descriptor, SECURITY_DESCRIPTOR_REVISION));
    assert_true(SetSecurityDescriptorDacl(&descriptor, TRUE, acl, FALSE));
    assert_true(SetFileSecurityA(path, DACL_SECURITY_INFORMATION, &descriptor));
    FreeSid(administrators);
}

static void the_access_control_list_and_the_owner_stay(void **state)
{
    struct place place;
    struct fault fault = {""};
    unsigned char before[1024];
    unsigned char after[1024];
    unsigned char others[1024];
    (void)state;
    make(&place);
    size_t ordinary = protection(place.path, others, sizeof others);
    protect(place.path);
    size_t size = protection(place.path, before, sizeof before);
    assert_true(size != ordinary || memcmp(before, others, size) != 0);
    if (!file_replace(place.path, "new", 3, &fault)) {
        fail_msg("%s", fault.text);
    }
    assert_int_equal(protection(place.path, after, sizeof after), size);
    assert_memory_equal(after, before, size);
    remove_place(&place);
}

static void attributes_stay(void **state)
{
    struct place place;
    struct fault fault;
    (void)state;
    make(&place);
    assert_true(SetFileAttributesA(place.path, FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM));
    DWORD before = GetFileAttributesA(place.path);
    assert_true(file_replace(place.path, "new", 3, &fault));
    assert_int_equal(GetFileAttributesA(place.path), before);
    struct contents contents = folder_read(place.folder, "MetaBase.xml");
    assert_string_equal(contents.text, "new");
    contents_release(&contents);
    remove_place(&place);
}

static void a_second_name_and_a_read_only_file_are_refused(void **state)
{
    typedef BOOL WINAPI link_function(LPCSTR, LPCSTR, LPSECURITY_ATTRIBUTES);
    FARPROC found = GetProcAddress(GetModuleHandleA("kernel32"), "CreateHardLinkA");
    struct place place;
    struct fault fault;
    char other[FOLDER_MAX + 32];
    (void)state;
    make(&place);
    path_join(other, sizeof other, place.folder, "other.xml");
    assert_true(((link_function *)(void *)found)(other, place.path, NULL));
    assert_false(file_replace(place.path, "new", 3, &fault));
    assert_non_null(strstr(fault.text, "hard link"));
    assert_true(file_remove(other));
    assert_true(SetFileAttributesA(place.path, FILE_ATTRIBUTE_READONLY));
    assert_false(file_replace(place.path, "new", 3, &fault));
    assert_non_null(strstr(fault.text, "read-only"));
    assert_true(SetFileAttributesA(place.path, FILE_ATTRIBUTE_NORMAL));
    struct contents contents = folder_read(place.folder, "MetaBase.xml");
    assert_string_equal(contents.text, "old");
    contents_release(&contents);
    remove_place(&place);
}

static void leftovers_alone_are_cleared(void **state)
{
    static const char *const names[] = {"MetaBase.xml.123.new", "MetaBase.xml.mine.new",
                                        "MetaBase.xml.new", "MetaBase.xml.bak"};
    struct place place;
    char path[FOLDER_MAX + 64];
    (void)state;
    make(&place);
    for (size_t i = 0; i < 4; i++) {
        folder_write(place.folder, names[i], "");
    }
    file_clear_leftovers(place.path);
    for (size_t i = 0; i < 4; i++) {
        path_join(path, sizeof path, place.folder, names[i]);
        assert_int_equal(file_exists(path), i != 0);
        file_remove(path);
    }
    remove_place(&place);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_access_control_list_and_the_owner_stay),
        cmocka_unit_test(attributes_stay),
        cmocka_unit_test(a_second_name_and_a_read_only_file_are_refused),
        cmocka_unit_test(leftovers_alone_are_cleared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
