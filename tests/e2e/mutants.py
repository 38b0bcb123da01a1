"""The checks are able to fail: each bug here is put into a copy of the tree, and is found there.

A bug is a file, pieces of text that each stand once in it and what takes their places; the check that
must find it; and what that says. Without a bug each check passes, which is tried first.
"""
import os
import shutil
import subprocess
import sys
import unittest
from pathlib import Path

from support import BUILD, GENERATOR, SOURCE

COPY = BUILD / "mutants"

# What is built for a check, and how it is run in the copy's build folder.
CHECKS = {
    "hostile": (["iissuba", "test_hostile_package"], ["units/test_hostile_package", "iissuba.so"]),
    "secrecy": (["secrecy"], [sys.executable, SOURCE / "tests/e2e/secrecy.py"]),
    "wipes": (["test_wipes"], ["units/test_wipes"]),
    "faults": (["test_faults"], ["units/test_faults"]),
    "races": (["test_races"], ["units/test_races"]),
    "unload": (["iissuba", "test_unload"], ["units/test_unload", "iissuba.so"]),
    "cost": (["cost"], [sys.executable, SOURCE / "tests/e2e/cost.py"]),
    "instructions": (["iissuba", "instructions"],
                     [sys.executable, SOURCE / "tests/e2e/instructions.py"]),
    "keys": (["test_keys"], ["units/test_keys"]),
    "credential": (["test_credential"], ["units/test_credential"]),
    "logon": (["test_logon"], ["units/test_logon"]),
    "lsa": (["iissuba", "test_lsa"], ["units/test_lsa", "iissuba.so"]),
    "caller": (["test_caller"], ["units/test_caller"]),
    "session_key": (["test_session_key"], ["units/test_session_key"]),
    "import": (["test_import"], ["units/test_import"]),
    "live": (["test_live"], ["units/test_live"]),
    "live_edit": (["test_live_edit"], ["units/test_live_edit"]),
    "watch": (["test_watch"], ["units/test_watch"]),
    "filter": (["test_filter"], ["units/test_filter"]),
    "marshal": (["test_marshal"], ["units/test_marshal"]),
    "kdc": (["test_kdc"], ["units/test_kdc"]),
    "generic": (["test_generic"], ["units/test_generic"]),
    "audit": (["test_audit"], ["units/test_audit"]),
    "record": (["test_record"], ["units/test_record"]),
}

SOUND_TEXT = """    if (string->Length > string->MaximumLength || (string->Length > 0 && string->Buffer == NULL)) {
        return false;
    }
    *view = (struct wide)"""

