"""docs/access.md from the code: role, commands, scope. What is not in the table is denied."""

from core.command import COMMANDS
from core.programme.catalogue import MODULES
from tenants.access import SCOPES, UNSCOPED

HEAD = """# Who may do what

Made by `python -m web.access_page`; a test compares. Whatever is not here is denied, and somebody
else's record is refused with the same words as one that does not exist (`tenants/access.py`).
Approving commands need another person than the one who proposed (`core/approval.py`).

| role | scope | commands |
|---|---|---|
"""
WORDS = {
    "clerk": "windows and nominations of their own local government",
    "person": "their own record, as themselves",
    "institution": "people of their institution, as the institution",
}


def access_table() -> str:
    """The page as Markdown."""
    assert MODULES
    assert set(WORDS) == set(SCOPES)
    return HEAD + "".join(_row(role) for role in (*UNSCOPED, *SCOPES))


def _row(role: str) -> str:
    names = sorted(name for name, command in COMMANDS.items() if role in command.roles)
    listed = " ".join(f"`{name}`" for name in names) or "none: reads only"
    return f"| {role} | {WORDS.get(role, 'the whole register')} | {listed} |\n"


if __name__ == "__main__":
    import sys

    sys.stdout.write(access_table())
