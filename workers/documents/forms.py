"""The forms of programme.md part 4, header by header: windows, nominations, bodies, certified."""

from collections.abc import Iterable, Mapping

from core.command import Choice
from core.programme.words import FOUNDER_KINDS, OPERATIONS, ROLES, UNITS
from workers.documents.columns import Column, Form, Kind


def words(choices: Iterable[Choice]) -> dict[str, str | bool]:
    """Choices of a command's field as people write them: Japanese word → code."""
    return {choice.ja: choice.code for choice in choices}


GRANT: dict[str, str | bool] = {"有": True, "無": False}
MARKS: dict[str, str | bool] = {"○": True, "×": False}
STATES: dict[str, str | bool] = {
    "認証": "certified",
    "受講中": "trainee",
    "活動停止": "ceased",
    "不合格": "failed",
}
EMPLOYMENT = ("常勤", "非常勤", "会計年度任用職員", "派遣", "委託先職員")
EVIDENCE = ("在職証明書", "雇用契約書", "業務委託契約書", "辞令", "所属長の証明書")


def _mark(header: str, field: str) -> Column:
    return Column(
        header=header,
        field=field,
        kind=Kind.MARK,
        required=True,
        choices=MARKS,
        example="○",
        help="○か×で答えてください。",
    )


def _choice(header: str, field: str, choices: Mapping[str, str | bool], **more: object) -> Column:
    words = " / ".join(choices)
    example = next(iter(choices))
    return Column(
        header=header,
        field=field,
        kind=Kind.CHOICE,
        choices=choices,
        example=example,
        help=f"次から選んでください: {words}",
        required=bool(more.get("required")),
    )


WINDOWS = Form(
    name="windows",
    title="相談窓口",
    unique=("code",),
    rules=("prefecture_agrees", "grant_has_year", "caseload_is_complete"),
    columns=(
        Column(
            header="窓口コード",
            field="code",
            kind=Kind.CODE,
            required=True,
            example="131016-01",
            help="窓口を区別するコード。英数字とハイフン。毎年同じものを使ってください。",
        ),
        Column(header="窓口名", field="title", required=True, example="千代田区外国人相談窓口"),
        Column(
            header="団体コード",
            field="municipality_code",
            kind=Kind.GOVERNMENT_CODE,
            required=True,
            example="131016",
            help="設置した地方公共団体の6桁のコード（検査数字を含む）。",
        ),
        Column(
            header="都道府県",
            field="prefecture",
            kind=Kind.PREFECTURE,
            required=True,
            example="東京都",
        ),
        Column(
            header="市区町村",
            field="municipality",
            example="千代田区",
            help="都道府県の窓口では空欄にしてください。",
        ),
        Column(header="設置者", field="founder", required=True, example="千代田区"),
        _choice("設置区分", "founder_kind", words(FOUNDER_KINDS), required=True),
        _choice("運営形態", "operation", words(OPERATIONS), required=True),
        Column(
            header="運営主体",
            field="operator",
            example="千代田区国際課",
            help="空欄のときは設置者と同じとして扱います。",
        ),
        Column(
            header="所属機関名",
            field="institution",
            example="千代田区",
            help="公表する所属機関の名称。空欄のときは運営主体と同じとして扱います。",
        ),
        Column(
            header="交付金",
            field="grant",
            kind=Kind.MARK,
            required=True,
            choices=GRANT,
            example="有",
            help="窓口の運営のための国の交付金を受けていれば「有」。",
        ),
        Column(
            header="交付金年度",
            field="grant_year",
            kind=Kind.FISCAL_YEAR,
            example="令和7年度",
            help="「交付金」が有のときは必ず書いてください。",
        ),
        Column(
            header="開設日数",
            field="days_open",
            kind=Kind.INTEGER,
            required=True,
            high=7,
            example="5",
            help="一週間に開設する日数。",
        ),
        _mark("通年", "year_round"),
        _mark("無償", "free_of_charge"),
        _mark("多言語", "multilingual"),
        _mark("ワンストップ", "one_stop"),
        Column(
            header="対応言語",
            field="languages",
            kind=Kind.LIST,
            longest=2000,
            example="英語、中国語、ベトナム語",
            help="「、」で区切ってください。",
        ),
        Column(
            header="相談件数",
            field="caseload",
            kind=Kind.INTEGER,
            example="1,234",
            help="分からないときは空欄にしてください。0とは区別します。",
        ),
        _choice("相談件数の単位", "caseload_unit", words(UNITS)),
        Column(
            header="相談件数の年度",
            field="caseload_year",
            kind=Kind.FISCAL_YEAR,
            example="令和6年度",
        ),
        Column(header="電話番号", field="phone", longest=60, example="03-0000-0000"),
        Column(header="URL", field="url", kind=Kind.URL, example="https://window.example.jp/"),
    ),
)

