/* probe --list: the checks that there are, without a package. */
#include "probe_report.h"

void probe_list(FILE *out)
{
    for (size_t i = 0; i < probe_check_count; i++) {
        const struct probe_check *check = &probe_checks[i];
        fprintf(out, "%-28s  %-11s  %-10s  %s (%s)\n", check->name, probe_area_name(check->area),
                probe_grade_name(check->at_most), check->expected, check->source);
    }
}
