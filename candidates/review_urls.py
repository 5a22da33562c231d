"""Addresses of the negative list and of the joint review."""

from django.urls import URLPattern, path

from candidates.views import (
    departments,
    negative_lists,
    review_batches,
    review_bulk,
    review_papers,
    review_subjects,
)
from electioncycle.ledgers.ledger import REGISTRY

BATCH, SUBJECT = REGISTRY["reviewbatch"], REGISTRY["reviewsubject"]
LIST, REVIEW, ASKED = "candidates/negative-lists/", "candidates/reviews/", "candidates/review-requests/"

REVIEWS: list[URLPattern] = [
    path(LIST, negative_lists.ListsPage.as_view(), name="negative_lists"),
    path(f"{LIST}<int:pk>/", negative_lists.ListPage.as_view(), name="negative_list"),
    path(f"{LIST}<int:pk>/compare/<int:other>/", negative_lists.ComparePage.as_view(), name="negative_list_compare"),
    path(f"{LIST}<int:pk>/<slug:move>/", negative_lists.ListMove.as_view(), name="negative_list_move"),
    path(f"{BATCH.path}<int:pk>/", review_batches.BatchPage.as_view(ledger=BATCH), name="reviewbatch_detail"),
    path(f"{REVIEW}<int:pk>/choose/", review_batches.ChoosePage.as_view(), name="review_choose"),
    path(f"{REVIEW}<int:pk>/conclude/", review_bulk.ConcludePage.as_view(), name="review_conclude"),
    path(f"{REVIEW}<int:pk>/letters.<slug:form>.zip", review_papers.LettersPage.as_view(), name="review_letters"),
    path(f"{REVIEW}<int:pk>/matrix/", review_batches.MatrixPage.as_view(), name="review_matrix"),
    path(f"{REVIEW}<int:pk>/summary/", review_papers.SummaryPage.as_view(), name="review_summary"),
    path(f"{REVIEW}<int:pk>/act/<slug:move>/", review_batches.BatchMove.as_view(), name="review_move"),
    path(f"{SUBJECT.path}<int:pk>/", review_subjects.SubjectPage.as_view(ledger=SUBJECT), name="reviewsubject_detail"),
    path(
        "candidates/review/<int:pk>/act/<slug:move>/", review_subjects.SubjectMove.as_view(), name="review_subject_move"
    ),
    path("candidates/review/<int:pk>/sealed/", review_subjects.SealedPage.as_view(), name="review_sealed"),
    path("candidates/review/<int:pk>/sheet.<slug:form>", review_papers.SheetPage.as_view(), name="review_sheet"),
    path("candidates/review-transfers/<int:pk>/", review_papers.TransferPage.as_view(), name="review_transfer"),
    path(f"{ASKED}<int:pk>/letter.<slug:form>", review_papers.LetterPage.as_view(), name="review_letter"),
    path(f"{ASKED}<int:pk>/workbook/", review_papers.WorkbookPage.as_view(), name="review_workbook"),
    path(f"{ASKED}<int:pk>/reply/", review_papers.ReplyPage.as_view(), name="review_reply"),
    path(f"{ASKED}<int:pk>/reply/all-clear/", review_bulk.AllClearPage.as_view(), name="review_all_clear"),
    path(f"{ASKED}<int:pk>/reply/preview/", review_papers.ReplyPreview.as_view(), name="review_reply_preview"),
    path(f"{ASKED}<int:pk>/reply/marked/", review_papers.MarkedPage.as_view(), name="review_marked"),
    path(f"{ASKED}<int:pk>/scan/", review_papers.ScanPage.as_view(), name="review_scan"),
    path("candidates/department/", departments.QuestionsPage.as_view(), name="department_questions"),
    path("candidates/department/<int:pk>/", departments.QuestionPage.as_view(), name="department_question"),
    path("candidates/department/<int:pk>/same-name/", departments.NamesakePost.as_view(), name="department_namesake"),
]
