//! The stories of the demo, as data: what happens to each partner on which day. Days are business days before
//! the last one of the story (0); the runner turns them into instants. Everything here is made up.

use super::step::{
    Step, add, approve, archive, block, done, failed, finish, note, overrule, promote, reject, rollback,
    sign, sign_one, signed, start, submit, unblock, waive,
};
use crate::playbook::model::Side;

/// Live: everything went as planned.
pub(super) const NORDLICHT: &[Step] = &[
    add(-38),
    finish(-38, -34, "kickoff", &[]),
    signed(-34),
    sign(-34, "kickoff"),
    promote(-34),
    finish(-33, -25, "sandbox", &[]),
    note(-29, None, "Their agency left; Jonas took the integration over himself. No delay so far."),
    sign(-25, "sandbox"),
    promote(-25),
    finish(-24, -12, "pilot", &[]),
    sign(-11, "pilot"),
    promote(-11),
    finish(-10, -8, "production", &[]),
    sign(-6, "production"),
    promote(-6),
    done(-1, &["live-reviews/first-week-reviewed"]),
    note(0, None, "Best first week of the quarter: 612 orders, 4 cancellations, nothing shipped late."),
];

/// Production: all that its gate asks holds, and it can be promoted.
pub(super) const CASA: &[Step] = &[
    add(-30),
    finish(-30, -27, "kickoff", &[]),
    signed(-27),
    sign(-26, "kickoff"),
    promote(-26),
    finish(-25, -19, "sandbox", &[]),
    sign(-18, "sandbox"),
    promote(-18),
    finish(-17, -5, "pilot", &[]),
    sign(-4, "pilot"),
    promote(-4),
    finish(-3, -1, "production", &[]),
    sign(-1, "production"),
];

/// Pilot: it may go on, with a waiver that lapses in three days.
pub(super) const VELO: &[Step] = &[
    add(-25),
    finish(-25, -21, "kickoff", &[]),
    signed(-21),
    sign(-21, "kickoff"),
    promote(-21),
    finish(-20, -13, "sandbox", &[]),
    sign(-12, "sandbox"),
    promote(-12),
    finish(-11, -2, "pilot", &["support-and-disputes/dispute-flow-tested"]),
    block(
        -8,
        &["support-and-disputes/dispute-flow-tested"],
        Side::Platform,
        "The payment provider's test mode cannot open a chargeback until its next release",
    ),
    unblock(-4, &["support-and-disputes/dispute-flow-tested"]),
    waive(
        -4,
        "support-and-disputes/dispute-flow-tested",
        "The provider ships chargebacks in its test mode next week; everything else is ready",
        "Sam's team books disputes by hand from the four-eyes sheet until then",
        3,
    ),
    approve(-3, "support-and-disputes/dispute-flow-tested"),
    sign(-1, "pilot"),
];

/// Pilot: it misses its figures, and both sides are late.
pub(super) const TINY: &[Step] = &[
    add(-22),
    finish(-22, -20, "kickoff", &[]),
    signed(-20),
    sign(-19, "kickoff"),
    promote(-19),
    finish(-18, -14, "sandbox", &[]),
    sign(-13, "sandbox"),
    promote(-13),
    finish(
        -13,
        -4,
        "pilot",
        &[
            "pilot-operation/shipping-in-bound",
            "pilot-operation/cancellations-in-bound",
            "support-and-disputes/dispute-flow-tested",
            "training/operations-training-passed",
            "training/support-team-briefed",
        ],
    ),
    failed(
        -3,
        "pilot-operation/cancellations-in-bound",
        "Three of the 26 cancellations were put down as buyers'; the order notes say out of stock",
        &[("orders", 310.0), ("cancelled-percent", 2.9)],
    ),
    submit(-3, &["training/operations-training-passed"]),
    reject(
        -2,
        &["training/operations-training-passed"],
        "Two of the five have not taken the part on returns",
    ),
    block(
        -3,
        &["pilot-operation/shipping-in-bound"],
        Side::Partner,
        "7.8 % shipped late: the van leaves at 14:30, the shop promises orders until 16:00",
    ),
    start(-2, &["support-and-disputes/dispute-flow-tested"]),
    note(
        -1,
        Some("support-and-disputes/dispute-flow-tested"),
        "Ours to finish: the chargeback was decided, but we booked its refund twice.",
    ),
];

/// Pilot, entered past its gate: the override ends soon, and what it left open is still open.
pub(super) const SAFFRON: &[Step] = &[
    add(-15),
    finish(-15, -13, "kickoff", &[]),
    signed(-13),
    sign(-13, "kickoff"),
    promote(-13),
    finish(-12, -5, "sandbox", &["brand-and-listing-standards/epr-numbers-verified"]),
    start(-5, &["brand-and-listing-standards/epr-numbers-verified"]),
    sign(-4, "sandbox"),
    overrule(
        -4,
        "The packaging register confirms within two weeks; a pilot of 20 products ships in reused boxes",
        4,
    ),
    finish(
        -3,
        -1,
        "pilot",
        &[
            "pilot-operation/real-order-and-refund",
            "pilot-operation/cancellations-in-bound",
            "pilot-operation/shipping-in-bound",
            "commercial-terms/insurance-on-file",
            "webhook-configuration/delivery-rate-met",
            "support-and-disputes/dispute-flow-tested",
            "support-and-disputes/buyer-messages-answered",
            "support-and-disputes/escalation-path-tested",
            "go-to-market/brand-assets-licensed",
            "privacy-and-security/secret-rotation-proven",
            "privacy-and-security/retention-and-deletion-proven",
        ],
    ),
];

