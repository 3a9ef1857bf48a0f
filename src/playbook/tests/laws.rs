//! What holds for every text and every condition.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::playbook::condition::{Condition, Test, Truth};
use crate::playbook::id::Id;
use crate::playbook::lint::{Scope, lint};
use crate::playbook::model::Value;

/// A piece of YAML that tends to hit the format.
fn piece() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "format: 1\n",
        "id: a\n",
        "title: A\n",
        "items:\n",
        "  - id: a\n",
        "    title: T\n",
        "stages:\n",
        "checklists:\n",
        "roles: { champion: { side: platform, title: C } }\n",
        "version: 1.0.0\n",
        "    when: { any: [{ tier: a }] }\n",
        "    needs: [a, b/c]\n",
        "{",
        "}",
        "[",
        "]",
        ": ",
        "- ",
        "\n",
        "  ",
        "~",
        "\"",
        "&a",
        "*a",
        "!!x",
        "{{ partner.name }}",
        "|\n",
        "    due: { anchor: item_done, item: a, plus: -2d }\n",
        "é",
        "\u{feff}",
        "\u{0}",
        "override: { a: { needs: [a] } }\n",
    ]);
    prop_oneof![4 => words.prop_map(str::to_owned), 1 => ".{0,20}"]
}

/// The sound playbook with something cut out and something put in.
fn mangled() -> impl Strategy<Value = String> {
    (0..SOUND.len(), 0..60_usize, piece()).prop_map(|(at, cut, piece)| {
        let end = (at + cut).min(SOUND.len());
        format!("{}{piece}{}", &SOUND[..at], &SOUND[end..])
    })
}

fn id(name: &str) -> Id {
    name.parse().unwrap()
}

const CHOICES: [&str; 3] = ["a", "b", "c"];

fn condition() -> impl Strategy<Value = Condition> {
    let choice =
        (prop::sample::select(vec!["tier", "regions"]), prop::sample::subsequence(CHOICES.to_vec(), 1..3));
    let choice = choice.prop_map(|(name, of)| {
        Condition::Attribute(id(name), Test::AnyOf(of.into_iter().map(str::to_owned).collect()))
    });
    let boolean = any::<bool>().prop_map(|is| Condition::Attribute(id("data"), Test::Is(is)));
    let number = (prop::option::of(0..4_i32), prop::option::of(0..4_i32)).prop_map(|(min, max)| {
        Condition::Attribute(id("orders"), Test::Within { min: min.map(f64::from), max: max.map(f64::from) })
    });
    prop_oneof![choice, boolean, number].prop_recursive(4, 24, 4, |part| {
        prop_oneof![
            prop::collection::vec(part.clone(), 0..4).prop_map(Condition::All),
            prop::collection::vec(part.clone(), 0..4).prop_map(Condition::Any),
            part.prop_map(|part| Condition::Not(Box::new(part))),
        ]
    })
}

/// A full declaration of the four attributes.
fn declaration() -> impl Strategy<Value = BTreeMap<Id, Value>> {
    let tier = prop::sample::select(CHOICES.to_vec());
    let regions = prop::sample::subsequence(CHOICES.to_vec(), 1..4);
    (tier, regions, any::<bool>(), 0..4_i32).prop_map(|(tier, regions, data, orders)| {
        BTreeMap::from([
            (id("tier"), Value::Text(tier.to_owned())),
            (id("regions"), Value::List(regions.into_iter().map(str::to_owned).collect())),
            (id("data"), Value::Boolean(data)),
            (id("orders"), Value::Number(f64::from(orders))),
        ])
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(pieces in prop::collection::vec(piece(), 0..60)) {
        let mut text: String = pieces.concat();
        while text.len() > 4096 {
            text.pop();
        }
        let judged = loaded(&text);
        prop_assert_eq!(judged.playbook.is_none(), judged.diagnostics.has_errors());
    }

    #[test]
    fn no_change_of_a_sound_text_makes_it_panic(text in mangled()) {
        let judged = loaded(&text);
        prop_assert_eq!(judged.playbook.is_none(), judged.diagnostics.has_errors());
        for fault in &judged.diagnostics {
            prop_assert!(fault.place.as_ref().is_some_and(|place| place.span.is_some()), "{:?}", fault);
        }
        let folder = folder(&text).with("playbooks/checklists/api.yaml", text);
        let linted = lint(&folder, &[PATH.to_owned(), "playbooks/checklists/api.yaml".to_owned()], Scope::Workspace);
        prop_assert!(linted.checked.contains(PATH));
    }

    #[test]
    fn not_not_is_the_same(condition in condition(), full in declaration(), unset in prop::sample::subsequence(vec!["tier", "regions", "data", "orders"], 0..=4)) {
        let mut some = full;
        some.retain(|name, _| !unset.contains(&name.as_str()));
        let twice = Condition::Not(Box::new(Condition::Not(Box::new(condition.clone()))));
        prop_assert_eq!(twice.holds(&some), condition.holds(&some));
    }

    #[test]
    fn what_is_told_of_some_attributes_stays_true_of_all(condition in condition(), full in declaration(), unset in prop::sample::subsequence(vec!["tier", "regions", "data", "orders"], 0..=4)) {
        let mut some = full.clone();
        some.retain(|name, _| !unset.contains(&name.as_str()));
        match condition.holds(&some) {
            Truth::Unknown(missing) => prop_assert!(missing.iter().all(|name| unset.contains(&name.as_str()))),
            truth => prop_assert_eq!(truth, condition.holds(&full)),
        }
    }
}
