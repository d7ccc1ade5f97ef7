"""Holds what was read against what a person wrote down: rows by the contract's keys, and every finding with its cell."""


def expect(result, rows, findings):
    """Each expected row holds some keys of the contract (facts: some facts); the findings are all there are."""
    shown = result.as_dict()
    found = {(i["code"], i["cell"]) for i in shown["issues"]}
    assert found == findings, f"missing {findings - found}, too many {found - findings}"
    assert len(shown["rows"]) == len(rows), [row["src"] for row in shown["rows"]]
    for got, wanted in zip(shown["rows"], rows, strict=True):
        facts = wanted.get("facts", {})
        assert {k: got["facts"].get(k) for k in facts} == facts
        assert {k: got[k] for k in wanted if k != "facts"} == {k: v for k, v in wanted.items() if k != "facts"}
