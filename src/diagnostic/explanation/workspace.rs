//! Explanations of faults in `aboard.toml` and in state files.

use super::{Explanation, explain};

pub(in crate::diagnostic) const CALENDAR: Explanation = explain(
    "Due dates count business time by the calendar of `aboard.toml`: an IANA time zone, working hours that open before \
     they close, and dated holidays. With a calendar that cannot be kept, every due date would be wrong.",
    "[calendar]\nzone = \"Berlin\"",
    "[calendar]\nzone = \"Europe/Berlin\"",
);

pub(in crate::diagnostic) const PERSON: Explanation = explain(
    "Who acts is found by e-mail among the people of `aboard.toml`. Each person needs an address of their own and roles \
     that exist; two people with one address could not be told apart in the audit trail.",
    "[[people]]\nname = \"Ada\"\nemail = \"ada\"",
    "[[people]]\nname = \"Ada\"\nemail = \"ada@example.com\"",
);

pub(in crate::diagnostic) const STATE: Explanation = explain(
    "State files are written by Aboard alone. This one is not what Aboard would have written: it was edited by hand, \
     merged as text, or written by another version. `aboard log` shows the last good change, `aboard restore` takes it \
     back, and `aboard adopt` makes a meant edit an audited change.",
    "stage = \"pliot\"",
    "stage = \"pilot\"",
);
