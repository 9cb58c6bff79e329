"""What can be done at the desk, without a screen: where one is, what one sees, and one method an act."""

from factbase.desk.acts.desk import Desk
from factbase.desk.acts.finding import Alike, Found
from factbase.desk.acts.outcomes import Clash, Outcome, Refused, Saved
from factbase.desk.acts.view import Pane, View

__all__ = ["Alike", "Clash", "Desk", "Found", "Outcome", "Pane", "Refused", "Saved", "View"]
