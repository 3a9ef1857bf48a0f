//! The setting of the story, as data: the organisation, who acts for it, and the second version of its
//! playbook. Everybody is made up.

use super::step::Person;

/// The name of the organisation.
pub(super) const ORGANISATION: &str = "Example Market";

/// Who acts for the platform. The first holds a role where several do.
pub(super) const PEOPLE: &[Person] = &[
    Person { id: "dana", name: "Dana Fox", roles: &["champion"] },
    Person { id: "ravi", name: "Ravi Menon", roles: &["champion"] },
    Person { id: "mila", name: "Mila Horvat", roles: &["champion"] },
    Person { id: "paula", name: "Paula Brandt", roles: &["partnerships"] },
    Person { id: "egon", name: "Egon Weber", roles: &["engineering"] },
    Person { id: "ines", name: "Ines Duarte", roles: &["product"] },
    Person { id: "lea", name: "Lea Novak", roles: &["legal"] },
    Person { id: "sam", name: "Sam Okafor", roles: &["support"] },
    Person { id: "jo", name: "Jo Lindqvist", roles: &["sales"] },
];

/// The day on which the playbook gets its second version.
pub(super) const SECOND_VERSION: i64 = -8;

/// What the second version changes: passages of the first, each with what stands in its place.
pub(super) const EDITION: &[(&str, &str)] = &[
    ("\nversion: 1.0.0\n", "\nversion: 1.1.0\n"),
    (
        "      - id: shipping-in-bound\n",
        "      - id: cut-off-times-agree
        title: Cut-off times of warehouse and shop agree
        severity: high
        raci: { accountable: partner-ops, responsible: [partner-ops, product], informed: [support] }
        needs: [pilot-scope-set]
        due: { anchor: stage_entered, plus: 2 business days, pauses_on: partner }
        evidence:
          table: { type: url, ask: Table of cut-off times by weekday and warehouse }
        instructions: |
          1. Note per weekday when the warehouse takes its last order, and when the carrier leaves.
          2. Set the promise of the shop an hour before the earlier of the two.
          3. Order five minutes before and after: the promised days must differ.

          **Done when** the promise is never later than the van.

          **Watch for** Fridays and the day before a holiday.
        estimate: 1h

      - id: shipping-in-bound
",
    ),
];

/// What the commit of the second version says.
pub(super) const EDITION_MESSAGE: &str = "\
Playbook marketplace-seller 1.1.0: agree cut-off times in the pilot

Tiny Planet shipped late although its warehouse was on time by its own clock: the shop promised orders
until 16:00, and the van left at 14:30. New partners settle that before it counts.
";