/// Sandbox again: rolled back from its pilot, half of what was reopened is done.
pub(super) const HARBOUR: &[Step] = &[
    add(-22),
    finish(-22, -20, "kickoff", &[]),
    signed(-20),
    sign(-20, "kickoff"),
    promote(-20),
    finish(-19, -12, "sandbox", &[]),
    sign(-11, "sandbox"),
    promote(-11),
    done(
        -10,
        &[
            "api-integration/production-credentials-issued",
            "pilot-operation/pilot-scope-set",
            "go-to-market/launch-brief-agreed",
        ],
    ),
    note(-6, None, "Two buyers report orders they never placed. Tom is looking at the webhook receiver."),
    rollback(
        -5,
        "A release of their webhook receiver went out with signature checks switched off; forged events made orders",
    ),
    done(-4, &["webhook-configuration/endpoint-registered", "webhook-configuration/signatures-verified"]),
    done(-2, &["documentation/field-mapping-documented", "api-integration/idempotent-writes"]),
    block(
        -1,
        &["webhook-configuration/replay-tested"],
        Side::Partner,
        "Their new receiver drops events older than an hour; a fix is in review",
    ),
    note(0, Some("webhook-configuration/signatures-verified"), "Forged, stale and replayed: all refused."),
];

/// Sandbox: each side holds the other up.
pub(super) const LUMEN: &[Step] = &[
    add(-16),
    finish(-16, -13, "kickoff", &[]),
    signed(-12),
    sign(-12, "kickoff"),
    promote(-12),
    done(
        -11,
        &[
            "api-integration/sandbox-credentials-issued",
            "training/integration-workshop-held",
            "webhook-configuration/endpoint-registered",
            "documentation/field-mapping-documented",
        ],
    ),
    done(
        -9,
        &[
            "api-integration/api-version-pinned",
            "api-integration/data-formats-conform",
            "commercial-terms/tax-details-verified",
            "commercial-terms/payout-account-verified",
            "privacy-and-security/incident-contacts-named",
        ],
    ),
    block(
        -8,
        &["webhook-configuration/signatures-verified"],
        Side::Partner,
        "Their gateway rewrites the body before the signature is checked; the gateway team plans for next sprint",
    ),
    block(
        -6,
        &["privacy-and-security/transfer-safeguarded"],
        Side::Platform,
        "Our counsel has had the transfer assessment for six working days",
    ),
    start(
        -5,
        &["privacy-and-security/pci-attestation-current", "brand-and-listing-standards/brand-rights-proven"],
    ),
    done(-4, &["api-integration/rate-limits-honoured", "support-and-disputes/support-levels-agreed"]),
    submit(-2, &["brand-and-listing-standards/restricted-goods-screened"]),
    note(0, None, "Grant asks for a steering call if the gateway has no date by Friday."),
];

/// Archived: the seller was bought.
pub(super) const MOSS: &[Step] = &[
    add(-21),
    finish(-21, -18, "kickoff", &[]),
    signed(-18),
    sign(-18, "kickoff"),
    promote(-18),
    done(-16, &["api-integration/sandbox-credentials-issued", "documentation/field-mapping-documented"]),
    archive(-12, "Bought by a chain that sells with us already; its account takes the catalogue over"),
];

/// Kickoff, under the second version: the seller's papers do not hold, a waiver waits for its ruling.
pub(super) const BRIGHTSIDE: &[Step] = &[
    add(-7),
    done(-6, &["kickoff/kickoff-call-held"]),
    done(-5, &["kickoff/owners-named", "kickoff/first-risks-recorded"]),
    submit(-4, &["commercial-terms/business-verified"]),
    reject(
        -3,
        &["commercial-terms/business-verified"],
        "The register names another managing director than the contract",
    ),
    waive(
        -1,
        "kickoff/launch-plan-agreed",
        "Their warehouse moves in the spring and has no date yet; everything else could begin",
        "No announcement and no media booking before the plan is agreed",
        10,
    ),
];

/// Kickoff, under the second version: on time, one signature short.
pub(super) const KINTSUGI: &[Step] =
    &[add(-2), finish(-2, -1, "kickoff", &[]), signed(-1), sign_one(0, "kickoff", "champion")];

/// A carrier in its sandbox.
pub(super) const RHEIN: &[Step] = &[
    add(-12),
    finish(-12, -9, "kickoff", &[]),
    signed(-9),
    sign(-9, "kickoff"),
    promote(-9),
    done(
        -8,
        &[
            "api-integration/sandbox-credentials-issued",
            "training/integration-workshop-held",
            "webhook-configuration/endpoint-registered",
            "documentation/field-mapping-documented",
        ],
    ),
    done(
        -6,
        &[
            "api-integration/api-version-pinned",
            "api-integration/idempotent-writes",
            "tracking/event-codes-mapped",
            "webhook-configuration/signatures-verified",
        ],
    ),
    submit(-4, &["labels/label-formats-accepted"]),
    reject(-3, &["labels/label-formats-accepted"], "The sorter reads 96 %: the quiet zone is 1 mm short"),
    block(
        -2,
        &["edi/edi-connection-established"],
        Side::Platform,
        "The AS2 certificate of our side expired; a new one is with operations",
    ),
];

/// A carrier that has just begun.
pub(super) const POLAR: &[Step] = &[
    add(-1),
    done(0, &["kickoff/kickoff-call-held"]),
    note(
        0,
        None,
        "Aino wants the first lane before the winter peak; we said January. To be settled this week.",
    ),
];
