#include "live_record.h"

static uint32_t dword_at(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

bool live_record_at(const unsigned char *buffer, size_t size, size_t index,
                    struct live_record *record)
{
    if (index >= size / LIVE_GETALL_RECORD_SIZE) {
        return false;
    }
    const unsigned char *at = buffer + index * LIVE_GETALL_RECORD_SIZE;
    uint32_t offset = dword_at(at + 20);
    *record = (struct live_record){.id = dword_at(at),
                                   .attributes = dword_at(at + 4),
                                   .user_type = dword_at(at + 8),
                                   .type = dword_at(at + 12),
                                   .size = dword_at(at + 16)};
    if (record->size > 0 && (offset > size || record->size > size - offset)) {
        return false;
    }
    record->data = record->size == 0 ? NULL : buffer + offset;
    return true;
}
