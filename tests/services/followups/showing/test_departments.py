"""Real data: every chart of three years of emergency departments can be drawn, and their shares need p prime."""

from xml.etree.ElementTree import fromstring

from sqlalchemy import select

from services.followups.control import Kind
from services.followups.indicators.model import Indicator
from services.followups.showing import pictures, telling
from services.followups.showing.charted import charted
from tests.services.followups.departments import Departments
from tests.services.followups.showing.measured import speaking
from tests.services.kernel.web.site import Site


def test_every_chart_is_well_formed_and_says_what_is_true(site: Site, departments: Departments) -> None:
    with departments.runtime.database.reading() as session, speaking(site, "sv"):
        found = charted(session, session.scalars(select(Indicator)).all())
        assert sum(len(each.points) for each in found) > 4 * 12_000
        for each in found:
            # Whole where there is most to draw, steps and a target; the others as on lists, which takes half the time.
            drawn = pictures.whole(each) if each.indicator.target else pictures.small(each)
            assert drawn, telling.why_not(each)
            picture = fromstring(drawn)  # noqa: S314 (our own drawing, and that it parses is what we test)
            assert picture[0].text == telling.heading(each)


def test_where_thousands_come_a_p_chart_of_the_share_within_four_hours_would_be_absurd(
    site: Site, departments: Departments
) -> None:
    large = select(Indicator).where(Indicator.name.startswith("Left within four hours, type 1"))
    with departments.runtime.database.reading() as session, speaking(site, "en"):
        found = [each for each in charted(session, session.scalars(large).all()) if len(each.points) == 36]
        absurd = [told for each in found if (told := telling.absurd(each))]
    assert {each.analysis.kind for each in found if each.analysis} == {Kind.P_PRIME}
    assert len(absurd) > len(found) * 0.9
    assert min(told.size for told in absurd) > 1000
