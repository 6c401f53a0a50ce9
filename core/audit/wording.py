"""What the verifier says, in Japanese and English: one sentence pair for each code (design part 8).

Values put into a sentence are positions, ids, member names and digests: nothing of an event's
content.
"""

SHOWN_MAX = 120

WORDS = {
    "archive.ok": ("{members}個のファイル", "{members} members"),
    "archive.not_zip": ("zipとして読めない", "not a readable zip"),
    "archive.limits": ("大きさ又は数の上限を超える", "more or larger members than allowed"),
    "archive.member": (
        "{member}: 圧縮データ又はCRCが壊れている",
        "{member}: damaged data or wrong CRC",
    ),
    "archive.header": (
        "{number}番目のファイルの見出しが目録と食い違う",
        "member number {number}: its headers disagree or are not plain",
    ),
    "archive.name": (
        "{number}番目のファイル名が許されない形、又は重複",
        "member number {number}: name not allowed, or used twice",
    ),
    "archive.gap": (
        "どのファイルにも属さないバイトがある",
        "there are bytes that belong to no member",
    ),
    "archive.no_member": ("{member}: 書庫に無い", "{member}: not in the archive"),
    "manifest.ok": ("形式{format}、{members}個を記載", "format {format}, {members} members listed"),
    "manifest.bad": (
        "manifest.json: 定めた形ではない",
        "manifest.json: not of the form laid down",
    ),
    "manifest.digest": (
        "manifest.json: 自身のダイジェストと一致しない",
        "manifest.json: its own digest does not match",
    ),
    "members.ok": (
        "{members}個すべて記載のダイジェストと一致",
        "all {members} match their listed digest",
    ),
    "members.missing": ("{member}: 記載されているが無い", "{member}: listed but missing"),
    "members.stray": ("{member}: 記載が無い", "{member}: not listed in the manifest"),
    "members.unknown": (
        "{member}: この形式に無いファイル",
        "{member}: no such member in this format",
    ),
    "members.digest": (
        "{member}: ダイジェスト又は大きさが記載と違う",
        "{member}: digest or size differs from the manifest",
    ),
    "entries.ok": ("{size}件すべて正規の形", "all {size} entries are canonical"),
    "entries.entry": (
        "位置{position}: 正規の形ではない ({member})",
        "position {position}: not a canonical entry ({member})",
    ),
    "entries.state": (
        "位置{position}: 内容がJSONの事象ではない ({member})",
        "position {position}: the state is not a JSON event ({member})",
    ),
    "entries.lengths": ("長さの合計が合わない", "the lengths do not add up"),
    "entries.count": (
        "{member}: 位置{first}から{width}件あるべきところ{found}件",
        "{member}: {found} entries where {width} are due from position {first}",
    ),
    "entries.unread": (
        "{member}: 読めないため位置{first}以降は未確認",
        "{member}: unreadable, so nothing from position {first} on was checked",
    ),
    "tree.ok": (
        "{size}件の根が一致 {root}",
        "the root over {size} entries agrees: {root}",
    ),
    "tree.leaf": (
        "位置{positions}: 事象が木の葉と一致しない ({member})",
        "position {positions}: the event differs from its leaf in the tree ({member})",
    ),
    "tree.tile": ("{member}: 木の節が一致しない", "{member}: inner hashes of the tree differ"),
    "tree.tile_absent": ("{member}: タイルが無い", "{member}: tile missing"),
    "tree.tile_stray": ("{member}: この大きさの木に無いタイル", "{member}: no tile of this tree"),
    "tree.manifest_root": (
        "事象から計算した根がmanifest.jsonの根と違う",
        "the root computed from the events differs from the one in manifest.json",
    ),
    "tree.checkpoint_root": (
        "事象から計算した根が署名された根と違う (サイズ{size})",
        "the root computed from the events differs from the signed one (size {size})",
    ),
    "tree.checkpoint_size": (
        "署名されたサイズは{signed}件、束は{size}件",
        "the checkpoint signs {signed} events, the bundle holds {size}",
    ),
    "tree.incomplete": (
        "事象をすべて読めないため根を計算できない",
        "no root could be computed: not every event could be read",
    ),
    "streams.ok": ("{streams}本の系列が欠番なし", "{streams} streams without a gap"),
    "streams.missing": (
        "位置{position}の前: 系列{stream}の第{first}版から第{last}版が無い",
        "before position {position}: stream {stream} lacks version {first} to {last}",
    ),
    "streams.order": (
        "位置{position}: 系列{stream}の第{version}版の順序が違う (第{due}版があるべき)",
        "position {position}: stream {stream} has version {version} where {due} was due",
    ),
    "streams.repeated": (
        "位置{position}: 系列{stream}の第{version}版が二度ある",
        "position {position}: stream {stream} has version {version} twice",
    ),
    "tenant.ok": ("全件がテナント{tenant}", "every event is of tenant {tenant}"),
    "tenant.other": (
        "位置{position}: 系列{stream}の事象が別のテナントのもの",
        "position {position}: the event of stream {stream} belongs to another tenant",
    ),
    "checkpoint.ok": ("{origin}、サイズ{size}", "{origin}, size {size}"),
    "checkpoint.bad": (
        "チェックポイントとして読めない",
        "not a checkpoint",
    ),
    "checkpoint.origin": (
        "チェックポイントの発行元がmanifest.jsonと違う",
        "the checkpoint's origin is not the one in manifest.json",
    ),
    "note.bad": ("署名付き文書として読めない", "not a signed note"),
    "vkey.bad": ("検証鍵として読めない", "not a verifier key"),
    "vkey.name": (
        "検証鍵の名前が発行元と違う",
        "the key's name is not the log's origin",
    ),
    "signature.ok": (
        "署名は束の中の鍵と一致 (鍵の持ち主は別の検査)",
        "signature matches the key in the bundle (whose key that is, is another check)",
    ),
    "signature.wrong": (
        "checkpoint: 署名が束の中の鍵と一致しない",
        "checkpoint: the signature does not match the key in the bundle",
    ),
    "identity.ok": ("署名は指定の鍵と一致", "signature matches the key given"),
    "identity.wrong": (
        "checkpoint: 署名が指定の鍵と一致しない",
        "checkpoint: the signature does not match the key given",
    ),
    "identity.unchecked": (
        "--keyが無いため、誰の鍵かは確かめていない",
        "whose key it is was not checked: give --key",
    ),
    "history.ok": (
        "束の中の過去のチェックポイント{count}通すべての延長",
        "extends all {count} older checkpoints in the bundle",
    ),
    "history.unchecked": (
        "束に過去のチェックポイントが無い",
        "the bundle holds no older checkpoint",
    ),
    "history.bad": (
        "{member}: 読めない、又は署名・発行元・名前が違う",
        "{member}: unreadable, or of another signature, origin or name",
    ),
    "history.fork": (
        "{member}: サイズ{size}の根が違う (位置{size}までに書換え)",
        "{member}: another root at size {size}: something up to position {size} was rewritten",
    ),
    "completeness.ok": (
        "手元の過去のチェックポイント (サイズ{size}) の延長",
        "extends the older checkpoint given (size {size})",
    ),
    "completeness.unchecked": (
        "--checkpointが無いため、末尾の切捨ては確かめていない",
        "whether the end was cut off was not checked: give an older --checkpoint",
    ),
    "completeness.unread": (
        "事象を読めないため確かめていない",
        "not checked, because the events could not be read",
    ),
    "completeness.signature": (
        "手元のチェックポイントの署名が鍵と一致しない",
        "the signature of the checkpoint given does not match the key",
    ),
    "completeness.origin": (
        "手元のチェックポイントは別のログのもの",
        "the checkpoint given is of another log",
    ),
    "completeness.shortened": (
        "手元のチェックポイントは{older}件、束は{size}件: 位置{first}から{older}が無い",
        "shortened: the checkpoint given has {older} events, the bundle {size}; "
        "positions {first} to {older} are missing",
    ),
    "completeness.fork": (
        "サイズ{size}の根が手元のチェックポイントと違う: 位置{size}までに書換え",
        "another root at size {size} than the checkpoint given: "
        "something up to position {size} was rewritten",
    ),
    "policies.ok": ("{count}件のダイジェストが一致", "{count} policy digests match"),
    "policies.none": ("束に規則が無い", "the bundle holds no policy"),
    "policies.digest": (
        "policies/{policy}: ダイジェストがmanifest.jsonと違う",
        "policies/{policy}: digest differs from manifest.json",
    ),
    "policies.stray": (
        "policies/{policy}: manifest.jsonに無い規則、又はファイルの無い規則",
        "policies/{policy}: not in manifest.json, or without files",
    ),
    "rulings.ok": (
        "判断に使われた規則{count}件がすべて束にある",
        "all {count} policies that ruled are in the bundle",
    ),
    "rulings.none": ("規則による判断は無い", "no event rests on a policy"),
    "rulings.other": (
        "位置{position}: 規則{policy} {version}のダイジェストが束の規則と違う",
        "position {position}: policy {policy} {version} ruled with a digest not the bundle's",
    ),
    "rulings.absent": (
        "位置{position}: 規則{policy} {version}が束に無い",
        "position {position}: policy {policy} {version} ruled and is not in the bundle",
    ),
    "editions.ok": ("{count}版のファイルが一致", "the files of {count} editions match"),
    "editions.none": ("束に公表版が無い", "the bundle holds no edition"),
    "editions.bad": (
        "editions/{edition}/edition.json: 無い、又は定めた形ではない",
        "editions/{edition}/edition.json: missing, or not of the form laid down",
    ),
    "editions.file": (
        "{member}: edition.jsonのダイジェストと違う、無い、又は記載が無い",
        "{member}: differs from edition.json, is missing, or is not listed there",
    ),
    "edition_records.ok": (
        "{count}版がログの公表の事象と一致",
        "{count} editions match the events that published them",
    ),
    "edition_records.unchecked": (
        "ログに公表の事象が無い",
        "the log holds no event that published an edition",
    ),
    "edition_records.none": (
        "editions/{edition}: ログの公表の事象に無い内容",
        "editions/{edition}: no event in the log published these contents",
    ),
    "views.unchecked": (
        "一覧のダイジェストはdaicho replayで確かめる",
        "the digests of views are compared by daicho replay",
    ),
    "views.bad": ("views.json: 定めた形ではない", "views.json: not of the form laid down"),
    "unchecked": (
        "先の検査が通らないため確かめていない",
        "not checked, because an earlier check failed",
    ),
    "result.ok": (
        "誤りは見つからない (合格{passed}、未確認{skipped})",
        "nothing wrong was found ({passed} passed, {skipped} not checked)",
    ),
    "result.wrong": (
        "誤りがある (不合格{wrong}、未確認{skipped})",
        "something is wrong ({wrong} failed, {skipped} not checked)",
    ),
    "json.bad": ("定めた形のJSONではない", "not JSON of the form laid down"),
    "more": ("ほか{count}件", "and {count} more"),
    "bundle.root": (
        "事象の根がチェックポイントと違うため、束を作らない",
        "the events do not have the root of the checkpoint: no bundle is written",
    ),
    "bundle.large": (
        "束の上限 (4GiB又は65,534ファイル) を超える",
        "larger than a bundle may be (4 GiB or 65,534 members)",
    ),
    "bundle.name": ("{member}: 束に入れられない名前", "{member}: a name no bundle may hold"),
    "file.unreadable": ("ファイルを読めない", "the file cannot be read"),
    "receipt.bad": ("受領証として読めない", "not a receipt"),
    "inclusion.ok": (
        "位置{position}の事象はサイズ{size}の木にある",
        "the event at position {position} is in the tree of size {size}",
    ),
    "inclusion.wrong": (
        "位置{position}の事象が木にあることを示していない",
        "it does not show that the event at position {position} is in the tree",
    ),
    "receipt.unchecked": (
        "鍵が無いため署名は確かめていない",
        "the signature was not checked: give a key",
    ),
}


def say(code: str, **values: object) -> str:
    """The sentence for `code`, Japanese / English, with text values made fit for a terminal."""
    safe = {name: _fit(value) for name, value in values.items()}
    return " / ".join(words.format_map(safe) for words in WORDS[code])


def _fit(value: object) -> object:
    """Names come from the bundle under suspicion: no control characters, no endless lines."""
    if not isinstance(value, str):
        return value
    shown = "".join(c if c.isprintable() else "?" for c in value[:SHOWN_MAX])
    return shown if len(value) <= SHOWN_MAX else shown + "…"
