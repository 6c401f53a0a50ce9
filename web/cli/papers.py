"""Certificates as files: `certificates`."""

from pathlib import Path

from core.errors import refuse
from projections.certificates import certificates
from web.cli.output import Commands, Context, command
from workers.documents.certificates import certificate_pdf, file_name


def add(commands: Commands) -> None:
    """A reader; it appends nothing."""
    parser = command(
        commands, "certificates", "認証証の PDF を書き出す / write certificates as PDF"
    )
    parser.add_argument("cohort", metavar="COHORT", help="期 / the cohort, such as 2025-1")
    parser.add_argument("--out", required=True, metavar="DIR")
    parser.set_defaults(run=write_papers)


def write_papers(context: Context) -> None:
    """The newest paper of everybody of the cohort, but of those whose name was erased."""
    tenant, cohort = context.tenant(), context.args.cohort
    tenant.catch_up()
    papers = [each.paper for each in certificates(tenant.views, tenant.slug)]
    wanted = [paper for paper in papers if paper and paper.cohort == cohort]
    if not wanted:
        raise refuse(
            "certificate.none",
            f"期 {cohort} に交付された認証証はありません。",
            f"No certificate of cohort {cohort} was issued.",
        )
    folder = Path(context.args.out)
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for paper in wanted:
        if tenant.keys.get(paper.person):
            path = folder / file_name(paper)
            path.write_bytes(certificate_pdf(tenant, paper))
            written.append(path)
    context.show({"cohort": cohort, "files": [path.name for path in written]}, *map(str, written))
