//! Explanations of faults in `aboard.toml`.

use super::ExamplePlace::Config;
use super::{Explanation, explain};

pub(in crate::diagnostic) const CALENDAR: Explanation = explain(
    "Due dates count business time by the calendar of `aboard.toml`: an IANA time zone, hours of the week that open \
     before they close and don't overlap, and holidays with a date and a name. With another calendar every due date \
     would be wrong. Mend what the message names; zones are written as `Europe/Berlin`, hours as \
     `mon = [\"09:00-17:00\"]`.",
    Config,
    "[calendar]\nzone = \"Berlin\"",
    "[calendar]\nzone = \"Europe/Berlin\"",
);

pub(in crate::diagnostic) const PERSON: Explanation = explain(
    "Who makes a change is found by the e-mail of their git identity among the people of `aboard.toml`. Each person \
     needs an address, and nobody else's: two people with one address could not be told apart in the history. Write \
     the address that `git config user.email` prints for that person.",
    Config,
    "[people.dana]\nname = \"Dana Fox\"\nemail = \"dana\"",
    "[people.dana]\nname = \"Dana Fox\"\nemail = \"dana@market.example\"",
);
