"""What follows what."""

from services.observations.arithmetic import Step, predecessors


def test_without_after_the_steps_are_a_line() -> None:
    assert predecessors([Step("A"), Step("B"), Step("C")]) == ((), (0,), (1,))


def test_with_after_anywhere_a_step_without_it_is_a_start() -> None:
    steps = [Step("A"), Step("B"), Step("C", after=("B", "A"))]
    assert predecessors(steps) == ((), (), (0, 1))


def test_a_step_may_be_named_before_it_is_written_and_however_it_is_spelled() -> None:
    assert predecessors([Step("B", after=(" the  FIRST ", "the first")), Step("The first")]) == ((1,), ())


def test_unknown_names_are_passed_over_and_of_one_name_twice_the_first_is_meant() -> None:
    assert predecessors([Step("A"), Step("a"), Step("B", after=("A", "nowhere"))]) == ((), (), (0,))
