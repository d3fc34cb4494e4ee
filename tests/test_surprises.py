"""Nobody learns from familydash what they will be given: a proof that knows nothing of the rule.

For a viewer, a household's history is lived twice: once with what others did in secret, once without. Every byte of
every GET route, every answer to a deed of the viewer's own and every message on every topic has to be the same.
"""

import asyncio
from pathlib import Path

import pytest

from tests.surprises import mutants, mutants_of_talk
from tests.surprises.history import live
from tests.surprises.worlds import Learned, Template, make_template

SEEDS = range(20)
MUTANTS = {**mutants.MUTANTS, **mutants_of_talk.MUTANTS}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    return asyncio.run(make_template(tmp_path_factory.mktemp("household")))


@pytest.mark.parametrize("seed", SEEDS)
async def test_whatever_others_do_in_secret_the_viewer_gets_the_same_bytes(
    seed: int, template: Template, tmp_path: Path
) -> None:
    assert await live(seed, template, tmp_path) > 100


@pytest.mark.parametrize("mistake", MUTANTS)
async def test_a_broken_rule_is_noticed(
    mistake: str, template: Template, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    MUTANTS[mistake](monkeypatch)
    for seed in SEEDS:
        try:
            await live(seed, template, tmp_path / str(seed))
        except Learned:
            return
    pytest.fail(f"nobody noticed that {mistake}")
