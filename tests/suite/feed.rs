//! `check` of a feed of CSV, of the size that partners send: its rows are looked at one after another.

use std::fmt::Write as _;
use std::fs;

use sha2::{Digest as _, Sha256};

use crate::support::Sandbox;

/// What is asked of the feed of a partner.
const CHECK: &str = "    check:
      csv:
        file: \"feeds/{{ partner.id }}.csv\"
        delimiter: \";\"
        least: 1000
        most_failed: 0.01
        sha256: \"feeds/{{ partner.id }}.sha256\"
        columns:
          sku: { required: true, unique: true, pattern: \"[A-Z0-9-]{3,40}\" }
          gtin: { type: gtin }
          price: { type: number, above: 0, at_most: 100000 }
          currency: { one_of: [EUR, GBP] }
          launched: { type: date }
          category: { in: { file: feeds/categories.csv, column: id } }
";

/// `acme`, whose end-to-end test is a feed, with a criterion that goes by its rows.
fn with_feed() -> Sandbox {
    let sandbox = Sandbox::workspace();
    let api = sandbox.read("playbooks/checklists/api.yaml");
    let (head, tail) = api.split_once("  - id: end-to-end-test\n").expect("an item");
    let title = tail.lines().next().expect("a title");
    let raci = "    raci: { accountable: engineering, responsible: [partner-tech] }";
    let item = format!(
        "  - id: end-to-end-test\n{title}\n{raci}\n{CHECK}    tags: [retest]\n    instructions: Send it.\n"
    );
    sandbox.write("playbooks/checklists/api.yaml", &format!("{head}{item}"));
    let playbook = sandbox.read("playbooks/seller.yaml");
    let criteria = "    soak: 2 business days\n    criteria:\n      few-fail: { title: Few rows fail, of: end-to-end-test, \
                    metric: failed-percent, at_most: 0.02, sample: { metric: rows, least: 1000 } }\n";
    sandbox.write("playbooks/seller.yaml", &playbook.replacen("    soak: 2 business days\n", criteria, 1));
    sandbox.write("feeds/categories.csv", "\u{feff}id,name\r\ngarden,\"Garden, all of it\"\r\ntoys,Toys\r\n");
    sandbox.ok("lint");
    sandbox.commit_all("Look at feeds");
    sandbox.ok("partner add acme --name Acme --set tier=enterprise --set regions=EU --start 2026-03-02");
    sandbox
}

/// A feed of so many rows, in which nothing is wrong.
fn feed(rows: usize) -> String {
    let mut text = "sku;title;gtin;price;currency;launched;category\n".to_owned();
    for row in 0..rows {
        let (price, day) = (1 + row % 999, 1 + row % 28);
        let (currency, category) = if row % 3 == 0 { ("EUR", "garden") } else { ("GBP", "toys") };
        writeln!(text, "SKU-{row};\"Chair; model \"\"{row}\"\"\";4006381333931;{price}.99;{currency};2026-02-{day:02};{category}")
            .expect("memory takes everything");
    }
    text
}

/// Writes the feed of `acme`, with what `sha256sum` would say of it.
fn send(sandbox: &Sandbox, feed: &str) {
    sandbox.write("feeds/acme.csv", feed);
    let digest: String = Sha256::digest(feed).iter().map(|byte| format!("{byte:02x}")).collect();
    sandbox.write("feeds/acme.sha256", &format!("{digest}  acme.csv\n"));
}

#[test]
fn a_feed_of_200_000_rows_is_looked_at_row_by_row() {
    let sandbox = with_feed();
    let well = feed(200_000);
    let mut told = vec![sandbox.run("playbook show seller --item end-to-end-test").to_string()];
    told.push(sandbox.run("check acme end-to-end-test").to_string());
    send(&sandbox, &well);
    told.push(sandbox.run("check acme end-to-end-test --format json").to_string());
    // Two prices, a quote, a key and a row are wrong: as many as may be. Then many days.
    let mut spoilt = well.replacen(";777.99;GBP;", ";777,99;GBP;", 2);
    spoilt = spoilt.replacen("\"Chair; model \"\"150000\"\"\"", "\"Chair; model \"150000\"\"\"", 1);
    spoilt.push_str("SKU-7;again;;;;;\nSKU-200000;short\n");
    send(&sandbox, &spoilt);
    told.push(sandbox.run("check acme end-to-end-test --format json").to_string());
    send(&sandbox, &well.replace("2026-02-28", "2026-02-29"));
    told.push(sandbox.run("check acme end-to-end-test").to_string());
    told.push(sandbox.run("gate acme --stage sandbox --format json").to_string());
    let gate = told.pop().expect("a gate");
    let criterion = gate.lines().find(|line| line.contains("failed-percent")).map(str::trim);
    told.push(criterion.unwrap_or("the criterion is not told").to_owned());
    insta::assert_snapshot!(told.join("\n\n"));
}

#[test]
fn a_feed_that_is_not_what_was_sent_fails() {
    let sandbox = with_feed();
    send(&sandbox, &feed(1_000));
    sandbox.ok("check acme end-to-end-test");
    sandbox.write("feeds/acme.csv", &feed(1_001));
    sandbox.write("small.csv", &feed(3));
    sandbox.write("other.csv", "SKU;title;gtin;price;price;currency;launched\n");
    let lines = [
        "check acme end-to-end-test",
        "check acme end-to-end-test --file other.csv",
        "check acme end-to-end-test --file aboard.toml",
        "check acme end-to-end-test --passed",
    ];
    let mut told: Vec<String> = lines.iter().map(|line| sandbox.run(line).to_string()).collect();
    let playbook = sandbox.read("playbooks/checklists/api.yaml");
    let line = "        sha256: \"feeds/{{ partner.id }}.sha256\"\n";
    assert!(playbook.contains(line));
    sandbox.write("playbooks/checklists/api.yaml", &playbook.replace(line, ""));
    sandbox.commit_all("Ask for no checksum");
    sandbox.ok("partner add beta --name Beta --set tier=enterprise --set regions=EU --start 2026-03-02");
    told.push(sandbox.run("check beta end-to-end-test --file small.csv").to_string());
    insta::assert_snapshot!(told.join("\n\n"));
}

#[cfg(unix)]
#[test]
fn nothing_beside_a_feed_is_read_behind_a_link() {
    let sandbox = with_feed();
    send(&sandbox, &feed(1_000));
    sandbox.write("elsewhere.csv", "id\ngarden\ntoys\n");
    for file in ["feeds/categories.csv", "feeds/acme.sha256"] {
        let kept = sandbox.read(file);
        fs::remove_file(sandbox.file(file)).expect("it is there");
        std::os::unix::fs::symlink(sandbox.file("elsewhere.csv"), sandbox.file(file)).expect("a link");
        let run = sandbox.run("check acme end-to-end-test");
        assert!(run.code == 3 && run.stdout.contains("is not a file of the workspace"), "{run}");
        fs::remove_file(sandbox.file(file)).expect("it is there");
        sandbox.write(file, &kept);
    }
    sandbox.ok("check acme end-to-end-test");
}
