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
DOCUMENT = Shown("/inbox/{nomination}/document", "確認書類の追加", "Attach a document")
AT_START = Shown("/inbox/at-start", "研修開始時の確認", "At the start")
DUPLICATES = Shown("/duplicates", "同じ人かもしれない登録", "Possible duplicates")
BOARD = Shown("/calls/{call}/board", "選定盤", "Selection board")
SEATS = Shown("/cohorts/{cohort}/seats", "期の席", "Seats of a cohort")
PLANS = Shown("/plans", "計画の試算", "Plans")
READINGS = Shown("/calls/{call}/readings", "ほかの読み方", "Other readings")
SELECTION_DRAFT = Shown("/calls/{call}/draft", "選定の起案", "Draft of a selection")
APPROVALS = Shown("/approvals", "決裁", "Approvals")
EDITIONS = Shown("/editions", "版の比較", "What changed in the directory")
CONSENTS = Shown("/consents", "掲載の同意と確認", "Consents and proofs")
INSTITUTION = Shown("/institution", "所属職員の掲載", "Our people")
DRAFT = Shown("/drafts/{edition}", "所属機関リストの案", "Draft of the directory")
WINDOWS = Shown("/windows", "相談窓口", "Windows")
WINDOW = Shown("/windows/{window}", "一つの相談窓口", "A window")
DELIVERIES = Shown("/calls/{call}/deliveries", "募集の送付", "Sending of a call")
BODIES = Shown("/bodies", "募集の送付先", "Whom calls are sent to")
ROSTER = Shown("/roster", "名簿", "Roster")
CERTIFICATES = Shown("/certificates", "認証証", "Certificates")
CHECK = Shown("/certificates/check", "認証の確認", "Check of a certificate")
CASES = Shown("/cases", "活動事例", "Activity cases")
DESK = Shown("/cases/desk", "事例の編集", "Case desk")
CASE = Shown("/cases/desk/{case}", "一つの活動事例", "A case on the desk")
MINE = Shown("/cases/mine", "活動事例の提供", "My cases")
AUTHOR = Shown("/cases/{case}/author", "わたしの活動事例", "My case")
OURS = Shown("/institution/training", "自機関の受講生", "Our trainees")
TRAININGS = Shown("/training", "研修", "Training")
TRAINING = Shown("/training/{cohort}", "一つの期の研修", "Training of a cohort")
ATTENDANCE = Shown("/training/{cohort}/attendance", "出欠の受付", "Attendance at the door")
TRAINEE = Shown("/training/{cohort}/{nomination}", "一人の受講生", "A trainee")
OUTREACH = Shown("/outreach", "周知・働きかけ", "Outreach")
FOLLOW_UPS = Shown("/followup", "フォローアップ研修", "Follow-up")
FOLLOW_UP = Shown("/followup/{session}", "一つのフォローアップ研修", "A follow-up session")
SURVEYS = Shown("/surveys", "アンケート", "Surveys")
SURVEY = Shown("/surveys/{survey}", "アンケートの結果", "A survey")
ANSWER = Shown("/surveys/{survey}/answer", "アンケートへの回答", "Answer to a survey")
MEMOS = Shown("/memos", "検討メモ", "Memos")
LETTERS = Shown("/letters", "通知と期日", "Letters and days")
EVIDENCE = Shown("/evidence", "集計の資料", "Evidence")

LABELS: dict[str, ViewLabel] = {
    "window_register": ViewLabel(
        "相談窓口の台帳", "Register of windows", (WINDOWS, WINDOW, ME, SEATS)
    ),
    "call_register": ViewLabel(
        "募集の台帳",
        "Register of calls",
        (HOME, CALLS, CALL, INBOX, DELIVERIES, BOARD, READINGS, SELECTION_DRAFT),
    ),
    "call_deliveries": ViewLabel(
        "募集の送付", "Sending of calls", (DELIVERIES, BODIES, HOME, INBOX, WINDOWS, WINDOW)
    ),
    "nomination_inbox": ViewLabel(
        "推薦の受付簿", "Nominations", (HOME, INBOX, DOCUMENT, AT_START, APPROVALS, BOARD)
    ),
    "duplicates": ViewLabel("同じ人かもしれない登録", "Possible duplicates", (INBOX, DUPLICATES)),
    "selection_board": ViewLabel("選定の結果", "Results of selection", (HOME, INBOX, BOARD, ME)),
    "seat_ledger": ViewLabel("期の席の台帳", "Ledger of seats", (SEATS,)),
    "trainee_progress": ViewLabel(
        "研修の進み", "Progress of trainees", (TRAININGS, TRAINING, ATTENDANCE, TRAINEE, OURS, ME)
    ),
    "coordinator_roster": ViewLabel(
        "認証を受けた人の名簿", "Roster of certified people", (ROSTER,)
    ),
    "certificates": ViewLabel("認証と認証証", "Certificates", (CERTIFICATES, CHECK, ME)),
    "consent_board": ViewLabel("掲載の同意", "Consents to be listed", (ME, CONSENTS, INSTITUTION)),
    "directory": ViewLabel(
        "所属機関リスト",
        "Directory of institutions",
        (HOME, DIRECTORY, FILES, EDITIONS, APPROVALS, DRAFT),
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
    "letter_texts": ViewLabel(
        "通知の文面と督促の日", "Texts of letters, days of reminders", (LETTERS,)
    ),
    "memos": ViewLabel("検討メモ", "Decision memos", (MEMOS,)),
    "plan_board": ViewLabel("計画の試算と講師", "What-ifs and lecturers", (PLANS,)),
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
