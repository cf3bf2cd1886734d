from tests.unit.kiosk.flow.diagram import drawn, written


def test_the_readme_shows_the_flow_as_it_is():
    assert written() == drawn(), "run python -m tests.unit.kiosk.flow.diagram and look at what changed"
