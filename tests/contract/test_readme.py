"""The README, the coverage and the page for carriers name only what is there."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
PATHS = sorted(
    {
        found
        for found in re.findall(r"`([A-Za-z_.-]+/[A-Za-z0-9_./<>-]*)`", README)
        if not found.startswith((".local", "application/", "POST")) and "<" not in found
    }
)
CARRIERS = (ROOT / "docs/carriers.md").read_text()
LINKS = sorted(set(re.findall(r"\]\(([^):]+)\)", CARRIERS)))
TARGETS = sorted(set(re.findall(r"make ([a-z][a-z0-9-]*)", README + CARRIERS)))
# Written as within a service.
WITHIN = {
    "infra/resources.yaml",
    "adapters/events_in.py",
}
COVERED = sorted(
    set(
        re.findall(
            r"`((?:services|shared|local|sandbox|tools|tests|bench|schemas)/[^`*<> ]*)`",
            (ROOT / "docs/coverage.md").read_text(),
        )
    )
)


@pytest.mark.parametrize("path", PATHS)
def test_a_path_exists(path):
    within = list(ROOT.glob(f"services/*/**/{path}")) if path in WITHIN else []
    assert (ROOT / path).exists() or within


@pytest.mark.parametrize("path", COVERED)
def test_what_is_covered_lies_where_it_is_said_to(path):
    assert (ROOT / path).exists()


@pytest.mark.parametrize("target", TARGETS)
def test_a_target_exists(target):
    dry = ["make", "--dry-run", "--quiet", target]
    done = subprocess.run(dry, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "No rule to make target" not in done.stderr


@pytest.mark.parametrize("link", LINKS)
def test_a_link_of_the_page_for_carriers_leads_to_a_heading(link):
    path, _, anchor = link.partition("#")
    headings = re.findall("^#+ (.+)$", (ROOT / "docs" / path).read_text(), re.MULTILINE)
    assert anchor in ["", *(heading.lower().replace(" ", "-") for heading in headings)]


def test_the_walk_names_the_files_in_which_an_order_is_followed():
    walk = README.partition("## Follow one order")[2].partition("\n## ")[0]
    assert len(re.findall(r"`(?:services|shared)/[^`]+\.(?:py|yaml)`", walk)) >= 9
