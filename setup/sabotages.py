"""The guards of the product, each with a way to break it and the tests that must notice.

``old`` stands exactly once in the source of the apps; a guard whose words changed is declared anew here.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sabotage:
    """What breaks, in the county's words; the text and what takes its place; the tests that name the guard."""

    what: str
    old: str
    new: str
    tests: tuple[str, ...]


SABOTAGES = (
    Sabotage(
        "an hour of the round that is over begins the next one",
        "not (over := _end(row)) or at > over:",
        "True:",
        ("test_offline_hours.py::test_hours_typed_in_another_order_find_their_round_and_none_overlaps_another",),
    ),
    Sabotage(
        "a round begins before the one before it is over",
        "if before and first and over and _minute(first) < _minute(over):",
        "if False:",
        ("test_offline_hours.py::test_hours_typed_in_another_order_find_their_round_and_none_overlaps_another",),
    ),
    Sabotage(
        "a round that the hall held the same day waits for a confirmed day",
        " or _same_day(before, row)",
        "",
        ("test_offline_hours.py::test_hours_typed_in_another_order_find_their_round_and_none_overlaps_another",),
    ),
    Sabotage(
        "a vote that was put off is not on the desk of its day",
        'own |= Q(**{f"{name}__date": day})',
        "pass",
        ("test_offline_hours.py::test_the_desk_shows_other_days_and_rounds_as_they_were_held",),
    ),
    Sabotage(
        "who was chosen that day joined when it was typed",
        "number=number + 1, joined_on=joined)",
        "number=number + 1, joined_on=timezone.localdate())",
        (
            "test_offline_hours.py::test_who_was_chosen_into_the_committee_that_day_is_not_late_because_it_is_typed_later",
        ),
    ),
    Sabotage(
        "the handing over does not wait for a vote among the tied",
        "if step.step == HANDOVER and (tied := _tied_last(given.facts)):",
        "if False and (tied := None):",
        ("test_offline_hours.py::test_handing_over_waits_for_a_vote_among_the_tied",),
    ),
    Sabotage(
        "an archive has what nobody recorded",
        "if lacking := tuple(title_of(one) for one in item.must if one not in known):",
        "if lacking := ():",
        ("test_archive.py::test_the_index_prints_itself_from_what_was_recorded_and_only_gaps_are_typed",),
    ),
    Sabotage(
        "an archive is handed over to nobody",
        "if values[DAY] and not values[RECEIVER]:",
        "if False:",
        ("test_archive.py::test_an_archive_is_handed_over_with_day_and_receiver_and_never_before_the_vote",),
    ),
    Sabotage(
        "a notice that leaves out a winner is not held against the report",
        "return len(wanted) - len(found) if found else 0",
        "return 0",
        ("test_archive.py::test_a_posted_notice_is_held_against_names_and_votes_of_the_report",),
    ),
    Sabotage(
        "figures of a corrected result change by plain SQL while it is in doubt",
        "return f\"({sheet}.state = 'verified' OR {sheet}.correction_id IS NOT NULL)\"",
        "return f\"({sheet}.state = 'verified')\"",
        ("test_result_locks.py::test_figures_left_in_doubt_stay_locked_while_who_is_elected_may_change",),
    ),
    Sabotage(
        "the correction of another sheet opens the figures of a verified one",
        "AND c.sheet_id = {key} AND c.withdrawn_at IS NULL AND c.state = 'confirmed')",
        "AND c.withdrawn_at IS NULL AND c.state = 'confirmed')",
        ("test_result_locks.py::test_plain_sql_changes_nothing_verified_without_an_open_correction_of_the_sheet",),
    ),
    Sabotage(
        "a corrected result that contradicts what was announced stays verified",
        "    sheet_verdicts.settle_corrected(sheet, new.result)\n",
        "",
        (
            "test_corrections_in_doubt.py::test_figures_that_contradict_the_announcement_are_in_doubt_until_it_is_corrected_too",
        ),
    ),
    Sabotage(
        "somebody comes to be elected by a correction and nobody has checked the conditions",
        "if (others := corrected.newly_elected(old, new)) and not conditions_met:",
        "if (others := corrected.newly_elected(old, new)) and False:",
        (
            "test_corrections_in_doubt.py::test_whoever_comes_to_be_elected_was_checked_before_a_correction_is_confirmed",
        ),
    ),
    Sabotage(
        "after the vote among the tied nobody remembers the seat that was left open before",
        "left_open=self._left_open(sheet, before) if sheet.round.kind == RoundKind.TIE else (),",
        "left_open=(),",
        ("test_rounds_together.py::test_after_the_vote_among_the_tied_the_other_election_is_still_to_come",),
    ),
    Sabotage(
        "the announcement of a corrected result in doubt is sent back to be typed anew",
        "if ResultSheet.objects.filter(FIGURES_LOCKED, round=row).exists():",
        'if ResultSheet.objects.filter(round=row, state="verified").exists():',
        (
            "test_corrections_in_doubt.py::test_figures_that_contradict_the_announcement_are_in_doubt_until_it_is_corrected_too",
        ),
    ),
    Sabotage(
        "a verified figure changes by a correction of another sheet",
        """WHERE c.id = NEW.correction_id AND c.sheet_id = {key}
        AND c.state""",
        """WHERE c.id = NEW.correction_id
        AND c.state""",
        ("test_result_locks.py::test_plain_sql_changes_nothing_verified_without_an_open_correction_of_the_sheet",),
    ),
    Sabotage(
        "what waits for the second person opens a verified result already",
        """AND c.state = 'confirmed' AND c.withdrawn_at IS NULL)""",
        """AND c.state IN ('open', 'confirmed') AND c.withdrawn_at IS NULL)""",
        ("test_result_locks.py::test_plain_sql_changes_nothing_verified_without_an_open_correction_of_the_sheet",),
    ),
    Sabotage(
        "who proposed a correction carries it out",
        "workflow.require_other_person(correction, by=by, after=(PROPOSE,))",
        "pass",
        ("test_corrections.py::test_who_proposed_never_confirms_and_county_duty_is_the_second_where_nobody_else_may",),
    ),
    Sabotage(
        "a hold on an election keeps none of the names below it",
        'found = found.exclude(**{f"{above}__in": kept})',
        "pass",
        (
            "test_result_purge.py::test_a_cycle_is_purged_with_locked_and_corrected_results_and_figures_and_elected_stay",
        ),
    ),
    Sabotage(
        "the names of those once elected by wrong figures outlive a purge",
        "    not_elected(whole).update(name=retention.GONE)\n",
        "",
        (
            "test_result_purge.py::test_a_cycle_is_purged_with_locked_and_corrected_results_and_figures_and_elected_stay",
        ),
    ),
    Sabotage(
        "a repeated vote on the seats left over is held as if nobody had been elected",
        "return RoundKind(kind) if found == RoundKind.REPEAT and kind in OF_SOME_SEATS else found",
        "return found",
        ("test_failed_rounds.py::test_what_follows_a_void_vote_on_the_seats_left_over_is_that_vote_again",),
    ),
    Sabotage(
        "names of voters are erased while a dispute is open",
        'return {*rows.values_list("election", flat=True), *disputes.disputed(keys)}',
        'return set(rows.values_list("election", flat=True))',
        ("test_disputes.py::test_an_open_dispute_keeps_the_names_that_would_be_erased",),
    ),
    Sabotage(
        "anybody of the place decides on a dispute that was sealed for others",
        "    if not Dispute.objects.visible_to(by).filter(pk=row.pk).exists():\n",
        "    if False:\n",
        ("test_disputes.py::test_who_may_decide_on_a_dispute_is_asked_by_the_service_too",),
    ),
    Sabotage(
        "a handover may have been before there was a result",
        "if after and day < polling_day:",
        "if False:",
        ("test_polling_day.py::test_matters_after_the_election_are_typed_by_township_and_none_before_the_vote",),
    ),
    Sabotage(
        "reading the duty desk anew throws away what was typed",
        "return self.page(grid, outcome, {one.key: one for one in typed if one.mine})",
        "return self.page(grid, outcome)",
        ("test_duty_desk.py::test_after_a_lost_connection_the_page_is_read_anew_and_keeps_what_was_typed",),
    ),
    Sabotage(
        "a quick report passes for a verified result in the evening's text",
        "unverified = [one for one in told if not one.verified]",
        "unverified = []",
        ("test_duty_desk.py::test_the_evening_is_ready_to_be_copied_and_says_what_is_not_verified",),
    ),
    Sabotage(
        "the county's duty hears nothing of an incident",
        "        incidents.tell(rows, by=by)\n",
        "        pass\n",
        ("test_duty_desk.py::test_an_incident_reaches_the_county_duty_of_the_day_and_nobody_else_by_name",),
    ),
    Sabotage(
        "what a preview has planned is written over what somebody has changed since",
        'if told["stamp"] != Basis(batch, cycle).stamp(told["tables"]):',
        "if False:",
        ("test_kept_plans.py::test_after_anything_it_rests_on_has_changed_it_is_planned_again",),
    ),
    Sabotage(
        "a page shows what a process has at hand though somebody has changed it",
        "return then is now or all(then.get(table) == now.get(table) for table in map(_bare, one[0]))",
        "return True",
        ("test_kept.py::test_after_each_act_everybodys_to_do_is_that_of_a_fresh_count",),
    ),
    Sabotage(
        "a page that tells remarks is not drawn anew after somebody wrote one",
        '                yield f"{table}{SIGN}{_as_one.get(column, column)}"',
        "                continue",
        ("test_kept.py::test_who_names_a_column_aside_reads_it_again_and_who_counts_does_not",),
    ),
    Sabotage(
        "a village's page keeps what was read of its township though a village beside has changed",
        "        also_read(tables, places)\n\n\ndef also_read",
        "        also_read(tables)\n\n\ndef also_read",
        ("test_kept.py::test_what_a_village_has_from_its_township_holds_while_the_township_is_unchanged",),
    ),
    Sabotage(
        "a process believes of places it has read before that nothing has changed there since",
        "        if then.get(table) != whole.get(table)\n",
        "        if not whole\n",
        ("test_kept.py::test_of_places_that_were_read_before_a_request_reads_only_the_marks_that_have_moved_since",),
    ),
    Sabotage(
        "who watches a roving box is changed and nobody asks again whether they are enough",
        "rests_on=(PollingPlace, ElectionStaff, Scheme)",
        "rests_on=(PollingPlace, Scheme)",
        ("test_election_checks.py::test_a_check_is_asked_again_after_every_ledger_of_elections_that_it_reads",),
    ),
    Sabotage(
        "the plan of a preview lies on the disk with its numbers in clear",
        'StoredFile(name="plan.gz", encrypted=True,',
        'StoredFile(name="plan.gz", encrypted=False,',
        ("test_kept_plans.py::test_what_was_previewed_is_written_without_reading_or_planning_it_again",),
    ),
    Sabotage(
        "the vote on the election rules asks again how many were entitled to come",
        'return found | ({"adopted_by": committee.chosen_by, "entitled": committee.entitled} if committee else {})',
        "return found",
        ("test_burden.py::test_an_ordinary_village_is_typed_within_the_shares_and_exactly_as_the_list_says",),
    ),
    Sabotage(
        "who asked to call an election off never hears that it goes on",
        'inbox.tell_handed_back(election, after=ASK, by=by, reason=reason, how="终止申请没有同意")',
        "pass",
        ("test_handed_back.py::test_who_did_it_is_told",),
    ),
    Sabotage(
        "the name of a proxy lies beside the figures of its vote",
        'of = models.ForeignKey(NameList, models.CASCADE, related_name="names", verbose_name="名单")',
        'of = models.ForeignKey(NameList, models.CASCADE, related_name="names", verbose_name="名单")\n'
        '    cast_in = models.ForeignKey("elections.Round", models.CASCADE, null=True, related_name="+")',
        ("test_secret_ballot.py::test_what_names_voters_is_joined_to_nothing_searched_nowhere_and_has_no_history",),
    ),
    Sabotage(
        "the county reads why a village's election committee does not list somebody",
        "return user.covers(review.village.path) and Role.TOWNSHIP_OFFICER in user.roles",
        "return user.covers(review.village.path)",
        ("test_nominations.py::test_who_may_read_a_reason_is_decided_by_the_service_too",),
    ),
    Sabotage(
        "a namesake in a workbook is entered as somebody new, silently",
        "if self._another(line) or (not same and not lines and said",
        "if self._another(line) or (not lines and said",
        ("test_nominations.py::test_the_workbook_asks_the_same_and_its_answer_stands_in_a_column_or_the_preview",),
    ),
    Sabotage(
        "who must leave the election committee sits on and nobody is told",
        "        if who is None:\n            continue\n",
        "        if who is None or one.left_on is None:\n            continue\n",
        ("test_election_committee.py::test_kin_who_stand_count_as_the_set_says",),
    ),
    Sabotage(
        "the names of an uploaded list stay in the row of its figures",
        'held.groups = "\\n".join(f"{name} {number}" for name, number in rules.by_group(listed))',
        'held.note = "、".join(one.name for one in listed)[:200]',
        ("test_voter_lists.py::test_no_database_file_history_or_backup_holds_a_name_of_an_uploaded_list",),
    ),
    Sabotage(
        "a prompt that was explained once is never asked again, whatever the figures say",
        "said if said is not None and said.words == one.said else None",
        "said",
        ("test_election_checks.py::test_a_prompt_is_explained_once_and_asked_again_when_the_figures_change",),
    ),
    Sabotage(
        "a file the worker made is handed out though one of its rows is no longer its asker's to see",
        "page.length() >= 0 and _sees_all(job, user)",
        "page.length() >= 0",
        ("test_made_files.py::test_a_village_that_went_to_another_township_takes_the_file_with_it",),
    ),
    Sabotage(
        "a file the worker made for one person is handed to the county",
        'mine |= user.scope_q("scope_path") & ~models.Q(kind__in=private)',
        'mine |= user.scope_q("scope_path")',
        ("test_made_files.py::test_a_marked_copy_of_a_long_workbook_is_a_job_for_its_uploader_and_a_day",),
    ),
    Sabotage(
        "a section of the analysis report without a settled place slips to its end",
        "    if section.key not in ORDER:\n        raise LookupError(",
        "    if section.key not in ORDER:\n        return len(ORDER) or hash(",
        ("test_reports.py::test_a_section_whose_place_is_not_settled_stops_the_report_instead_of_slipping_to_its_end",),
    ),
    Sabotage(
        "who submitted may approve",
        "    if sentence := _own(taken, by):\n        raise Refused(sentence)",
        "    _own(taken, by)",
        ("test_four_eyes.py::test_who_submitted_does_not_approve_whatever_he_has_become",),
    ),
    Sabotage(
        "a paper approval may name its submitter",
        "    if signer in {str(step.by) for step in taken}:\n",
        "    if signer in {str(step.by) for step in taken} and False:\n",
        ("test_four_eyes.py::test_a_paper_approval_names_another_signer_and_is_entered_by_another_person",),
    ),
    Sabotage(
        "whoever handed out a password may approve what was done with it",
        "    if sentence := bar(acts, by):\n        raise SameHands(sentence)",
        "    bar(acts, by)",
        ("test_handed_out.py::test_an_officer_who_submits_with_his_clerks_password_does_not_approve_it_as_himself",),
    ),
    Sabotage(
        "an approval outlives what it rests on",
        ".update(void_at=timezone.now(), void_reason=why[:200])",
        ".count()",
        ("test_four_eyes.py::test_an_approval_is_void_visibly_as_soon_as_its_content_changes",),
    ),
    Sabotage(
        "a step back needs no reason",
        "    if len(reason.strip()) < 2:\n",
        "    if len(reason.strip()) < 0:\n",
        ("test_four_eyes.py::test_steps_back_need_a_reason",),
    ),
    Sabotage(
        "the second editor overwrites the first",
        "    if version is not None and current.version != version:\n        raise",
        "    if version is not None and current.version < version:\n        raise",
        ("test_heavy.py::test_a_stale_form_leaves_the_newer_row",),
    ),
    Sabotage(
        "a bulk act works on rows that somebody changed meanwhile",
        'reason=request.POST.get("reason", ""), version=ticked[row.pk])',
        'reason=request.POST.get("reason", ""))',
        ("test_readiness.py::test_a_bulk_act_leaves_out_and_names_what_changed_since_the_list_was_opened",),
    ),
    Sabotage(
        "a closed record offers its form",
        "        closed = {one.value: False for one in (Action.CHANGE, Action.WITHDRAW)} if locked else {}\n",
        "        closed: dict[str, bool] = {}\n",
        ("test_one_page.py::test_a_closed_cycle_offers_no_change_of_its_records",),
    ),
    Sabotage(
        "a new record undoes an approval of which nobody read before",
        "        if set(undone) - set(form.told):\n",
        "        if set(undone) & set():\n",
        ("test_lapsed.py::test_the_form_of_a_new_member_says_what_it_will_undo_before_anything_is_saved",),
    ),
    Sabotage(
        "every township sees every row",
        "        return self.filter(user.scope_q(model.scope_lookup, upward=model.scope_upward))",
        "        return self.filter(pk__gte=0)",
        ("test_every_ledger.py::test_a_row_of_another_township_does_not_exist",),
    ),
    Sabotage(
        "an entry about a person is open to its whole township",
        "        return super().visible_to(user).filter(pk__in=mine)",
        "        return super().visible_to(user).exclude(pk__in=mine.none())",
        ("test_key_persons.py::test_only_the_assigned_open_an_entry_and_each_reading_is_recorded",),
    ),
    Sabotage(
        "a page without declared roles opens for everybody",
        "        return bool(user.roles & self.holders())",
        "        return not self.holders() or bool(user.roles & self.holders())",
        ("test_routes.py::test_an_undeclared_page_opens_for_nobody",),
    ),
    Sabotage(
        "numbers lie in plain in the database",
        '        return encrypt(str(value)) if value else ""',
        '        return str(value) if value else ""',
        ("test_personal_data.py::test_three_hundred_numbers_lie_nowhere_in_plain",),
    ),
    Sabotage(
        "logs and texts show numbers",
        "    return _ID_OR_PHONE.sub(lambda found:",
        '    return re.sub("nowhere", lambda found:',
        ("test_personal_data.py::test_job_texts_import_faults_and_file_names_are_masked",),
    ),
    Sabotage(
        "an error mail shows the query and the names of files",
        'told |= {f"request_{name}_items": [] for name in ("GET", "FILES", "COOKIES")}',
        "told |= {}",
        ("test_request_lines.py::test_an_error_mail_names_place_and_account_and_nothing_that_was_sent",),
    ),
    Sabotage(
        "a broken request fills the log",
        '    if 400 <= getattr(record, "status_code", 0) < 500:\n',
        '    if 600 <= getattr(record, "status_code", 0) < 700:\n',
        ("test_request_lines.py::test_a_broken_request_is_answered_with_one_line_that_quotes_nobody",),
    ),
    Sabotage(
        "a typed path stays in the trail",
        "path=own_path(request.path), status=403",
        "path=request.path, status=403",
        ("test_request_lines.py::test_an_account_that_has_ended_leaves_no_typed_path_in_the_trail",),
    ),
    Sabotage(
        "a number typed for a key stays in the trail",
        "    return number if 0 <= number < 10**LONGEST_KEY else MASKED",
        "    return number",
        ("test_request_lines.py::test_what_was_typed_for_a_key_is_not_in_the_trail",),
    ),
    Sabotage(
        "the database keeps what is deleted",
        '"PRAGMA secure_delete=ON;"',
        '"PRAGMA secure_delete=OFF;"',
        ("test_freed_pages.py::test_every_connection_overwrites_what_is_deleted",),
    ),
    Sabotage(
        "a purge leaves its traces in the log of the database",
        "    transaction.on_commit(empty_log, robust=True)",
        "    transaction.on_commit(lambda: None, robust=True)",
        ("test_freed_pages.py::test_a_purged_name_lies_neither_in_the_database_nor_in_its_log",),
    ),
    Sabotage(
        "the data folder stays open to other accounts",
        "            if mode & OTHERS and not stat.S_ISLNK(mode):\n",
        "            if mode & 0 and not stat.S_ISLNK(mode):\n",
        ("test_freed_pages.py::test_an_existing_site_is_closed_to_other_accounts_at_its_next_start",),
    ),
    Sabotage(
        "asking often whether the site is ready asks the broker as often",
        "                self.until = time.monotonic() + self.seconds",
        "                self.until = time.monotonic()",
        ("test_job_pages.py::test_asking_often_whether_the_site_is_ready_costs_one_look_a_second",),
    ),
    Sabotage(
        "an edited event of the trail is not noticed",
        "        return event.pk == number and event.previous == previous and event.hash == seal(event)",
        "        return event.pk == number and event.previous == previous",
        ("test_audit.py::test_the_first_event_that_does_not_hold_is_named",),
    ),
    Sabotage(
        "a trail whose anchor is gone passes",
        "        elif number and not anchored:\n",
        "        elif number < 0 and not anchored:\n",
        ("test_audit.py::test_an_anchor_that_is_gone_is_noticed",),
    ),
    Sabotage(
        "the database lets the trail be changed",
        "RAISE(ABORT, '{_SENTENCE}')",
        "RAISE(IGNORE)",
        ("test_audit.py::test_the_database_itself_refuses_to_change_the_trail",),
    ),
    Sabotage(
        "a refused act leaves no event",
        "        return refused or response.status_code in ALWAYS_REFUSED",
        "        return False",
        ("test_audit.py::test_every_refused_act_is_one_event_and_changes_nothing",),
    ),
    Sabotage(
        "a form sent twice adds two rows",
        "            return SentForm.objects.create(token=token, by_id=by.pk)",
        "            return None",
        ("test_audit.py::test_a_form_sent_twice_adds_one_row_and_leads_to_it",),
    ),
    Sabotage(
        "a number may be typed into a remark",
        "    if not named:\n        return\n    before",
        "    if named or not named:\n        return\n    before",
        ("test_stray_numbers.py::test_no_service_keeps_one_and_what_stood_there_before_stays",),
    ),
    Sabotage(
        "the request for full numbers is approved by who asked",
        '    if request.by_id == by.pk:\n        raise Refused("不能批准自己的申请',
        '    if request.by_id == 0:\n        raise Refused("不能批准自己的申请',
        ("test_unmasked_exports.py::test_nobody_approves_his_own_nor_for_another_county",),
    ),
    Sabotage(
        "beyond its budget a page goes on",
        "    if _count(budget, who(request), ends_at) > most:\n",
        "    if _count(budget, who(request), ends_at) > most * 1000:\n",
        ("test_heavy.py::test_beyond_the_budget_the_page_says_what_how_many_and_when_again",),
    ),
    Sabotage(
        "a hold keeps nothing",
        "found = set(Hold.objects.filter(object_type=label, lifted_at=None).values_list",
        "found = set(Hold.objects.none().values_list",
        ("test_retention.py::test_a_hold_keeps_a_named_row_and_its_person",),
    ),
    Sabotage(
        "a village's draft outside the rules is kept",
        "        if found := rules.check(row.values, norms_of(election, row.rule_set), row.unit):\n",
        "        if found := rules.check(row.values, norms_of(election, row.rule_set), row.unit)[:0]:\n",
        ("test_schemes.py::test_a_draft_inside_the_rules_is_kept_one_outside_is_not_and_says_by_what_source",),
    ),
    Sabotage(
        "election rules are adopted without quorum",
        "    if found and not as_fact:\n",
        "    if found and as_fact is None:\n",
        ("test_schemes.py::test_a_vote_with_quorum_adopts_the_scheme_one_without_does_not",),
    ),
    Sabotage(
        "a result is decided without what the village adopted",
        "    return Norms(known, day, rules.for_engine(scheme.values) if scheme else None)\n",
        "    return Norms(known, day)\n",
        ("test_schemes.py::test_a_result_goes_by_the_edition_of_its_day_and_by_what_the_village_adopted",),
    ),
    Sabotage(
        "a list that was posted late leaves no mark",
        "mark_defect(one.election, code, step, by=by, number=number, said=words(due), happened_on=happened_on)\n",
        "words(due)\n",
        ("test_election_calendar.py::test_a_fact_keeps_the_edition_under_which_it_was_recorded",),
    ),
    Sabotage(
        "a polling day moves to a day for which the list could not come in time",
        '        if missed and one.latest and one.latest < today and one.step.side == "before":\n',
        "        if missed and one.latest and one.latest < date.min:\n",
        ("test_election_calendar.py::test_a_day_for_which_the_list_could_not_come_in_time_is_refused",),
    ),
    Sabotage(
        "a defect is closed without its scan",
        '    if upload is None:\n        found.append(f"没有上传“{SCAN}”")\n',
        "",
        ("test_election_calendar.py::test_a_defect_is_closed_only_with_number_day_and_scan",),
    ),
    Sabotage(
        "one person purges alone",
        "        workflow.require_other_person(row, by=by, after=(ASK,))\n        _require_free(row, blockers)",
        "        _require_free(row, blockers)",
        ("test_retention.py::test_two_persons_purge_and_figures_and_trail_stay",),
    ),
    Sabotage(
        "a photo keeps the place where it was taken",
        '    return plain_name(upload.name or "", kind.suffix), kind.content_type, kind.clean(data, shown)',
        '    return plain_name(upload.name or "", kind.suffix), kind.content_type, data',
        ("test_attachments.py::test_a_photo_loses_its_place_and_is_encrypted_at_rest",),
    ),
    Sabotage(
        "a backup of a newer version is restored",
        '    if unknown := sorted(set(about["migrations"]) - known):\n',
        "    if unknown := sorted(known - known):\n",
        ("test_backup.py::test_a_backup_of_a_newer_version_or_of_another_database_is_refused",),
    ),
    Sabotage(
        "a workbook may unpack to a mountain",
        "    if unzipped > limits.unzipped_bytes or dense or len(entries) > 10_000:\n",
        "    if len(entries) > 10_000:\n",
        ("test_limits.py::test_an_entry_that_unpacks_to_a_mountain_is_refused_without_unpacking_it",),
    ),
    Sabotage(
        "a preview is confirmed though a row changed meanwhile",
        'raise Refused("预览之后有记录被他人修改',
        'str("预览之后有记录被他人修改',
        ("test_bad_input.py::test_nothing_is_written_when_somebody_changed_a_row_after_the_preview",),
    ),
    Sabotage(
        "a figure without definition is shown all the same",
        "    if figure.lacking:\n",
        "    if figure.lacking and False:\n",
        ("test_figures_defined.py::test_a_figure_without_definition_stops_the_start",),
    ),
    Sabotage(
        "two places that tell different numbers of one figure are not noticed",
        "if (found := Apart(path, key, known, one)).values[0] != found.values[1]:",
        "if (found := Apart(path, key, known, one)).values[0] is None:",
        (
            "test_figures_apart.py::test_a_way_that_tells_another_number_is_found_and_told_the_county_till_it_tells_the_same",
        ),
    ),
    Sabotage(
        "a home shows figures that are not for its reader",
        "if (one := figures.named(label)).readers & user.roles]",
        "if (one := figures.named(label)).readers]",
        ("test_figures_kept.py::test_what_a_role_may_not_see_does_not_stand_on_its_home",),
    ),
    Sabotage(
        "the definitions of figures are read by whoever may not see them",
        "    return [figure for figure in FIGURES.values() if figure.readers & roles]",
        "    return [figure for figure in FIGURES.values() if figure.readers]",
        ("test_figures_kept.py::test_each_role_reads_the_definitions_of_what_it_may_see",),
    ),
    Sabotage(
        "names of proxies stay after the election is over",
        "        over = row.election.state not in LIVE and row.election_id not in disputed\n",
        "        over = False\n",
        ("test_name_lists.py::test_names_are_erased_when_the_election_is_over_and_what_they_came_to_stays",),
    ),
    Sabotage(
        "names of proxies are kept though the county does not",
        "    return bool(rules_of(cycle).yes(SWITCHES[NamesOf(kind)]))",
        "    return bool(SWITCHES[NamesOf(kind)])",
        ("test_name_lists.py::test_without_the_countys_word_no_name_is_kept",),
    ),
    Sabotage(
        "a roving box is approved by who asked for it",
        '        workflow.refuse_unless(row.state == PlaceState.ASKED, row, "批准")\n'
        "        workflow.require_other_person(row, by=by, after=(ASK,))\n",
        '        workflow.refuse_unless(row.state == PlaceState.ASKED, row, "批准")\n',
        ("test_polling_preparation.py::test_another_person_of_the_township_approves_and_what_was_approved_stands",),
    ),
    Sabotage(
        "a posted notice may be written anew",
        "        if self.pk and self.state_unmoved and self.state != NoticeState.DRAFT and not self.day_corrected:\n",
        "        if self.pk and self.state_unmoved and self.state == NoticeState.TAKEN_DOWN:\n",
        ("test_public_notices.py::test_what_was_posted_keeps_its_words_whatever_the_text_becomes",),
    ),
    Sabotage(
        "a later act lifts the mark of what was outside the law",
        "        if _is_corrected(basis, row):\n",
        "        if basis:\n",
        ("test_nominations.py::test_a_list_without_choice_is_closed_by_a_paper_and_not_by_the_next_list",),
    ),
    Sabotage(
        "a large upload lies on the disk as it is",
        "        body = self._stream().update(bytes(data))\n",
        "        body = bytes(data)\n",
        ("test_attachments.py::test_a_large_upload_waits_in_a_file_that_has_no_name_and_that_nobody_can_read",),
    ),
    Sabotage(
        "a list that came after the vote heals what was wrong when it began",
        "    return own.number >= row.number and out is not None and out <= polled\n",
        "    return own.number >= row.number and out is not None\n",
        ("test_nominations.py::test_who_follows_on_a_list_out_by_the_vote_heals_though_typed_afterwards",),
    ),
    Sabotage(
        "who is added to a committee sent back after an exit sat from the beginning",
        "    _join_late(rows, there, joined)\n",
        "",
        (
            "test_election_committee.py::test_who_joins_a_list_sent_back_after_an_exit_came_late_and_a_misspelt_name_did_not",
        ),
    ),
    Sabotage(
        "the day of adoption stays when the calendar is corrected",
        "    schemes.follow_calendar([row for row in rows if isinstance(row, StepDay)], by=by)\n",
        "",
        ("test_schemes.py::test_the_day_of_adoption_is_one_with_the_calendars_and_a_correction_there_moves_both",),
    ),
    Sabotage(
        "of many rows only the first is asked whether it may change",
        "    for row in rows:\n        row.check_writable()\n",
        "    for row in rows[:1]:\n        row.check_writable()\n",
        ("test_every_ledger.py::test_of_many_rows_saved_at_once_each_is_asked_whether_it_may_change",),
    ),
    Sabotage(
        "a closed cycle locks nothing",
        "        if cycle := self.held_in:\n",
        "        if (cycle := self.held_in) and not cycle.is_closed:\n",
        ("test_closed_cycles.py::test_every_model_that_belongs_to_a_cycle_is_locked_when_it_is_closed",),
    ),
    Sabotage(
        "an uploaded voters' list is spooled to disk",
        "        request.upload_handlers = [InMemory(request)]\n",
        "        request.encoding = None\n",
        (
            "test_voter_lists.py::test_an_uploaded_list_is_never_on_disk_however_large_the_file_and_one_too_large_is_not_read",
        ),
    ),
    Sabotage(
        "an exclusion takes effect by one person",
        "        workflow.require_other_person(review, by=by, after=(REVIEW,))\n",
        "",
        ("test_nominations.py::test_an_opinion_on_a_formal_candidate_is_recorded_and_one_entered_wrongly_taken_back",),
    ),
    Sabotage(
        "ballots carry a page number",
        "        page_numbers=False,\n        compact=True,\n        names=[ballot.place,",
        "        page_numbers=True,\n        compact=True,\n        names=[ballot.place,",
        ("test_election_papers.py::test_a_ballot_carries_no_number_no_time_and_no_key",),
    ),
    Sabotage(
        "duty lasts for whoever was once on the roster",
        "    return DutyDay.objects.filter(day=day)",
        "    return DutyDay.objects.filter(day__lte=day)",
        ("test_election_papers.py::test_duty_is_for_the_day_of_the_roster_and_for_officials_of_the_county_alone",),
    ),
    Sabotage(
        "a reply about the party's meeting is entered by who asked for it",
        "        workflow.require_other_person(held, by=by, after=(ASK,))\n"
        '        held.reply_number = _numbered(paper.document_number, "批复文号")\n',
        '        held.reply_number = _numbered(paper.document_number, "批复文号")\n',
        ("test_party_track.py::test_a_reply_is_entered_by_another_person_and_what_was_sent_up_does_not_change",),
    ),
    Sabotage(
        "those put forward stand in the order in which they were entered",
        "    return sorted(rows, key=lambda one: strokes.key(one.person.name))",
        "    return list(rows)",
        ("test_party_track.py::test_papers_say_what_is_recorded_and_blank_ones_nothing_of_it",),
    ),
    Sabotage(
        "a village's own clerk prints who is put forward by the party",
        "    return not site.party or officials_may(user, Action.VIEW)",
        "    return True",
        ("test_party_track.py::test_a_villages_own_clerk_prints_blank_papers_of_the_party_and_no_filled_ones",),
    ),
    Sabotage(
        "a telephone report follows the sheet while it is typed",
        "        return bool(ResultSheet.all_rows.filter(round=self.round_id).exists() if read is None else read)\n",
        "        return False\n",
        ("test_quick_reports.py::test_the_sheet_replaces_the_report_and_only_places_that_differ_are_told",),
    ),
    Sabotage(
        "a decision on a result counts by the word of one person",
        "        workflow.require_other_person(row, by=by, after=(RECORD,))\n        row.confirm()\n",
        "        row.confirm()\n",
        ("test_sheet_decisions.py::test_an_officer_who_entered_a_decision_leaves_it_to_another_to_compare_it",),
    ),
    Sabotage(
        "an open complaint leaves a sheet to one who types and one who compares",
        "        return BlindBecause.COMPLAINT\n",
        '        return ""\n',
        ("test_blind_entry.py::test_an_open_complaint_makes_a_sheet_blind_and_says_nothing_of_itself",),
    ),
    Sabotage(
        "a worker at the vote whom the product knows is nobody to the rules of avoidance",
        "        return barred.roles_of_staff(villages, cycle)\n",
        "        return ()\n",
        (
            "test_polling_preparation.py::test_a_worker_whom_the_product_knows_stands_in_the_rules_of_avoidance_as_a_person",
        ),
    ),
    Sabotage(
        "the hours of a step may end before they begin",
        "    if begins_at and ends_at and ends_at <= begins_at:\n",
        "    if not step:\n",
        ("test_check_pairs.py::test_a_step_is_recorded_until_today_and_its_hours_end_after_they_begin",),
    ),
    Sabotage(
        "a prefilled pack asks the database anew for every village",
        "(site, site.election, known or Known([site]))",
        "(site, site.election, Known([site]))",
        ("test_election_papers.py::test_a_prefilled_pack_of_many_villages_costs_the_same_queries",),
    ),
    Sabotage(
        "an explanation is asked for a person too late",
        'return apart >= check.whole("people") and check.share().reached(apart, last)',
        'return apart > check.whole("people") and apart * 10 > last',
        ("test_registration.py::test_a_figure_far_from_the_last_term_asks_for_an_explanation",),
    ),
    Sabotage(
        "a village hands over before anybody was elected",
        "    if own.awaits_result(line):\n        return planning.NO_RESULT\n",
        "",
        ("test_day_bad_input.py::test_nothing_is_handed_over_before_a_result_was_announced_and_by_no_page",),
    ),
    Sabotage(
        "an election with a tie beside seats left over ends after the first of the two votes",
        "    tie = runoffs.tie_is_left(sheet.round)\n",
        "    tie = False\n",
        ("test_failed_rounds.py::test_a_tie_beside_seats_left_over_is_followed_by_both_votes_whichever_comes_first",),
    ),
    Sabotage(
        "a telephone report elects more people than there are seats and nobody asks back",
        "    if seats is not None and row.elected > seats:",
        "    if False:",
        ("test_day_bad_input.py::test_a_second_person_in_a_full_post_is_marked_where_it_is_typed",),
    ),
    Sabotage(
        "a result that rests on a changed cell stays in an office's workbook",
        'gone_part = "f" if change.unformula else "v" if change.stale else ""',
        'gone_part = "f" if change.unformula else ""',
        ("test_results_forgotten.py::test_results_that_rest_on_a_changed_cell_go_and_all_others_stay",),
    ),
    Sabotage(
        "one changed cell takes every result out of an office's workbook",
        "[one for one in areas if one[1] <= row <= one[3] and one[2] <= column <= one[4]] if areas else []",
        "list(areas or ())",
        ("test_results_forgotten.py::test_results_that_rest_on_a_changed_cell_go_and_all_others_stay",),
    ),
    Sabotage(
        "a formula of an office's workbook that nobody can follow keeps its result",
        "        except Unfollowable:\n            return None\n",
        "        except Unfollowable:\n            return frozenset()\n",
        (
            "test_results_forgotten.py::test_what_cannot_be_followed_counts_as_resting_on_everything",
            "test_results_forgotten.py::test_a_name_that_names_itself_cannot_be_followed",
        ),
    ),
    Sabotage(
        "a further sheet with lines is left out of an office's workbook without a word",
        "    return index, checked, unread\n",
        "    return index, checked, []\n",
        ("test_sheets.py::test_the_sheet_with_the_best_header_is_read_and_its_likes_are_reported",),
    ),
    Sabotage(
        "the marked copy of an office's workbook asks the world when it is opened",
        "if cell.formula and REACHING_OUT.search(cell.formula):",
        "if False:",
        ("test_marked_copy.py::test_a_formula_that_reaches_out_leaves_its_last_value",),
    ),
    Sabotage(
        "lines that were taken come back from an office's workbook as somebody else's changes",
        'kept["numbers"] = {one.number: row_key(one.row, site) for one in plan.to_write if one.row is not None}',
        'kept["numbers"] = {}',
        ("test_copy_comes_back.py::test_the_copy_of_a_half_good_workbook_put_right_comes_in_whole",),
    ),
    Sabotage(
        "a workbook of another site is taken for one of an office's own",
        "return bool(site) and site != self._site",
        "return False",
        (
            "test_copy_comes_back.py::test_a_copy_of_another_site_changes_nothing_and_one_without_numbers_finds_its_lines",
        ),
    ),
    Sabotage(
        "a column of ID numbers that nobody recognised is dropped from an office's workbook",
        'if numbers and any(spec.kind == "id_number" for spec in specs):',
        "if False:",
        ("test_cases_index.py::test_each_file_gets_the_result_of_its_line",),
    ),
    Sabotage(
        "a line of an office's workbook typed over with somebody else makes one person of two",
        "if len(told) == 2 and all(typed and known and typed != known for typed, known in told):",
        "if False:",
        ("test_copy_comes_back.py::test_a_line_typed_over_with_another_person_changes_nobody",),
    ),
)