NOMINATIONS = Form(
    name="nominations",
    title="推薦",
    unique=("reference",),
    alike=("window", "full_name"),
    rules=("experience_can_be_told",),
    columns=(
        Column(
            header="受付番号",
            field="reference",
            kind=Kind.REFERENCE,
            longest=60,
            example="0001",
            help="なくてもかまいません。書くときは重ならない番号にしてください。",
        ),
        Column(
            header="窓口コード",
            field="window",
            kind=Kind.KNOWN_WINDOW,
            required=True,
            example="131016-01",
        ),
        Column(header="氏名", field="full_name", required=True, example="見本 花子"),
        Column(header="フリガナ", field="kana", example="ミホン ハナコ"),
        Column(header="ローマ字氏名", field="roman", example="MIHON Hanako"),
        Column(header="メールアドレス", field="mail", kind=Kind.EMAIL, example="hanako@example.jp"),
        _choice("職務区分", "role", words(ROLES), required=True),
        Column(header="雇用形態", field="employment", offered=EMPLOYMENT, example="常勤"),
        Column(
            header="従事開始日",
            field="started_on",
            kind=Kind.DATE,
            example="令和5年4月1日",
            help="相談業務を始めた日。和暦でも西暦でもかまいません。",
        ),
        Column(
            header="週従事時間",
            field="weekly_hours",
            kind=Kind.NUMBER,
            high=168,
            example="38.75",
            help="一週間に従事する時間。38時間45分は38.75。",
        ),
        Column(
            header="実務経験月数",
            field="experience_months",
            kind=Kind.INTEGER,
            high=1200,
            help="なくてもかまいません。空欄のときは従事開始日と週従事時間から計算します。",
        ),
        Column(header="確認書類", field="evidence", offered=EVIDENCE, example="在職証明書"),
        Column(
            header="過去の不選定回数",
            field="past_unselected",
            kind=Kind.INTEGER,
            high=100,
            help="空欄は0回として扱います。",
        ),
        Column(header="備考", field="remarks", longest=2000),
    ),
)

BODIES = Form(
    name="bodies",
    title="募集の送付先",
    unique=("code",),
    rules=("body_can_be_reached",),
    columns=(
        Column(
            header="団体コード",
            field="code",
            kind=Kind.GOVERNMENT_CODE,
            required=True,
            example="131016",
        ),
        Column(header="名称", field="title", required=True, example="千代田区"),
        Column(header="担当課", field="department", example="国際課"),
        Column(
            header="メールアドレス",
            field="office_mail",
            kind=Kind.EMAIL,
            example="kokusai@example.jp",
        ),
        Column(
            header="代替連絡",
            field="fallback",
            example="03-0000-0000",
            help="メールが届かないときの連絡先。",
        ),
    ),
)

CERTIFIED = Form(
    name="certified",
    title="認証・受講の状況（試行用）",
    may_be_empty=True,
    columns=(
        Column(
            header="窓口コード",
            field="window",
            kind=Kind.KNOWN_WINDOW,
            required=True,
            example="131016-01",
        ),
        Column(header="氏名", field="full_name", example="見本 太郎"),
        _choice("状態", "state", STATES, required=True),
    ),
)

FORMS: dict[str, Form] = {form.name: form for form in (WINDOWS, NOMINATIONS, BODIES, CERTIFIED)}
