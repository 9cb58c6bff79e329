from factbase.text.likeness import Compared, alike, asked, halves, joined, scores, weigh
from factbase.text.tokens import tokens

CLAIMS = {
    "": 1000,
    "ferri": 5,
    "bridg": 50,
    "council": 300,
    "the": 900,
    "3000": 5,
    "cat": 5,
    "fish": 5,
    "catfish": 1,
}


def document(statement: str, title: str = "", passage: str = "") -> Compared:
    return Compared(*(" ".join(tokens(part)) for part in (statement, passage, title)))


def score(query: str, *documents: Compared) -> list[float]:
    words = asked(query)
    near = alike(words, CLAIMS, documents)
    known = CLAIMS | {other: 1 for others in near.values() for other in others}
    return list(scores(weigh(words, known), near, known, dict(enumerate(documents))).values())


def test_addresses_are_left_out_and_tags_are_words() -> None:
    text = (
        "Iran#NetNeutrality @IlhanMN @real_Trump2 https://t.co/x5 seenpic.twitter.com/Ab1 (www.example.org)"
    )

    assert asked(text) == tokens("Iran Net Neutrality Ilhan MN real Trump 2 seen")


def test_a_token_weighs_the_more_the_fewer_claims_have_it() -> None:
    weights = weigh(["the", "ferri", "council", "bridg", "unheard"], CLAIMS)

    assert sorted(weights, key=weights.__getitem__) == ["the", "council", "bridg", "ferri"]
    assert weigh(["3000"], CLAIMS)["3000"] < weights["ferri"]


def test_words_joined_or_taken_apart_weigh_less_than_what_was_written() -> None:
    assert joined(["e", "mail", "it"]) == {"email", "mailit"}
    assert ("cat", "fish") in halves(["catfish"])["catfish"]
    assert weigh(["cat", "fish"], CLAIMS)["catfish"] < weigh(["catfish"], CLAIMS)["catfish"]
    assert weigh(["fishcat"], CLAIMS)["cat"] < weigh(["cat"], CLAIMS)["cat"]
    assert weigh(["zzzzzz"], CLAIMS) == {}


def test_what_is_said_briefly_or_twice_counts_more_and_what_common_words_share_least() -> None:
    brief, twice, long, common = score(
        "the ferry",
        document("The ferry sank."),
        document("The ferry sank beside a ferry."),
        document("The ferry sank in a storm off a distant island where nobody lives or ever lived before."),
        document("The council."),
    )

    assert twice > brief > long > common > 0


def test_a_title_and_a_passage_count_beside_the_statement() -> None:
    neither, titled, passage, both = score(
        "ferry bridge",
        document("The bridge."),
        document("The bridge.", title="Ferries"),
        document("The bridge.", passage="ferries"),
        document("The bridge.", title="Ferries", passage="ferries"),
    )

    assert both > titled > passage > neither


def test_nearly_the_same_letters_count_less_than_the_word_itself() -> None:
    exact, near, other = score("ferry", document("A ferry."), document("A ferryboat."), document("A bridge."))

    assert exact > near > other == 0