BUGS = {
    "an over-read of one byte": (
        "shim/lsass/request.c",
        [("(const unsigned char *)string->Buffer, string->Length}",
          "(const unsigned char *)string->Buffer, string->Length + 1u}")],
        "hostile", "read of LogonInformation->NtChallengeResponse.Buffer at offset"),
    "a string taken to end in NUL (Q240938)": (
        "shim/lsass/request.c",
        [("*view = (struct wide){(const unsigned char *)string->Buffer, string->Length / 2u};",
          "*view = string->Buffer == NULL ? (struct wide){NULL, 0} : wide_of(string->Buffer);")],
        "hostile", "read of LogonInformation->Identity.UserName.Buffer at offset"),
    "MaximumLength taken for Length": (
        "shim/lsass/request.c",
        [("string->Length / 2u}", "string->MaximumLength / 2u}")],
        "hostile", "a MaximumLength beyond Length"),
    "Length not held against MaximumLength": (
        "shim/lsass/request.c",
        [(SOUND_TEXT, SOUND_TEXT.replace("string->Length > string->MaximumLength || ", ""))],
        "hostile", "read of LogonInformation->Identity."),
    "a length without a buffer believed": (
        "shim/lsass/request.c",
        [(SOUND_TEXT, SOUND_TEXT.replace(" || (string->Length > 0 && string->Buffer == NULL)", ""))],
        "hostile", "crash: SIGSEGV at address"),
    "the level not looked at": (
        "shim/lsass/routine.c",
        [("call->level != NetlogonNetworkInformation &&\n"
          "        call->level != NetlogonNetworkTransitiveInformation",
          "call->level == NetlogonGenericInformation")],
        "hostile", "read of LogonInformation->NtChallengeResponse at offset 72 of 64 bytes"),
    "logon hours taken to be by the hour": (
        "shim/lsass/restrictions.c",
        [("    if (!units_are_known(units_per_week)) {\n"
          "        return false;\n    }\n", "    units_per_week = units_are_known(168) ? 168 : 0;\n")],
        "hostile", "read of UserAll->LogonHours.LogonHours at offset"),
    "a write to UserAll": (
        "shim/lsass/routine.c",
        [("    *UserFlags = answer.user_flags;\n",
          "    *UserFlags = answer.user_flags;\n    UserAll->BadPasswordCount = 1;\n")],
        "hostile", "write of UserAll->BadPasswordCount at offset"),
    "Authoritative forgotten where a logon is refused": (
        "shim/lsass/routine.c",
        [("    if (Authoritative != NULL) {\n        *Authoritative = TRUE;\n    }\n", ""),
         ("    *Authoritative = answer.authoritative ? TRUE : FALSE;\n",
          "    if (answer.status == STATUS_SUCCESS) {\n        *Authoritative = TRUE;\n    }\n")],
        "hostile", "Authoritative is not set"),
    "a comparison that ends at the first difference": (
        "shim/lsass/ntlm.c",
        [("        __asm__ volatile(\"\" : \"+r\"(difference));\n",
          "        if (difference != 0) {\n            return false;\n        }\n")],
        "secrecy", "uninitialised value"),
    "a branch on a password's letters": (
        "shim/lsass/ntlm.c",
        [("    int outside =", "    if (byte == 'a') {\n        return 'A';\n    }\n    int outside =")],
        "secrecy", "uninitialised value"),
    "an OWF left on the stack": (
        "shim/lsass/ntlm.c", [("    wipe(last, sizeof last);\n}\n", "}\n")],
        "wipes", "leaves"),
    "a result that was not computed believed": (
        "shim/lsass/credential.c",
        [("return sound & check->secret->has_nt;",
          "return (sound | true) & check->secret->has_nt;"),
         ("match = own == NULL && (sound & any_form_proves(check, &made, v2));",
          "match = own == NULL && ((sound | true) & any_form_proves(check, &made, v2));")],
        "faults", "arithmetic_that_fails_anywhere_proves_nothing"),
    "keys that are not kept": (
        "shim/lsass/keys.c",
        [("    atomic_store_explicit(&place->state, PLACE_FULL, memory_order_release);\n",
          "    (void)place;\n")],
        "instructions", "again ntlmv2: "),
    "a quicker refusal where keys are kept": (
        "shim/lsass/keys.c",
        [("return of.keys != NULL && !of.keys->lacking;", "return of.keys != NULL;")],
        "cost", "kind='unkept'"),
    "a quicker answer for who is not known": (
        "shim/lsass/logon.c",
        [("    bool admits = admitted(", "    bool admits = known && admitted(")],
        "cost", "kind='unknown'"),
    "a proof under no secret taken for one": (
        "shim/lsass/credential.c",
        [("return sound & check->secret->has_nt;", "return sound;")],
        "keys", "FAILED"),
    "a password in the wrong case let in by the LM field": (
        "shim/lsass/credential.c",
        [("    bool match;", "    bool match = false;"),
         ("    } else {\n        bool fits", "    }\n    if (!match && request->lm.size > 0) {\n        bool fits")],
        "credential", "cleartext beside cleartext"),
    "an LM response let in beside an NT response": (
        "shim/lsass/credential.c",
        [("    result->proven = result->by",
          "    if (result->by == PROVEN_BY_NOTHING && check.by_nt) {\n"
          "        result->by = lm_field_proves(&check, lm_level);\n    }\n"
          "    result->proven = result->by")],
        "credential", "ntlmv1 beside lm"),
    "NTLMv1 taken where NTLM2 session's mark is": (
        "shim/lsass/credential.c",
        [("    return sound & response_matches(keys, challenge, request->nt.bytes);",
          "    return (sound & response_matches(keys, challenge, request->nt.bytes)) ||\n"
          "           response_matches(keys, request->challenge, request->nt.bytes);")],
        "credential", "a_marked_response_is_not_ntlmv1"),
    "no LM OWF taken for the empty password's": (
        "shim/lsass/owf_pair.c",
        [("        !owf_pair_is_blank(pair)) {", "        false) {")],
        "logon", "metabase, lm"),
    "the same in a dump": (
        "hostsim/machine/sam_hashes.c", [("    owf_pair_settle(owfs);\n", "")],
        "lsa", "hashes_of_no_password_are_told_from_no_hashes"),
    "the same in SAM's own OWFs": (
        "shim/lsass/owf_pair.c",
        [("    copy_owf(account->lm_owf, secret->lm, &secret->has_lm);\n    owf_pair_settle(secret);\n",
          "    copy_owf(account->lm_owf, secret->lm, &secret->has_lm);\n")],
        "logon", "sam, lm"),
    "an empty password taken for nobody's in a dump": (
        "hostsim/machine/sam_hashes.c",
        [("    if (hash_field_says_empty(field, size)) {",
          "    if (hash_field_says_empty(field, size) && owf == NULL) {")],
        "lsa", "hashes_of_no_password_are_told_from_no_hashes"),
    "a null password of smbpasswd's taken for nobody's": (
        "hostsim/machine/sam_hashes.c",
        [("    if (!owfs->has_nt && lm_empty) {",
          "    if (!owfs->has_nt && lm_empty && hash_field_says_empty(line->nt, line->nt_size)) {")],
        "lsa", "hashes_of_no_password_are_told_from_no_hashes"),
    "an empty password refused in cleartext": (
        "shim/lsass/credential.c",
        [("    if (!request->cleartext_allowed) {",
          "    if (!request->cleartext_allowed || request->nt.size + request->lm.size == 0) {")],
        "credential", "two_empty_fields_are_the_empty_password_in_cleartext_alone"),
    "no credential taken for the empty password": (
        "shim/lsass/credential.c",
        [("    if (!request->cleartext_allowed) {",
          "    if (!request->cleartext_allowed && request->nt.size + request->lm.size > 0) {")],
        "credential", "two_empty_fields_are_the_empty_password_in_cleartext_alone"),
    "LimitBlankPasswordUse not heeded by the package": (
        "shim/lsass/logon.c", [("    if (judgement.blank) {", "    if (judgement.blank && disabled) {")],
        "logon", "a_blank_password_is_refused_where_its_use_is_limited"),
    "LimitBlankPasswordUse not heeded by SAM's check": (
        "hostsim/lsa/sam_check.c", [("check->values.limits_blank && !console", "check->values.limits_blank && console")],
        "lsa", "a_blank_password_is_limited_to_the_console_where_the_registry_says_so"),
    "a limited blank password refused by a status that is not documented": (
        "shim/lsass/logon.c",
        [("        refuse(answer, STATUS_WRONG_PASSWORD, !disabled, EVENT_BLANK_PASSWORD);",
          "        refuse(answer, STATUS_ACCOUNT_RESTRICTION, !disabled, EVENT_BLANK_PASSWORD);")],
        "logon", "a_blank_password_is_refused_where_its_use_is_limited"),
    "an old response taken where clear text is allowed": (
        "hostsim/lsa/sam_check.c",
        [("proof.by == PROVEN_BY_NTLM_V2 && is_too_old",
          "proof.by == PROVEN_BY_NTLM_V2 && !request->cleartext_allowed && is_too_old")],
        "caller", "an_ntlmv2_response_may_be_as_old_as_the_machine_says"),
    "a long password taken for a response with a time": (
        "hostsim/lsa/sam_check.c",
        [("proof.by == PROVEN_BY_NTLM_V2 && is_too_old",
          "request->nt.size > RESPONSE_SIZE && is_too_old")],
        "caller", "what_is_no_ntlmv2_response_has_no_time"),
    "a client challenge of any version taken": (
        "shim/lsass/credential.c",
        [("    return ((blob[0] ^ 1u) | (blob[1] ^ 1u)) == 0;", "    return blob[0] == 1;")],
        "credential", "a_client_challenge_of_another_version_or_too_short_is_none"),
    "a level lowered by the caller": (
        "shim/lsass/credential.c",
        [("return lm_level < LEVEL_REFUSES_NTLM && ntlm_matches(check) ?",
          "return (lm_level < LEVEL_REFUSES_NTLM || check->request->cleartext_allowed) &&\n"
          "               ntlm_matches(check) ?")],
        "credential", "no_flag_of_the_caller_s_lowers_the_level"),
    "keys kept for any user": (
        "shim/lsass/keys.c",
        [("same_units(place->names, place->user_units, wanted->user)", "true")],
        "keys", "FAILED"),
    "a snapshot used without a second look": (
        "shim/lsass/store.c",
        [("        if (atomic_load(&current) == place) {\n            return (struct store_hold)",
          "        if (place >= 0) {\n            return (struct store_hold)")],
        "races", "a_million_logons_during_ten_thousand_reloads_are_all_right"),
    "a snapshot left behind at unloading": (
        "shim/lsass/store.c",
        [("    for (int place = 0; place < 2; place++) {\n        snapshot_free(",
          "    for (int place = 0; place < 0; place++) {\n        snapshot_free(")],
        "unload", "FAILED"),
    "a filter's refusal of a ticket told by its status": (
        "hostsim/lsa/kdc.c", [("    if (result->refused_by_filter) {", "    if (false) {")],
        "kdc", "a_refusal_of_the_filters_is_a_policy_error_whatever_it_says"),
    "a kickoff time that is not set taken for a ticket's end": (
        "hostsim/lsa/kdc.c",
        [("result->kickoff_time == 0 ? NT_NEVER : result->kickoff_time", "result->kickoff_time")],
        "kdc", "a_ticket_ends_at_the_smaller_time_that_is_set"),
    "the file of a ticket's filter not heeded": (
        "hostsim/lsa/filter.c",
        [("protocol == PROTOCOL_KERBEROS ? request->package_file : NULL", "NULL")],
        "filter", "a_file_takes_the_place_of_the_kdcs_filter_alone"),
    "no event where Auth0 exports no filter": (
        "hostsim/lsa/filter.c",
        [("if (!*reported && (status == STATUS_SUCCESS || named)) {", "if (!*reported && status != STATUS_SUCCESS && named) {")],
        "filter", "a_package_without_a_filter_is_an_event_once"),
    "a KickoffTime beside pointers that are NULL": (
        "hostsim/package/marshal.c", [("        marshalled->kickoff = NULL;\n", "")],
        "filter", "the_kdcs_filter_can_be_given_null_pointers"),
    "Ex asked without its flag": (
        "hostsim/logon/parameter_control.c",
        [("request->export == EXPORT_ROUTINE_EX ? MSV1_0_SUBAUTHENTICATION_DLL_EX : 0", "0")],
        "marshal", "parameter_control_names_the_package_and_ex"),
    "a package's number where MSV1_0_SUBAUTH_LOGON has it": (
        "hostsim/logon/parameter_control.c",
        [("request->subauth && !request->subauth_message", "request->subauth")],
        "marshal", "parameter_control_names_the_package_and_ex"),
    "half of a LogonId": (
        "hostsim/package/marshal.c",
        [("    identity->LogonId.HighPart = (LONG)(subject->logon_id >> 32);\n", "")],
        "marshal", "a_logons_id_has_64_bits"),
    "Ex's session key not taken": (
        "hostsim/lsa/profile.c",
        [("        memcpy(profile->keys.user, given->session_key, sizeof profile->keys.user);\n", "")],
        "marshal", "what_ex_gives_back_is_in_the_profile"),
    "a generic call watched on one side alone": (
        "hostsim/lsa/generic.c",
        [("ask(package, request, GUARD_BEFORE, answer, fault)", "true")],
        "generic", "what_is_read_behind_or_before_the_buffer_is_found"),
    "a generic request that names no package": (
        "hostsim/lsa/generic.c", [("    put.package_id = request->package_id;\n", "")],
        "generic", "the_request_names_the_package_and_points_to_the_bytes"),
    "a response read beyond what was returned": (
        "hostsim/lsa/generic.c", [("*size < sizeof response", "*size < 1")],
        "generic", "a_response_that_is_no_response_is_without_a_buffer"),
    "a ticket reported as MSV1_0's": (
        "hostsim/lsa/audit.c",
        [("if (!kerberos && is_wanted(&audited, AUDIT_ACCOUNT_LOGON))",
          "if (is_wanted(&audited, AUDIT_ACCOUNT_LOGON))")],
        "audit", "a_ticket_is_not_reported_as_msv1_0s_own"),
    "a wrong password forgotten where Guest stands in": (
        "hostsim/lsa/lsa.c",
        [("if (state->judged == STATUS_WRONG_PASSWORD && counts) {",
          "if (state->result->status == STATUS_WRONG_PASSWORD && counts) {")],
        "caller", "a_password_that_guest_stood_in_for_is_counted"),
    "Guest forced upon a package": (
        "hostsim/lsa/lsa.c",
        [("        !state->request->subauth && state->request->type", "        state->request->type")],
        "caller", "whom_a_package_refuses_guest_is_not_forced_for"),
    "a session key under one form of the domain alone": (
        "hostsim/lsa/session_key.c",
        [("form <= NTLM_DOMAIN_EMPTY && !proven", "form <= NTLM_DOMAIN_AS_GIVEN && !proven")],
        "session_key", "the_key_is_that_of_the_domain_the_client_used"),
    "Guest taken for an authenticated user by that group's name": (
        "hostsim/machine/policy.c",
        [('{"S-1-5-11", "Authenticated Users", NULL};', '{"S-1-5-11", NULL};'),
         ('{"S-1-1-0", "Everyone", known', '{"S-1-1-0", "Everyone", "Authenticated Users", known')],
        "lsa", "guest_is_no_authenticated_user"),
    "a transitive trust's logon recorded as any other": (
        "hostsim/json/record_logon.c", [("    if (request->transitive) {", "    if (false) {")],
        "record", "each_way_to_ask_is_in_the_line"),
    "the last secret thrown away in the third state": (
        "shim/enrolment/import_rule.c", [("forget ? &none : &stored->secret", "&none")],
        "import", "state 3 keeps"),
    "a person's account removed by an import": (
        "shim/enrolment/import_rule.c",
        [("stored->imported ? IMPORT_REMOVED : IMPORT_FOREIGN", "IMPORT_REMOVED")],
        "import", "gone, a person's"),
    "a secret of the live metabase stored as no secret": (
        "shim/live/live_edit.c",
        [("    record->attributes |= schema_is_secure(known) ? ATTRIBUTE_SECURE : 0;\n", "")],
        "live_edit", "an_edit_keeps_what_the_record_is"),
    "a record stored as an inherited one": (
        "shim/live/live_edit.c",
        [("    record->attributes &= ~(uint32_t)ATTRIBUTE_IS_INHERITED;\n",
          "    record->attributes |= ATTRIBUTE_IS_INHERITED;\n")],
        "live_edit", "an_edit_keeps_what_the_record_is"),
    "a secret that cannot be written let the one above show through": (
        "shim/live/live_render.c",
        [("        if (fit == LIVE_BROKEN && !secure) {", "        if (fit == LIVE_BROKEN || (fit != LIVE_FITS && secure)) {")],
        "live", "what_xml_cannot_hold_is_named_and_lets_nothing_show_through"),
    "each of many changes imported": (
        "shim/watch/watch_loop.c",
        [("i < WATCH_SETTLE_MOST && news == WATCH_CHANGED", "i < 1 && news == WATCH_CHANGED")],
        "watch", "each_story_runs_as_it_should"),
}


