"""What each view is called, on which pages its rows are shown, and in words why a stream stands
still."""

from typing import NamedTuple

from projections.view import Parked


class Shown(NamedTuple):
    """A page that shows rows of a view; `door` is the path of its door."""

    door: str
    ja: str
    en: str


class ViewLabel(NamedTuple):
    """A view's name for people, and every page that it feeds."""

    ja: str
    en: str
    pages: tuple[Shown, ...]


class Reason(NamedTuple):
    """Why a fact was not taken, and what helps."""

    ja: str
    en: str
    next_ja: str
    next_en: str


HOME = Shown("/", "トップ", "Home")
DIRECTORY = Shown("/directory", "所属機関リスト", "Directory")
FILES = Shown("/directory/{file}", "所属機関リストのファイル", "Files of the directory")
CALLS = Shown("/calls", "募集", "Calls")
CALL = Shown("/calls/{call}", "募集の内容", "A call")
ME = Shown("/me", "わたしの記録", "My record")
INBOX = Shown("/inbox", "推薦の受付", "Inbox")
BOARD = Shown("/calls/{call}/board", "選定盤", "Selection board")
APPROVALS = Shown("/approvals", "決裁", "Approvals")
DRAFT = Shown("/drafts/{edition}", "所属機関リストの案", "Draft of the directory")
WINDOWS = Shown("/windows", "相談窓口", "Windows")
ROSTER = Shown("/roster", "名簿", "Roster")
CASES = Shown("/cases", "活動事例", "Activity cases")
DESK = Shown("/cases/desk", "事例の編集", "Case desk")
CASE = Shown("/cases/desk/{case}", "一つの活動事例", "A case on the desk")
MINE = Shown("/cases/mine", "活動事例の提供", "My cases")
AUTHOR = Shown("/cases/{case}/author", "わたしの活動事例", "My case")
OUTREACH = Shown("/outreach", "周知・働きかけ", "Outreach")
FOLLOW_UPS = Shown("/followup", "フォローアップ研修", "Follow-up")
FOLLOW_UP = Shown("/followup/{session}", "一つのフォローアップ研修", "A follow-up session")
SURVEYS = Shown("/surveys", "アンケート", "Surveys")
SURVEY = Shown("/surveys/{survey}", "アンケートの結果", "A survey")
ANSWER = Shown("/surveys/{survey}/answer", "アンケートへの回答", "Answer to a survey")
MEMOS = Shown("/memos", "検討メモ", "Memos")
EVIDENCE = Shown("/evidence", "集計の資料", "Evidence")

LABELS: dict[str, ViewLabel] = {
    "window_register": ViewLabel("相談窓口の台帳", "Register of windows", (WINDOWS, ME)),
    "call_register": ViewLabel(
        "募集の台帳", "Register of calls", (HOME, CALLS, CALL, INBOX, BOARD)
    ),
    "nomination_inbox": ViewLabel("推薦の受付簿", "Nominations", (HOME, INBOX, BOARD)),
    "selection_board": ViewLabel("選定の結果", "Results of selection", (HOME, INBOX, BOARD, ME)),
    "trainee_progress": ViewLabel("研修の進み", "Progress of trainees", (ME,)),
    "coordinator_roster": ViewLabel("コーディネーター名簿", "Roster of coordinators", (ROSTER,)),
    "consent_board": ViewLabel("掲載の同意", "Consents to be listed", (ME,)),
    "directory": ViewLabel(
        "所属機関リスト", "Directory of institutions", (HOME, DIRECTORY, FILES, APPROVALS, DRAFT)
    ),
    "approvals": ViewLabel("決裁待ち", "What awaits approval", (HOME, APPROVALS)),
    "person_record": ViewLabel("本人の記録", "Records of persons", (HOME, ME, MINE)),
    "outreach_board": ViewLabel("個別の働きかけ", "Outreach to prefectures", (OUTREACH,)),
    "outreach_measures": ViewLabel("周知の取組", "Measures of outreach", (OUTREACH,)),
    "activity_cases": ViewLabel(
        "活動事例", "Activity cases", (CALL, CASES, DESK, CASE, MINE, AUTHOR)
    ),
    "followup_board": ViewLabel("フォローアップ研修", "Follow-up", (FOLLOW_UPS, FOLLOW_UP, ME)),
    "survey_results": ViewLabel("アンケートの集計", "Surveys", (SURVEYS, SURVEY, ANSWER)),
    "evidence_board": ViewLabel("集計の資料", "Evidence", (EVIDENCE,)),
    "memos": ViewLabel("検討メモ", "Decision memos", (MEMOS,)),
    "recorded_days": ViewLabel("日付と記録番号の対応", "Which day a position was recorded", ()),
}
"""`recorded_days` is asked wherever a reader gives a date (`?as_of=`)."""


def reason_of(parked: Parked) -> Reason:
    """The reason in words: one of those that `core.event` gives, else that the fold failed."""
    return next((words for begins, words in _REASONS if parked.reason.startswith(begins)), _FAILED)


_NEWER_JA = "新しい版のプログラムに入れ替えてから、横で作り直してください。"
_NEWER_EN = "Install the newer version of the program, then rebuild beside."
_REASONS = (
    (
        "unknown topic",
        Reason(
            "この版のプログラムが知らない種類の記録です。",
            "The program does not know records of this kind.",
            _NEWER_JA,
            _NEWER_EN,
        ),
    ),
    (
        "unknown version",
        Reason(
            "この版のプログラムより新しい形の記録です。",
            "The record has a form newer than the program.",
            _NEWER_JA,
            _NEWER_EN,
        ),
    ),
    (
        "bad payload",
        Reason(
            "記録の中身を読み取れません。",
            "The content of the record cannot be read.",
            "daicho doctor で記録が壊れていないか確かめてから、横で作り直してください。",
            "See with `daicho doctor` whether the log is sound, then rebuild beside.",
        ),
    ),
)
_FAILED = Reason(
    "この記録を表に反映する手順が、途中で止まりました。",
    "The step that takes this record into the view failed.",
    "手順を直した版のプログラムに入れ替えてから、横で作り直してください。",
    "Install a version of the program in which the step is mended, then rebuild beside.",
)
