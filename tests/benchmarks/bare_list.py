"""The bare script that a list is measured against: 50 claims by Click and SQLAlchemy Core, nothing else.

It selects the same rows as ``factbase claim list``, and shows the same columns.
"""

from collections import defaultdict

import click
from sqlalchemy import and_, column, create_engine, select, table

claim = table("claim", *map(column, ("id", "article_id", "number", "statement", "confidence", "status")))
article = table("article", column("id"), column("slug"))
anchor = table("anchor", column("claim_id"), column("revision_id"), column("start"))
sentence = table("sentence", *map(column, ("revision_id", "paragraph", "position", "start", "end")))
attribution = table("attribution", *map(column, ("id", "claim_id", "source_id", "stance")))
source = table("source", column("id"), column("name"))
claim_problem = table("claim_problem", column("claim_id"), column("rule"))

CLAIMS = (
    select(claim.c.id, article.c.slug, claim.c.number, claim.c.confidence, claim.c.statement)
    .join_from(claim, article, article.c.id == claim.c.article_id)
    .where(claim.c.status != "cut")
    .order_by(claim.c.id)
    .limit(50)
)
PLACES = select(anchor.c.claim_id, sentence.c.paragraph, sentence.c.position).join_from(
    anchor,
    sentence,
    and_(
        sentence.c.revision_id == anchor.c.revision_id,
        sentence.c.start <= anchor.c.start,
        sentence.c.end > anchor.c.start,
    ),
)
SOURCES = (
    select(attribution.c.claim_id, source.c.name, attribution.c.stance)
    .join_from(attribution, source, source.c.id == attribution.c.source_id)
    .order_by(attribution.c.id)
)
PROBLEMS = select(claim_problem.c.claim_id, claim_problem.c.rule)
BLOCKS = {"rumour", "anonymous-only", "vague-source"}


@click.command()
@click.argument("path")
def main(path: str) -> None:
    with create_engine(f"sqlite:///{path}").connect() as connection:
        claims = connection.execute(CLAIMS).all()
        keys = [row.id for row in claims]
        places = {
            key: f"{paragraph}/{position}"
            for key, paragraph, position in connection.execute(PLACES.where(anchor.c.claim_id.in_(keys)))
        }
        sources = defaultdict(list)
        for key, name, stance in connection.execute(SOURCES.where(attribution.c.claim_id.in_(keys))):
            sources[key].append(name if stance == "asserts" else f"{name} ({stance})")
        problems = defaultdict(set)
        for key, rule in connection.execute(PROBLEMS.where(claim_problem.c.claim_id.in_(keys))):
            problems[key].add(rule)
    print("claim", "at", "confidence", "mark", "statement", "sources", sep="\t")
    for row in claims:
        mark = "!" if problems[row.id] & BLOCKS else "?" * bool(problems[row.id])
        ref, said = f"{row.slug}/{row.number}", "; ".join(sources[row.id])
        print(ref, places.get(row.id, ""), row.confidence, mark, row.statement, said, sep="\t")


if __name__ == "__main__":
    main()