def run(arguments, cwd):
    environment = dict(os.environ, IISSUBA_BUILD=str(COPY / "build/host"))
    done = subprocess.run([str(a) for a in arguments], cwd=cwd, env=environment, timeout=300,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout.decode(errors="replace")


TRIES = 10  # a race that is lost a few times in a million may be won all through one run


class Texts(unittest.TestCase):
    def test_each_bug_s_text_stands_once_in_the_tree(self):
        for bug, (file, edits, _, _) in BUGS.items():
            with self.subTest(bug):
                text = (SOURCE / file).read_text()
                for old, new in edits:
                    self.assertEqual(text.count(old), 1, f"{file} does not have it once: {old}")
                    text = text.replace(old, new)


class Mutants(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        shutil.rmtree(COPY, ignore_errors=True)
        shutil.copytree(SOURCE, COPY, ignore=shutil.ignore_patterns("build", ".git", "__pycache__"))
        code, said = run(["cmake", "--preset", "host", *GENERATOR], COPY)
        assert code == 0, said

    def check(self, name):
        """The exit code of a check, and what it says, in the copy as it stands."""
        targets, command = CHECKS[name]
        code, said = run(["cmake", "--build", "build/host", f"-j{os.cpu_count()}", "--target",
                          *targets], COPY)
        self.assertEqual(code, 0, said)
        program = COPY / "build/host" / command[0]
        return run([program if program.exists() else command[0], *command[1:]],
                   COPY / "build/host")

    def test_1_without_a_bug_each_check_passes(self):
        for name in CHECKS:
            with self.subTest(name):
                code, said = self.check(name)
                self.assertEqual(code, 0, said)

    def test_2_each_bug_is_found_by_its_check(self):
        for bug, (file, edits, check, told) in BUGS.items():
            with self.subTest(bug):
                path = COPY / file
                sound = wrong = path.read_text()
                for old, new in edits:
                    wrong = wrong.replace(old, new)
                try:
                    path.write_text(wrong)
                    code, said = self.check(check)
                    for _ in range(TRIES if check == "races" else 0):
                        if code == 0:
                            code, said = self.check(check)
                finally:
                    path.write_text(sound)
                self.assertNotEqual(code, 0, "it was not found")
                self.assertIn(told, said)


if __name__ == "__main__":
    unittest.main(verbosity=2)
